"""Records to JSON values and back, by their type hints: the one place that knows how a record is written."""

import dataclasses
import functools
import json
import sys
import types
import typing
from typing import Any, Literal, Union

from sparsemem.errors import InputError
from sparsemem.model.attachment import Attachment, FamilyAttachment
from sparsemem.model.comparison import Comparison
from sparsemem.model.reviewing import Review
from sparsemem.model.rewriting import Rewriting
from sparsemem.model.scan_report import Report
from sparsemem.model.tried_settings import WhatIf

_KINDS = (Report, Attachment, FamilyAttachment, Comparison, Review, Rewriting, WhatIf)
"""Every kind of record that is saved."""
_AGAIN = {
    Report.FORMAT: "scan again",
    Attachment.FORMAT: "attach again",
    Comparison.FORMAT: "compare again",
    Review.FORMAT: "review again",
    Rewriting.FORMAT: "rewrite again",
    WhatIf.FORMAT: "run whatif again",
}
"""What to do about a file that cannot be read."""


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


def dump(record: Report | Comparison | Attachment | Review | Rewriting | WhatIf) -> str:
    """The record as JSON text, with the name and version of its format first."""
    head = {"format": record.FORMAT, "version": record.VERSION}
    return json.dumps(head | encode(record), indent=1, allow_nan=False) + "\n"


def _refuse(constant: str) -> None:
    """NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(constant)


def load_report(text: str, name: str) -> Report:
    """The report that `dump` wrote. Raises InputError, naming the file `name`, for any other text."""
    value = _object(text, name, "a saved scan")
    if value.get("format") != Report.FORMAT:
        raise InputError(f'{name} is not a saved scan: its "format" is not {Report.FORMAT}')
    return typing.cast(Report, _record(Report, value, name))


def load_record(text: str, name: str) -> Any:
    """The record that `dump` wrote, of any kind. Raises InputError, naming the file `name`, for any other text."""
    value = _object(text, name, "a file that sparsemem saved")
    kinds = [kind for kind in _KINDS if value.get("format") == kind.FORMAT]
    if not kinds:
        known = ", ".join(dict.fromkeys(kind.FORMAT for kind in _KINDS))
        raise InputError(f'{name} is not a file that sparsemem saved: its "format" is none of {known}')
    # Of an attachment there are two kinds: the one with more keys is meant where the file has them all.
    whole = [kind for kind in kinds if _required(kind) <= value.keys()]
    return _record(whole[-1] if whole else kinds[0], value, name)


def _required(kind: Any) -> set[str]:
    return {field.name for field in dataclasses.fields(kind) if field.default is dataclasses.MISSING}


def _object(text: str, name: str, wanted: str) -> dict[str, Any]:
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InputError(f"{name} is not {wanted}: it is not JSON, or was cut off") from None
    if not isinstance(value, dict):
        raise InputError(f'{name} is not {wanted}: its "format" is not {Report.FORMAT}')
    return value


def _record(kind: Any, value: dict[str, Any], name: str) -> Any:
    version = value.get("version")
    again = _AGAIN[kind.FORMAT]
    if version != kind.VERSION or version is True:
        remedy = "update sparsemem" if isinstance(version, int) and version > kind.VERSION else again
        raise InputError(f"{name} is of version {version}, and this sparsemem reads version {kind.VERSION}: {remedy}")
    try:
        return decode(kind, value)
    except MismatchError as mismatch:
        raise InputError(f"{name} is damaged: {mismatch}; {again}") from None
