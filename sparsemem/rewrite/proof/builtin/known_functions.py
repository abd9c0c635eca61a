"""Facts about Python's own functions and methods, and those of its library: what each returns, and may do.

A method stands under what it is called on, after a dot, which no module begins with: `.str`, `.dict`, `.list` (and
set), `.file` (and buffer, writer, reader), `.cursor` (and connection), `.random`, `.pattern`, `.data` as JSON
is, and `.plain`, anything else that nobody can change.
"""

from collections.abc import Callable
from dataclasses import replace

from sparsemem.rewrite.proof.builtin import special
from sparsemem.rewrite.proof.builtin.words import READS, WORDS, Given
from sparsemem.rewrite.proof.effects import OUTSIDE, RAISES, Effects, union
from sparsemem.rewrite.proof.frame import Result
from sparsemem.rewrite.proof.known import MERGING, NUMBERS_AT_RANDOM, READING, STR_TO_BOOL, STR_TO_INT, TOTAL_STR
from sparsemem.rewrite.proof.protocols import taken
from sparsemem.rewrite.proof.value import ANY, ELEMENT, Value, element, is_known, join, pair, reached
from sparsemem.source import is_simple, tables

Returned = str | Value | Callable[[Given], Value]
_SCALAR, _STR, _NONE = Value("scalar"), Value("str"), Value("none")
_ELEMENT = Value("data", types=frozenset({ELEMENT}))
_CALLED_BY_QUERIES = frozenset(("create_function", "create_aggregate", "create_window_function", "create_collation",
                                "set_authorizer", "set_progress_handler", "set_trace_callback", "register_adapter",
                                "register_converter"))  # fmt: skip
"""What has queries of sqlite3 call functions of the program."""
_TEXTS, _SCALARS = Value("list", element=_STR), Value("list", element=_SCALAR)


def _loaded(given: Given) -> Value:
    return Value("data") if is_simple(given.node) else ANY


def _connection(given: Given) -> Value:
    """One whose rows are made otherwise, or whose queries run code of the program, is not known."""
    program = given.frame.program
    custom = len(given.values) > 1 or {"row_factory", "text_factory"} & program.replaced
    calls_back = any(not _CALLED_BY_QUERIES.isdisjoint(part.calls) for part in program.facts.values())
    return ANY if custom or calls_back or given.node.keywords else Value("connection")


def _rows(row: Value) -> Callable[[Given], Value]:
    return lambda given: Value("iterator", given.first.roots, row, step=given.first.step | RAISES)


def _lazy(inner: Callable[[Given], Value]) -> Callable[[Given], Value]:
    """What takes its arguments' elements when it is asked."""
    return lambda given: Value(
        "iterator", element=inner(given) if given.values else Value("never"), step=union(map(taken, given.values))
    )


def _listed(given: Given) -> Value:
    return Value("list", element=given.inner)


def _zipped(given: Given) -> Value:
    return Value("tuple", element=given.every) if given.is_starred else pair(*map(element, given.values))


def _view(inner: Callable[[Given], Value]) -> Callable[[Given], Value]:
    return lambda given: Value("view", given.first.roots, inner(given))


