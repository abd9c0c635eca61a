"""How certain it is that a rewritten program does what it did, and why a place is left as it is."""

from enum import Enum, IntEnum

from sparsemem.model import Page, Remedy, Section

_VERIFY = "run it with --verify COMMAND, and it is compared"
"""The way out where a run that is compared can show that a change does no harm."""


class Tier(IntEnum):
    """The classes of rewrites, from the proven to those that are never made."""

    T1 = 1
    """Proven, as `PROMISE` has it."""
    T2 = 2
    """Equal as long as nothing raises: a fault in the data, or a loop that ends early, shows after other effects."""
    T3 = 3
    """Equal as far as a run shows: code that cannot be seen, effects that would alternate, keys that may be equal."""
    T4 = 4
    """The one side is known to change what the other reads."""
    T5 = 5
    """No form of it would do the same."""


_PROMISED = (
    "As long as nothing raises, output, results, effects and their order, and the exit status are the same. "
    "Where something raises, an exception still ends the same call, with no effect more or less that anyone "
    "outside can see and no handler in the project that tells the difference, though it may be another of "
    "those that were on their way. --strict keeps that too."
)
PROMISE = Page("T1: what rewrite promises without a run", (Section("What it means", _PROMISED),))


class Named(Enum):
    """What stands in the JSON by its value, and is explained."""

    sentence: str
    way_out: str

    def __new__(cls, value: str, sentence: str, way_out: str = "") -> "Named":
        """Keep the sentences beside the value."""
        member = object.__new__(cls)
        member._value_ = value
        member.sentence, member.way_out = sentence, way_out
        return member


