"""Functions and methods of Python and of its standard library, by what calling them may do."""

STR_TO_BOOL = frozenset((
    "isdigit", "isalpha", "isalnum", "isspace", "isupper", "islower", "isnumeric", "isdecimal", "isidentifier",
    "istitle", "startswith", "endswith",
))  # fmt: skip
STR_TO_INT = frozenset({"find", "rfind", "count"})
TOTAL_STR = STR_TO_BOOL | STR_TO_INT | {
    "strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "casefold", "swapcase", "replace",
    "removeprefix", "removesuffix", "splitlines", "zfill", "ljust", "rjust", "center", "expandtabs",
}  # fmt: skip
"""Methods of str that raise nothing when their arguments are strings, or numbers where these are asked for."""
ONLY_STR = TOTAL_STR - {"isidentifier", "istitle", "replace", "find", "rfind", "count", "center"} | {
    "split", "rsplit", "partition", "rpartition", "encode", "decode", "format", "isoformat", "strftime",
    "total_seconds", "group", "groups", "groupdict", "items", "keys", "values", "_replace", "_asdict",
}  # fmt: skip
"""Methods that change nothing whatever they are called on, unless a class of the project has one of that name."""

READING = frozenset((
    "get", "keys", "items", "values", "copy", "index", "count", "union", "intersection", "difference", "issubset",
    "issuperset", "isdisjoint", "most_common",
))  # fmt: skip
"""Methods of containers that change nothing."""
ADDING = frozenset({"append", "add", "insert", "appendleft"})
"""Methods of containers that put one element in, their last argument."""
MERGING = frozenset({"extend", "update"})
NUMBERS_AT_RANDOM = frozenset((
    "random", "randrange", "randint", "uniform", "gauss", "normalvariate", "expovariate", "getrandbits", "triangular",
    "betavariate", "lognormvariate",
))  # fmt: skip
"""Methods of `random.Random` that change nothing but its own state."""
OF_STREAMS = NUMBERS_AT_RANDOM | frozenset((
    "choice", "choices", "sample", "pack", "unpack", "unpack_from", "iter_unpack", "namelist", "getnames", "infolist",
    "getmembers", "extractfile", "isfile",
    "write", "writelines", "writerow", "writerows", "writeheader", "read", "readline", "readlines", "getvalue",
    "flush", "seek", "tell", "truncate", "close", "fetchall", "fetchone", "fetchmany", "execute", "executemany",
    "commit", "cursor", "open", "exists", "is_file", "is_dir", "mkdir", "iterdir", "glob", "rglob", "read_text",
    "write_text", "finditer", "findall", "search", "match", "fullmatch", "sub", "hexdigest", "digest",
    "timestamp", "weekday", "add_argument", "parse_args", "debug", "info", "warning", "error",
))  # fmt: skip
"""Methods of files, databases, paths, patterns, dates, options and logs, which change no container of the program."""

