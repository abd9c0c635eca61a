"""What attributes of objects of the project's own classes hold, by all that is ever stored in them.

Of a container no more is told than its kind: others may have it, and put into it what they like.
"""

import ast
from collections.abc import Iterator
from typing import Any

from sparsemem.rewrite.proof.bound_values import target_value
from sparsemem.rewrite.proof.effects import OUTER, Effects, is_held, slot
from sparsemem.rewrite.proof.follow import applied
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.held_containers import with_contents
from sparsemem.rewrite.proof.making import (
    annotated,
    attributes_of,
    has_words,
    is_begun,
    is_dataclass,
    is_odd,
    line_of,
)
from sparsemem.rewrite.proof.protocols import combine
from sparsemem.rewrite.proof.value import (
    ANY,
    MUTABLE,
    NEVER,
    SCALARS,
    Value,
    from_outside,
    is_plain,
    join,
    reached,
    without,
)
from sparsemem.source import Module, tables

_TOLD = SCALARS | MUTABLE | {"tuple", "range", "record", "data", "random", "connection"}
"""Kinds that are the same whoever holds the value, and whenever it is used."""
_COUNTED = frozenset({"int", "float", "str", "bytes", "bool"})
_OTHERS = frozenset({"any", "record", "code", "lambda"})
_IN_PLACE: dict[str, Any] = {"list": ast.Add, "set": (ast.BitOr, ast.BitAnd, ast.Sub, ast.BitXor), "dict": ast.BitOr}
Field = tuple[Value, bool]
"""What an attribute holds, and whether it is there from the first."""
_LOWEST: Field | None = (NEVER, True)


def field_of(frame: Frame, holder: Value, name: str) -> Result | None:
    """What an attribute of a record holds, and what reading it does; None where that may run code."""
    if holder.kind != "record" or not holder.types:
        return None
    found = [_known_field(frame, type_, name) for type_ in sorted(holder.types)]
    known = [one for one in found if one is not None]
    if len(known) < len(found):
        return None
    value, is_there = join(value for value, _ in known), all(there for _, there in known)
    # Of a container that nobody has but by the attribute, it says no more who has the object.
    around = holder.roots - {OUTER} if any(map(is_held, value.roots)) else holder.roots
    return reached(value, around), Effects(raises=not is_there, reads=slot(name))


def _known_field(frame: Frame, type_: str, name: str) -> Field | None:
    return frame.program.risen("field", (type_, name), _LOWEST, None, lambda: _field(frame, type_, name))


def _field(frame: Frame, type_: str, name: str) -> Field | None:
    attributes = attributes_of(frame.program)
    mangled = name[:2] == "__" and any(
        other[0] == "_" and other.endswith(name) for other in attributes.places if other != name
    )
    if not attributes.family(type_) or mangled or name[-2:] == "__":
        return None
    bodies, stores = list(_bodies(frame, type_, name)), attributes.stores(type_, name)
    begun = [value for value in [*bodies, *_fields(frame, type_, name)] if value is not None]
    if None in bodies or not (begun or stores):
        return None
    found = join([*begun, *(_stored(frame, type_, *place) for place in stores)])
    told = _is_told(found) and not (
        found.kind == "data" and any(_is_filled(*place) for place in attributes.places[name])
    )
    if told and found.kind in MUTABLE and not bodies:
        found = with_contents(frame, found, attributes.uses(type_, name))
    else:
        found = found if found.kind == "never" else from_outside(without(found)) if told else ANY
    heirs = [type_, *frame.program.names.heirs(type_)]
    begins = bool(bodies) or all(is_begun(frame.program, heir, name) for heir in heirs)
    return found, begins and not any(isinstance(node.ctx, ast.Del) for _, node in stores)


def _is_told(value: Value) -> bool:
    held = [value.element, *(part for _, part in value.parts or ())] if value.kind == "tuple" else []
    return value.kind in _TOLD and all(item is None or is_plain(item) or _is_told(item) for item in held)


def _is_filled(module: Module, node: ast.Attribute) -> bool:
    use = module.parent(node)
    stored = isinstance(use, ast.Subscript) and not isinstance(use.ctx, ast.Load)
    return stored or (isinstance(use, ast.Attribute) and use.attr in tables.CHANGING_METHODS)


def _value(frame: Frame, module: Module, node: ast.expr) -> Value:
    """An expression where it stands."""
    return frame.evaluator.entered(frame.program, module, node).run(node)[0]


