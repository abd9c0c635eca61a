"""Functions that do more than a word can say: they call what they are given, or what they return hangs on much."""

import ast
from collections.abc import Callable
from dataclasses import replace

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.builtin.words import READS, WORDS, Given
from sparsemem.rewrite.proof.effects import DATABASE, NONE, NOTHING, OUTSIDE, RAISES, UNKNOWN, Effects, asks, union
from sparsemem.rewrite.proof.follow import applied
from sparsemem.rewrite.proof.frame import Result
from sparsemem.rewrite.proof.known import HEAPS
from sparsemem.rewrite.proof.protocols import begun, hashed, ordered, shown, taken, unsure
from sparsemem.rewrite.proof.value import ANY, NEVER, NUMBERS, Value, deep, element, is_plain, join, pair
from sparsemem.source import is_simple

_STANDARD = frozenset({"sys.stdout", "sys.stderr"})
_TABLES = frozenset({DATABASE})


def _dictionary(given: Given) -> Result:
    """`dict`: a copy, made of keywords, or of anything else."""
    named = given.frame.values(keyword.value for keyword in given.node.keywords)
    if not given.values:
        sure = all(keyword.arg for keyword in given.node.keywords)
        return Value("dict", element=join(named), key=Value("str") if named else NEVER), NONE if sure else RAISES
    value, pairs, held = given.first, element(given.first), join(named)
    key: Value | None = Value("str") if named else NEVER
    if value.kind == "dict":
        held, key = join([given.held, held]), value.key and join([value.key, key or NEVER])
        parts = None if named else value.parts
        return replace(value, roots=NOTHING, element=held, key=key, parts=parts), taken(value)
    if pairs.kind == "tuple" and len(pairs.parts or ()) == 2:
        (_, first), (_, second) = pairs.parts or ()
        made = Value("dict", element=join([second, held]), key=join([first, key or NEVER]))
        return made, taken(value) | hashed(first)
    if pairs.kind in ("list", "tuple") and is_plain(item := element(pairs)):
        return Value("dict", element=join([item, held]), key=join([item, key or NEVER])), taken(value) | RAISES
    return Value("dict"), taken(value) | unsure(asking.HASHES | asking.TAKES | asks("keys"), value)


def _filling(given: Given) -> Result:
    """`defaultdict`: reading puts in what its factory makes."""
    made, step = applied(given.frame, given.node.args[0], []) if given.values else (Value("none"), NONE)
    known = len(given.values) == 1 and not given.node.keywords
    filled = Value("defaultdict", key=NEVER if known else None, element=made if known else None, step=step)
    return filled, WORDS["merge"](given) | Effects(raises=not known)


def _mapped(given: Given) -> Result:
    if len(given.values) < 2:
        return ANY, RAISES
    value, effects = applied(given.frame, given.node.args[0], [element(source) for source in given.rest])
    return Value("iterator", element=value, step=effects | WORDS["merge"](given)), begun(given.rest)


def _grouped(given: Given) -> Result:
    """`groupby`: each group is taken from what all are taken from, and is over when the next one begins."""
    keys = [*given.node.args[1:], *(keyword.value for keyword in given.node.keywords)]
    key, effects = applied(given.frame, keys[0], [given.inner]) if keys else (given.inner, NONE)
    step = taken(given.first) | effects | unsure(asking.ORDERS, key)
    group = Value("iterator", given.first.roots, given.inner, step=step)
    return Value("iterator", given.first.roots, pair(key, group), step=step), begun([given.first])


def _next_element(given: Given) -> Result:
    source = given.first
    effects = source.step | Effects(raises=len(given.values) < 2, reads=source.roots, writes=source.roots)
    effects |= NONE if source.kind == "iterator" else unsure(asking.TAKES, source)
    return join([given.inner, *given.rest]), effects


def _total(given: Given) -> Result:
    """`sum` and `fsum`."""
    starts = given.frame.values(keyword.value for keyword in given.node.keywords)
    items, effects = [given.inner, *given.rest, *starts], taken(given.first)
    if all(item.kind in (*NUMBERS, "never") for item in items):
        return Value(join([Value("int"), *items]).kind), effects
    return ANY, effects | asks("__add__", "__radd__")


