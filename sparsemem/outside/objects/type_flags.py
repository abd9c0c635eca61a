"""Flags of types (`tp_flags`): `Py_TPFLAGS_...` of CPython's Include/object.h, the same in 3.10 to 3.15."""

INLINE_VALUES = 1 << 2
"""The values of attributes stand behind the object: since 3.13."""
MANAGED_WEAKREF, MANAGED_DICT = 1 << 3, 1 << 4
"""The interpreter keeps weak references, or the attributes, in words before the object."""
HEAP_TYPE = 1 << 9
"""The class was made while the program ran; classes that are written in Python are."""
READY = 1 << 12
HAVE_GC = 1 << 14
"""The collector knows its objects, and keeps two words before each."""
LIST, TUPLE, DICT, EXCEPTION, TYPE = 1 << 25, 1 << 26, 1 << 29, 1 << 30, 1 << 31
"""`Py_TPFLAGS_LIST_SUBCLASS`, `_TUPLE_SUBCLASS` and so on; for sets there is no flag."""
