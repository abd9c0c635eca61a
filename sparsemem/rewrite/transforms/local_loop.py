"""Local lists that a loop fills: where they are consumed once, the loop becomes a generator."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from sparsemem.rewrite.consumers.judging import judged
from sparsemem.rewrite.consumers.site import life_site
from sparsemem.rewrite.consumers.visibility import is_visible
from sparsemem.rewrite.edits.annotation import streaming
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.yielding import yield_edits
from sparsemem.rewrite.producers.producer import Fill
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.effects import Effects
from sparsemem.rewrite.proof.follow import own_nodes
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.value import Value, is_plain, join
from sparsemem.rewrite.proposal import Edits, Proposal, refused
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.transform import Transform
from sparsemem.rewrite.transforms.local_generator import kept_whole
from sparsemem.rewrite.transforms.loop_names import carried_in
from sparsemem.source.containers import Filled, filled
from sparsemem.source.flow import loops
from sparsemem.source.module import Module
from sparsemem.source.scope import Variable

_HERE = Transform.LOCAL_GENERATOR
_WIDE = 100
_LEAVES = ast.Return | ast.Yield | ast.YieldFrom | ast.Await | ast.Global | ast.Nonlocal | ast.NamedExpr


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every local list that starts empty, is filled in a loop, and is used after it."""
    for variable in module.locals():
        local = filled(module, variable)
        if local is None or local.kind != "list" or not local.uses:
            continue
        if any(isinstance(module.parent(use), ast.Return) for use in local.uses):
            continue  # what the function is for: its callers decide
        yield _proposed(program, module, variable, local)


def _proposed(program: Program, module: Module, variable: Variable, local: Filled) -> Proposal:
    path, start = module.source.path, module.statement(local.life.target)
    local = replace(local, loop=_outermost(module, local))
    site = life_site(program, module, local.life, local.uses, local.loop)
    reason = site if isinstance(site, Reason) else _reason(program, module, variable, local) or kept_whole(site)
    if reason is not None or isinstance(site, Reason):
        return refused(path, start, _HERE, reason or Reason.LATER_USE)
    around = module.enclosing(start, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda) or module.tree
    frame = Frame(program, module, around)
    carried = [variable.scope.find(name) for name in carried_in(module, local.loop) or []]
    if not all(name is not None and is_plain(frame.value(name)) for name in carried):
        return refused(path, start, _HERE, Reason.COMPUTES_MORE)
    effects = _inside(module, local, frame.effects([local.loop]), variable)
    item = join(frame.run(value)[0] for value in _appended(module, variable, local))
    tier, reason = judged(program, module, site, effects, item, Value("list", element=item))
    return Proposal(path, start, _HERE, tier, reason, lambda: _edits(module, variable, local))


def _outermost(module: Module, local: Filled) -> ast.For | ast.While | ast.AsyncFor:
    """The loop around all loops that fill the list, where they stand in one another."""
    before = loops(module, local.life.target)
    around = [loop for loop in [local.loop, *loops(module, local.loop)] if loop not in before]
    found = around[-1]
    return found if isinstance(found, ast.For | ast.While | ast.AsyncFor) else local.loop


def _appended(module: Module, variable: Variable, local: Filled) -> list[ast.expr]:
    calls = [module.parent(module.parent(use) or use) for use in local.life.uses if use not in local.uses]
    return [call.args[0] for call in calls if isinstance(call, ast.Call) and call.args]


def _inside(module: Module, local: Filled, effects: Effects, variable: Variable) -> Effects:
    """The effects without those on the list itself, and on names that will belong to the generator."""
    inner = {found for node in ast.walk(local.loop) if (found := module.variable(node)) in effects.binds}
    drop = frozenset({variable})
    return replace(
        effects,
        reads=effects.reads - drop,
        writes=effects.writes - drop,
        looks=effects.looks - drop - inner,
        binds=effects.binds - inner,
    )


def _reason(program: Program, module: Module, variable: Variable, local: Filled) -> Reason | None:
    loop = local.loop
    start = module.statement(local.life.target)
    if (
        variable.scope.kind == "class"
        or is_visible(program, module, variable)
        or module.block(start) is not module.block(loop)
    ):
        return Reason.SCOPE
    if isinstance(loop, ast.AsyncFor):
        return Reason.ASYNC
    if any(isinstance(node, _LEAVES) for node in [loop, *own_nodes(loop)]):
        return Reason.SCOPE
    fills = [use for use in local.life.uses if use not in local.uses]
    if any(len(call.args) != 1 or isinstance(call.args[0], ast.Starred) for call in _calls(module, fills)):
        return Reason.NOT_A_PRODUCER
    inside = set(ast.walk(loop))
    if any(call not in inside for call in _calls(module, fills)):
        return Reason.NOT_A_PRODUCER
    return Reason.COMPUTES_MORE if carried_in(module, loop) is None else None


