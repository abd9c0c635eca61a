"""Local lists that a loop fills: where they are consumed once, the loop becomes an expression or a generator."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from sparsemem.rewrite.consumers.site import in_block, site_of_uses
from sparsemem.rewrite.edits.draft import Page
from sparsemem.rewrite.edits.generators import yield_fill
from sparsemem.rewrite.producers.producer import Fill, fill, is_named, twin_name
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.names import Loop, is_apart, is_visible
from sparsemem.rewrite.proof.value import join
from sparsemem.rewrite.proposal import TRIED, Proposal, Stream, Transform, proposed, refused
from sparsemem.rewrite.reasons import Reason, require
from sparsemem.source import Filled, Module, Variable, filled, own_nodes

_LEAVES = ast.Return | ast.Yield | ast.YieldFrom | ast.Await | ast.Global | ast.Nonlocal | ast.NamedExpr
_WIDE = 100


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every local list that starts empty, is filled in a loop, and is used after it."""
    for variable in module.locals():
        local = filled_list(module, variable)
        # What is returned is what the function is for: its callers decide.
        if local is not None and local.uses and not any(isinstance(module.parent(u), ast.Return) for u in local.uses):
            site = site_of_uses(program, module, local.life.target, local.uses, local.loop)
            place = module.statement(local.life.target)
            inside = any(local.loop in module.ancestors(use) for use in local.uses)
            if isinstance(site, Reason) and (inside or site not in TRIED | {Reason.STORED}):
                yield refused(module.source.path, place, Transform.LOCAL_GENERATOR, site)
            else:
                yield proposed(program, module, lazily(module, local), reason_against(program, module, local) or site)


def filled_list(module: Module, variable: Variable) -> Filled | None:
    """A list that starts empty and is filled in a loop, with the outermost loop around those that do so."""
    local = filled(module, variable)
    return replace(local, loop=_outermost(module, local)) if local is not None and local.kind == "list" else None


def lazily(module: Module, local: Filled) -> Stream:
    """The loop as a generator."""
    return Stream(
        module.statement(local.life.target),
        Transform.LOCAL_GENERATOR,
        lambda frame: _elements(frame, local),
        lambda draft, _: _edit(draft.page(module), local),
    )


def _elements(frame: Frame, local: Filled) -> Result:
    """What the loop puts in, and what it does to make that: its own names, and the list, are the generator's."""
    effects, drop = frame.effects([local.loop]), frozenset({local.life.variable})
    inner = {found for node in ast.walk(local.loop) if (found := frame.module.variable(node)) in effects.binds}
    reads, writes, looks = effects.reads - drop, effects.writes - drop, effects.looks - drop - inner
    item = join(frame.run(fill.value)[0] for fill in _fills(frame.module, local))
    return item, replace(effects, reads=reads, writes=writes, looks=looks, binds=effects.binds - inner)


def _outermost(module: Module, local: Filled) -> Loop:
    """The loop around all loops that fill the list, where they stand in one another, with the file that it reads."""
    found = inner = in_block(module, module.statement(local.life.target), local.loop)
    while isinstance(inner, ast.With) and len(inner.body) == 1:
        inner = inner.body[0]
    is_loop = isinstance(inner, ast.For | ast.While | ast.AsyncFor)
    return found if is_loop and isinstance(found, ast.For | ast.While | ast.AsyncFor | ast.With) else local.loop


def _fills(module: Module, local: Filled) -> list[Fill]:
    """The statements that put something in, of a known form."""
    return [found for use in local.fills if (found := fill(module, use, "list")) is not None]


def reason_against(program: Program, module: Module, local: Filled) -> Reason | None:
    """Why the loop cannot stand in a function of its own."""
    loop, variable, fills = local.loop, local.life.variable, _fills(module, local)
    if isinstance(loop, ast.AsyncFor):
        return Reason.ASYNC
    beside = module.block(local.life.target) is module.block(loop) and not is_visible(program, module, variable)
    if not beside or any(isinstance(node, _LEAVES) for node in own_nodes(loop)) or is_named(program, module, loop):
        return Reason.SCOPE
    if len(fills) < len(local.fills) or any(loop not in module.ancestors(one.statement) for one in fills):
        return Reason.NOT_A_PRODUCER
    return None if is_apart(module, loop) else Reason.COMPUTES_MORE


def _edit(page: Page, local: Filled) -> None:
    """A generator expression where the loop is short, else a local function. Raises RefusedError."""
    start = page.module.statement(local.life.target)
    require(not isinstance(start, ast.AnnAssign), Reason.STORED)
    page.remove(start)
    short = _expression(page, local)
    if short is None:
        _make_function(page, local)
    else:
        page.replace(local.loop, short)


def _expression(page: Page, local: Filled) -> str | None:
    """The loop as one expression, where it is short, does nothing else and has no comment."""
    loop = local.loop
    if not isinstance(loop, ast.For) or loop.orelse or "#" in page.of(loop):
        return None
    tests, body = "", loop.body
    while len(body) == 1 and isinstance(body[0], ast.If) and not body[0].orelse:
        tests += f" if {_bracketed(page, body[0].test)}"
        body = body[0].body
    match body:
        case [ast.Expr(value=ast.Call(args=[item]))] if not isinstance(item, ast.GeneratorExp):
            taken = f"{page.of(loop.target)} in {_bracketed(page, loop.iter)}{tests}"
            made = f"{local.life.variable.name} = ({page.of(item)} for {taken})"
            return made if "\n" not in made and len(page.indent(loop) + made) <= _WIDE else None
    return None


def _bracketed(page: Page, node: ast.expr) -> str:
    found = page.of(node)
    plain = not isinstance(node, ast.IfExp | ast.Lambda | ast.Tuple) or found.startswith("(")
    return found if plain else f"({found})"


def _make_function(page: Page, local: Filled) -> None:
    """The loop, one step further in, inside of a local function that yields, and the name bound to a call of it."""
    loop, variable, newline = local.loop, local.life.variable, page.newline
    call, last, outer = f"{twin_name(variable.name)}()", loop.end_lineno or loop.lineno, page.indent(loop)
    require(variable.scope.find(twin_name(variable.name)) is None)
    unit = page.indent(loop.body[0]).removeprefix(outer) or "    "
    before, after = ("", newline) if page.lines[last - 1].endswith(("\n", "\r")) else (newline, "")
    _part(page, local)
    page.insert(page.above(loop), f"{outer}def {call}:{newline}{unit}")
    page.indent_lines(range(loop.lineno + 1, last + 1), unit)
    page.insert(page.below(loop), f"{before}{newline}{outer}{variable.name} = {call}{after}")
    for one in _fills(page.module, local):
        yield_fill(page, one)


def _part(page: Page, local: Filled) -> None:
    """An empty line where a statement that stays stands right above the loop and its comments."""
    start, above = page.module.statement(local.life.target), local.loop.lineno - 1
    while page.lines[above - 1].lstrip().startswith("#"):
        above -= 1
    last = start.lineno - 1 if above == start.end_lineno else above
    if any(other.end_lineno == last for other in page.module.block(local.loop) if other is not start):
        page.insert(page.offset(above + 1), page.newline)
