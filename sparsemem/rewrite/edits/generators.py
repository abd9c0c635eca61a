"""What builds a container becomes a generator: the body of a function, a comprehension; what takes it may move in."""

import ast
from contextlib import suppress

from sparsemem.rewrite.edits.draft import Page
from sparsemem.rewrite.producers.producer import Fill, Producer
from sparsemem.rewrite.producers.recognition import is_read_whole
from sparsemem.rewrite.reasons import Reason, require
from sparsemem.source import UnreadableError, parse

_BRACKETED = ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Await
"""What stands in brackets behind `yield`."""


def yield_elements(page: Page, producer: Producer) -> None:
    """The body of a function as that of a generator. Raises RefusedError where a part of it has no other form."""
    for part in producer.returns:
        _leave(page, producer, part)
    if producer.start is not None:
        page.remove(page.module.statement(producer.start))
    for fill in producer.fills:
        yield_fill(page, fill)


def _leave(page: Page, producer: Producer, part: ast.Return) -> None:
    """What a `return` becomes."""
    module, node, built = page.module, producer.function.node, producer.built
    last = _is_last(node.body, part)
    if any(fill.kind == "last" for fill in producer.fills):
        start, end = page.span(part)
        require(isinstance(part.value, ast.Name))
        page.put(start, start + len("return"), "yield from")
        page.insert(end, "" if last else f"{page.newline}{page.indent(part)}return")
        return
    if built is None or part.value is not built:
        gone = (part, producer.start and module.statement(producer.start))
        if last and any(other not in gone for other in module.block(part)):
            page.remove(part)
        else:
            page.replace(part, "return")
        return
    start, end = page.span(part)
    if not last:
        page.insert(end, f"{page.newline}{page.indent(part)}return")
    if isinstance(built, ast.Call):  # `x.fetchall()`, `list(x)`, or a call of what makes the list
        inner = built.args[0] if module.dotted(built.func) == "builtins.list" else built
        inner = built.func.value if is_read_whole(built) and isinstance(built.func, ast.Attribute) else inner
        first, behind = page.span(inner)
        require("#" not in page.text[start:first] + page.text[behind:end], Reason.NOT_A_PRODUCER)
        page.put(start, first, "yield from ")
        page.put(behind, end)
        return
    make_generator(page, built)
    if part is not node.body[-1] or len(producer.returns) > 1:
        page.put(start, page.span(built)[0], "yield from ")


def _is_last(body: list[ast.stmt], part: ast.stmt) -> bool:
    """Whether nothing is left to do in the function after a statement."""
    last = body[-1]
    return last is part or (isinstance(last, ast.With | ast.If) and _is_last(last.body, part))


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


def yield_fill(page: Page, fill: Fill) -> None:
    """What puts something in yields it. Raises RefusedError where a comment is in the way."""
    if fill.kind == "each":
        require(page.begins_line(page.span(fill.statement)[0]))
        line = f"{page.indent(fill.statement)}yield {page.of(fill.value)}{page.newline}"
        page.insert(page.below(fill.statement), line)
        return
    (start, end), (first, last) = page.span(fill.statement), page.span(fill.value)
    if fill.kind == "last":
        name = page.text[start : page.text.index(".", start)]
        require(page.begins_line(start) and "\n" not in page.text[start:first] and not page.text[last:end].strip(")"))
        page.put(start, first, f"yield from {name}{page.newline}{page.indent(fill.statement)}{name} = [")
        page.put(last, end, "]")
        return
    word, tail = "yield from " if fill.kind == "extend" else "yield ", page.text[last:end]
    if isinstance(fill.statement, ast.Assign | ast.AugAssign) and fill.key is None:
        require("#" not in page.text[start:first] + tail, Reason.NOT_A_PRODUCER)
        page.put(start, first, word)
        page.put(last, end)
        if isinstance(fill.value, ast.ListComp):
            page.make_round(fill.value)
        if isinstance(fill.value, ast.Tuple) and fill.value.elts and page.span(fill.value.elts[0])[0] == first:
            page.wrap(fill.value, "(", ")")
    elif fill.key is not None:
        key, behind = page.span(fill.key)
        equals = page.text.index("=", behind) + 1
        require("".join(page.text[behind:equals].split()) == "]=", Reason.NOT_A_PRODUCER)
        page.put(start, key, "yield ")
        page.put(behind, equals, "," if page.text[equals].isspace() else ", ")
        if isinstance(fill.value, ast.Tuple) and page.text[first] != "(":
            page.wrap(fill.value, "(", ")")
    elif "\n" not in page.text[start:first] and not tail.strip(" ,\r\n)") and _stands_alone(page, fill.value):
        page.put(start, first, word)
        page.put(last, end)
    elif page.begins_line(first) and "#" not in page.text[start:first] + tail and _moves(page, fill.value):
        page.insert(start, word)
        page.unwrap(fill.statement.value, first, last)  # type: ignore[attr-defined]
    else:
        require("#" not in tail, Reason.NOT_A_PRODUCER)
        page.put(start, page.text.index("(", start), word)
        page.put(last, end, tail.replace(",", ""))


def _stands_alone(page: Page, value: ast.expr) -> bool:
    """Whether a value goes without brackets around it, also over several lines."""
    with suppress(UnreadableError):
        return not isinstance(value, _BRACKETED) and bool(parse(page.of(value)))
    return False


def _moves(page: Page, value: ast.expr) -> bool:
    """The same, and all of its lines may be moved: no text goes over several of them."""
    texts = (node for node in ast.walk(value) if isinstance(node, ast.Constant | ast.JoinedStr))
    return _stands_alone(page, value) and all(text.lineno == text.end_lineno for text in texts)


def move_into(page: Page, block: ast.With, last: ast.stmt, first: ast.stmt) -> None:
    """All below a `with` up to the statement `last`, as deep as its statement `first`. Raises RefusedError."""
    above = block.end_lineno or 0
    lines = range(above + 1, (last.end_lineno or 0) + 1)
    if block.body == [first]:
        while not page.lines[lines[0] - 1].strip():
            lines = lines[1:]
        page.put(page.offset(above + 1), page.offset(lines[0]))
    page.indent_lines(lines, page.indent(first).removeprefix(page.indent(block)))
