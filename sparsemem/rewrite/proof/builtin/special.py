"""Functions that do more than a word can say: they call what they are given, or what they return hangs on much."""

from collections.abc import Callable
from dataclasses import replace

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.builtin.iterators import by_key
from sparsemem.rewrite.proof.builtin.words import WORDS, Given
from sparsemem.rewrite.proof.effects import NONE, NOTHING, RAISES, UNKNOWN, Effects, asks
from sparsemem.rewrite.proof.follow import applied
from sparsemem.rewrite.proof.frame import Result
from sparsemem.rewrite.proof.known import HEAPS
from sparsemem.rewrite.proof.protocols import hashed, ordered, taken, unsure
from sparsemem.rewrite.proof.value import ANY, NEVER, NUMBERS, SCALARS, Value, deep, element, is_plain, join
from sparsemem.source import is_simple


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
    if value.kind == "tuple" and is_plain(value) and not named:  # rows of databases too, which have names
        return Value("dict", element=Value("scalar"), key=Value("scalar")), RAISES
    if pairs.kind in ("list", "tuple") and is_plain(item := element(pairs)):
        return Value("dict", element=join([item, held]), key=join([item, key or NEVER])), taken(value) | RAISES
    return Value("dict"), taken(value) | unsure(asking.HASHES | asking.TAKES | asks("keys"), value)


def _filling(given: Given) -> Result:
    """`defaultdict`: reading puts in what its factory makes."""
    made, step = applied(given.frame, given.node.args[0], []) if given.values else (Value("none"), NONE)
    known = len(given.values) == 1 and not given.node.keywords
    filled = Value("defaultdict", key=NEVER if known else None, element=made if known else None, step=step)
    return filled, WORDS["merge"](given) | Effects(raises=not known)


def _total(given: Given) -> Result:
    """`sum` and `fsum`."""
    starts = given.frame.values(keyword.value for keyword in given.node.keywords)
    items, effects = [given.inner, *given.rest, *starts], taken(given.first)
    if all(item.kind in (*NUMBERS, "never") for item in items):
        return Value(join([Value("int"), *items]).kind), effects
    if all(item.kind in SCALARS for item in items):
        return Value("scalar"), effects | RAISES
    return ANY, effects | asks("__add__", "__radd__")


def _extreme(given: Given) -> Result:
    """`min` and `max`, of elements or of arguments."""
    if len(given.values) > 1 and is_simple(given.node):
        found = join(given.values)
        return found, ordered(found) | Effects(reads=deep(*given.values))
    named = {keyword.arg: given.frame.run(keyword.value)[0] for keyword in given.node.keywords}
    raises = Effects(raises="default" not in named or "key" in named)
    default = [named["default"]] if "default" in named else []
    return join([given.inner, *default]), taken(given.first) | raises | by_key(given, given.inner)


def _sorted_list(given: Given) -> Result:
    """`sorted`, and `nlargest` and `nsmallest`, which are told how many before."""
    *number, source = given.values or [ANY]
    counted = unsure(asking.CONVERTS, *number) if number else NONE
    return Value("list", element=element(source)), taken(source) | by_key(given, element(source)) | counted


def _heaped(given: Given) -> Result:
    """What changes a list that is a heap: elements are compared, and the least is handed out."""
    inner, roots = join([given.inner, *given.rest]), given.first.roots
    known = NONE if given.first.kind == "list" else UNKNOWN
    returns = given.frame.module.dotted(given.node.func) not in ("heapq.heappush", "heapq.heapify")
    return inner if returns else Value("none"), known | ordered(inner) | Effects(True, reads=roots, writes=roots)


FUNCTIONS: dict[Callable[[Given], Result], str] = {
    _dictionary: "builtins.dict collections.OrderedDict",
    _filling: "collections.defaultdict",
    _total: "builtins.sum math.fsum",
    _extreme: "builtins.min,max",
    _sorted_list: "builtins.sorted heapq.nlargest,nsmallest",
    _heaped: " ".join(HEAPS),
}
