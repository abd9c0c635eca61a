"""The questions of the checklist, each with what answers it and what good looks like.

Which rules on measurements answer a question is declared by the rules, by the name of the question.
"""

from dataclasses import dataclass

from sparsemem.diagnose.rules import RULES


@dataclass(frozen=True, slots=True)
class Question:
    """One question that a reviewer can answer."""

    name: str
    """By which rules on measurements say that they answer it."""
    topic: str
    question: str
    answer: str
    """The command or the code that answers it."""
    good: str
    example: str
    rules: tuple[str, ...] = ()
    """Codes of `review` whose silence answers it, or its part that source text can answer."""
    is_measured: bool = False
    """Whether it takes a measurement to answer all of it."""

    @property
    def measured_by(self) -> tuple[str, ...]:
        """Codes of the rules on measurements whose silence answers it."""
        return tuple(rule.code for rule in RULES if self.name in rule.questions)


_OBJECTS = "Objects and their references"
_DATA = "The way of the data"
_CACHES = "Caches"
_GENERATORS = "Generators"
_PROCESS = "The process as a whole"

QUESTIONS: tuple[Question, ...] = (
    Question(
        "cycles",
        _OBJECTS,
        "Is there no cyclic dependency, or is it properly broken down when its owner is destroyed?",
        "`sparsemem review --select SM221,SM223 src/`; at run time, what `gc.collect()` returns after the work",
        "No finding, and a collection after the work finds nothing that was large",
        "`child.parent = weakref.ref(self)`, or `child.parent = None` in `close()`",
        rules=("SM221", "SM223"),
        is_measured=True,
    ),
    Question(
        "exceptions",
        _OBJECTS,
        "Is no exception, frame or traceback kept after it was handled?",
        "`sparsemem review --select SM222 src/`",
        "No finding: what is kept of an exception is its text",
        "`errors.append(error.with_traceback(None))`",
        rules=("SM222",),
    ),
    Question(
        "closing",
        _OBJECTS,
        "Is what a class opens or registers released by `close()` or a `with` block, and not by `__del__`?",
        "`grep -rn __del__ src/`, and read who calls `close()`",
        "No `__del__`, or one that only warns that `close()` was forgotten",
        "`with Pool() as pool:`",
    ),
    Question(
        "callbacks",
        _OBJECTS,
        "Do callbacks, listeners and registries let go of what was registered?",
        "Look for each `register`, `connect` and `subscribe` for the call that undoes it",
        "Every registration has its end, or the registry is a `WeakSet` or `WeakKeyDictionary`",
        "`self.listeners = weakref.WeakSet()`",
    ),
    Question(
        "slots",
        _OBJECTS,
        "Do classes with very many instances say what they hold?",
        "`grep -rn 'slots=True\\|__slots__' src/` against the classes that are made per record",
        "`__slots__` or `@dataclass(slots=True)` where there are more than 100,000 instances",
        "`@dataclass(slots=True)`",
    ),
    Question(
        "waste",
        _OBJECTS,
        "Are equal values one object, and does no container keep the room of its busiest time?",
        "`sparsemem attach PID`, or a scan with data like those in production",
        "Neither finding: texts that repeat are interned where they are parsed, what has shrunk is copied",
        "`row.city = sys.intern(row.city)`; `jobs = dict(jobs)`",
        is_measured=True,
    ),
    Question(
        "chain",
        _DATA,
        "Does no chain of functions build one full container after the other?",
        "`sparsemem review --select SM201 src/`",
        "No finding: every stage but the last yields its records",
        "`for row in lines: yield row.split()`",
        rules=("SM201",),
        is_measured=True,
    ),
    Question(
        "built whole",
        _DATA,
        "Is nothing built whole that is consumed once?",
        "`sparsemem review --select SM202 src/`",
        "No finding that is likely large",
        "`sum(order.price for order in orders)`",
        rules=("SM202",),
        is_measured=True,
    ),
    Question(
        "read whole",
        _DATA,
        "Is every source that can grow read in parts?",
        "`sparsemem review --select SM203 src/`",
        "Cursors, files and tables are iterated, by row or by chunk",
        "`for chunk in pd.read_csv(path, chunksize=50_000):`",
        rules=("SM203",),
        is_measured=True,
    ),
    Question(
        "copies",
        _DATA,
        "Is no full copy made of a copy, and does no refresh hold two generations?",
        "`sparsemem review --select SM204 src/`",
        "No finding; a refresh replaces in parts or drops the old data first",
        "`self.table.clear(); self.table.update(load())`",
        rules=("SM204",),
        is_measured=True,
    ),
    Question(
        "survivors",
        _DATA,
        "Do small objects that live long not come from between large ones that do not?",
        "`sparsemem scan script.py`, and read the pinners of SM101",
        "What survives is built after the temporary data is gone, or copied into an array or one string",
        "`labels = tuple(sys.intern(row.label) for row in rows)` in a step of its own",
        is_measured=True,
    ),
    Question(
        "function caches",
        _CACHES,
        "Does every function cache have a bound, and is none on a method?",
        "`sparsemem review --select SM211 src/`",
        "No finding; the bound was chosen by what `cache_info()` showed",
        "`@lru_cache(maxsize=10_000)`",
        rules=("SM211",),
        is_measured=True,
    ),
    Question(
        "memos",
        _CACHES,
        "Is something taken out of every dict that remembers results?",
        "`sparsemem review --select SM212 src/`",
        "No finding: old entries go when new ones come",
        "`cachetools.LRUCache(maxsize=10_000)`",
        rules=("SM212",),
        is_measured=True,
    ),
    Question(
        "cache bounds",
        _CACHES,
        "Can the process hold each cache when it is full, and do expired entries go?",
        "`sparsemem review --select SM213 src/`; entries times the size of one, against the memory of the pod",
        "All caches when full take less than a quarter of the limit",
        "`TTLCache(maxsize=20_000, ttl=600)`",
        rules=("SM213",),
        is_measured=True,
    ),
    Question(
        "consumed once",
        _GENERATORS,
        "Is every generator consumed once, and neither tested, measured nor indexed?",
        "`sparsemem review --select SM231,SM232 src/`",
        "No finding",
        "`any(...)` in place of `if generator:`",
        rules=("SM231", "SM232"),
    ),
    Question(
        "open source",
        _GENERATORS,
        "Is every generator consumed while its source is open and unchanged, and consumed at all?",
        "`sparsemem review --select SM233,SM234,SM235 src/`",
        "No finding",
        "`with open(path) as lines: yield from lines`",
        rules=("SM233", "SM234", "SM235"),
    ),
    Question(
        "gap",
        _PROCESS,
        "What is the difference, and its pattern, between what the interpreter holds and what the program uses? "
        "Look for spikes.",
        "`sparsemem scan script.py --md report.md`: the gap at the end of each scale, and the peak",
        "The gap is under a tenth of the RSS, or does not grow with the data; no spike is over twice the end",
        "verdict `healthy`",
        is_measured=True,
    ),
    Question(
        "limit",
        _PROCESS,
        "How does the peak grow with the data, and at which size does it reach the limit?",
        "`sparsemem scan script.py --scales 1,2,4,8 --limit 4GB`",
        "The limit is reached at no size that is expected within a year",
        "exponent 1.0, limit reached at 40x",
        is_measured=True,
    ),
    Question(
        "batches",
        _PROCESS,
        "Does memory come back between batches?",
        "`sparsemem attach PID --seconds 600` while several batches run",
        "The live heap after each batch is flat, and so is the gap",
        "no SM120 after ten batches",
        is_measured=True,
    ),
    Question(
        "settings",
        _PROCESS,
        "Is a setting of the allocator chosen by a measurement of this program?",
        "`sparsemem scan script.py --json before.json`, once more with the setting in the environment, and "
        "`sparsemem compare before.json after.json`",
        "A line with a figure stands beside the setting",
        "`ENV MALLOC_ARENA_MAX=2`  # 1.4 GB to 0.9 GB",
    ),
    Question(
        "regressions",
        _PROCESS,
        "Will a change for the worse be noticed?",
        "`sparsemem review` in pre-commit, and a test with a bound on the peak and the gap",
        "Both run on every pull request",
        "`.pre-commit-config.yaml` with the hook `sparsemem-review`",
    ),
)
"""In the order of the page: from the single object to the whole process."""
