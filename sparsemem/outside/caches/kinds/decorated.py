"""The functions behind caches that decorators fill: `cachetools.cached` of 5 (closures) to 8 (instances), and
`cachebox.cached` (closures)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sparsemem.outside.caches.reading.inspection import Inspection
from sparsemem.outside.objects.code_layout import CODE_FILE, FUNCTION_CODE

_WRAPPED, _CACHE, _COUNTERS = "__wrapped__", "cache", ("hits", "misses")
_MIXIN = "_InfoMixin__"
_CLOSURE, _FUNCTION_DICT = 72, 88


@dataclass(frozen=True, slots=True)
class Decorated:
    """The function whose results a cache keeps, 0 where it is none's; hits and misses where they are counted."""

    function: int = 0
    hits: int | None = None
    misses: int | None = None


def find_decorated(inspection: Inspection, package: str = "cachetools") -> dict[int, Decorated]:
    """The functions of those caches that a decorator of a package fills, by the cache: one of its own, or any
    mapping."""
    found = dict(_in_closures(inspection, package))
    found.update(_in_wrappers(inspection))
    return found


def _in_wrappers(inspection: Inspection) -> Iterator[tuple[int, Decorated]]:
    """Since cachetools 7 the wrapper is an instance."""
    for address in inspection.objects.coming_from("_WrapperBase").tolist():
        attributes = inspection.attributes.of(address)
        if _CACHE in attributes:
            counted = (attributes.get(_MIXIN + name, 0) for name in _COUNTERS)
            yield attributes[_CACHE], _decorated(inspection, attributes.get(_WRAPPED, 0), counted)


def _in_closures(inspection: Inspection, package: str) -> Iterator[tuple[int, Decorated]]:
    """Until cachetools 6 it is a function, which has cache, hits and misses of the enclosing one."""
    for address in _wrappers(inspection, f"/{package}/"):
        variables = inspection.functions.enclosed(address)
        table = inspection.objects.word(address + _FUNCTION_DICT)
        wrapped = inspection.objects.attributes_in(table).get(_WRAPPED, 0) if table else 0
        if wrapped and _CACHE in variables:
            counted = (variables.get(name, 0) for name in _COUNTERS)
            yield variables[_CACHE], _decorated(inspection, wrapped, counted)


def _wrappers(inspection: Inspection, folder: str) -> list[int]:
    """The functions with variables of enclosing ones that are written in the package."""
    objects = inspection.objects
    functions = objects.named("function")
    functions = functions[objects.pointers(functions, _CLOSURE) != 0]
    files = objects.pointers(objects.pointers(functions, FUNCTION_CODE), CODE_FILE)
    own = [file for file in np.unique(files).tolist() if folder in (objects.text(file) or "")]
    wrappers: list[int] = functions[np.isin(files, np.array(own, np.uint64))].tolist()
    return wrappers


def _decorated(inspection: Inspection, function: int, counted: Iterator[int]) -> Decorated:
    numbers = [inspection.objects.number(one) for one in counted]
    return Decorated(function, *(None if number is None else int(number) for number in numbers))
