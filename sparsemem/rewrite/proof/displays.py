"""Displays and comprehensions: what they build, and what building it may do."""

import ast

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.effects import NONE, UNKNOWN, Effects, asks
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.protocols import begun, hashed, taken, tested, unpacked, unsure
from sparsemem.rewrite.proof.statements import store
from sparsemem.rewrite.proof.value import ANY, Value, element, join, pair
from sparsemem.source import Comprehension


def display(frame: Frame, node: ast.List | ast.Set | ast.Tuple) -> Result:
    """`[a, b]`, `{a, b}`, `(a, b)`."""
    values, effects = frame.values(node.elts), frame.effects(node.elts)
    if isinstance(node, ast.Tuple) and not any(isinstance(item, ast.Starred) for item in node.elts):
        return pair(*values), effects
    kind = type(node).__name__.lower()
    return Value(kind, element=join(values)), effects | (hashed(*values) if kind == "set" else NONE)


def dict_display(frame: Frame, node: ast.Dict) -> Result:
    """`{a: b, **c}`."""
    named = [key for key in node.keys if key is not None]
    keys, values, effects = frame.values(named), list[Value](), frame.effects([*named, *node.values])
    for key, value in zip(node.keys, frame.values(node.values), strict=True):
        if key is None:
            is_dict = value.kind == "dict"
            keys.append(value.key or ANY)
            effects |= (NONE if is_dict else unsure(asking.TAKES | asks("keys"), value)) | Effects(reads=value.roots)
        values.append(value if key is not None else (value.element or ANY) if is_dict else ANY)
    is_fixed = all(isinstance(key, ast.Constant) for key in node.keys)
    parts = {key.value: value for key, value in zip(named, values, strict=False) if isinstance(key, ast.Constant)}
    held = tuple(parts.items()) if is_fixed else None
    return Value("dict", element=join(values), key=join(keys), parts=held), effects | hashed(*keys)


def comprehension(frame: Frame, node: Comprehension) -> Result:
    """A comprehension or generator expression."""
    source, first = frame.run(node.generators[0].iter)
    if isinstance(node, ast.DictComp):
        key, value = frame.values([node.key, node.value])
        effects = first | clauses(frame, node) | frame.effects([node.key, node.value]) | hashed(key)
        return Value("dict", element=value, key=key), effects
    inner, step = streamed(frame, node)
    if isinstance(node, ast.GeneratorExp):
        return Value("iterator", element=inner, step=step), first | begun([source])
    if isinstance(node, ast.SetComp):
        return Value("set", element=inner), first | step | hashed(inner)
    return Value("list", element=inner), first | step


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
        effects |= NONE if clause is node.generators[0] else made
        for test in clause.ifs:
            effects |= tested(frame, test)
        effects |= UNKNOWN if clause.is_async else NONE
    return effects
