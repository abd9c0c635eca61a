"""Functions and methods of Python itself, by what calling them may do."""

TOTAL_STR = frozenset(
    [
        "strip",
        "lstrip",
        "rstrip",
        "lower",
        "upper",
        "title",
        "capitalize",
        "casefold",
        "swapcase",
        "isdigit",
        "isalpha",
        "isalnum",
        "isspace",
        "isupper",
        "islower",
        "isnumeric",
        "isdecimal",
        "isidentifier",
        "istitle",
        "startswith",
        "endswith",
        "replace",
        "removeprefix",
        "removesuffix",
        "find",
        "rfind",
        "count",
        "splitlines",
        "zfill",
        "ljust",
        "rjust",
        "center",
        "expandtabs",
    ]
)
"""Methods of str that raise nothing when their arguments are strings, or numbers where these are asked for."""
SPLITS = frozenset({"split", "rsplit"})
STR_TO_BOOL = frozenset(
    [
        "isdigit",
        "isalpha",
        "isalnum",
        "isspace",
        "isupper",
        "islower",
        "isnumeric",
        "isdecimal",
        "isidentifier",
        "istitle",
        "startswith",
        "endswith",
    ]
)
STR_TO_INT = frozenset({"find", "rfind", "count"})
ONLY_STR = frozenset(
    [
        "strip",
        "lstrip",
        "rstrip",
        "lower",
        "upper",
        "title",
        "capitalize",
        "casefold",
        "swapcase",
        "isdigit",
        "isalpha",
        "isalnum",
        "isspace",
        "isupper",
        "islower",
        "isnumeric",
        "isdecimal",
        "startswith",
        "endswith",
        "removeprefix",
        "removesuffix",
        "splitlines",
        "zfill",
        "split",
        "rsplit",
        "partition",
        "rpartition",
        "encode",
        "decode",
        "format",
        "ljust",
        "rjust",
        "expandtabs",
        "isoformat",
        "strftime",
        "total_seconds",
        "group",
        "groups",
        "groupdict",
        "items",
        "keys",
        "values",
    ]
)
"""Methods that change nothing whatever they are called on, unless a class of the project has one of that name."""
READING = frozenset(
    {
        "get",
        "keys",
        "items",
        "values",
        "copy",
        "index",
        "count",
        "union",
        "intersection",
        "difference",
        "issubset",
        "issuperset",
        "isdisjoint",
        "most_common",
    }
)
"""Methods of containers that change nothing."""
ADDING = frozenset({"append", "add", "insert", "appendleft"})
"""Methods of containers that put one element in, their last argument."""
TAKING = frozenset({"pop", "remove", "clear", "discard", "sort", "reverse", "popitem", "popleft"})
"""Methods of containers that put nothing in."""
MERGING = frozenset({"extend", "update"})

READERS = frozenset(
    f"builtins.{name}"
    for name in (
        [
            "len",
            "sum",
            "min",
            "max",
            "any",
            "all",
            "sorted",
            "list",
            "tuple",
            "set",
            "frozenset",
            "dict",
            "enumerate",
            "zip",
            "reversed",
            "print",
            "str",
            "repr",
            "isinstance",
            "iter",
            "next",
            "bool",
            "type",
            "format",
            "map",
            "filter",
            "id",
        ]
    )
) | frozenset(
    {
        "collections.Counter",
        "math.fsum",
        "statistics.mean",
        "statistics.fmean",
        "itertools.chain",
        "itertools.islice",
        "itertools.groupby",
        "itertools.pairwise",
        "heapq.nlargest",
        "heapq.nsmallest",
        "itertools.zip_longest",
        "itertools.accumulate",
        "itertools.takewhile",
        "itertools.dropwhile",
        "json.dumps",
        "pprint.pprint",
        "csv.reader",
        "csv.DictReader",
        "json.load",
    }
)
"""Functions that change nothing in what they are given, and do not keep it beyond what they return."""

PURE_MODULES = frozenset(
    {
        "math",
        "cmath",
        "operator",
        "string",
        "json",
        "re",
        "statistics",
        "fractions",
        "textwrap",
        "unicodedata",
        "hashlib",
        "base64",
        "binascii",
        "html",
        "difflib",
        "itertools",
        "functools",
        "copy",
        "struct",
        "colorsys",
        "bisect",
        "calendar",
        "posixpath",
        "keyword",
    }
)
"""Modules whose functions change nothing but what they are given, as far as they are listed."""
_CHANGE = frozenset(
    {
        "operator.setitem",
        "operator.delitem",
        "bisect.insort",
        "bisect.insort_left",
        "bisect.insort_right",
        "struct.pack_into",
        "functools.partial",
        "functools.lru_cache",
        "functools.cache",
        "functools.wraps",
        "functools.reduce",
        "json.dump",
        "json.load",
        "itertools.tee",
        "functools.singledispatch",
        "functools.cached_property",
        "itertools.cycle",
        "itertools.repeat",
        "itertools.count",
    }
)
PURE = frozenset(
    {
        "os.path.join",
        "os.path.basename",
        "os.path.dirname",
        "os.path.splitext",
        "os.path.normpath",
        "os.path.split",
        "datetime.datetime",
        "datetime.date",
        "datetime.timedelta",
        "decimal.Decimal",
        "datetime.datetime.strptime",
        "datetime.datetime.fromisoformat",
        "datetime.date.fromisoformat",
        "datetime.datetime.fromtimestamp",
        "collections.OrderedDict",
        "collections.defaultdict",
        "collections.deque",
        "collections.Counter",
        "uuid.UUID",
        "urllib.parse.urlsplit",
        "urllib.parse.urlparse",
        "urllib.parse.quote",
        "urllib.parse.unquote",
    }
)


FRAMES = frozenset(
    {
        "builtins.locals",
        "builtins.vars",
        "builtins.dir",
        "builtins.globals",
        "builtins.eval",
        "builtins.exec",
        "sys._getframe",
        "inspect.currentframe",
        "inspect.stack",
    }
)
"""Functions that see, or change, the names of their caller."""


def is_pure(name: str) -> bool:
    """Whether a function of the standard library has no effect but its result, and perhaps an exception."""
    return name in PURE or (name.rpartition(".")[0] in PURE_MODULES and name not in _CHANGE and name[-1] != ".")


NUMBER_TO_FLOAT = frozenset({"math.fabs", "math.radians", "math.degrees", "math.atan", "math.tanh", "math.atan2"})
"""Raise nothing for a number."""
EXCEPTIONS = ("Error", "Exception", "Warning", "StopIteration", "KeyboardInterrupt", "SystemExit")
