"""Facts about Python's own functions and methods, and those of its library: what each returns, and may do.

A method stands under what it is called on, after a dot, which no module begins with: `.str`, `.dict`, `.list` (and
set), `.file` (and buffer, writer, reader), `.cursor` (and connection), `.random`, `.pattern`, `.logger`, `.data` as
JSON is, and `.plain`, anything else that nobody can change. Here stand texts, numbers and containers; `outside`,
`databases`, `logs` and `iterators` have theirs, `special` what more than words must say.
"""

import ast
from collections.abc import Callable
from dataclasses import replace

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.builtin import databases, iterators, logs, outside, special
from sparsemem.rewrite.proof.builtin.iterators import lazy
from sparsemem.rewrite.proof.builtin.words import (
    READS,
    SCALAR,
    SCALARS_LISTED,
    STR,
    TEXTS,
    WORDS,
    Given,
    Returned,
    Row,
)
from sparsemem.rewrite.proof.constants import is_constant
from sparsemem.rewrite.proof.effects import RAISES, union
from sparsemem.rewrite.proof.frame import Result
from sparsemem.rewrite.proof.known import MERGING, NUMBERS_AT_RANDOM, READING, STR_TO_BOOL, STR_TO_INT, TOTAL_STR
from sparsemem.rewrite.proof.value import ANY, ELEMENT, Value, element, is_known, is_plain, join, pair, reached
from sparsemem.source import is_simple, tables

_NONE = Value("none")
_MAKING = frozenset({"Element", "SubElement", "makeelement"})
"""What may give an attribute to an element of XML that is no text."""
_ELEMENT = Value("data", types=frozenset({ELEMENT}))


def _loaded(given: Given) -> Value:
    return Value("data") if is_simple(given.node) else ANY


def _listed(given: Given) -> Value:
    return Value("list", element=given.inner)


def _noted(given: Given) -> Value:
    """An attribute of an element of XML is a text, as long as the program puts nothing else there."""
    program = given.frame.program
    are_texts = ELEMENT in given.first.types and program.once("xml", None, False, lambda: _are_texts(program))
    return join([SCALAR, *given.handed[1:]]) if are_texts else given.first


def _are_texts(program: Program) -> bool:
    facts = program.facts.values()
    made = any(not _MAKING.isdisjoint(part.calls.keys() | part.mentioned | part.attributes) for part in facts)
    put = any(isinstance(call.func, ast.Attribute) for part in facts for call in part.calls.get("set", ()))
    uses = ((m, node) for m in program.modules.values() for node in m.all(ast.Attribute) if node.attr == "attrib")
    return not (made or put or "text" in program.replaced) and is_constant(program, uses)


def _of_tree(given: Given) -> Value:
    return replace(_ELEMENT, roots=given.first.roots)


def _average(given: Given) -> Value:
    """A number where numbers are given; the most common of anything is one of them."""
    return SCALAR if is_plain(given.inner) else ANY


def _counts(given: Given) -> Value:
    """`Counter`, which takes over what a dict counted before."""
    kinds = {"list", "tuple", "set", "str", "range", "iterator", "view"}
    if not is_simple(given.node) or (given.values and given.first.kind not in kinds | {"dict"}):
        return Value("dict")
    before = [given.held] if given.first.kind == "dict" else []
    return Value("dict", element=join([Value("int"), *before]), key=given.every)


def _view(inner: Callable[[Given], Value]) -> Callable[[Given], Value]:
    return lambda given: Value("view", given.first.roots, inner(given))


