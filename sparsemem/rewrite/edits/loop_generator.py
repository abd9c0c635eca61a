"""The edits that make a generator of a loop that fills a local list."""

import ast

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.yielding import yield_edits
from sparsemem.rewrite.producers.producer import Fill
from sparsemem.rewrite.proof.reaching import carried_in
from sparsemem.rewrite.reasons import Reason, RefusedError
from sparsemem.source import Filled, Module, Variable

_WIDE = 100


def filling_calls(module: Module, local: Filled) -> list[ast.Call]:
    """The calls of `append`."""
    found = [module.parent(module.parent(use) or use) for use in local.fills]
    return [call for call in found if isinstance(call, ast.Call)]


def loop_edits(module: Module, variable: Variable, local: Filled) -> list[Edit]:
    """A generator expression where the loop is short, else a local function. Raises RefusedError."""
    text, start = Text(module.source.text), module.statement(local.life.target)
    if isinstance(start, ast.AnnAssign):
        raise RefusedError(Reason.STORED)
    short = _expression(text, variable, local)
    made = _function(module, text, variable, local) if short is None else [Edit(*text.span(local.loop), short)]
    return [text.removed(start), *made]


def _expression(text: Text, variable: Variable, local: Filled) -> str | None:
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
            taken = f"{text.of(loop.target)} in {_bracketed(text, loop.iter)}{tail}"
            made = f"{variable.name} = ({text.of(item)} for {taken})"
            return made if "\n" not in made and len(text.indent(loop) + made) <= _WIDE else None
    return None


def _bracketed(text: Text, node: ast.expr) -> str:
    found = text.of(node)
    plain = not isinstance(node, ast.IfExp | ast.Lambda | ast.Tuple) or found.startswith("(")
    return found if plain else f"({found})"


def _function(module: Module, text: Text, variable: Variable, local: Filled) -> list[Edit]:
    """The loop, one step further in, inside of a local function that yields, and the name bound to a call of it."""
    loop, name = local.loop, f"_iter_{variable.name.strip('_')}"
    if variable.scope.find(name) is not None or _is_split(text, loop):
        raise RefusedError(Reason.SCOPE)
    call = f"{name}({', '.join(carried_in(module, loop) or [])})"
    outer, inner, last = text.indent(loop), text.indent(loop.body[0]), loop.end_lineno or loop.lineno
    unit = inner[len(outer) :] if inner.startswith(outer) and len(inner) > len(outer) else "    "
    first, end = text.offset(loop.lineno, 0), text.offset(last + 1, 0)
    starts = (text.offset(n, 0) for n in range(loop.lineno + 1, last + 1) if text.lines[n - 1].strip())
    before, after = ("", text.newline) if text.lines[last - 1].endswith(("\n", "\r")) else (text.newline, "")
    edits = [
        Edit(first, first, f"{_apart(module, text, local)}{outer}def {call}:{text.newline}{unit}"),
        *(Edit(start, start, unit) for start in starts),
        Edit(end, end, f"{before}{text.newline}{outer}{variable.name} = {call}{after}"),
    ]
    for filling in filling_calls(module, local):
        statement = module.statement(filling)
        assert isinstance(statement, ast.Expr)
        edits += yield_edits(text, Fill("append", statement, None, filling.args[0]))
    return edits


def _apart(module: Module, text: Text, local: Filled) -> str:
    """An empty line where a statement that stays stands right above the loop."""
    start, above = module.statement(local.life.target), local.loop.lineno - 1
    above = start.lineno - 1 if above == start.end_lineno else above
    close = any(other.end_lineno == above for other in module.block(local.loop) if other is not start)
    return text.newline if close else ""


def _is_split(text: Text, loop: ast.stmt) -> bool:
    """Whether moving the lines to the right would change a text that goes over several of them."""
    texts = (node for node in ast.walk(loop) if isinstance(node, ast.Constant | ast.JoinedStr))
    continued = any("\\\n" in line for line in text.lines[loop.lineno - 1 : loop.end_lineno])
    return continued or any(node.end_lineno != node.lineno for node in texts)