READERS = frozenset(f"builtins.{name}" for name in (
    "len", "sum", "min", "max", "any", "all", "sorted", "list", "tuple", "set", "frozenset", "dict", "enumerate",
    "zip", "reversed", "print", "str", "repr", "isinstance", "iter", "next", "bool", "type", "format", "map",
    "filter", "id", "dict.fromkeys", "int", "float", "abs", "round", "divmod", "range", "bytes", "ord", "chr", "pow",
)) | {
    "itertools.groupby", "heapq.nlargest", "heapq.nsmallest", "heapq.merge", "pprint.pprint", "csv.reader",
    "csv.DictReader", "json.load",
}  # fmt: skip
"""Functions that change nothing in what they are given, and do not keep it beyond what they return."""
_PURE_MODULES = frozenset((
    "math", "cmath", "operator", "string", "json", "re", "statistics", "fractions", "textwrap", "unicodedata",
    "hashlib", "base64", "binascii", "html", "difflib", "itertools", "functools", "copy", "struct", "colorsys",
    "bisect", "keyword", "zlib", "ipaddress",
))  # fmt: skip
"""Modules whose functions change nothing but what they are given, as far as they are listed."""
_CHANGE = frozenset((
    "operator.setitem", "operator.delitem", "bisect.insort", "bisect.insort_left", "bisect.insort_right",
    "struct.pack_into", "functools.partial", "functools.lru_cache", "functools.cache", "functools.wraps",
    "functools.reduce", "json.dump", "json.load", "itertools.tee", "functools.singledispatch",
    "functools.cached_property", "itertools.cycle", "itertools.repeat", "itertools.count", "itertools.groupby",
    "random.shuffle", "functools.update_wrapper", "hashlib.file_digest", "base64.encode", "base64.decode",
)).union(f"operator.i{operation}" for operation in (  # those in place
    "add", "and", "concat", "floordiv", "lshift", "matmul", "mod", "mul", "or", "pow", "rshift", "sub", "truediv",
    "xor",
))  # fmt: skip
"""Functions of these modules that do more."""
_PURE = frozenset((
    "collections.OrderedDict", "collections.defaultdict", "collections.deque", "collections.Counter",
    "calendar.isleap", "calendar.monthrange", "calendar.timegm", "calendar.weekday",
    "ast.literal_eval", "email.utils.parseaddr",
    "urllib.parse.urlsplit", "urllib.parse.urlparse", "urllib.parse.quote", "urllib.parse.unquote",
))  # fmt: skip
HEAPS = frozenset(f"heapq.{name}" for name in ("heappush", "heappop", "heapify", "heapreplace", "heappushpop"))
"""Functions that change the list that is their first argument."""
CONSTANTS = {
    **dict.fromkeys(("math.pi", "math.e", "math.tau", "math.inf", "math.nan"), "float"),
    **dict.fromkeys(("string.ascii_letters", "string.ascii_lowercase", "string.ascii_uppercase", "string.digits",
                     "string.punctuation", "string.printable", "string.whitespace", "os.sep", "os.linesep"), "str"),
    "sys.maxsize": "int",
}  # fmt: skip
"""Names of modules that nobody binds to anything else, by the kind of what they hold."""
CALLED = {
    **dict.fromkeys((
        "itertools.starmap", "itertools.takewhile", "itertools.dropwhile", "itertools.filterfalse", "operator.call",
        "functools.cmp_to_key", "difflib.SequenceMatcher", "re.Pattern.sub", "re.Pattern.subn"), 0),
    **dict.fromkeys(("itertools.accumulate", "re.sub", "re.subn"), 1),
}  # fmt: skip
"""Which argument of a function is called by it."""
_ALSO = frozenset((
    "random", "os", "time", "datetime", "tempfile", "glob", "pathlib", "csv", "sqlite3", "zipfile", "tarfile", "gzip",
    "bz2", "lzma", "io", "argparse", "shutil", "collections", "decimal", "uuid", "urllib", "xml", "logging",
))  # fmt: skip
"""Modules whose functions do more, but leave containers as they are."""
FRAMES = frozenset((
    "builtins.locals", "builtins.vars", "builtins.dir", "builtins.globals", "builtins.eval", "builtins.exec",
    "sys._getframe", "inspect.currentframe", "inspect.stack",
))  # fmt: skip
"""Functions that see, or change, the names of their caller."""
EXCEPTIONS = ("Error", "Exception", "Warning", "StopIteration", "KeyboardInterrupt", "SystemExit")


def is_standard(name: str) -> bool:
    """Whether a function of the standard library leaves what it is given as it is, unless it calls what does not."""
    also = name.partition(".")[0] in _ALSO and name not in _CHANGE
    return also or is_pure(name) or name in ("functools.partial", "json.load")


def is_pure(name: str) -> bool:
    """Whether a function of the standard library has no effect but its result, and perhaps an exception."""
    return name in _PURE or (name.rpartition(".")[0] in _PURE_MODULES and name not in _CHANGE and name[-1] != ".")