_ROWS: list[Row] = [
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
    (_counts, "takes hash", "collections.Counter"),
    ("str", "show raise hook", "json.dumps"),
    (_loaded, "raise hook", "json.loads"),
    (_loaded, "raise hook take", "json.load"),
    (_ELEMENT, "disk", "xml.etree.ElementTree.parse,fromstring,XML,fromstringlist"),
    (lambda given: Value("iterator", given.first.roots, pair(STR, _ELEMENT), step=given.first.step | READS),
     "disk step", "xml.etree.ElementTree.iterparse"),
    (lambda given: Value("dict", element=[*given.rest, _NONE][0], key=given.inner), "take hash",
     "builtins.dict.fromkeys"),
    (Value("iterator", element=SCALAR, step=RAISES), "raise", "re.finditer .pattern.finditer"),
    (lazy(lambda given: SCALAR), "raise", ".plain.iter_unpack,hosts,subnets struct.iter_unpack"),
    ("none", "raise hand", ".plain.pack_into struct.pack_into"),
    (Value("tuple", element=SCALAR), "convert", "struct.unpack,unpack_from .plain.unpack,unpack_from"),
    (lambda given: pair(*[Value("int") if given.are("bool", "int") else SCALAR] * 2), "convert", "builtins.divmod"),
    ("float", "convert", "math.sqrt,hypot,dist,exp,log,log2,log10,log1p,pow,sin,cos,tan,asin,acos,atan,atan2,sinh,"
     "cosh,tanh,radians,degrees,fabs,fmod"),
    ("str", "convert", "os.path.join,basename,dirname,normpath textwrap.dedent,fill,indent,shorten "
     "html.escape,unescape string.capwords urllib.parse.quote,quote_plus,unquote,unquote_plus,urljoin"),
    (pair(STR, STR), "convert", "os.path.splitext,split email.utils.parseaddr"),
    ("data", "convert", "hashlib.md5,sha1,sha224,sha256,sha384,sha512,blake2b,blake2s,new"),
    ("data", "convert", "builtins.str.maketrans ast.literal_eval"),
    (lambda given: SCALAR if is_known(given.first) else ANY, "convert", "builtins.abs,round,pow"),
    ("pattern", "convert", "re.compile"),
    (_average, "take add plainly", "statistics.mean,fmean,median,median_low,median_high,mode,stdev,pstdev,variance,"
     "pvariance,harmonic_mean,geometric_mean"),
    ("int", "search plainly", "bisect.bisect,bisect_left,bisect_right"),
    ("code", "convert", "operator.itemgetter,attrgetter"),
    (TEXTS, "convert plainly", "textwrap.wrap"),
    ("str", "convert plainly", "xml.sax.saxutils.escape,unescape,quoteattr"),
    ("scalar", "convert plainly", "urllib.parse.urlsplit,urlparse,urlunsplit,urlunparse zoneinfo.ZoneInfo "
     "time.strptime calendar.timegm"),
    (lambda given: Value("dict", element=TEXTS, key=STR) if given.first.kind == "str" else ANY, "convert plainly",
     "urllib.parse.parse_qs"),
    (lambda given: Value("list", element=pair(STR, STR)) if given.first.kind == "str" else ANY, "convert plainly",
     "urllib.parse.parse_qsl"),
    ("str", "clock convert", "time.strftime"),
    ("scalar", "convert", "builtins.complex,ord,chr,hex,bin,oct,bytes struct.pack,calcsize "
     "zlib.crc32,adler32 re.escape,match,search,fullmatch pathlib.Path,PurePath decimal.Decimal "
     "fractions.Fraction uuid.UUID struct.Struct datetime.datetime,date,timedelta,time,timezone "
     "datetime.datetime.strptime,fromisoformat,fromtimestamp,combine datetime.date.fromisoformat "
     "ipaddress.ip_address,ip_network,ip_interface"),
    (SCALARS_LISTED, "raise", "re.findall,split .pattern.findall,split"),
    (TEXTS, "raise", ".plain.splitlines,split,rsplit"),
    ("data", "raise", ".plain.groups,groupdict,timetuple,partition,rpartition"),
    ("str", "raise", ".plain.isoformat,strftime,ctime,hex,sub,as_posix,group,lower,upper,strip,lstrip,rstrip,title,"
     "capitalize,join,decode"),
    (lambda given: STR if len(given.node.args) > 1 else SCALAR, "raise move", ".plain.replace"),
    ("scalar", "raise", ".plain.*"),
    ("str", "raise format", ".str.format,format_map .plain.format,format_map .data.format,format_map"),
    ("str", "texts", f".str.{','.join(TOTAL_STR)}"),
    ("bool", "texts", f".str.{','.join(STR_TO_BOOL)}"),
    ("int", "texts", f".str.{','.join(STR_TO_INT)}"),
    (TEXTS, "texts", ".str.splitlines"),
    (TEXTS, "part", ".str.split,rsplit"),
    ("str", "join", ".str.join"),
    (pair(STR, STR, STR), "raise", ".str.partition,rpartition"),
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
    ("random", "convert", "random.Random"),
    (SCALAR, "change raise", f".random.{','.join(NUMBERS_AT_RANDOM)}"),
    (lambda given: element([*given.rest, ANY][0]), "change raise keys", ".random.choice"),
    (lambda given: Value("list", element=element([*given.rest, ANY][0])), "change raise keys",
     ".random.choices,sample"),
    (ANY, "change raise hand", ".random.*"),
    (lambda given: Value("data", given.first.roots), "raise change",
     f".data.set,{','.join(tables.CHANGING_METHODS)}"),
    (lambda given: Value("data", given.first.roots), "raise change merge", f".data.{','.join(MERGING)}"),
    (_noted, "raise see", ".data.get,findtext"),
    (lambda given: _ELEMENT if all(map(is_known, given.handed)) else ANY, "convert",
     "xml.etree.ElementTree.Element"),
    (_of_tree, "raise change tree", "xml.etree.ElementTree.SubElement"),
    (_of_tree, "raise read tree", "xml.etree.ElementTree.ElementTree"),
    (_view(lambda given: given.first), "raise read", ".data.items,keys,values"),
    (lazy(lambda given: given.inner), "raise see", ".data.iter,iterfind,itertext"),
    (ANY, "outside", ".data.write,write_c14n,parse"),
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


FACTS = {
    name: _fact(returned, does)
    for rows in (_ROWS, iterators.ROWS, outside.ROWS, databases.ROWS)
    for returned, does, names in rows
    for name in _spelled(names)
}
FACTS |= {
    name: function
    for part in (special, iterators, outside, databases, logs)
    for function, names in part.FUNCTIONS.items()
    for name in _spelled(names)
}
