"""Named tuples: how they are made, and what their methods give."""

import ast
from dataclasses import replace

from sparsemem.rewrite.proof.effects import NONE, RAISES, Effects
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.local_containers import field_names
from sparsemem.rewrite.proof.protocols import taken
from sparsemem.rewrite.proof.value import ANY, Value, element, join, pair
from sparsemem.source import every_value, is_simple


def named_tuple(frame: Frame, node: ast.Call, fields: tuple[str, ...], before: Value = ANY) -> Result:
    """A new one, or one in which something is replaced."""
    held = dict(zip(fields, frame.values(node.args), strict=False))
    held |= {word.arg: frame.run(word.value)[0] for word in node.keywords if word.arg}
    if any(isinstance(one, ast.Starred) for one in node.args):
        held = dict.fromkeys(fields, join(frame.values(every_value(node))))
    items = pair(*(held.get(field, before.part(i) or ANY) for i, field in enumerate(fields)))
    return replace(items, names=fields), NONE if is_simple(node) and len(held) == len(fields) else RAISES


def of_named_tuple(frame: Frame, node: ast.Call, name: str, receiver: Value) -> Result | None:
    """`_replace` and `_asdict` of one, or `_make` of its class; None of anything else."""
    if name not in ("_make", "_replace", "_asdict") or name in frame.program.replaced:
        return None
    if name == "_make":
        owner = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        fields = field_names(frame.program, frame.module, owner)
        return _made_of(frame.run(node.args[0])[0], fields) if fields and len(node.args) == 1 else None
    if not receiver.names:
        return None
    if name == "_replace":
        return named_tuple(frame, node, receiver.names, receiver)
    parts = tuple((field, receiver.part(place) or ANY) for place, field in enumerate(receiver.names))
    found = Value("dict", element=join(part for _, part in parts), key=Value("str"), parts=parts)
    return found, Effects(reads=receiver.roots)


def _made_of(source: Value, fields: tuple[str, ...]) -> Result:
    """One that is made of anything that is iterated."""
    parts = (source.part(place) if source.kind == "tuple" else None for place in range(len(fields)))
    return replace(pair(*(part or element(source) for part in parts)), names=fields), taken(source) | RAISES
