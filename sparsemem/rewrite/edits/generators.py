"""What builds a container becomes a generator: the body of a function, and a comprehension."""

import ast
import re

from sparsemem.rewrite.edits.pages import Page
from sparsemem.rewrite.producers.producer import Fill, Producer
from sparsemem.rewrite.reasons import Reason, RefusedError, require

_BRACKETED = ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Await
"""What stands in brackets behind `yield`."""
_ASSIGNING = re.compile(r"\s*\]\s*=\s*")


def yield_elements(page: Page, producer: Producer) -> None:
    """The body of a function as that of a generator. Raises RefusedError where a part of it has no other form."""
    for part in producer.returns:
        _leave(page, producer, part)
    if producer.start is not None:
        _unbind(page, producer.start)
    for fill in producer.fills:
        yield_fill(page, fill)


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


def yield_fill(page: Page, fill: Fill) -> None:
    """What puts something in yields it. Raises RefusedError where a comment is in the way."""
    (start, end), (first, last) = page.span(fill.statement), page.span(fill.value)
    word = "yield from " if fill.kind == "extend" else "yield "
    if fill.key is not None:
        key, behind = page.span(fill.key)
        between = _ASSIGNING.match(page.text, behind)
        if between is None:
            raise RefusedError(Reason.NOT_A_PRODUCER)
        page.put(start, key, "yield ")
        page.put(behind, between.end(), ", ")
        if isinstance(fill.value, ast.Tuple) and page.text[first] != "(":
            page.wrap(fill.value, "(", ")")
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
