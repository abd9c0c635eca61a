"""The edits that make a generator of a loop that fills a local list."""

import ast

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.yielding import yield_edits
from sparsemem.rewrite.producers.producer import Fill
from sparsemem.rewrite.proof.loop_names import Loop, carried_in
from sparsemem.rewrite.proposal import Edits
from sparsemem.rewrite.reasons import Reason
from sparsemem.source import Filled, Module, Variable

_WIDE = 100


def filling_calls(module: Module, local: Filled) -> list[ast.Call]:
    """The calls of `append`."""
    found = [module.parent(module.parent(use) or use) for use in local.fills]
    return [call for call in found if isinstance(call, ast.Call)]


def loop_edits(module: Module, variable: Variable, local: Filled) -> Edits | Reason:
    """A generator expression where the loop is short, else a local function; the reason where it can be neither."""
    text = Text(module.source.text)
    start = module.statement(local.life.target)
    short = _expression(module, text, variable, local)
    edits = [text.removed(start)]
    if isinstance(start, ast.AnnAssign):
        return Reason.STORED
    if short is not None:
        edits.append(Edit(*text.span(local.loop), f"{variable.name} = {short}"))
        return {module.source.path: edits}
    found = _function(module, text, variable, local)
    return found if isinstance(found, Reason) else {module.source.path: [*edits, *found]}


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
    call = f"{name}({', '.join(carried_in(module, loop) or [])})"
    edits = _within(text, loop, f"def {call}:", _apart(module, text, local))
    for filling in filling_calls(module, local):
        statement = module.statement(filling)
        assert isinstance(statement, ast.Expr)
        found = yield_edits(text, Fill("append", statement, None, filling.args[0]))
        if found is None:
            return Reason.NOT_A_PRODUCER
        edits += found
    return [*edits, _behind(text, loop, f"{variable.name} = {call}")]


def _apart(module: Module, text: Text, local: Filled) -> str:
    """An empty line where a statement that stays stands right above the loop."""
    start = module.statement(local.life.target)
    above = local.loop.lineno - 1
    above = start.lineno - 1 if above == start.end_lineno else above
    close = any(other.end_lineno == above for other in module.block(local.loop) if other is not start)
    return text.newline if close else ""


def _within(text: Text, loop: Loop, head: str, apart: str) -> list[Edit]:
    """The loop one step further in, below a head."""
    unit, first = _unit(text, loop), text.offset(loop.lineno, 0)
    lines = range(loop.lineno + 1, (loop.end_lineno or loop.lineno) + 1)
    starts = [text.offset(line, 0) for line in lines if text.lines[line - 1].strip()]
    opened = Edit(first, first, f"{apart}{text.indent(loop)}{head}{text.newline}{unit}")
    return [opened, *(Edit(start, start, unit) for start in starts)]


def _behind(text: Text, loop: Loop, line: str) -> Edit:
    """A line after the loop, with an empty one between."""
    last = loop.end_lineno or loop.lineno
    end = text.offset(last + 1, 0)
    is_ended = text.lines[last - 1].endswith(("\n", "\r"))
    before, after = ("", text.newline) if is_ended else (text.newline, "")
    return Edit(end, end, f"{before}{text.newline}{text.indent(loop)}{line}{after}")


def _unit(text: Text, loop: Loop) -> str:
    """One step of indentation, as the loop has it."""
    outer, inner = text.indent(loop), text.indent(loop.body[0])
    return inner[len(outer) :] if inner.startswith(outer) and len(inner) > len(outer) else "    "


def _is_split(text: Text, loop: ast.stmt) -> bool:
    """Whether moving the lines to the right would change a text that goes over several of them."""
    return any(
        isinstance(node, ast.Constant | ast.JoinedStr) and node.end_lineno != node.lineno for node in ast.walk(loop)
    ) or any("\\\n" in line for line in text.lines[loop.lineno - 1 : loop.end_lineno])
