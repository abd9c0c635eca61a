"""The edits that turn the body of a function that builds a container into that of a generator."""

import ast
import re

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.producers.producer import Fill, Producer
from sparsemem.rewrite.reasons import Reason
from sparsemem.source import Module


def body_edits(module: Module, text: Text, producer: Producer) -> list[Edit] | Reason:
    """All edits of the body; the reason where a part of it has no other form."""
    edits: list[Edit] = []
    for part in producer.returns:
        found = _return(module, text, producer, part)
        if found is None:
            return Reason.NOT_A_PRODUCER
        edits += found
    if producer.start is not None:
        edits.append(text.removed(producer.start))
    for fill in producer.fills:
        found = yield_edits(text, fill)
        if found is None:
            return Reason.NOT_A_PRODUCER
        edits += found
    return edits


def _return(module: Module, text: Text, producer: Producer, part: ast.Return) -> list[Edit] | None:
    node = producer.function.node
    last = _is_last(module, node.body, part)
    if part.value is not producer.built or producer.built is None:
        if last and any(other not in (part, producer.start) for other in module.block(part)):
            return [text.removed(part)]
        return [Edit(*text.span(part), "return")]
    start, end = text.span(part)
    if isinstance(producer.built, ast.Call):
        return _delegated(text, part, producer.built, [] if last else [f"{text.newline}{text.indent(part)}return"])
    inner = generator(text, producer.built)
    value_start = text.span(producer.built)[0]
    if inner is None:
        return None
    if part is node.body[-1] and len(producer.returns) == 1:
        return inner
    after = [] if last else [Edit(end, end, f"{text.newline}{text.indent(part)}return")]
    return [Edit(start, value_start, "yield from "), *inner, *after]


def _is_last(module: Module, body: list[ast.stmt], part: ast.stmt) -> bool:
    """Whether nothing is left to do in the function after a statement."""
    last = body[-1]
    if isinstance(last, ast.With):
        return _is_last(module, last.body, part)
    if isinstance(last, ast.If):
        return _is_last(module, last.body, part) or (bool(last.orelse) and _is_last(module, last.orelse, part))
    return last is part


def _delegated(text: Text, part: ast.Return, call: ast.Call, after: list[str]) -> list[Edit]:
    """`yield from x` for `return list(x)`."""
    start, end = text.span(part)
    func_start, func_end = text.span(call.func)
    inner_start, inner_end = text.span(call.args[0])
    plain = "\n" not in text.text[func_end:end] and not isinstance(call.args[0], ast.GeneratorExp)
    tail = [Edit(end, end, "".join(after))] if after else []
    if plain:
        return [Edit(start, inner_start, "yield from "), Edit(inner_end, end, ""), *tail]
    return [Edit(start, func_start, "yield from "), Edit(func_start, func_end, ""), *tail]


def generator(text: Text, node: ast.ListComp | ast.DictComp) -> list[Edit] | None:
    """The brackets of a comprehension made round; a dict's elements made pairs."""
    start, end = text.span(node)
    edits = [Edit(start, start + 1, "("), Edit(end - 1, end, ")")]
    if isinstance(node, ast.ListComp):
        return edits
    key_end, value_start, value_end = text.span(node.key)[1], text.span(node.value)[0], text.span(node.value)[1]
    gap = text.text[key_end:value_start]
    tail = text.text[value_end : text.span(node.generators[0].target)[0]]
    word = re.search(r"\bfor\b", tail)
    if "#" in gap or "#" in tail or ":" not in gap or word is None:
        return None
    colon = key_end + gap.index(":")
    close = value_end + len(tail[: word.start()].rstrip())
    first = text.span(node.key)[0]
    return [
        Edit(start, start + 1, "("),
        Edit(first, first, "("),
        Edit(colon, colon + 1, ","),
        Edit(close, close, ")"),
        edits[1],
    ]


def yield_edits(text: Text, fill: Fill) -> list[Edit] | None:
    """The edits that make putting in a yielding; None where a comment is in the way."""
    start, end = text.span(fill.statement)
    value_start, value_end = text.span(fill.value)
    word = "yield from " if fill.kind == "extend" else "yield "
    if isinstance(fill.statement, ast.AugAssign):
        return [Edit(start, value_start, word)]
    if fill.kind == "item":
        return _yield_pair(text, fill)
    assert isinstance(fill.statement, ast.Expr)
    assert isinstance(fill.statement.value, ast.Call)
    func_end = text.span(fill.statement.value.func)[1]
    tail = text.text[value_end:end]
    if isinstance(fill.value, ast.GeneratorExp) or "\n" in text.text[start:end] or "#" in tail:
        comma = [Edit(value_end + tail.index(","), value_end + tail.index(",") + 1, "")] if "," in tail else []
        return None if "#" in tail and comma else [Edit(start, func_end, word), *comma]
    bare = not isinstance(fill.value, ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Await)
    if bare and text.text[func_end:value_start] == "(" and tail in (")", ",)"):
        return [Edit(start, value_start, word), Edit(value_end, end, "")]
    comma = [Edit(value_end + tail.index(","), value_end + tail.index(",") + 1, "")] if "," in tail else []
    return [Edit(start, func_end, word), *comma]


def _yield_pair(text: Text, fill: Fill) -> list[Edit] | None:
    start = text.span(fill.statement)[0]
    assert fill.key is not None
    key_start, key_end = text.span(fill.key)
    value_start, value_end = text.span(fill.value)
    between = text.text[key_end:value_start]
    bracket = between.index("]")
    opened = between[between.index("=") + 1 :].strip()
    if "#" in between or between[:bracket].strip() or (opened and set(opened) != {"("}):
        return None
    tuple_ = isinstance(fill.value, ast.Tuple) and text.text[value_start] != "("
    shift = value_start - len(opened)
    edits = [Edit(start, key_start, "yield "), Edit(key_end, shift, ", ")]
    return [*edits, Edit(value_start, value_start, "("), Edit(value_end, value_end, ")")] if tuple_ else edits