_FACTS: list[tuple[Returned, str, str]] = [
    ("int", "length", "builtins.len"),
    ("str", "show alone", "builtins.str,repr"),
    ("int", "integer alone", "builtins.int"),
    ("float", "number alone", "builtins.float"),
    ("bool", "truth", "builtins.bool"),
    ("bool", "take truths", "builtins.any,all"),
    ("bool", "ask", "builtins.isinstance,callable"),
    ("code", "ask", "builtins.type"),
    ("int", "identity", "builtins.id"),
    ("range", "range", "builtins.range"),
    (_listed, "takes", "builtins.list collections.deque"),
    (lambda given: Value("tuple", element=given.inner), "takes", "builtins.tuple"),
    (lambda given: Value("set", element=given.inner), "takes hash", "builtins.set,frozenset"),
    (lambda given: Value("dict", element=Value("int"), key=given.every), "takes hash", "collections.Counter"),
    (_lazy(lambda given: pair(Value("int"), given.inner)), "begin", "builtins.enumerate"),
    (_lazy(_zipped), "begin", "builtins.zip"),
    (_lazy(lambda given: given.inner), "begin", "builtins.reversed itertools.islice,cycle"),
    (_lazy(lambda given: given.every), "begin", "itertools.chain"),
    (_lazy(lambda given: Value("tuple", element=given.every)), "begin",
     "itertools.product,combinations,permutations,combinations_with_replacement"),
    (_lazy(lambda given: pair(given.inner, given.inner)), "begin", "itertools.pairwise"),
    ("scalar", "outside", "pathlib.Path.cwd datetime.datetime.now datetime.date.today os.getenv,getcwd "
     "builtins.input tempfile.mkdtemp,gettempdir time.time,monotonic,perf_counter,process_time,sleep "
     "random.random,randrange,randint,uniform,gauss,getrandbits"),
    ("str", "show raise hook", "json.dumps"),
    (_loaded, "raise hook", "json.loads"),
    (_loaded, "raise hook take", "json.load"),
    (_rows(_TEXTS), "raise", "csv.reader"),
    (_rows(Value("dict", element=_SCALAR, key=_SCALAR)), "raise", "csv.DictReader"),
    (_ELEMENT, "disk", "xml.etree.ElementTree.parse,fromstring,XML,fromstringlist"),
    (lambda given: Value("iterator", given.first.roots, pair(_STR, _ELEMENT), step=given.first.step | READS),
     "disk step", "xml.etree.ElementTree.iterparse"),
    (pair(Value("int"), _STR), "outside", "tempfile.mkstemp"),
    (Value("iterator", element=_STR, step=RAISES), "raise", "io.StringIO"),
    (Value("iterator", step=OUTSIDE), "outside", "tempfile.NamedTemporaryFile,TemporaryFile"),
    (Value("iterator", element=Value("bytes"), step=RAISES), "raise", "io.BytesIO"),
    (lambda given: replace(given.first, element=_STR) if given.first.kind == "iterator" else ANY, "raise",
     "io.TextIOWrapper"),
    (lambda given: Value("iterator", given.first.roots, Value("bytes"), step=READS), "disk",
     ".archive.open,extractfile"),
    (lambda given: Value("archive", given.first.roots) if is_simple(given.node) else ANY, "disk single opened",
     "zipfile.ZipFile tarfile.open"),
    (_TEXTS, "disk", ".archive.namelist,getnames"),
    ("bytes", "disk change", ".archive.read"),
    ("data", "outside", ".archive.*"),
    (lambda given: Value("iterator", given.first.roots, ANY, step=OUTSIDE), "raise", "csv.writer,DictWriter"),
    (lambda given: Value("dict", element=[*given.rest, _NONE][0], key=given.inner), "take hash",
     "builtins.dict.fromkeys"),
    (lambda given: ANY if len(given.values) > 1 else _lazy(lambda given: given.inner)(given), "begin single",
     "builtins.iter"),
    (_connection, "outside", "sqlite3.connect"),
    (Value("iterator", element=_SCALAR, step=RAISES), "raise", "re.finditer .pattern.finditer"),
    # Its folders are looked into again when it goes on, and whoever has taken some from the list is not led there.
    (Value("iterator", element=pair(_STR, replace(_TEXTS, roots=ANY.roots), _TEXTS),
           step=READS | Effects(reads=ANY.roots)), "disk", "os.walk"),
    (_SCALARS, "disk", "os.listdir glob.glob"),
    (Value("iterator", element=_SCALAR, step=READS), "disk", "os.scandir glob.iglob .plain.iterdir,glob,rglob,walk"),
    (_lazy(lambda given: _SCALAR), "raise", ".plain.iter_unpack,hosts,subnets struct.iter_unpack"),
    ("none", "raise hand", ".plain.pack_into struct.pack_into"),
    (Value("tuple", element=_SCALAR), "convert", "struct.unpack,unpack_from .plain.unpack,unpack_from"),
    (lambda given: pair(*[Value("int") if given.are("bool", "int") else _SCALAR] * 2), "convert", "builtins.divmod"),
    ("float", "convert", "math.sqrt,hypot,dist,exp,log,log2,log10,log1p,pow,sin,cos,tan,asin,acos,atan,atan2,sinh,"
     "cosh,tanh,radians,degrees,fabs,fmod"),
    ("str", "convert", "os.path.join,basename,dirname,normpath textwrap.dedent,fill,indent,shorten "
     "html.escape,unescape string.capwords urllib.parse.quote,quote_plus,unquote,unquote_plus,urljoin"),
    (pair(_STR, _STR), "convert", "os.path.splitext,split email.utils.parseaddr"),
    ("data", "convert", "hashlib.md5,sha1,sha224,sha256,sha384,sha512,blake2b,blake2s,new"),
    ("data", "convert", "builtins.str.maketrans ast.literal_eval"),
    (lambda given: _SCALAR if is_known(given.first) else ANY, "convert", "builtins.abs,round,pow"),
    ("pattern", "convert", "re.compile"),
    ("scalar", "convert", "builtins.complex,ord,chr,hex,bin,oct,bytes struct.pack,calcsize "
     "zlib.crc32,adler32 re.escape,match,search,fullmatch pathlib.Path,PurePath decimal.Decimal "
     "fractions.Fraction uuid.UUID struct.Struct datetime.datetime,date,timedelta,time,timezone "
     "datetime.datetime.strptime,fromisoformat,fromtimestamp,combine datetime.date.fromisoformat "
     "ipaddress.ip_address,ip_network,ip_interface"),
    ("scalar", "disk", "os.path.getsize,getmtime,exists,isfile,isdir .plain.exists,is_file,is_dir,is_mount,"
     "is_symlink,samefile,stat,lstat,owner,readlink,read_bytes,resolve"),
    ("str", "disk", "os.path.realpath,abspath .plain.read_text"),
    ("scalar", "outside", ".plain.write_text,write_bytes,mkdir,rmdir,unlink,rename,touch,chmod,lchmod,"
     "symlink_to,hardlink_to,copy,copy_into,move,move_into,now,today,utcnow"),
    (_SCALARS, "raise", "re.findall,split .pattern.findall,split"),
    (_TEXTS, "raise", ".plain.splitlines,split,rsplit"),
    ("data", "raise", ".plain.groups,groupdict,timetuple,partition,rpartition"),
    ("str", "raise", ".plain.isoformat,strftime,ctime,hex,sub,as_posix,group,lower,upper,strip,lstrip,rstrip,title,"
     "capitalize,join,decode"),
    (lambda given: _STR if len(given.node.args) > 1 else _SCALAR, "raise move", ".plain.replace"),
    ("scalar", "raise", ".plain.*"),
    ("str", "raise format", ".str.format,format_map .plain.format,format_map .data.format,format_map"),
    ("str", "texts", f".str.{','.join(TOTAL_STR)}"),
    ("bool", "texts", f".str.{','.join(STR_TO_BOOL)}"),
    ("int", "texts", f".str.{','.join(STR_TO_INT)}"),
    (_TEXTS, "texts", ".str.splitlines"),
    (_TEXTS, "part", ".str.split,rsplit"),
    ("str", "join", ".str.join"),
    (pair(_STR, _STR, _STR), "raise", ".str.partition,rpartition"),
    ("bytes", "item", ".str.encode"),
    ("str", "item", ".str.translate"),
    (ANY, "item", ".str.*"),
    (_view(lambda given: pair(given.inner, given.held)), "", ".dict.items"),
    (_view(lambda given: given.held), "", ".dict.values"),
    (_view(lambda given: given.inner), "", ".dict.keys"),
    (lambda given: join([given.held, *(given.values[2:] or [_NONE])]), "read key", ".dict.get"),
    (lambda given: join([given.held, *(reached(v, given.first.roots) for v in given.values[2:] or [_NONE])]),
     "change key", ".dict.setdefault"),
    (lambda given: join([given.held, *given.values[2:]]), "change key missing", ".dict.pop"),
    (lambda given: Value("list", element=pair(given.inner, given.held)), "compare", ".dict.most_common"),
    ("none", "change", ".dict.clear .list.append,appendleft,clear,reverse"),
    ("none", "change merge", ".list.extend"),
    ("none", "change merge keys", ".dict.update"),
    ("none", "change key", ".list.add,discard"),
    (lambda given: given.inner, "change raise", ".list.pop"),
    (ANY, "compare", f".list.{','.join(READING)}"),
    ("int", "compare", ".list.count,index"),
    (ANY, "change raise", ".dict.*"),
    (ANY, "change compare hand", ".list.*"),
    (_listed, "change step raise", ".file.readlines,fetchall"),
    (lambda given: given.inner, "change step raise", ".file.read,readline"),
    ("data", "change step raise", ".file.tell,fetchone,fetchmany"),
    ("data", "change step outside", ".file.write,flush,seek,truncate,close,__enter__,getvalue,writerow,writeheader"),
    ("data", "change step outside merge", ".file.writelines,writerows"),
    ("random", "convert", "random.Random"),
    (_SCALAR, "change raise", f".random.{','.join(NUMBERS_AT_RANDOM)}"),
    (lambda given: element([*given.rest, ANY][0]), "change raise keys", ".random.choice"),
    (lambda given: Value("list", element=element([*given.rest, ANY][0])), "change raise keys",
     ".random.choices,sample"),
    (ANY, "change raise hand", ".random.*"),
    ("cursor", "raise", ".cursor.cursor"),
    (_listed, "raise take", ".cursor.fetchall,fetchmany"),
    (lambda given: given.inner, "raise take", ".cursor.fetchone"),
    (ANY, "outside database", ".cursor.*"),
    (lambda given: Value("data", given.first.roots), "raise change",
     f".data.set,{','.join(tables.CHANGING_METHODS)}"),
    (lambda given: Value("data", given.first.roots), "raise change merge", f".data.{','.join(MERGING)}"),
    (lambda given: _SCALAR if ELEMENT in given.first.types else given.first, "raise see", ".data.get,findtext"),
    (_view(lambda given: given.first), "raise read", ".data.items,keys,values"),
    (_lazy(lambda given: given.inner), "raise see", ".data.iter,iterfind,itertext"),
    (lambda given: given.first, "raise see", ".data.*"),
]  # fmt: skip


def _fact(returned: Returned, does: str) -> Callable[[Given], Result]:
    words = [WORDS[word] for word in does.split()]
    value = Value(returned) if isinstance(returned, str) else returned
    return lambda given: (value if isinstance(value, Value) else value(given), union(word(given) for word in words))


def _spelled(names: str) -> list[str]:
    """`a.b,c d.e` is `a.b`, `a.c` and `d.e`."""
    parts = [name.rpartition(".")[::2] for name in names.split()]
    return [f"{prefix}.{name}" for prefix, several in parts for name in several.split(",")]


FACTS = {name: _fact(returned, does) for returned, does, names in _FACTS for name in _spelled(names)}
FACTS |= {name: function for function, names in special.FUNCTIONS.items() for name in _spelled(names)}
