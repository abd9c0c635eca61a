"""Displays and comprehensions: what they build, and what building it may do."""

import ast

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.assignments import store
from sparsemem.rewrite.proof.effects import NONE, UNKNOWN, Effects, asks
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.protocols import begun, hashed, taken, tested, unpacked, unsure
from sparsemem.rewrite.proof.value import ANY, Value, element, join, pair
from sparsemem.source import Comprehension


def display(frame: Frame, node: ast.List | ast.Set | ast.Tuple) -> Result:
    """`[a, b]`, `{a, b}`, `(a, b)`."""
    values = [frame.run(item)[0] for item in node.elts]
    effects = frame.effects(node.elts)
    if isinstance(node, ast.Tuple) and not any(isinstance(item, ast.Starred) for item in node.elts):
        return pair(*values), effects
    kind = type(node).__name__.lower()
    return Value(kind, element=join(values)), effects | (hashed(*values) if kind == "set" else NONE)


def dict_display(frame: Frame, node: ast.Dict) -> Result:
    """`{a: b, **c}`."""
    keys = [frame.run(key)[0] for key in node.keys if key is not None]
    values, effects = [], frame.effects([*filter(None, node.keys), *node.values])
    parts: dict[object, Value] | None = {}
    for key, item in zip(node.keys, node.values, strict=True):
        value = frame.run(item)[0]
        if key is None:
            parts, keys = None, [*keys, value.key or ANY]
            effects |= NONE if value.kind == "dict" else unsure(asking.TAKES | asks("keys"), value)
            effects |= Effects(reads=value.roots)
            value = (value.element or ANY) if value.kind == "dict" else ANY
        elif isinstance(key, ast.Constant) and parts is not None:
            parts[key.value] = value
        else:
            parts = None
        values.append(value)
    held = None if parts is None else tuple(parts.items())
    return Value("dict", element=join(values), key=join(keys), parts=held), effects | hashed(*keys)


def comprehension(frame: Frame, node: Comprehension) -> Result:
    """A comprehension or generator expression."""
    source, first = frame.run(node.generators[0].iter)
    if isinstance(node, ast.GeneratorExp):
        inner, step = streamed(frame, node)
        return Value("iterator", element=inner, step=step), first | begun([source])
    if isinstance(node, ast.DictComp):
        key, value = frame.run(node.key), frame.run(node.value)
        effects = first | clauses(frame, node) | key[1] | value[1] | hashed(key[0])
        return Value("dict", element=value[0], key=key[0]), effects
    inner, effects = streamed(frame, node)
    if isinstance(node, ast.SetComp):
        return Value("set", element=inner), first | effects | hashed(inner)
    return Value("list", element=inner), first | effects


def streamed(frame: Frame, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Result:
    """The elements of a comprehension, and what making them may do once its first source is evaluated."""
    inner, made = frame.run(node.elt)
    return inner, clauses(frame, node) | made


def clauses(frame: Frame, node: Comprehension) -> Effects:
    """What its loops and conditions may do, once the first source is evaluated."""
    effects = NONE
    for clause in node.generators:
        source, made = frame.run(clause.iter)
        effects |= taken(source) | unpacked(clause.target, element(source))
        if any(isinstance(part, ast.Subscript | ast.Attribute) for part in ast.walk(clause.target)):
            effects |= store(frame, clause.target, element(source))
        if clause is not node.generators[0]:
            effects |= made
        for test in clause.ifs:
            effects |= tested(frame, test)
        if clause.is_async:
            effects |= UNKNOWN
    return effects
