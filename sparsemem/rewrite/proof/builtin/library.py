"""What the standard library returns and may do: files, databases, records, patterns, the clock."""

import ast

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.builtin.over_elements import Builtin
from sparsemem.rewrite.proof.effects import DATABASE, FILES, NONE, OUTSIDE, RAISES, UNKNOWN, Effects, Roots, union
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.protocols import shown, taken, unsure
from sparsemem.rewrite.proof.value import ANY, ELEMENT, NUMBERS, Value, data, deep, element, pair

_DISK: Roots = frozenset({FILES})
READS = Effects(raises=True, reads=_DISK)
"""What a question about a file does."""
_TABLES: Roots = frozenset({DATABASE})
_SCALAR, _STANDARD = Value("scalar"), frozenset({"sys.stdout", "sys.stderr"})
_PATH_READS = {"read_text": "str", "read_bytes": "bytes", "exists": "bool", "is_file": "bool", "is_dir": "bool",
               "stat": "scalar", "resolve": "scalar", "samefile": "bool"}  # fmt: skip
_OUTSIDE = frozenset({"write_text", "write_bytes", "mkdir", "rmdir", "unlink", "rename", "replace_with", "touch",
                      "chmod", "symlink_to", "hardlink_to", "now", "today", "utcnow"})  # fmt: skip
"""Methods of paths that write, and of dates that look at the clock."""
BUFFER = "io.StringIO"
"""The type of what is written to like a file, and seen by this program alone."""
_PATTERN = {"findall": "list", "finditer": "iterator", "split": "list"}
_TEXTS = frozenset({"isoformat", "strftime", "ctime", "hex", "sub", "as_posix", "group", "lower", "upper", "strip",
                    "lstrip", "rstrip", "replace", "title", "capitalize", "join", "format"})  # fmt: skip


def plain_method(name: str, node: ast.Call, receiver: Value) -> Result:
    """A method of a number, a date, a path, a pattern or a match, which nobody can change."""
    if name == "open":
        return _stream(node, 0, False)
    if name in _PATH_READS:
        return Value(_PATH_READS[name]), READS
    if name in ("iterdir", "glob", "rglob"):
        return Value("iterator", element=_SCALAR, step=READS), READS
    if name in _OUTSIDE:
        return _SCALAR, OUTSIDE
    if receiver.kind == "pattern" and name in _PATTERN:
        return Value(_PATTERN[name], element=_SCALAR, step=RAISES), RAISES
    if name in ("splitlines", "split", "rsplit"):
        return Value("list", element=Value("str")), RAISES
    if name in ("groups", "groupdict", "timetuple", "partition", "rpartition"):
        return data(), RAISES
    return Value("str" if name in _TEXTS else "scalar"), RAISES


def database_method(name: str, node: ast.Call, receiver: Value) -> Result:
    """A method of a connection or cursor of sqlite3, whose rows are tuples of numbers and texts."""
    if name == "cursor":
        return Value("cursor"), RAISES
    if name in ("fetchall", "fetchone", "fetchmany"):
        row = element(receiver)
        return row if name == "fetchone" else Value("list", element=row), RAISES | taken(receiver)
    query = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
    if name != "execute" or not isinstance(query, str) or not query.lstrip().lower().startswith("select"):
        return ANY, OUTSIDE | Effects(reads=_TABLES, writes=_TABLES)
    # A connection makes a cursor of its own for each query.
    roots = receiver.roots if receiver.kind == "cursor" else NONE.reads
    step = Effects(raises=True, reads=_TABLES | receiver.roots)
    rows = Value("iterator", roots, element(Value("cursor")), step=step)
    return rows, Effects(raises=True, reads=_TABLES, writes=roots)


def printed(frame: Frame, node: ast.Call) -> Result:
    """`print`, which writes to something that is a file or has a method of that name."""
    files = [k.value for k in node.keywords if k.arg == "file" and frame.module.dotted(k.value) not in _STANDARD]
    written = union(
        (RAISES if file.kind == "iterator" else UNKNOWN) | Effects(reads=file.roots, writes=file.roots)
        for file in frame.values(files)
    )
    return Value("none"), Effects(outside=True) | written | union(map(shown, frame.values(node.args)))


def opened(frame: Frame, node: ast.Call) -> Result:
    """`open`: an iterator over lines; those of compressed files are bytes unless text is asked for."""
    return _stream(node, 1, frame.module.dotted(node.func) != "builtins.open")


