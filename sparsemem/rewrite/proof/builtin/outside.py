"""Facts about what lies outside of a program: files, folders, archives, its terminal and its surroundings."""

import ast
from collections.abc import Callable
from dataclasses import replace

from sparsemem.rewrite.proof.builtin.words import BYTES, READS, SCALAR, SCALARS_LISTED, STR, TEXTS, WORDS, Given, Row
from sparsemem.rewrite.proof.effects import NONE, OUTSIDE, RAISES, UNKNOWN, Effects, union
from sparsemem.rewrite.proof.frame import Result
from sparsemem.rewrite.proof.protocols import shown, taken
from sparsemem.rewrite.proof.value import ANY, Value, is_known, join, pair
from sparsemem.source import is_simple

_STANDARD = frozenset({"sys.stdout", "sys.stderr"})
_MODE_FIRST = frozenset({"tempfile.TemporaryFile", "tempfile.NamedTemporaryFile", None})
_TEXT_UNLESS_TOLD = frozenset({"builtins.open", "io.open", "os.fdopen", None})


def _rows(row: Value) -> Callable[[Given], Value]:
    return lambda given: Value("iterator", given.first.roots, row, step=taken(given.first) | RAISES)


def _records(given: Given) -> Value:
    """`DictReader`, whose rows hold nothing but texts, unless something is named that stands for what is missing."""
    known = all(map(is_known, given.handed[1:])) and not {"restval", "restkey"} & {k.arg for k in given.node.keywords}
    return _rows(Value("dict", element=SCALAR, key=SCALAR) if known else ANY)(given)


def _writer(given: Given) -> Value:
    is_file = given.first.kind == "iterator"
    return Value("iterator", given.first.roots, ANY, step=OUTSIDE) if is_file else ANY


def _asked_for(given: Given) -> Value:
    """A variable of the environment, or what is given for it."""
    return join([STR, *(given.handed[1:] or [Value("none")])])


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
    is_new, place = (name or "").startswith("tempfile."), 0 if name in _MODE_FIRST else 1
    mode = [*given.node.args[place : place + 1], *named, ast.Constant("w+b" if is_new else "r")][0]
    text = mode.value if isinstance(mode, ast.Constant) else None
    reading = isinstance(text, str) and not set(text) & set("wax+")
    compressed = not is_new and name not in _TEXT_UNLESS_TOLD
    binary = isinstance(text, str) and ("t" not in text if compressed else "b" in text)
    step = READS | Effects(outside=not reading)
    line = BYTES if binary else STR
    return Value("iterator", element=line if text is not None else ANY, step=step), step | WORDS["paths"](given)


def _new_folder(given: Given) -> Result:
    """`TemporaryDirectory`: what entering it gives is a text, unless it is told to begin or end with bytes."""
    plain = all(value.kind in ("str", "none", "bool") for value in given.handed)
    entered = STR if plain else SCALAR
    return Value("context", element=entered, step=OUTSIDE), OUTSIDE | WORDS["paths"](given)


def _closing(given: Given) -> Result:
    """`closing` what is a file, a generator, or a connection."""
    known = given.first.kind in ("iterator", "connection", "cursor", "archive") and is_simple(given.node)
    leaving = given.first.step | OUTSIDE | Effects(reads=given.first.roots, writes=given.first.roots)
    leaving |= NONE if given.first.kind == "iterator" else WORDS["database"](given)
    return Value("context", given.first.roots, given.first, step=leaving if known else UNKNOWN), NONE


def _as_it_is(given: Given) -> Result:
    """`nullcontext`."""
    return Value("context", given.first.roots, given.first if given.values else Value("none")), NONE


def _copied_file(given: Given) -> Result:
    """`copyfileobj` takes all that one file has, and writes it to the other."""
    files = given.values[:2]
    known = all(file.kind == "iterator" for file in files) and len(files) == 2
    changed = union(taken(file) | Effects(writes=file.roots) for file in files)
    return Value("none"), (OUTSIDE if known else UNKNOWN) | changed


