"""Names with a known meaning for memory: what is lazy, what streams, what keeps, what reads all.

Sinks were measured with 200,000 elements, list against generator: those in STREAMS fall to nearly nothing,
those in KEEPS hold all elements either way.
"""

STREAMS = frozenset(f"builtins.{name}" for name in ("sum", "min", "max", "any", "all")) | frozenset(
    {
        "math.fsum",
        "statistics.mean",
        "statistics.fmean",
        "heapq.nlargest",
        "heapq.nsmallest",
        "functools.reduce",
        "collections.Counter",
        "builtins.dict",
        "collections.OrderedDict",
    }
)
"""Functions that take each element once and drop it. Counter keeps one of those that are equal; dict takes each pair
apart and drops it: of a million pairs the list has 64 MB, the dict 42."""

DRAINS_PARTLY = frozenset({"builtins.any", "builtins.all", "builtins.next"})
"""Of those that consume, the ones that may leave elements behind."""

KEEPS = frozenset(f"builtins.{name}" for name in ("list", "tuple", "set", "frozenset", "sorted")) | frozenset(
    {
        "collections.deque",
        "numpy.array",
        "pandas.DataFrame",
        "pandas.Series",
    }
)
"""Functions that take each element once and hold them all."""

STREAM_METHODS = frozenset({"writelines", "writerows", "executemany"})
KEEP_METHODS = frozenset({"extend", "update", "join", "extendleft", "union", "intersection", "difference"})

WRAPPERS = frozenset(f"builtins.{name}" for name in ("map", "filter", "zip", "enumerate", "iter")) | frozenset(
    f"itertools.{name}"
    for name in (
        "chain",
        "chain.from_iterable",
        "islice",
        "takewhile",
        "dropwhile",
        "filterfalse",
        "starmap",
        "accumulate",
        "compress",
        "groupby",
        "zip_longest",
        "pairwise",
        "batched",
    )
)
"""Functions that return an iterator over their arguments' elements and take them when they are asked."""

SELECTING = frozenset(f"builtins.{name}" for name in ("map", "filter")) | frozenset(
    f"itertools.{name}" for name in ("starmap", "filterfalse", "takewhile", "dropwhile")
)
"""Wrappers whose first argument is a function."""

EXTREMES = frozenset({"builtins.min", "builtins.max"})

LAZY = WRAPPERS | frozenset(
    {
        "builtins.reversed",
        "csv.reader",
        "csv.DictReader",
        "re.finditer",
        "os.walk",
        "os.scandir",
        "glob.iglob",
        "itertools.permutations",
        "itertools.combinations",
        "itertools.product",
        "xml.etree.ElementTree.iterparse",
    }
)
"""Calls that return an iterator which is spent after one pass."""

READERS = frozenset({"csv.reader", "csv.DictReader"})

OPENERS = frozenset(
    {
        "builtins.open",
        "io.open",
        "codecs.open",
        "gzip.open",
        "bz2.open",
        "lzma.open",
        "tarfile.open",
        "os.scandir",
        "zipfile.ZipFile",
        "urllib.request.urlopen",
        "contextlib.closing",
        "shelve.open",
        "tempfile.TemporaryFile",
        "tempfile.NamedTemporaryFile",
        "tokenize.open",
        "fileinput.input",
        "os.fdopen",
    }
)
"""What is read from until it is closed."""
OPENING_METHODS = frozenset({"open", "cursor", "makefile"})

FRESH = {
    "builtins.list": "list",
    "builtins.dict": "dict",
    "builtins.set": "set",
    "builtins.tuple": "tuple",
    "builtins.sorted": "list",
    "collections.defaultdict": "dict",
    "collections.OrderedDict": "dict",
}
"""Calls that build a new container."""

GROWING_METHODS = frozenset({"append", "add"})
CHANGING_METHODS = frozenset(
    {
        "append",
        "add",
        "extend",
        "insert",
        "remove",
        "pop",
        "popitem",
        "clear",
        "update",
        "discard",
        "setdefault",
        "sort",
        "reverse",
        "appendleft",
        "popleft",
    }
)
VIEWS = frozenset({"items", "keys", "values"})
EVICTING_METHODS = frozenset(
    {
        "pop",
        "popitem",
        "clear",
        "popleft",
        "remove",
        "discard",
        "difference_update",
        "intersection_update",
        "symmetric_difference_update",
    }
)
