"""What names say of the size of what they stand for."""

import ast
import re

from sparsemem.review.rule import Likely

_SMALL_WORDS = """
    aliases annotations args argtypes arguments argv attributes attrs axes axis bases bits chars children
    choices classes cols columns commands components configs constraints decorators defaults dependencies
    deps digits dimensions dims dirs dtypes environ errors exceptions expressions extensions fields flags
    formats frames groups handlers headers hooks imports indexes kwargs languages layers letters levels
    locales metadata methods modules names nargs operators options opts packages pairs parameters params
    parents parts patterns permissions pieces plugins preferences prefixes primes properties props
    qualifiers requirements roles rules schemas sections segments settings shape signature sizes stages
    states steps styles subcommands suffixes tables tags targets templates threads tokens types units
    variables versions warnings weights widths words workers
"""
_LARGE_WORDS = """
    articles corpus cursor customers dataset docs documents entries events logs measurements messages
    observations orders queryset reader readings records rows samples transactions tweets users
"""
_LIKELY = dict.fromkeys(_SMALL_WORDS.split(), Likely.SMALL) | dict.fromkeys(_LARGE_WORDS.split(), Likely.LARGE)
_OWNED = "articles customers docs documents entries events logs messages orders users"
_OWNED_WORDS = frozenset(_OWNED.split())
"""Of one object there may be few: `room.events`."""
_DATA_WORDS = frozenset(
    {
        "csv",
        "dump",
        "dumps",
        "event",
        "export",
        "exports",
        "jsonl",
        "log",
        "ndjson",
        "record",
        "row",
        "transaction",
        "tsv",
    }
)
"""Of a file that holds somebody's data, beside the large ones."""
_MADE = frozenset({"compile", "compiled", "kernel", "kernels", "once"})
"""In a name: its keys are the shapes that code is made for, or the few things that were said already."""
_HANDLES = frozenset({"cursor", "reader"})
"""Of what reads, whatever that is: an open file is called `reader` as often as not."""
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def size_by_name(name: str) -> Likely:
    """By the last word of a name."""
    return _LIKELY.get(_last_word(name), Likely.UNKNOWN)


def size_of_attribute(name: str) -> Likely:
    """Of what an object has under a name, by the last word of that."""
    return Likely.UNKNOWN if _last_word(name) in _OWNED_WORDS else size_by_name(name)


def _last_word(name: str) -> str:
    return name.lower().strip("_").rpartition("_")[2]


def name_parts(name: str) -> list[str]:
    """`orders_path` and `ordersPath` in words of small letters."""
    return [part.lower() for part in _PARTS.findall(name)]


def is_for_code(name: str) -> bool:
    """Whether a function, or what it fills, is for code that is compiled, or for what is said only once."""
    return not _MADE.isdisjoint(name_parts(name))


def names_data(node: ast.AST) -> bool:
    """Whether a name in an expression, or a text in it, is that of data: `orders_path`, `args.log`, `"rows.csv"`."""
    return any(is_data_name(name) for inner in ast.walk(node) if (name := _named(inner)))


def is_data_name(name: str) -> bool:
    """Whether one of its words is that of somebody's data, and none of what there is little of; a path by its end."""
    parts = [part for part in name_parts(name.rpartition("/")[2]) if part not in _HANDLES]
    if any(_LIKELY.get(part) is Likely.SMALL for part in parts):
        return False  # lines of `patterns_file_entries` are as few as there are patterns
    return any(part in _DATA_WORDS or _LIKELY.get(part) is Likely.LARGE for part in parts)


def _named(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