def _calls(module: Module, fills: list[ast.Name]) -> list[ast.Call]:
    found = [module.parent(module.parent(use) or use) for use in fills]
    return [call for call in found if isinstance(call, ast.Call)]


def _edits(module: Module, variable: Variable, local: Filled) -> Edits | Reason:
    text = Text(module.source.text)
    start = module.statement(local.life.target)
    short = _expression(module, text, variable, local)
    edits = [text.removed(start)]
    if isinstance(start, ast.AnnAssign):
        return Reason.STORED if streaming(module, text, start.annotation) is None else _annotated(module, text, local)
    if short is not None:
        edits.append(Edit(*text.span(local.loop), f"{variable.name} = {short}"))
        return {module.source.path: edits}
    found = _function(module, text, variable, local)
    return found if isinstance(found, Reason) else {module.source.path: [*edits, *found]}


def _annotated(module: Module, text: Text, local: Filled) -> Reason:
    return Reason.STORED


def _expression(module: Module, text: Text, variable: Variable, local: Filled) -> str | None:
    """The loop as one expression, where it is short, does nothing else and has no comment."""
    loop = local.loop
    if not isinstance(loop, ast.For) or loop.orelse or "#" in text.of(loop):
        return None
    tests, body = [], loop.body
    while len(body) == 1 and isinstance(body[0], ast.If) and not body[0].orelse:
        tests.append(body[0].test)
        body = body[0].body
    match body:
        case [ast.Expr(value=ast.Call(args=[item]))] if not isinstance(item, ast.GeneratorExp):
            tail = "".join(f" if {_bracketed(text, test)}" for test in tests)
            made = f"({text.of(item)} for {text.of(loop.target)} in {_bracketed(text, loop.iter)}{tail})"
            whole = f"{text.indent(loop)}{variable.name} = {made}"
            return made if "\n" not in whole and len(whole) <= _WIDE else None
    return None


def _bracketed(text: Text, node: ast.expr) -> str:
    found = text.of(node)
    plain = not isinstance(node, ast.IfExp | ast.Lambda | ast.Tuple) or found.startswith("(")
    return found if plain else f"({found})"


def _function(module: Module, text: Text, variable: Variable, local: Filled) -> list[Edit] | Reason:
    """The loop inside of a local function that yields, and the name bound to a call of it."""
    loop, name = local.loop, f"_iter_{variable.name.strip('_')}"
    if variable.scope.find(name) is not None or _is_split(text, loop):
        return Reason.SCOPE
    indent, newline = text.indent(loop), text.newline
    arguments = ", ".join(carried_in(module, loop) or [])
    unit = _unit(text, loop)
    edits = [
        Edit(text.offset(loop.lineno, 0), text.offset(loop.lineno, 0), f"{indent}def {name}({arguments}):{newline}")
    ]
    edits += [
        Edit(text.offset(line, 0), text.offset(line, 0), unit)
        for line in range(loop.lineno, (loop.end_lineno or loop.lineno) + 1)
        if text.lines[line - 1].strip()
    ]
    edits[:2] = [Edit(edits[0].start, edits[0].end, f"{edits[0].text}{unit}")]
    for call in _calls(module, [use for use in local.life.uses if use not in local.uses]):
        statement = module.statement(call)
        assert isinstance(statement, ast.Expr)
        found = yield_edits(text, Fill("append", statement, None, call.args[0]))
        if found is None:
            return Reason.NOT_A_PRODUCER
        edits += found
    last = text.lines[(loop.end_lineno or loop.lineno) - 1]
    end = text.offset((loop.end_lineno or loop.lineno) + 1, 0)
    ending = newline if last.endswith(("\n", "\r")) else ""
    before = "" if ending else newline
    edits.append(Edit(end, end, f"{before}{newline}{indent}{variable.name} = {name}({arguments}){ending}"))
    return edits


def _unit(text: Text, loop: ast.For | ast.While | ast.AsyncFor) -> str:
    """One step of indentation, as the loop has it."""
    outer, inner = text.indent(loop), text.indent(loop.body[0])
    return inner[len(outer) :] if inner.startswith(outer) and len(inner) > len(outer) else "    "


def _is_split(text: Text, loop: ast.stmt) -> bool:
    """Whether moving the lines to the right would change a text that goes over several of them."""
    return any(
        isinstance(node, ast.Constant | ast.JoinedStr) and node.end_lineno != node.lineno for node in ast.walk(loop)
    ) or any("\\\n" in line for line in text.lines[loop.lineno - 1 : loop.end_lineno])
