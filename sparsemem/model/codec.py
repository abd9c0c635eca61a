"""Records to JSON values and back, by their type hints: the one place that knows how a record is written."""

import dataclasses
import functools
import json
import sys
import types
import typing
from typing import Any, Literal, Union


class MismatchError(Exception):
    """A JSON value that does not have the type of the field it stands for; the message names the place."""


def encode(value: Any) -> Any:
    """A record as dicts, lists and plain values; the properties in its `derived` are written as well."""
    if dataclasses.is_dataclass(value) and getattr(value, "AS_ROW", False):
        return [encode(getattr(value, field.name)) for field in dataclasses.fields(value)]
    if dataclasses.is_dataclass(value):
        names = [f.name for f in dataclasses.fields(value)] + list(getattr(value, "derived", ()))
        return {name: encode(getattr(value, name)) for name in names}
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    return value


def decode(kind: Any, value: Any, where: str = "") -> Any:
    """The value of type `kind` that a JSON value stands for. Raises MismatchError, naming the place.

    Keys that the record does not have are passed over: a later version may add some.
    """
    origin, options = typing.get_origin(kind), typing.get_args(kind)
    if kind is Any:
        return value
    if origin in (Union, types.UnionType):
        return None if value is None else decode(next(o for o in options if o is not type(None)), value, where)
    if origin is Literal:
        return _expect(value in options, value, f"one of {', '.join(map(str, options))}", where)
    if origin is tuple:
        _expect(isinstance(value, list), value, "a list", where)
        return tuple(decode(options[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if origin is dict:
        return _expect(isinstance(value, dict), value, "an object", where)
    if dataclasses.is_dataclass(kind):
        return _decode_record(kind, value, where)
    if kind is float:
        return _decode_float(value, where)
    return _expect(
        isinstance(value, kind) and (kind is bool or not isinstance(value, bool)), value, kind.__name__, where
    )


def _decode_float(value: Any, where: str) -> float:
    """JSON does not tell 1 from 1.0; what is beyond the largest float is no number that was ever measured."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    _expect(is_number and abs(value) <= sys.float_info.max, value, "float", where)
    return float(value)


def _decode_record(kind: Any, value: Any, where: str) -> Any:
    hints = _type_hints(kind)
    if getattr(kind, "AS_ROW", False):
        _expect(isinstance(value, list) and len(value) == len(hints), value, f"a list of {len(hints)}", where)
        value = dict(zip(hints, value, strict=True))
    _expect(isinstance(value, dict), value, "an object", where)
    found = {}
    for field in dataclasses.fields(kind):
        place = f"{where}.{field.name}" if where else field.name
        if field.name in value:
            found[field.name] = decode(hints[field.name], value[field.name], place)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise MismatchError(f"{place} is missing")
    return kind(**found)


@functools.cache
def _type_hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _expect(holds: bool, value: Any, wanted: str, where: str) -> Any:
    if not holds:
        raise MismatchError(f"{where or 'the file'} is {json.dumps(value)[:40]}, not {wanted}")
    return value
