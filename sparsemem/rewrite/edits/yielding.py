"""The edits that turn the body of a function that builds a container into that of a generator."""

import ast
import re

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.producers.producer import Fill, Producer
from sparsemem.rewrite.reasons import Reason, RefusedError
from sparsemem.source import Module

_BRACKETED = ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Await
"""What stands in brackets behind `yield`."""


def body_edits(module: Module, text: Text, producer: Producer) -> list[Edit]:
    """All edits of the body. Raises RefusedError where a part of it has no other form."""
    edits = [edit for part in producer.returns for edit in _return(module, text, producer, part)]
    edits += [_unbound(module, text, producer.start)] if producer.start is not None else []
    return edits + [edit for fill in producer.fills for edit in yield_edits(text, fill)]


def _unbound(module: Module, text: Text, name: ast.AST) -> Edit:
    """The statement that binds a name goes, or of two tuples side by side the parts that are its."""
    statement = module.statement(name)
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            kept = [pair for pair in zip(names, values, strict=True) if pair[0] is not name]
            if "#" in text.of(statement) or any(isinstance(value, ast.NamedExpr) for _, value in kept):
                raise RefusedError(Reason.NOT_A_PRODUCER)
            left, right = (", ".join(map(text.of, side)) for side in zip(*kept, strict=True))
            return Edit(*text.span(statement), f"{left} = {right}")
    return text.removed(statement)


def _return(module: Module, text: Text, producer: Producer, part: ast.Return) -> list[Edit]:
    node, (start, end) = producer.function.node, text.span(part)
    last = _is_last(module, node.body, part)
    if part.value is not producer.built or producer.built is None:
        gone = (part, producer.start and module.statement(producer.start))
        if last and any(other not in gone for other in module.block(part)):
            return [text.removed(part)]
        return [Edit(start, end, "return")]
    after = [] if last else [Edit(end, end, f"{text.newline}{text.indent(part)}return")]
    if isinstance(producer.built, ast.Call):
        return [*_delegated(text, part, producer.built), *after]
    inner = generator(text, producer.built)
    if part is node.body[-1] and len(producer.returns) == 1:
        return inner
    return [Edit(start, text.span(producer.built)[0], "yield from "), *inner, *after]


def _is_last(module: Module, body: list[ast.stmt], part: ast.stmt) -> bool:
    """Whether nothing is left to do in the function after a statement."""
    last = body[-1]
    inner = [last.body] if isinstance(last, ast.With | ast.If) else []
    inner += [last.orelse] if isinstance(last, ast.If) and last.orelse else []
    return last is part or any(_is_last(module, block, part) for block in inner)


def _delegated(text: Text, part: ast.Return, call: ast.Call) -> list[Edit]:
    """`yield from x` for `return list(x)`."""
    (start, end), (func_start, func_end) = text.span(part), text.span(call.func)
    inner_start, inner_end = text.span(call.args[0])
    if "\n" in text.text[func_end:end] or isinstance(call.args[0], ast.GeneratorExp):
        return [Edit(start, func_start, "yield from "), Edit(func_start, func_end, "")]
    return [Edit(start, inner_start, "yield from "), Edit(inner_end, end, "")]


def generator(text: Text, node: ast.ListComp | ast.DictComp) -> list[Edit]:
    """The brackets of a comprehension made round; a dict's elements made pairs. Raises RefusedError."""
    start, end = text.span(node)
    edits = [Edit(start, start + 1, "("), Edit(end - 1, end, ")")]
    if isinstance(node, ast.ListComp):
        return edits
    (first, key_end), (value_start, value_end) = text.span(node.key), text.span(node.value)
    gap, tail = text.text[key_end:value_start], text.text[value_end : text.span(node.generators[0].target)[0]]
    word = re.search(r"\bfor\b", tail)
    if "#" in gap or "#" in tail or ":" not in gap or word is None:
        raise RefusedError(Reason.NOT_A_PRODUCER)
    colon, close = key_end + gap.index(":"), value_end + len(tail[: word.start()].rstrip())
    return [edits[0], Edit(first, first, "("), Edit(colon, colon + 1, ","), Edit(close, close, ")"), edits[1]]


def yield_edits(text: Text, fill: Fill) -> list[Edit]:
    """The edits that make putting in a yielding. Raises RefusedError where a comment is in the way."""
    (start, end), (first, last) = text.span(fill.statement), text.span(fill.value)
    word = "yield from " if fill.kind == "extend" else "yield "
    if isinstance(fill.statement, ast.AugAssign):
        return [Edit(start, first, word)]
    if fill.key is not None:
        return _yield_pair(text, fill, fill.key)
    one_line = "\n" not in text.text[start:end] and not isinstance(fill.value, _BRACKETED)
    if one_line or _has_brackets(text, start, fill.value, text.text[last:end]):
        return [Edit(start, first, word), Edit(last, end, "")]
    assert isinstance(fill.statement, ast.Expr)
    assert isinstance(fill.statement.value, ast.Call)
    comma = text.text.find(",", last, end)
    if comma >= 0 and "#" in text.text[last:end]:
        raise RefusedError(Reason.NOT_A_PRODUCER)
    gone = [Edit(comma, comma + 1, "")] if comma >= 0 else []
    return [Edit(start, text.span(fill.statement.value.func)[1], word), *gone]


def _has_brackets(text: Text, start: int, value: ast.expr, behind: str) -> bool:
    """Whether a value begins in the line of the statement, opens brackets there, and closes them at its end."""
    opens = text.span(value)[0] if isinstance(value, ast.List | ast.Dict | ast.ListComp | ast.DictComp) else None
    opens = text.span(value.func)[1] if isinstance(value, ast.Call) else opens
    before = "\n" if opens is None else text.text[start : opens + 1]
    return "\n" not in before and before[-1] in "([{" and not behind.strip(" ,\n)")


def _yield_pair(text: Text, fill: Fill, key: ast.expr) -> list[Edit]:
    """`yield key, value` for `made[key] = value`."""
    (first, behind), (value, end) = text.span(key), text.span(fill.value)
    between = re.fullmatch(r"\s*\]\s*=\s*(\(*)", text.text[behind:value])
    if between is None:
        raise RefusedError(Reason.NOT_A_PRODUCER)
    edits = [Edit(text.span(fill.statement)[0], first, "yield "), Edit(behind, value - len(between[1]), ", ")]
    if isinstance(fill.value, ast.Tuple) and text.text[value] != "(":
        edits += [Edit(value, value, "("), Edit(end, end, ")")]
    return edits