def _stream(node: ast.Call, place: int, compressed: bool) -> Result:
    """An open file, whose mode is the argument at that place."""
    named = [keyword.value for keyword in node.keywords if keyword.arg == "mode"]
    mode = [*node.args[place : place + 1], *named, ast.Constant("r")][0]
    text = mode.value if isinstance(mode, ast.Constant) else None
    reading = isinstance(text, str) and not set(text) & set("wax+")
    binary = isinstance(text, str) and ("t" not in text if compressed else "b" in text)
    step = Effects(raises=True, outside=not reading, reads=_DISK)
    line = Value("bytes" if binary else "str")
    return Value("iterator", element=line if text is not None else ANY, step=step), step


def rows(frame: Frame, node: ast.Call) -> Result:
    """`csv.reader` and `csv.DictReader`."""
    source = frame.run(node.args[0])[0] if node.args else ANY
    keyed = frame.module.dotted(node.func) == "csv.DictReader"
    row = Value("dict", element=_SCALAR, key=_SCALAR) if keyed else Value("list", element=Value("str"))
    return Value("iterator", source.roots, row, step=source.step | RAISES), RAISES


def connected(frame: Frame, node: ast.Call) -> Result:
    """`sqlite3.connect`: of a connection whose rows are made otherwise nothing is known."""
    custom = {"row_factory", "text_factory"} & frame.program.replaced
    return (ANY if custom or len(node.args) > 1 or node.keywords else Value("connection")), OUTSIDE


def fixed(value: Value) -> Builtin:
    """A function that does nothing but make such a value, or raise."""
    return lambda frame, node: (
        value,
        unsure(asking.CONVERTS, *frame.values(node.args)) | Effects(reads=deep(*frame.values(node.args))),
    )


def loaded(frame: Frame, node: ast.Call) -> Result:
    """`json.loads`: what a hook makes of it is not known."""
    if node.keywords or len(node.args) != 1:
        return ANY, RAISES | (Effects(unknown=True, outside=True) if node.keywords else NONE)
    return data(), RAISES


def dumped(frame: Frame, node: ast.Call) -> Result:
    """`json.dumps`."""
    effects = RAISES | union(map(shown, frame.values(node.args)))
    return Value("str"), effects | Effects(unknown=bool({k.arg for k in node.keywords} & {"default", "cls"}))


def always(value: Value, effects: Effects) -> Builtin:
    """The same whatever the arguments are."""
    return lambda frame, node: (value, effects)


def clock(frame: Frame, node: ast.Call) -> Result:
    """What the world outside gives at that moment: time, chance, environment."""
    values = frame.values(node.args)
    effects = OUTSIDE | union(taken(value) for value in values if value.kind in ("list", "iterator"))
    return Value("float" if all(value.kind in NUMBERS for value in values) else "scalar"), effects


def written(frame: Frame, node: ast.Call) -> Result:
    """`csv.writer`: what it is given goes to a file."""
    sink = frame.run(node.args[0])[0] if node.args else ANY
    return Value("iterator", sink.roots, ANY, step=OUTSIDE), RAISES


def parsed(frame: Frame, node: ast.Call) -> Result:
    """`ElementTree.iterparse`: elements one after the other, while the rest is read."""
    source = frame.run(node.args[0])[0] if node.args else ANY
    step = source.step | READS
    return Value("iterator", source.roots, pair(Value("str"), _ELEMENT), step=step), step


_ELEMENT = Value("data", types=frozenset({ELEMENT}))
TREE = always(_ELEMENT, READS)
"""`ElementTree.parse` and `fromstring`: elements, with texts and lists of elements in them."""
BUFFERED = always(Value("iterator", element=Value("str"), step=RAISES, types=frozenset({BUFFER})), RAISES)
"""`io.StringIO`: lines of text that only this program sees."""
MATCHES, TEXTS = (always(Value(kind, element=_SCALAR, step=RAISES), RAISES) for kind in ("iterator", "list"))
WALKED = always(
    Value("iterator", element=pair(Value("str"), *[Value("list", element=Value("str"))] * 2), step=READS), READS
)
LISTED, NAMED = (always(Value(kind, element=_SCALAR, step=READS), READS) for kind in ("list", "iterator"))
"""`os.listdir` and `glob.glob`, `os.scandir` and `glob.iglob`: names from the disk."""
