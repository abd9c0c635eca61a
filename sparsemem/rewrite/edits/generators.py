"""What builds a container becomes a generator: the body of a function, a comprehension, a loop."""

import ast

from sparsemem.rewrite.edits.pages import Page
from sparsemem.rewrite.producers.producer import Fill, Producer, twin_name
from sparsemem.rewrite.proof.reaching import carried_in
from sparsemem.rewrite.reasons import Reason, require
from sparsemem.source import Filled, Module

_BRACKETED = ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Await
"""What stands in brackets behind `yield`."""
_WIDE = 100


def yield_elements(page: Page, producer: Producer) -> None:
    """The body of a function as that of a generator. Raises RefusedError where a part of it has no other form."""
    for part in producer.returns:
        _leave(page, producer, part)
    if producer.start is not None:
        _unbind(page, producer.start)
    for fill in producer.fills:
        _yield(page, fill)


def _unbind(page: Page, name: ast.AST) -> None:
    """The statement that binds a name goes, or of two tuples side by side the parts that are its."""
    statement = page.module.statement(name)
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            kept = [pair for pair in zip(names, values, strict=True) if pair[0] is not name]
            walrus = any(isinstance(value, ast.NamedExpr) for _, value in kept)
            require("#" not in page.of(statement) and not walrus, Reason.NOT_A_PRODUCER)
            left, right = (", ".join(map(page.of, side)) for side in zip(*kept, strict=True))
            page.replace(statement, f"{left} = {right}")
        case _:
            page.remove(statement)


def _leave(page: Page, producer: Producer, part: ast.Return) -> None:
    """What a `return` becomes."""
    module, node, built = page.module, producer.function.node, producer.built
    last = _is_last(node.body, part)
    if built is None or part.value is not built:
        gone = (part, producer.start and module.statement(producer.start))
        if last and any(other not in gone for other in module.block(part)):
            page.remove(part)
        else:
            page.replace(part, "return")
        return
    (start, end), first = page.span(part), page.span(built)[0]
    if not last:
        page.insert(end, f"{page.newline}{page.indent(part)}return")
    if isinstance(built, ast.Call) and isinstance(built.func, ast.Attribute):  # `x.fetchall()`
        page.put(start, start + len("return"), "yield from")
        page.put(page.span(built.func.value)[1], page.span(built)[1])
        return
    if isinstance(built, ast.Call):
        page.put(start, first, "yield from ")
        (first, func_end), (inner_start, inner_end) = page.span(built.func), page.span(built.args[0])
        if "\n" in page.text[func_end:end] or isinstance(built.args[0], ast.GeneratorExp):
            page.put(first, func_end)
        else:
            page.put(first, inner_start)
            page.put(inner_end, end)
        return
    make_generator(page, built)
    if part is not node.body[-1] or len(producer.returns) > 1:
        page.put(start, first, "yield from ")


def _is_last(body: list[ast.stmt], part: ast.stmt) -> bool:
    """Whether nothing is left to do in the function after a statement."""
    last = body[-1]
    inner = [last.body] if isinstance(last, ast.With | ast.If) else []
    inner += [last.orelse] if isinstance(last, ast.If) and last.orelse else []
    return last is part or any(_is_last(block, part) for block in inner)


def make_generator(page: Page, node: ast.ListComp | ast.DictComp) -> None:
    """The brackets of a comprehension made round; a dict's elements made pairs. Raises RefusedError."""
    page.make_round(node)
    if isinstance(node, ast.DictComp):
        (first, behind), (value, end) = page.span(node.key), page.span(node.value)
        between, after = page.text[behind:value], page.text[end : page.span(node.generators[0].target)[0]]
        require(between.strip() == ":" and after.strip() == "for", Reason.NOT_A_PRODUCER)
        page.insert(first, "(")
        page.put(behind, value, between.replace(":", ","))
        page.insert(end, ")")


def _yield(page: Page, fill: Fill) -> None:
    """What puts something in yields it. Raises RefusedError where a comment is in the way."""
    (start, end), (first, last) = page.span(fill.statement), page.span(fill.value)
    word = "yield from " if fill.kind == "extend" else "yield "
    if fill.key is not None:
        behind = page.span(fill.key)[1]
        require("#" not in page.text[behind:first], Reason.NOT_A_PRODUCER)
        value = page.of(fill.value)
        value = f"({value})" if isinstance(fill.value, ast.Tuple) and value[:1] != "(" else value
        page.put(start, end, f"yield {page.of(fill.key)}, {value}")
    elif not isinstance(fill.statement, ast.Expr) or not isinstance(fill.statement.value, ast.Call):
        page.put(start, first, word)
    elif ("\n" not in page.text[start:end] and not isinstance(fill.value, _BRACKETED)) or _has_brackets(page, fill):
        page.put(start, first, word)
        page.put(last, end)
    else:
        page.put(start, page.span(fill.statement.value.func)[1], word)
        tail = page.text[last:end]
        if "," in tail:
            require("#" not in tail, Reason.NOT_A_PRODUCER)
            page.put(last, end, tail.replace(",", ""))


def _has_brackets(page: Page, fill: Fill) -> bool:
    """Whether a value begins in the line of the statement, opens brackets there, and closes them at its end."""
    (start, end), (first, last), value = page.span(fill.statement), page.span(fill.value), fill.value
    opens = first if isinstance(value, ast.List | ast.Dict | ast.ListComp | ast.DictComp) else None
    opens = page.span(value.func)[1] if isinstance(value, ast.Call) else opens
    before = "\n" if opens is None else page.text[start : opens + 1]
    return "\n" not in before and before[-1] in "([{" and not page.text[last:end].strip(" ,\n)")


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
    texts = (node for node in ast.walk(loop) if isinstance(node, ast.Constant | ast.JoinedStr))
    moves = any(node.end_lineno != node.lineno for node in texts) or any("\\\n" in page.lines[n - 1] for n in lines)
    require(variable.scope.find(name) is None and not moves)
    call = f"{name}({', '.join(carried_in(page.module, loop) or [])})"
    outer, inner = page.indent(loop), page.indent(loop.body[0])
    unit = inner.removeprefix(outer) or "    "
    end = page.offset(last + 1, 0)
    before, after = ("", newline) if page.lines[last - 1].endswith(("\n", "\r")) else (newline, "")
    page.insert(page.offset(loop.lineno, 0), f"{_gap(page, local)}{outer}def {call}:{newline}{unit}")
    for number in lines[1:]:
        if page.lines[number - 1].strip():
            page.insert(page.offset(number, 0), unit)
    page.insert(end, f"{before}{newline}{outer}{variable.name} = {call}{after}")
    for filling in filling_calls(page.module, local):
        statement = page.module.statement(filling)
        assert isinstance(statement, ast.Expr)
        _yield(page, Fill("append", statement, None, filling.args[0]))


def _gap(page: Page, local: Filled) -> str:
    """An empty line where a statement that stays stands right above the loop."""
    start, above = page.module.statement(local.life.target), local.loop.lineno - 1
    above = start.lineno - 1 if above == start.end_lineno else above
    close = any(other.end_lineno == above for other in page.module.block(local.loop) if other is not start)
    return page.newline if close else ""