def _stored(frame: Frame, type_: str, module: Module, node: ast.Attribute) -> Value:
    """What a statement or expression binds to an attribute."""
    match module.parent(node):
        case ast.AugAssign(op=op, value=value):
            before, _ = _known_field(frame, type_, node.attr) or (ANY, False)
            added = _value(frame, module, value)
            in_place = isinstance(op, _IN_PLACE.get(before.kind, ()))
            # A class of the project may take part in a sum with a list.
            return before if in_place and added.kind not in _OTHERS else combine(op, before, added)[0]
    if isinstance(node.ctx, ast.Del):
        return NEVER
    return target_value(frame.evaluator.entered(frame.program, module, node), node)


def _bodies(frame: Frame, type_: str, name: str) -> Iterator[Value | None]:
    """What the bodies of classes bind; None where that is a function, or the like."""
    attributes = attributes_of(frame.program)
    for class_, (module, node) in frame.program.classes.items():
        variable = module.scopes[node].variables.get(name)
        if variable is None or not attributes.may_be(class_, type_):
            continue
        for binding in variable.bindings:
            parent = module.parent(binding)
            if isinstance(parent, ast.AnnAssign) and parent.value is None:
                continue
            made = parent.value if isinstance(parent, ast.Assign | ast.AnnAssign) else None
            if made is None or isinstance(binding, ast.FunctionDef | ast.ClassDef):
                yield None
            elif not _is_default(module, made):
                value = _value(frame, module, made)
                yield value if _is_told(value) and value.kind != "record" else None


def _is_default(module: Module, made: ast.expr | None) -> bool:
    return isinstance(made, ast.Call) and module.dotted(made.func) == "dataclasses.field"


def _fields(frame: Frame, type_: str, name: str) -> list[Value]:
    """What is handed to the `__init__` of dataclasses that may be of the family, or stands in for it."""
    program, attributes, found = frame.program, attributes_of(frame.program), list[Value]()
    own = [type_, *sorted(attributes.family(type_) - {type_})]
    for class_ in own:
        line = line_of(program, class_)
        each = [annotated(*program.classes[part]) for part in reversed(line or [])]
        names = dict.fromkeys(one for part in each for one in part)
        if line is None and any(name in annotated(*program.classes[part]) for part in attributes.family(type_)):
            found.append(ANY)
        elif name in names and is_dataclass(*program.classes[class_]):
            notes = {one: item for part in each for one, item in part.items()}
            found += _given(frame, class_, notes, name)
    return found


def _given(frame: Frame, class_: str, fields: dict[str, ast.AnnAssign], name: str) -> list[Value]:
    program, attributes = frame.program, attributes_of(frame.program)
    node = program.classes[class_][1]
    home = next(
        there for part in line_of(program, class_) or () if name in annotated(*(there := program.classes[part]))
    )
    odd = any(map(is_odd, fields.values())) or has_words(node, {"init", "kw_only"}) or "__init__" in attributes.places
    default, note = fields[name].value, fields[name].annotation
    counted = isinstance(note, ast.Name) and note.id in _COUNTED - home[0].scopes[home[0].tree].variables.keys()
    said = Value(ast.unparse(note)) if counted else ANY
    calls, place = attributes.makers(class_), list(fields).index(name)
    own = (program.classes[heir][1] for heir in [class_, *program.names.heirs(class_)])
    if odd or calls is None or any(getattr(item, "name", "") == "__init__" for body in own for item in body.body):
        return [ANY]
    found = list[Value]()
    for module, call in calls:
        plain = call.args[: place + 1]
        handed = [*(word.value for word in call.keywords if word.arg in (name, None)), *plain[place:]]
        if any(isinstance(one, ast.Starred) for one in plain) or any(word.arg is None for word in call.keywords):
            found.append(said)
        elif handed:
            value = _value(frame, module, handed[0])
            found.append(said if value.kind == "any" else value)
        elif default is not None:
            found.append(_default(frame, home[0], default))
    return [*found, *_copied(frame, name)]


def _default(frame: Frame, module: Module, default: ast.expr) -> Value:
    if not _is_default(module, default) or not isinstance(default, ast.Call):
        return _value(frame, module, default)
    words = {word.arg: word.value for word in default.keywords}
    if "default_factory" in words:
        inner = frame.evaluator.entered(frame.program, module, default)
        return applied(inner, words["default_factory"], [])[0]
    return _value(frame, module, words["default"]) if "default" in words else NEVER


def _copied(frame: Frame, name: str) -> list[Value]:
    """What stands in for a field in copies of objects."""
    found = list[Value]()
    for module, call in attributes_of(frame.program).copies:
        found += [_value(frame, module, word.value) for word in call.keywords if word.arg == name]
        found += [ANY for word in call.keywords if word.arg is None]
    return found
