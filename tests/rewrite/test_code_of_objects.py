"""Whatever an expression runs of an object's own code, or of a function that it hands over, is seen."""

import pytest

from rewrite.running import behaviour
from sparsemem.rewrite import rewrite

STATE = """import base64, bisect, collections, copy, csv, datetime, difflib, functools, heapq, html, io, itertools
import json, logging, math, operator, os, re, shutil, statistics, string, struct, textwrap

LOG = []


def note(*values):
    LOG.append(values)
    return "x"


class Sink:
    def write(self, text):
        LOG.append(text)


class Live:
    def count(self, *values):
        LOG.append(values)
        return 1

    @property
    def other(self):
        return self.count()

    def text(self, *values):
        return "x" * self.count()

    def __iter__(self):
        LOG.append(0)
        return iter(["1"])

    def __getitem__(self, key):
        return self.count(key)

    def __float__(self):
        return float(self.count())

    def __complex__(self):
        return complex(self.count())

    def __bytes__(self):
        return b"x" * self.count()

    def truth(self, *values):
        return bool(self.count())

    __pow__ = __floor__ = __round__ = __divmod__ = __len__ = __hash__ = __neg__ = __matmul__ = __index__ = count
    __int__ = __copy__ = __add__ = __radd__ = count
    __str__ = __repr__ = __format__ = __fspath__ = lower = replace = text
    __lt__ = __eq__ = __bool__ = truth
    __invert__ = __xor__ = lambda self, *values: self.count(*values)
    size = property(lambda self: self.count())
    get = lambda self, *values: self.count(*values)


Live.__mod__ = Live.count
setattr(Live, "__lshift__", lambda self, other: self.count(other))


def made(rows):
    out = []
    for row in rows:
        out.append(EXPRESSION)
    return out


def main():
    sizes, row = [], "ab"
    for value in made(["ab", "ac"]):
        sizes.append(len(LOG))
    print(sizes)


main()
"""
BY_CONSUMER = STATE.replace("EXPRESSION", "len(LOG)").replace(
    "sizes.append(len(LOG))", "sizes.append((value, bool([EXPRESSION])))"
)
ON_OBJECTS = """
print(row, file=Sink())|pow(LIVE, 2)|bytes(LIVE)|math.floor(LIVE)|"a".translate(LIVE)|round(LIVE)|divmod(LIVE, 1)
{}.get(LIVE)|{1: 2}.setdefault(LIVE, 1)|{1: 1}.pop(LIVE, 1)|[1].index(LIVE)|[1].insert(LIVE, 1)|{1}.add(LIVE)
[1] * LIVE|"a" * LIVE|"a".center(LIVE)|(1).__add__(LIVE)|enumerate([1], LIVE) and 1|sum([1], LIVE)
dict.fromkeys([LIVE])|int("1", LIVE)|"a".split(LIVE)|"a".startswith(LIVE)|heapq.nlargest(LIVE, [1])
list(itertools.islice([1, 2], LIVE))|list(itertools.repeat(1, LIVE))|bool(LIVE)|not LIVE|1 if LIVE else 2|LIVE and 1
LIVE < 1|LIVE == 1|int(LIVE)|float(LIVE)|repr(LIVE)|f"{LIVE}"|f"{LIVE:>3}"|f"{LIVE!r:>3}"|abs(-LIVE)|copy.copy(LIVE)
next(iter(LIVE))|len(LIVE)|hash(LIVE)|isinstance(row, Live)|LIVE @ 1|-LIVE|[*LIVE]|operator.index(LIVE)|sum([LIVE], 1)
statistics.mean([LIVE, LIVE])|json.dumps(LIVE)|str(LIVE)|sorted([LIVE, LIVE])|LIVE in [1]|1 in LIVE|{LIVE: 1}|LIVE[0]
~LIVE|LIVE ^ 1|LIVE.size|LIVE.get(1)|LIVE % 1|LIVE << 1
LIVE.other|os.fspath(LIVE)|os.path.join(LIVE, "a")|"".join(LIVE)|complex(LIVE)|range(LIVE)|[1, 2][LIVE]|[1, 2][LIVE:]
"%s" % LIVE|"%(name)s" % LIVE|"{0.other}".format(LIVE)|"{name}".format_map(LIVE)|"{}".format(LIVE)|{1: 2}[LIVE]
datetime.timedelta(LIVE)|zip(LIVE, [1]) and 1|dict([(LIVE, 1)])|set([LIVE])|collections.Counter([LIVE])|any([LIVE])
max([LIVE, LIVE])|textwrap.dedent(LIVE)|html.escape(LIVE)|bisect.bisect([1, 2], LIVE)|string.capwords(LIVE)
struct.pack("i", LIVE)|base64.b64encode(LIVE)|format(LIVE, "x")
statistics.median([LIVE, LIVE])|list(filter(None, [LIVE]))|list(itertools.compress(row, [LIVE, LIVE]))
list(itertools.accumulate([LIVE, LIVE]))|os.getenv("NO_SUCH", LIVE) + 1|list(itertools.chain.from_iterable([LIVE]))
functools.reduce(operator.add, [LIVE, LIVE])|collections.Counter({1: LIVE})[1] + 1|bisect.bisect([LIVE], LIVE)
os.path.exists(LIVE)|next(csv.reader(LIVE))|logging.getLogger("a").debug(LIVE)|csv.writer(Sink()).writerow(row)
csv.writer(io.StringIO()).writerow([LIVE])|shutil.copyfileobj(io.StringIO("a"), Sink())
""".replace("LIVE", "Live()")
ON_FUNCTIONS = """
re.sub("a", CALL, row)|re.compile("a").sub(CALL, row)|list(itertools.starmap(CALL, [row]))|list(filter(CALL, row))
list(itertools.takewhile(CALL, row))|list(itertools.accumulate(row, CALL))|list(itertools.filterfalse(CALL, row))
operator.call(CALL, row)|functools.reduce(CALL, row)|list(itertools.groupby(row, CALL))|max(row, key=CALL)
list(map(CALL, row))|json.dumps({1}, default=CALL)|sorted(row, key=CALL)|heapq.nlargest(1, row, key=CALL)
bisect.bisect_left(["x"], "x", key=CALL)|functools.partial(CALL, row)()|list(heapq.merge(row, row, key=CALL))
list(itertools.islice(iter(CALL, "y"), 2))|difflib.SequenceMatcher(CALL, row, "b").ratio()
"""
EXPRESSIONS = [
    part
    for text in (ON_OBJECTS, ON_FUNCTIONS.replace("CALL", "note"), ON_FUNCTIONS.replace("CALL", "lambda *a: note(a)"))
    for line in text.split("\n")[1:-1]
    for part in line.split("|")
]


def is_kept(state: str, expression: str) -> bool:
    text = state.replace("EXPRESSION", expression)
    done = rewrite({"main.py": text})
    return behaviour({"main.py": text, **done.sources}) == behaviour({"main.py": text})


def test_what_runs_none_is_streamed() -> None:
    assert rewrite({"main.py": STATE.replace("EXPRESSION", "row.upper()")}).changes


@pytest.mark.parametrize("state", [STATE, BY_CONSUMER], ids=["producer", "consumer"])
def test_what_an_expression_runs_is_seen(state: str) -> None:
    assert len(EXPRESSIONS) >= 120
    assert not [expression for expression in EXPRESSIONS if not is_kept(state, expression)]
