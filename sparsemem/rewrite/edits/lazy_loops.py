"""A loop that fills a local list becomes a generator expression, or a local function that yields."""

import ast

from sparsemem.rewrite.edits.generators import yield_fill
from sparsemem.rewrite.edits.moving import indent_lines
from sparsemem.rewrite.edits.pages import Page
from sparsemem.rewrite.producers.producer import Fill, twin_name
from sparsemem.rewrite.proof.reaching import carried_in
from sparsemem.rewrite.reasons import Reason, require
from sparsemem.source import Filled, Module

_WIDE = 100


def filling_calls(module: Module, local: Filled) -> list[ast.Call]:
    """The calls of `append`."""
    found = [module.parent(module.parent(use) or use) for use in local.fills]
    return [call for call in found if isinstance(call, ast.Call)]


def make_loop_lazy(page: Page, local: Filled) -> None:
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
    name = twin_name(variable.name)
    last = loop.end_lineno or loop.lineno
    lines = range(loop.lineno, last + 1)
    require(variable.scope.find(name) is None)
    call = f"{name}({', '.join(carried_in(page.module, loop) or [])})"
    outer, inner = page.indent(loop), page.indent(loop.body[0])
    unit = inner.removeprefix(outer) or "    "
    end = page.offset(last + 1, 0)
    before, after = ("", newline) if page.lines[last - 1].endswith(("\n", "\r")) else (newline, "")
    page.insert(page.offset(loop.lineno, 0), f"{_gap(page, local)}{outer}def {call}:{newline}{unit}")
    indent_lines(page, lines[1:], unit)
    page.insert(end, f"{before}{newline}{outer}{variable.name} = {call}{after}")
    for filling in filling_calls(page.module, local):
        statement = page.module.statement(filling)
        assert isinstance(statement, ast.Expr)
        yield_fill(page, Fill("append", statement, None, filling.args[0]))


def _gap(page: Page, local: Filled) -> str:
    """An empty line where a statement that stays stands right above the loop."""
    start, above = page.module.statement(local.life.target), local.loop.lineno - 1
    above = start.lineno - 1 if above == start.end_lineno else above
    close = any(other.end_lineno == above for other in page.module.block(local.loop) if other is not start)
    return page.newline if close else ""
