"""Measured sizes of the containers that functions return: what turns a likely size into a known one.

The text is JSON with a list `sizes`, in a file of its own or in a saved scan:
`{"path", "line", "function", "elements", "bytes"}`, the largest seen for each function; null where unknown.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from sparsemem.errors import InputError
from sparsemem.model import Finding


@dataclass(frozen=True, slots=True)
class Size:
    """The largest container seen at a place."""

    elements: int | None
    bytes: int | None

    def __or__(self, other: "Size") -> "Size":
        """The larger of each; what is known of one alone is known."""
        return Size(_larger(self.elements, other.elements), _larger(self.bytes, other.bytes))


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes by the path and line at which a container is built, and by the path and function that returns it."""

    by_line: Mapping[tuple[str, int], Size]
    by_function: Mapping[tuple[str, str], Size]
    by_name: Mapping[str, Size] = field(default_factory=dict)
    """By the dotted name of the function, module included."""

    def named(self, modules: Mapping[str, str]) -> "Sizes":
        """The same with dotted names; `modules` gives the name of the module at each path."""
        found: dict[str, Size] = {}
        for (path, function), size in self.by_function.items():
            if path in modules:
                _add(found, f"{modules[path]}.{function}", size)
        return replace(self, by_name=found)

    def of(self, finding: Finding, fed_by: Iterable[str] = ()) -> Size | None:
        """The size of what a finding is about: the largest of its line, its function and what feeds it.

        None where nothing of that was seen.
        """
        seen = [self.by_name.get(name) for name in fed_by]
        if finding.location is not None:
            path, line, function = finding.location.path, finding.location.line, finding.location.function
            seen += [self.by_line.get((path, line)), self.by_function.get((path, function or ""))]
        known = [size for size in seen if size is not None]
        return reduce(or_, known) if known else None


NO_SIZES = Sizes({}, {})


@dataclass(frozen=True, slots=True)
class Measured:
    """What a saved scan tells a review: sizes, and what was found by measuring."""

    sizes: Sizes = NO_SIZES
    codes: frozenset[str] | None = None
    """Codes of its findings; None where there is no scan."""
    judged: frozenset[str] = frozenset()
    """Codes of the rules whose question the scan answers; none in a file of a version that did not save them."""


def parse_measured(text: str, name: str) -> Measured:
    """The sizes and the codes of findings in a JSON text. Raises InputError, naming the file `name`, for others."""
    try:
        value = json.loads(text)
    except ValueError:
        raise InputError(f"{name} is not JSON, or was cut off: give a scan that was saved with --json") from None
    rows, findings = (_records(value, key) for key in ("sizes", "findings"))
    if rows is None and findings is None:
        raise InputError(f"{name} holds neither sizes nor findings: give a scan that was saved with --json")
    codes = None if findings is None else frozenset(str(finding.get("code")) for finding in findings)
    judged = value.get("judged") if isinstance(value, dict) else None
    answered = frozenset(map(str, judged)) if isinstance(judged, list) else frozenset[str]()
    return Measured(_index(rows or []), codes, answered)


def _records(value: object, key: str) -> list[dict[str, Any]] | None:
    rows = value.get(key) if isinstance(value, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else None


def _index(rows: Iterable[dict[str, Any]]) -> Sizes:
    by_line: dict[tuple[str, int], Size] = {}
    by_function: dict[tuple[str, str], Size] = {}
    for row in rows:
        size = Size(_number(row.get("elements")), _number(row.get("bytes")))
        path, line, function = row.get("path"), row.get("line"), row.get("function")
        if isinstance(path, str) and isinstance(line, int):
            _add(by_line, (path, line), size)
        if isinstance(path, str) and isinstance(function, str):
            _add(by_function, (path, function.replace(".<locals>.", ".")), size)
    return Sizes(by_line, by_function)


Key = TypeVar("Key")


def _add(sizes: dict[Key, Size], key: Key, size: Size) -> None:
    """Several functions can have one name: the setter of a property, a function that is defined anew."""
    sizes[key] = sizes[key] | size if key in sizes else size


def _larger(one: int | None, other: int | None) -> int | None:
    return max((number for number in (one, other) if number is not None), default=None)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
