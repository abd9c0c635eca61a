"""What the standard library returns and may do: files, databases, records, patterns, the clock."""

import ast

from sparsemem.rewrite.proof.builtin.arguments import Builtin, values_of
from sparsemem.rewrite.proof.builtin.file_functions import opened_path
from sparsemem.rewrite.proof.effects import CONVERTS, DATABASE, FILES, NONE, OUTSIDE, RAISES, Effects, Roots, union
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.protocols import shown, taken, unsure
from sparsemem.rewrite.proof.value import ANY, NUMBERS, Value, data, deep, element, pair

_DISK: Roots = frozenset({FILES})
_TABLES: Roots = frozenset({DATABASE})
FILE_METHODS = frozenset({"write", "writelines", "read", "readline", "readlines", "flush", "seek", "tell", "truncate",
                          "close", "__enter__", "getvalue", "fetchall", "fetchone", "fetchmany", "writerow",
                          "writerows", "writeheader"})  # fmt: skip
_PATH_READS = {"read_text": "str", "read_bytes": "bytes", "exists": "bool", "is_file": "bool", "is_dir": "bool",
               "stat": "scalar", "resolve": "scalar", "samefile": "bool"}  # fmt: skip
_PATH_LISTS = frozenset({"iterdir", "glob", "rglob"})
_PATH_WRITES = frozenset({"write_text", "write_bytes", "mkdir", "rmdir", "unlink", "rename", "replace_with", "touch",
                          "chmod", "symlink_to", "hardlink_to"})  # fmt: skip
BUFFER = "io.StringIO"
"""The type of what is written to like a file, and seen by this program alone."""
_PATTERN = {"findall": "list", "finditer": "iterator", "split": "list"}
_TEXTS = frozenset({"isoformat", "strftime", "ctime", "hex", "sub", "as_posix", "group", "lower", "upper", "strip",
                    "lstrip", "rstrip", "replace", "title", "capitalize", "join", "format"})  # fmt: skip


def plain_method(name: str, node: ast.Call, receiver: Value) -> Result:
    """A method of a number, a date, a path, a pattern or a match, which nobody can change."""
    if name == "open":
        return opened_path(node)
    if name in _PATH_READS:
        return Value(_PATH_READS[name]), Effects(raises=True, reads=_DISK)
    if name in _PATH_LISTS:
        step = Effects(raises=True, reads=_DISK)
        return Value("iterator", element=Value("scalar"), step=step), step
    if name in _PATH_WRITES:
        return Value("scalar"), OUTSIDE
    if name in ("now", "today", "utcnow"):
        return Value("scalar"), OUTSIDE
    if receiver.kind == "pattern" and name in _PATTERN:
        return Value(_PATTERN[name], element=Value("scalar"), step=RAISES), RAISES
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


def connected(frame: Frame, node: ast.Call) -> Result:
    """`sqlite3.connect`: of a connection whose rows are made otherwise nothing is known."""
    custom = {"row_factory", "text_factory"} & frame.program.replaced
    return (ANY if custom or len(node.args) > 1 or node.keywords else Value("connection")), OUTSIDE


def fixed(kind: str) -> Builtin:
    """A function that does nothing but make a value of this kind, or raise."""

    def made(frame: Frame, node: ast.Call) -> Result:
        values = values_of(frame, node)
        return Value(kind), unsure(CONVERTS, *values) | Effects(reads=deep(*values))

    return made


def loaded(frame: Frame, node: ast.Call) -> Result:
    """`json.loads`: what a hook makes of it is not known."""
    if node.keywords or len(node.args) != 1:
        return ANY, RAISES | (Effects(unknown=True, outside=True) if node.keywords else NONE)
    return data(), RAISES


def tree(frame: Frame, node: ast.Call) -> Result:
    """`ElementTree.parse` and `fromstring`: elements, with texts and lists of elements in them."""
    return data(), Effects(raises=True, reads=_DISK)


def dumped(frame: Frame, node: ast.Call) -> Result:
    """`json.dumps`."""
    effects = RAISES | union(map(shown, values_of(frame, node)))
    return Value("str"), effects | Effects(unknown=bool({k.arg for k in node.keywords} & {"default", "cls"}))


