"""Records in files: JSON text with the name and the version of its format, and what is said of any other text."""

import dataclasses
import json
import typing
from typing import Any

from sparsemem.errors import InputError
from sparsemem.model.attachment import Attachment, FamilyAttachment
from sparsemem.model.codec import MismatchError, decode, encode
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
