"""What the `tp_traverse` of CPython's own types visits, where it is more or less than all words of the object.

From the sources of 3.11 to 3.15; the tests compare it with the process's own collector. Words are
of 8 bytes, counted from where the object begins.
"""

from dataclasses import dataclass
from enum import IntEnum


class Rule(IntEnum):
    """What has to be read beside the words of the object itself."""

    NOTHING = 0
    LIST = 1
    TUPLE = 2
    """References behind the fixed part, `ob_size` of them; the nodes of a context's map have theirs likewise."""
    DICT = 3
    ORDERED_DICT = 4
    SET = 5
    DEQUE = 6
    GENERATOR = 7
    COROUTINE = 8
    FRAME = 9
    CLASS = 10
    ARRAY = 11
    """An array of numpy's: the data are its own where a flag says so."""
    UNKNOWN = 12
    """Any word may be a reference, and what it leads to may be the object's own."""
    SIMPLE_QUEUE = 13
    STRUCT_SEQUENCE = 14
    """A tuple with names for its items, such as `os.stat_result`; some of them have no place among the others."""


@dataclass(frozen=True, slots=True)
class Visits:
    """What a type's own function visits."""

    rule: Rule = Rule.NOTHING
    words: tuple[int, ...] | None = None
    """The words that are references; None for all of the object's fixed part behind its type."""
    borrowed: tuple[int, ...] = ()
    """Words that lead to objects without holding them, or are not always written."""


_WHOLE = """
BaseException BaseExceptionGroup OSError ImportError StopIteration UnicodeDecodeError UnicodeEncodeError
UnicodeTranslateError SystemExit SyntaxError AttributeError NameError
function method cell builtin_function_or_method property classmethod staticmethod traceback module mappingproxy slice
super method-wrapper getset_descriptor member_descriptor method_descriptor wrapper_descriptor classmethod_descriptor
list_iterator list_reverseiterator tuple_iterator set_iterator iterator callable_iterator str_iterator
dict_keys dict_values dict_items dict_keyiterator dict_valueiterator dict_itemiterator odict_iterator
enumerate zip map filter reversed types.GenericAlias types.SimpleNamespace types.UnionType typing.Union
operator.itemgetter operator.attrgetter operator.methodcaller Context _contextvars.Context
itertools.chain itertools.count itertools.islice itertools.cycle itertools.repeat _asyncio.Future _asyncio.Task
FutureIter TaskStepMethWrapper _io.TextIOWrapper _io.BufferedReader _io.BufferedWriter _io.FileIO _io.BytesIO
_io.StringIO _random.Random
"""
_WEAK = """
weakref.ReferenceType weakref weakref.ref weakref.ProxyType weakproxy weakref.CallableProxyType weakcallableproxy
"""
_LRU_VISITS = (9, 11, 14, 15, 16, 17)
"""cache, func, kwd_mark, the type of links, that of `cache_info`, and the dict (Modules/_functoolsmodule.c)."""

KNOWN: dict[str, Visits] = {
    **dict.fromkeys(_WHOLE.split(), Visits()),
    **dict.fromkeys(_WEAK.split(), Visits(words=(3,))),
    "list": Visits(Rule.LIST, ()),
    "tuple": Visits(Rule.TUPLE, ()),
    "hamt": Visits(words=(2,)),
    "hamt_array_node": Visits(),
    "hamt_bitmap_node": Visits(Rule.TUPLE, ()),
    "hamt_collision_node": Visits(Rule.TUPLE, ()),
    "dict": Visits(Rule.DICT, ()),
    "collections.OrderedDict": Visits(Rule.ORDERED_DICT, (12,)),
    "collections.defaultdict": Visits(Rule.DICT, (6,)),
    "set": Visits(Rule.SET, ()),
    "frozenset": Visits(Rule.SET, ()),
    "collections.deque": Visits(Rule.DEQUE, ()),
    "sys.version_info": Visits(Rule.STRUCT_SEQUENCE, ()),
    "_queue.SimpleQueue": Visits(Rule.SIMPLE_QUEUE, ()),
    "generator": Visits(Rule.GENERATOR, ()),
    "async_generator": Visits(Rule.GENERATOR, ()),
    "coroutine": Visits(Rule.COROUTINE, ()),
    "frame": Visits(Rule.FRAME, ()),
    "type": Visits(Rule.CLASS, ()),
    "functools.partial": Visits(borrowed=(7,)),
    "functools._lru_cache_wrapper": Visits(words=_LRU_VISITS),
    "memoryview": Visits(words=(3,)),
    "itertools.groupby": Visits(borrowed=(7,)),
    "object": Visits(words=()),
}
"""By name, of types whose function is their own; subclasses that are written in Python add their slots and dicts."""

UNCOLLECTED: dict[str, Visits] = {
    "functools._lru_list_elem": Visits(words=(5, 6)),
    "numpy.ndarray": Visits(Rule.ARRAY, (6, 7)),
    "_thread._localdummy": Visits(words=()),
    "range_iterator": Visits(words=()),
}
"""Of types that the collector does not know; a link of an lru_cache is visited through its cache. The dict of
a thread in a `threading.local` is the local's: the thread's own mark borrows it (`localdummyobject`, until 3.12)."""

LEAVES = frozenset(("str", "bytes", "int", "float", "bool", "complex"))
LINK = "functools._lru_list_elem"
