"""Methods of Python's own types, by what calling them may do."""

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
SPLITS = frozenset({"split", "rsplit"})
_NOT_ONLY_STR = frozenset({"isidentifier", "istitle", "replace", "find", "rfind", "count", "center"})
"""Of these, names that methods of other types have as well."""
ONLY_STR = (TOTAL_STR - _NOT_ONLY_STR) | {
    "split", "rsplit", "partition", "rpartition", "encode", "decode", "format", "isoformat", "strftime",
    "total_seconds", "group", "groups", "groupdict", "items", "keys", "values",
}  # fmt: skip
"""Methods that change nothing whatever they are called on, unless a class of the project has one of that name."""

READING = frozenset((
    "get", "keys", "items", "values", "copy", "index", "count", "union", "intersection", "difference", "issubset",
    "issuperset", "isdisjoint", "most_common",
))  # fmt: skip
"""Methods of containers that change nothing."""
ADDING = frozenset({"append", "add", "insert", "appendleft"})
"""Methods of containers that put one element in, their last argument."""
TAKING = frozenset({"pop", "remove", "clear", "discard", "sort", "reverse", "popitem", "popleft"})
"""Methods of containers that put nothing in."""
MERGING = frozenset({"extend", "update"})
OF_STREAMS = frozenset((
    "write", "writelines", "writerow", "writerows", "writeheader", "read", "readline", "readlines", "getvalue",
    "flush", "seek", "tell", "truncate", "close", "fetchall", "fetchone", "fetchmany", "execute", "executemany",
    "commit", "cursor", "open", "exists", "is_file", "is_dir", "mkdir", "iterdir", "glob", "rglob", "read_text",
    "write_text", "finditer", "findall", "search", "match", "fullmatch", "sub", "hexdigest", "digest",
    "timestamp", "weekday", "debug", "info", "warning", "error",
))  # fmt: skip
"""Methods of files, databases, paths, patterns, dates and logs, which change no container of the program."""