def matches(kind: str) -> Builtin:
    """`re.findall` and the like; `re.sub` with a function calls it."""
    return lambda frame, node: (Value(kind, element=Value("scalar"), step=RAISES), RAISES)


def unpacked(frame: Frame, node: ast.Call) -> Result:
    """`struct.unpack`: numbers and bytes."""
    values = values_of(frame, node)
    return Value("tuple", element=Value("scalar")), unsure(CONVERTS, *values) | RAISES | Effects(reads=deep(*values))


def clock(frame: Frame, node: ast.Call) -> Result:
    """What the world outside gives at that moment: time, chance, environment."""
    values = values_of(frame, node)
    effects = OUTSIDE | union(taken(value) for value in values if value.kind in ("list", "iterator"))
    return Value("float" if all(value.kind in NUMBERS for value in values) else "scalar"), effects


def written(frame: Frame, node: ast.Call) -> Result:
    """`csv.writer`: what it is given goes to a file."""
    sink = frame.run(node.args[0])[0] if node.args else ANY
    return Value("iterator", sink.roots, ANY, step=OUTSIDE), RAISES


def buffered(frame: Frame, node: ast.Call) -> Result:
    """`io.StringIO`: lines of text that only this program sees."""
    return Value("iterator", element=Value("str"), step=RAISES, types=frozenset({BUFFER})), RAISES


def inspected(kind: str) -> Builtin:
    """A question about a file by its path."""
    return lambda frame, node: (Value(kind), Effects(raises=True, reads=_DISK | deep(*values_of(frame, node))))


def walked(frame: Frame, node: ast.Call) -> Result:
    """`os.walk`, `os.scandir`, `glob.glob`: names from the disk."""
    step = Effects(raises=True, reads=_DISK)
    name = (frame.module.dotted(node.func) or "").rpartition(".")[2]
    item = pair(Value("str"), *[Value("list", element=Value("str"))] * 2) if name == "walk" else Value("scalar")
    return Value("list" if name in ("listdir", "glob") else "iterator", element=item, step=step), step


LIBRARY: dict[str, Builtin] = {
    **{f"xml.etree.ElementTree.{name}": tree for name in ("parse", "fromstring", "XML", "fromstringlist")},
    "json.loads": loaded, "json.load": loaded, "json.dumps": dumped, "sqlite3.connect": connected,
    "re.compile": fixed("pattern"), "re.match": fixed("scalar"), "re.search": fixed("scalar"),
    "re.fullmatch": fixed("scalar"), "re.findall": matches("list"), "re.split": matches("list"),
    "re.finditer": matches("iterator"),
    "textwrap.wrap": matches("list"), "re.escape": fixed("str"), "csv.writer": written, "csv.DictWriter": written,
    "io.StringIO": buffered, "os.walk": walked, "os.scandir": walked, "os.listdir": walked, "glob.glob": walked,
    "glob.iglob": walked, "pathlib.Path": fixed("scalar"), "pathlib.PurePath": fixed("scalar"),
    "pathlib.Path.cwd": clock, "datetime.datetime.now": clock, "datetime.date.today": clock,
    **{f"datetime.{name}": fixed("scalar") for name in (
        "datetime", "date", "timedelta", "time", "datetime.strptime", "datetime.fromisoformat", "date.fromisoformat",
        "datetime.fromtimestamp", "datetime.combine", "timezone")},
    **{f"os.path.{name}": inspected(kind) for name, kind in (
        ("getsize", "int"), ("getmtime", "float"), ("exists", "bool"), ("isfile", "bool"), ("isdir", "bool"),
        ("realpath", "str"), ("abspath", "str"))},
    "struct.unpack": unpacked, "struct.unpack_from": unpacked, "struct.calcsize": fixed("int"),
    "struct.pack": fixed("bytes"), "zlib.crc32": fixed("int"), "zlib.adler32": fixed("int"),
    "decimal.Decimal": fixed("scalar"), "fractions.Fraction": fixed("scalar"), "uuid.UUID": fixed("scalar"),
    **{f"time.{name}": clock for name in ("time", "monotonic", "perf_counter", "process_time", "sleep")},
    **{f"random.{name}": clock for name in (
        "random", "randrange", "randint", "uniform", "gauss", "choice", "sample", "choices", "getrandbits")},
    "os.getenv": clock, "os.getcwd": clock, "builtins.input": clock,
}  # fmt: skip