class Reason(Named):
    """A hazard that a rewrite would run into."""

    @property
    def page(self) -> Page:
        """What `explain` shows."""
        head = f"{self.value}: a reason for which rewrite leaves a place as it is"
        return Page(head, (Section("What it means", self.sentence),), (Remedy(f"{self.way_out}."),))

    @property
    def is_verifiable(self) -> bool:
        """Whether a run that is compared can show that it does no harm."""
        return _VERIFY in self.way_out

    # fmt: off
    # What the consumer does with the value, and an iterator cannot.
    LENGTH_TAKEN = "length_taken", "Its length is taken.", "count in the loop"
    TRUTH_TESTED = ("truth_tested", "It is tested for being empty, and a generator is always true.",
        "take the first element with next(it, None) and test that")
    INDEXED = "indexed", "It is indexed or sliced.", "for the first take next(iter(x)), for the first n islice(x, n)"
    ITERATED_TWICE = ("iterated_twice", "It is passed over more than once, and a generator is empty the second time.",
        "do both in one pass, or keep the list")
    MUTATED = ("mutated", "It is changed after it was built.",
        "make the change an element's own step, or keep the list")
    COMPARED = "compared", "It is compared, or its type is asked for.", "compare element by element"
    FORMATTED = ("formatted", "It is printed or formatted, and a generator shows as an address.",
        "print element by element")
    CONCATENATED = "concatenated", "It is joined to another list.", "use itertools.chain, or [*a, *b]"
    NEEDS_SEQUENCE = ("needs_sequence", "It is passed to something that needs a sequence.",
        "keep the list there; numpy.fromiter takes an iterator where numpy.array does not")
    MATERIALISED_ANYWAY = ("materialised_anyway",
        "Its consumer keeps all elements, so that a generator saves next to nothing.", "stream that consumer first")
    STORED = "stored", "It is stored in an attribute or a container.", "keep the list, or store what is made of it"
    ESCAPES = ("escapes", "It leaves the function, and what happens to it there is not known.",
        "offer a generator beside the function")
    DISCARDED = "discarded", "Its result is not used, and a generator would not run at all.", "loop without building"
    PICKLED = "pickled", "It is pickled or sent to another process.", "send it in batches"
    SHARED_BETWEEN_THREADS = ("shared_between_threads",
        "It is handed to threads, and a generator cannot run in two at a time.",
        "hand over batches through a bounded queue")
    LOOKED_UP = ("looked_up", "It is looked up by key.",
        "keep the dict, or look up in a store on disk such as sqlite3 or shelve")
    SORTED_BARRIER = ("sorted_barrier", "It is sorted, which needs all elements.",
        "sort the source, or sort on disk and merge with heapq.merge")
    UNKNOWN_CALLEE = ("unknown_callee",
        "It is passed to, or made by, code that is not known to leave the other side alone.", _VERIFY)
    LATER_USE = ("later_use", "It is used where it cannot be told which value it has or how often that runs.",
        f"give each value a name of its own, or {_VERIFY}")

    # How the producer is made.
    MIXED_RETURNS = ("mixed_returns", "The function returns something else as well.",
        "return [] where there is nothing, and raise where it fails")
    RETURNED_IN_TUPLE = ("returned_in_tuple", "The function returns it together with something else.",
        "split the function")
    RECURSIVE = ("recursive", "The function calls itself, and each level of `yield from` costs for each element.",
        "keep a stack of what is still to be done")
    DECORATED = ("decorated", "A decorator stands around the function, and would see a generator.",
        "split the undecorated part off")
    OVERRIDDEN = ("overridden", "Another class may override the method, or has one of that name.",
        "call a function instead of the method")
    ASYNC = "async", "It is asynchronous code.", "write an asynchronous generator by hand"
    BARE_NEXT = ("bare_next", "next() without a default would end the generator with RuntimeError.",
        "give next() a default")
    SWALLOWS_EXIT = ("swallows_exit",
        "An except clause around the building would catch the closing of the generator.",
        "name the exceptions that are meant")
    RECORD_REUSED = ("record_reused",
        "The same record is changed and put in again, so that all elements are one object: probably a mistake.",
        "make a new record for each element")
    CHANGED_LATER = ("changed_later", "A record may be changed after it was put in, before the next one is begun.",
        f"begin the next one right after, or {_VERIFY}")
    AGGREGATES = ("aggregates", "The loop reads what it is building: it groups or adds up.",
        "none is needed: the result is bounded by its keys; sort and use itertools.groupby where they are many")
    DEDUPLICATES = ("deduplicates",
        "Equal elements or keys may be put in more than once, and only one of them stays.",
        "keep the dict or set, or make the keys unique at the source")
    DUPLICATE_KEYS = ("duplicate_keys",
        "Its keys are not known to differ, and of equal ones only the last value stays.",
        f"keep the key of the source unchanged, keep the dict, or {_VERIFY}")
    SHARED_RECORD = ("shared_record", "Records of the source are changed in place.",
        f"make a new record: {{**record, key: value}}, or {_VERIFY}")
    SCOPE = ("scope", "It stands where a generator would see or show other names: in a class body, with := inside, "
        "or around a function or generator that gets out.", "move it into a function")
    COMPUTES_MORE = ("computes_more", "The loop that builds it works out something else that is used later.",
        "split the loop")
    COMPUTED_DEFAULT = ("computed_default", "A default of its parameters is computed, and would be computed twice.",
        "use None as the default")
    NOT_A_PRODUCER = ("not_a_producer", "The container is read, passed on or changed while it is built.",
        "build it by append alone")

    # What would happen at another time, or is not known at all.
    IN_TRY = ("in_try", "It is made inside a `try`, and an exception would come at another time.",
        f"move the loop into the `try`, or {_VERIFY}")
    SHORT_CIRCUIT = "short_circuit", "Its consumer may stop early, and the rest would not run.", _VERIFY
    FAULT_ORDER = ("fault_order",
        "One side may raise after the other has had an effect, or a handler tells whose exception it is.", _VERIFY)
    FILLS_WHEN_READ = ("fills_when_read",
        "One side asks an unknown object for an item, which may make it grow, while the other goes through it.",
        _VERIFY)
    INTERLEAVED_EFFECTS = ("interleaved_effects", "Both sides have effects, and these would alternate.",
        f"move the effects of one side out of its loop, or {_VERIFY}")
    GAP_EFFECTS = ("gap_effects", "Something happens between the building and the use.",
        f"move the two together, or {_VERIFY}")
    LATE_BINDING = ("late_binding", "A name that it reads gets another value before it is consumed.",
        "give that value another name")
    CONTEXT_CHANGED = ("context_changed",
        "A context that it depends on (decimal, locale, warnings, directory, seed) is changed around it.",
        "consume it inside that context")
    RESOURCE_CLOSED = ("resource_closed", "Its source is closed before it is consumed.",
        f"consume it inside the `with`, or {_VERIFY}")
    REREADS_FILE = ("rereads_file", "The file that it is read from is written by its consumer.",
        "write to another file, and rename it at the end")
    CURSOR_REUSED = ("cursor_reused", "The cursor or its connection is used in the loop.",
        "use a second cursor, or fetchmany")
    SOURCE_CHANGED_IN_LOOP = ("source_changed_in_loop",
        "Its consumer changes what it is built from: the list is a snapshot.", "keep the list")
    NOT_ANALYSED = ("not_analysed", "The file cannot be parsed by this interpreter, and may hold callers.",
        "run sparsemem with the Python that it is written for")

    # A change of shape, which is only offered.
    PARTLY_SORTED = ("partly_sorted",
        "All is sorted, and only the first elements are taken: a heap of so many would do, if their number "
        "is none that counts from the end.", _VERIFY)
    SEVERAL_AGGREGATES = ("several_aggregates",
        "Sums, lengths and extremes are taken of one list, one after the other: one loop would do, if "
        "adding up one by one gives the same.", _VERIFY)
    COMPUTED_TWICE = ("computed_twice",
        "It is passed over several times: what makes it could be called for each pass, if that is quick and "
        "gives the same again.", _VERIFY)
    GROUPED_IN_ORDER = ("grouped_in_order",
        "What is sorted already is put into groups that are all held: one after the other would do, if the "
        "order is that of the keys.", _VERIFY)
    WHOLE_RECORDS = ("whole_records",
        "Whole records are held in groups, and one part of each is read: that part would do, if it is the "
        "same earlier on.", _VERIFY)
    # fmt: on


class RefusedError(Exception):
    """An edit cannot be made, for this reason."""

    def __init__(self, reason: Reason = Reason.SCOPE) -> None:
        super().__init__(reason.value)
        self.reason = reason


def require(holds: object, reason: Reason = Reason.SCOPE) -> None:
    """Refuse an edit for this reason where something does not hold."""
    if not holds:
        raise RefusedError(reason)