ROWS: list[Row] = [
    (_rows(TEXTS), "raise begin", "csv.reader"),
    (_records, "raise begin", "csv.DictReader"),
    (_writer, "raise", "csv.writer,DictWriter"),
    (pair(Value("int"), STR), "outside paths", "tempfile.mkstemp"),
    (Value("iterator", element=STR, step=RAISES), "raise", "io.StringIO"),
    (Value("iterator", element=BYTES, step=RAISES), "raise", "io.BytesIO"),
    (lambda given: replace(given.first, element=STR) if given.first.kind == "iterator" else ANY, "raise",
     "io.TextIOWrapper"),
    (lambda given: Value("iterator", given.first.roots, BYTES, step=READS), "disk", ".archive.open,extractfile"),
    (lambda given: Value("archive", given.first.roots) if is_simple(given.node) else ANY, "disk single opened",
     "zipfile.ZipFile tarfile.open"),
    (TEXTS, "disk", ".archive.namelist,getnames"),
    ("bytes", "disk change", ".archive.read"),
    ("data", "outside", ".archive.*"),
    # Its folders are looked into again when it goes on, and whoever has taken some from the list is not led there.
    (Value("iterator", element=pair(STR, replace(TEXTS, roots=ANY.roots), TEXTS),
           step=READS | Effects(reads=ANY.roots)), "disk paths", "os.walk"),
    (SCALARS_LISTED, "disk paths", "os.listdir glob.glob"),
    (Value("iterator", element=SCALAR, step=READS), "disk", "os.scandir glob.iglob .plain.iterdir,glob,rglob,walk"),
    ("scalar", "disk convert", "os.path.getsize,getmtime,exists,isfile,isdir,islink os.stat,access,statvfs "
     ".plain.exists,is_file,is_dir,is_mount,is_symlink,samefile,stat,lstat,owner,readlink,read_bytes,resolve"),
    ("str", "disk convert", "os.path.realpath,abspath,expanduser,expandvars,relpath .plain.read_text"),
    ("scalar", "outside", ".plain.write_text,write_bytes,mkdir,rmdir,unlink,rename,touch,chmod,lchmod,"
     "symlink_to,hardlink_to,copy,copy_into,move,move_into,now,today,utcnow"),
    ("scalar", "outside", "pathlib.Path.cwd datetime.datetime.now datetime.date.today os.getcwd,getpid,"
     "cpu_count,urandom builtins.input tempfile.gettempdir time.time,monotonic,perf_counter,process_time,sleep,"
     "time_ns,monotonic_ns,perf_counter_ns,localtime,gmtime,ctime random.random,randrange,randint,uniform,gauss,"
     "getrandbits,triangular,expovariate,normalvariate,lognormvariate,betavariate,seed "
     "secrets.token_hex,token_bytes,token_urlsafe,randbelow,randbits uuid.uuid1,uuid4"),
    (lambda given: given.inner, "outside pick", "random.choice secrets.choice"),
    ("scalar", "outside paths", "tempfile.mkdtemp os.remove,unlink,rmdir,removedirs,mkdir,makedirs,close,rename,"
     "renames,replace,chdir,symlink,link,truncate,utime,chmod,fsync,write,read "
     "shutil.rmtree,copy,copy2,copyfile,copymode,copystat,copytree,move,disk_usage,which"),
    (Value("never"), "outside show", "sys.exit"),
    (_asked_for, "outside", "os.environ.get os.getenv"),
    (lambda given: Value("list", element=given.inner), "change step raise", ".file.readlines,fetchall"),
    (lambda given: given.inner, "change step raise", ".file.read,readline"),
    ("data", "change step raise", ".file.tell,fetchone,fetchmany"),
    ("scalar", "raise read", ".file.fileno,isatty,readable,writable,seekable"),
    ("data", "change step outside", ".file.write,flush,seek,truncate,close,__enter__,getvalue,writeheader"),
    ("data", "change step outside shows merge", ".file.writerow,writelines,writerows"),
]  # fmt: skip
FUNCTIONS: dict[Callable[[Given], Result], str] = {
    _printed: "builtins.print sys.stdout.write sys.stderr.write",
    _opened: "builtins.open io.open os.fdopen gzip.open bz2.open lzma.open .plain.open "
    "tempfile.TemporaryFile,NamedTemporaryFile",
    _new_folder: "tempfile.TemporaryDirectory",
    _closing: "contextlib.closing",
    _as_it_is: "contextlib.nullcontext",
    _copied_file: "shutil.copyfileobj",
}
