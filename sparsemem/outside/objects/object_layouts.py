"""Where CPython keeps what: the offsets that differ between its versions, one record a version.

From Include/cpython/object.h, Include/internal/pycore_frame.h (since 3.14 pycore_interpframe_structs.h),
pycore_object.h and Objects/frameobject.c of each version. Words are of 8 bytes, counted from where the object, or the
interpreter's frame, begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sparsemem.outside.memory.memory_access import Memory, words
from sparsemem.outside.objects.dict_keys import SPLIT, parse_dict_keys
from sparsemem.outside.objects.type_flags import HEAP_TYPE, MANAGED_DICT
from sparsemem.outside.objects.type_table import Type


@dataclass(frozen=True, slots=True)
class Layout:
    """The offsets of one version, in words where nothing else is said."""

    version: str
    tuple_items: int
    cached_keys: int
    """`ht_cached_keys` of a class; `ht_module` follows."""
    generator_frame: int
    generator_state: int
    """In bytes: `gi_frame_state`."""
    suspended: tuple[int, int]
    """The least and the greatest state of a generator that waits."""
    generator_visits: tuple[int, ...]
    generator_names: int
    """`gi_name`, behind which `gi_qualname` stands."""
    origin: int
    """`cr_origin_or_finalizer`: a coroutine's is visited, a plain generator's never written to."""
    frame_frame: int
    """Where the frame of the interpreter stands in a frame object that outlived its call."""
    frame_visits: tuple[int, ...]
    """Of the frame object itself."""
    locals_at: int
    """`localsplus` within the interpreter's frame."""
    locals_visits: tuple[int, ...]
    """Of the interpreter's frame itself: code, function, locals, and the frame object."""
    code: int
    """The code object within the interpreter's frame."""
    has_stack_pointer: bool
    """Whether `stackpointer` tells where the stack ends, and not `stacktop` how many words are used."""
    counts_in_32_bits: bool = True
    """Whether the reference count is the low half of its word; one of 1<<31 or more is immortal."""

    @property
    def has_values_pointer(self) -> bool:
        """Whether the values of attributes and the dict have a word each; in 3.12 they share one, with a tag."""
        return self.version == "3.11"

    @property
    def dict_visits_values(self) -> bool:
        """Whether an object that has a dict as well leaves its inline values to that; until 3.13 it is the other way
        round, and the dict is not visited (`PyObject_VisitManagedDict`)."""
        return self.version not in ("3.11", "3.12", "3.13")

    @property
    def has_inline_values(self) -> bool:
        """Whether the values of attributes stand behind the object."""
        return self.version not in ("3.11", "3.12")


LAYOUTS = (
    Layout("3.11", 3, 109, 10, 75, (-128, -1), (2, 6), 4, 8, 6, (2, 4), 9, (0, 3, 4, 5), 4, False, False),
    Layout("3.12", 3, 110, 9, 67, (-128, -1), (5,), 3, 7, 6, (2, 4), 9, (0, 2, 5, 6), 0, False),
    Layout("3.13", 3, 110, 9, 67, (-128, -1), (5,), 3, 7, 8, (2, 4, 6), 9, (0, 2, 5, 6), 0, False),
    Layout("3.14", 4, 110, 9, 67, (-128, -1), (5,), 3, 7, 9, (2, 4, 6, 7, 8), 10, (0, 2, 5, 6), 0, True),
    Layout("3.15", 4, 111, 9, 67, (0, 2), (5,), 3, 7, 9, (2, 4, 6, 7, 8), 10, (0, 2, 5, 6), 0, True),
)
_LEAST_PROOFS = 3


def find_layout(memory: Memory, types: Sequence[Type], version: str | None) -> Layout | None:
    """The layout of a process, None where none of these is proved by the process's own types.

    A tuple's basic size tells where its items are; and at the place of `ht_cached_keys` of each class with managed
    attributes a table of shared keys has to be.
    """
    at = {layout.version: layout for layout in LAYOUTS}
    order = ([at[version]] if version in at else []) + [one for one in LAYOUTS if one.version != version]
    return next((layout for layout in order if _is_proved(memory, types, layout)), None)


def _is_proved(memory: Memory, types: Sequence[Type], layout: Layout) -> bool:
    sizes = {known.basic_size for known in types if known.name == "tuple" and not known.flags & HEAP_TYPE}
    if sizes != {layout.tuple_items * 8}:
        return False
    classes = [known.address for known in types if known.flags & MANAGED_DICT and known.flags & HEAP_TYPE]
    places = np.array(classes, np.uint64) + np.uint64(layout.cached_keys * 8)
    keys = words(memory.gather(places, 8)[0])[:, 0]
    heads = words(memory.gather(keys[keys != 0], 16)[0])
    good = int((parse_dict_keys(heads[:, 1]).kind == SPLIT).sum())
    return good >= _LEAST_PROOFS and good * 10 >= len(heads) * 9
