"""Python's own functions, and those of its standard library, by their full names."""

from sparsemem.rewrite.proof.builtin import library, over_elements, reductions
from sparsemem.rewrite.proof.effects import OUTSIDE, Effects
from sparsemem.rewrite.proof.protocols import truths
from sparsemem.rewrite.proof.value import Value, data, element, pair

_BY_FUNCTION: dict[over_elements.Builtin, str] = {
    reductions.length: "builtins.len",
    reductions.text: "builtins.str builtins.repr",
    reductions.number("int"): "builtins.int",
    reductions.number("float"): "builtins.float",
    reductions.all_true: "builtins.any builtins.all",
    reductions.total: "builtins.sum math.fsum",
    reductions.extreme: "builtins.min builtins.max",
    reductions.sorted_list: "builtins.sorted heapq.nlargest heapq.nsmallest",
    reductions.reduced: "functools.reduce",
    library.printed: "builtins.print sys.stdout.write sys.stderr.write",
    library.opened: "builtins.open gzip.open bz2.open lzma.open",
    over_elements.of_keys: "builtins.dict.fromkeys",
    over_elements.container("list"): "builtins.list collections.deque",
    over_elements.container("tuple"): "builtins.tuple",
    over_elements.container("set"): "builtins.set builtins.frozenset",
    over_elements.dictionary: "builtins.dict",
    over_elements.numbers: "builtins.range",
    over_elements.lazily(lambda values: pair(Value("int"), element(values[0]))): "builtins.enumerate",
    over_elements.lazily(
        lambda values: pair(*map(element, values)), lambda values: Value("tuple", element=over_elements.every(values))
    ): "builtins.zip",
    over_elements.lazily(lambda values: element(values[0])): "builtins.reversed",
    over_elements.begun_anew: "builtins.iter",
    over_elements.lazily(over_elements.every): "itertools.chain",
    over_elements.lazily(lambda values: element(element(values[0]))): "itertools.chain.from_iterable",
    over_elements.mapped: "builtins.map",
    over_elements.filtered: "builtins.filter",
    over_elements.next_element: "builtins.next",
    over_elements.grouped: "itertools.groupby",
    over_elements.merged: "heapq.merge",
    over_elements.counted: "collections.Counter",
    over_elements.filling: "collections.defaultdict",
    reductions.rounded: "builtins.round",
    reductions.absolute: "builtins.abs",
    reductions.asked("bool"): "builtins.isinstance builtins.callable",
    reductions.asked("code"): "builtins.type",
    library.always(Value("int"), Effects(identity=True)): "builtins.id",
    lambda frame, node: (Value("bool"), truths(frame.values(node.args))): "builtins.bool",
    library.rows: "csv.reader csv.DictReader",
    library.written: "csv.writer csv.DictWriter",
    library.loaded: "json.loads json.load",
    library.dumped: "json.dumps",
    library.connected: "sqlite3.connect",
    library.fixed(Value("tuple", element=Value("scalar"))): "struct.unpack struct.unpack_from",
    library.TREE: (
        "xml.etree.ElementTree.parse xml.etree.ElementTree.fromstring xml.etree.ElementTree.XML "
        "xml.etree.ElementTree.fromstringlist"
    ),
    library.parsed: "xml.etree.ElementTree.iterparse",
    library.BUFFERED: "io.StringIO",
    library.TEXTS: "re.findall re.split textwrap.wrap",
    library.MATCHES: "re.finditer",
    library.WALKED: "os.walk",
    library.LISTED: "os.listdir glob.glob",
    library.NAMED: "os.scandir glob.iglob",
    library.clock: (
        "pathlib.Path.cwd datetime.datetime.now datetime.date.today os.getenv os.getcwd builtins.input time.time "
        "time.monotonic time.perf_counter time.process_time time.sleep random.random random.randrange random.randint "
        "random.uniform random.gauss random.choice random.sample random.choices random.getrandbits"
    ),
    library.fixed(Value("pattern")): "re.compile",
    library.fixed(data()): "builtins.str.maketrans",
    library.fixed(Value("int")): "builtins.ord struct.calcsize zlib.crc32 zlib.adler32",
    library.fixed(Value("str")): "builtins.chr builtins.hex builtins.bin builtins.oct re.escape",
    library.fixed(Value("bytes")): "builtins.bytes struct.pack",
    library.fixed(Value("scalar")): (
        "builtins.complex builtins.pow re.match re.search re.fullmatch pathlib.Path "
        "pathlib.PurePath decimal.Decimal fractions.Fraction uuid.UUID datetime.datetime datetime.date "
        "datetime.timedelta datetime.time datetime.datetime.strptime datetime.datetime.fromisoformat "
        "datetime.date.fromisoformat datetime.datetime.fromtimestamp datetime.datetime.combine datetime.timezone "
        "ipaddress.ip_address ipaddress.ip_network ipaddress.ip_interface"
    ),
    library.always(Value("str"), OUTSIDE): "tempfile.mkdtemp tempfile.gettempdir",
    library.always(pair(Value("int"), Value("str")), OUTSIDE): "tempfile.mkstemp",
    library.always(Value("int"), library.READS): "os.path.getsize",
    library.always(Value("float"), library.READS): "os.path.getmtime",
    library.always(Value("bool"), library.READS): "os.path.exists os.path.isfile os.path.isdir",
    library.always(Value("str"), library.READS): "os.path.realpath os.path.abspath",
}
BUILTINS = {name: function for function, names in _BY_FUNCTION.items() for name in names.split()}