def _extreme(given: Given) -> Result:
    """`min` and `max`, of elements or of arguments."""
    if len(given.values) > 1 and is_simple(given.node):
        found = join(given.values)
        return found, ordered(found) | Effects(reads=deep(*given.values))
    named = {keyword.arg: given.frame.run(keyword.value)[0] for keyword in given.node.keywords}
    raises = Effects(raises="default" not in named or "key" in named)
    default = [named["default"]] if "default" in named else []
    return join([given.inner, *default]), taken(given.first) | raises | _by_key(given, given.inner)


def _by_key(given: Given, inner: Value) -> Effects:
    """What putting elements in order may do, by a key where there is one."""
    keys = [keyword.value for keyword in given.node.keywords if keyword.arg == "key"]
    value, effects = applied(given.frame, keys[0], [inner]) if keys else (inner, NONE)
    return effects | ordered(value)


def _sorted_list(given: Given) -> Result:
    """`sorted`, and `nlargest` and `nsmallest`, which are told how many before."""
    *number, source = given.values or [ANY]
    counted = unsure(asking.CONVERTS, *number) if number else NONE
    return Value("list", element=element(source)), taken(source) | _by_key(given, element(source)) | counted


def _heaped(given: Given) -> Result:
    """What changes a list that is a heap: elements are compared, and the least is handed out."""
    inner, roots = join([given.inner, *given.rest]), given.first.roots
    known = NONE if given.first.kind == "list" else UNKNOWN
    returns = given.frame.module.dotted(given.node.func) not in ("heapq.heappush", "heapq.heapify")
    return inner if returns else Value("none"), known | ordered(inner) | Effects(True, reads=roots, writes=roots)


def _merged(given: Given) -> Result:
    """`heapq.merge`, which takes and compares elements when it is asked."""
    step = union(map(taken, given.values)) | _by_key(given, given.every)
    return Value("iterator", element=given.every, step=step), begun(given.values)


def _printed(given: Given) -> Result:
    """`print`, which writes to something that is a file or has a method of that name."""
    keywords, dotted = given.node.keywords, given.frame.module.dotted
    files = [k.value for k in keywords if k.arg == "file" and dotted(k.value) not in _STANDARD]
    written = union(
        (RAISES if file.kind == "iterator" else UNKNOWN) | Effects(reads=file.roots, writes=file.roots)
        for file in given.frame.values(files)
    )
    return Value("none"), Effects(outside=True) | written | union(map(shown, given.values))


def _opened(given: Given) -> Result:
    """`open`, of a path too: an iterator over lines; of compressed files they are bytes unless text is asked for."""
    name = given.frame.module.dotted(given.node.func)
    named = [keyword.value for keyword in given.node.keywords if keyword.arg == "mode"]
    mode = [*given.node.args[1 if name else 0 :][:1], *named, ast.Constant("r")][0]
    text = mode.value if isinstance(mode, ast.Constant) else None
    reading = isinstance(text, str) and not set(text) & set("wax+")
    compressed = name not in ("builtins.open", None)
    binary = isinstance(text, str) and ("t" not in text if compressed else "b" in text)
    step = READS | Effects(outside=not reading)
    line = Value("bytes" if binary else "str")
    return Value("iterator", element=line if text is not None else ANY, step=step), step


def _executed(given: Given) -> Result:
    """A query of sqlite3; a connection makes a cursor of its own for each."""
    query = given.node.args[0].value if given.node.args and isinstance(given.node.args[0], ast.Constant) else ""
    if not isinstance(query, str) or not query.lstrip().lower().startswith("select"):
        return ANY, OUTSIDE | Effects(reads=_TABLES, writes=_TABLES)
    roots = given.first.roots if given.first.kind == "cursor" else NOTHING
    step = Effects(raises=True, reads=_TABLES | given.first.roots)
    rows = Value("iterator", roots, element(Value("cursor")), step=step)
    return rows, Effects(raises=True, reads=_TABLES, writes=roots)


FUNCTIONS: dict[Callable[[Given], Result], str] = {
    _dictionary: "builtins.dict",
    _filling: "collections.defaultdict",
    _mapped: "builtins.map",
    _next_element: "builtins.next",
    _grouped: "itertools.groupby",
    _total: "builtins.sum math.fsum",
    _extreme: "builtins.min,max",
    _sorted_list: "builtins.sorted heapq.nlargest,nsmallest",
    _heaped: " ".join(HEAPS),
    _merged: "heapq.merge",
    _printed: "builtins.print sys.stdout.write sys.stderr.write",
    _opened: "builtins.open gzip.open bz2.open lzma.open .plain.open",
    _executed: ".cursor.execute",
}
