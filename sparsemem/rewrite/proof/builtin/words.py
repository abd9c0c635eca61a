"""What a call of a known function may do, in the words in which the table of facts says it."""

import ast
from collections.abc import Callable
from dataclasses import dataclass

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.effects import DATABASE, FILES, NONE, OUTSIDE, RAISES, UNKNOWN, Effects, asks, union
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.protocols import begun, hashed, shown, taken, truths, unsure
from sparsemem.rewrite.proof.value import ANY, NEVER, NUMBERS, SCALARS, Value, deep, element, is_plain, join, reached
from sparsemem.source import every_value, is_simple

READS = Effects(raises=True, reads=frozenset({FILES}))
"""What a question about a file does."""
_CALLABLE = frozenset({"code", "lambda"})
_OF_FILES = frozenset({
    "exist_ok", "dirs_exist_ok", "parents", "mode", "encoding", "errors", "newline", "closefd", "buffering", "prefix",
    "suffix", "dir", "delete", "ignore_errors", "ignore_cleanup_errors", "missing_ok", "follow_symlinks",
    "compresslevel", "file", "filename", "data", "text", "name", "path", "src", "dst",
})  # fmt: skip
_HOOKS = {"default", "cls", "object_hook", "object_pairs_hook", "parse_float", "parse_int", "parse_constant", None}
SCALAR, STR, BYTES = Value("scalar"), Value("str"), Value("bytes")
TEXTS, SCALARS_LISTED = Value("list", element=STR), Value("list", element=SCALAR)
_SIZED = frozenset({"str", "bytes", "list", "tuple", "dict", "set", "range", "defaultdict"})


@dataclass(frozen=True, slots=True)
class Given:
    """A call, with the values of its arguments; those of a method begin with its receiver."""

    frame: Frame
    node: ast.Call
    values: list[Value]

    @property
    def first(self) -> Value:
        return self.values[0] if self.values else ANY

    @property
    def rest(self) -> list[Value]:
        return self.values[1:]

    @property
    def handed(self) -> list[Value]:
        """All arguments of a function, by place and by name."""
        return self.frame.values(every_value(self.node))

    @property
    def inner(self) -> Value:
        """An element of the first; for a dict, a key."""
        return element(self.values[0]) if self.values else NEVER

    @property
    def held(self) -> Value:
        """What a dict holds under a key."""
        return reached(self.first.element or ANY, self.first.roots)

    @property
    def every(self) -> Value:
        """An element of any of them."""
        return join(map(element, self.values))

    @property
    def is_starred(self) -> bool:
        """Whether it is not known how many arguments there are."""
        return any(isinstance(argument, ast.Starred) for argument in self.node.args)

    def are(self, *kinds: str) -> bool:
        """Whether all arguments are of these kinds."""
        return all(value.kind in kinds for value in self.values)


def _convert(given: Given) -> Effects:
    """It may be an iterator: `bytes` takes all of it."""
    steps = union(value.step for value in given.values)
    return unsure(asking.CONVERTS, *given.values) | Effects(reads=deep(*given.values)) | steps


def _range(given: Given) -> Effects:
    """Numbers are whole, and there is no step that may be zero."""
    sure = given.are("int", "bool") and 1 <= len(given.values) <= 2
    return NONE if sure else unsure(asking.CONVERTS, *given.values)


def _texts(given: Given) -> Effects:
    sure = all(value.kind in ("str", "int", "none") for value in given.rest)
    return NONE if sure else unsure(asking.CONVERTS, *given.rest)


def _format(given: Given) -> Effects:
    """A field that asks for an attribute or an item may run code of the object."""
    text = given.node.func.value if isinstance(given.node.func, ast.Attribute) else None
    is_known = isinstance(text, ast.Constant) and not set(".[") & set(str(text.value))
    shows = union(map(shown, given.rest)) if is_known else unsure(UNKNOWN, *given.rest)
    return shows | Effects(reads=deep(*given.rest))


def _length(given: Given) -> Effects:
    reads = Effects(reads=frozenset().union(*(value.roots for value in given.values)))
    return reads if len(given.values) == 1 and given.are(*_SIZED) else reads | unsure(asks("__len__"), *given.values)


def _begin(given: Given) -> Effects:
    """That a value cannot be iterated shows at once; what happens on the way, on the way."""
    sure = all(value.kind not in SCALARS - {"str", "bytes"} for value in given.values) and not given.is_starred
    return begun(given.values) | (NONE if sure else RAISES)


def _plainly(given: Given) -> Effects:
    """What is handed by name is plain, and nothing that could be called."""
    named = given.frame.values(word.value for word in given.node.keywords)
    return NONE if all(map(is_plain, named)) and not _CALLABLE & {value.kind for value in named} else UNKNOWN


def _paths(given: Given) -> Effects:
    """Of files; what may be called on the way, as an `opener`, is not known."""
    words = {word.arg for word in given.node.keywords}
    further = given.frame.values(given.node.args[2:])
    sure = words <= _OF_FILES and all(is_plain(value) and value.kind not in _CALLABLE for value in further)
    steps = union(value.step for value in given.handed)
    return steps | unsure(asking.CONVERTS, *given.handed) | (NONE if sure else UNKNOWN)


WORDS: dict[str, Callable[[Given], Effects]] = {
    "raise": lambda given: RAISES,
    "disk": lambda given: READS,
    "outside": lambda given: OUTSIDE,
    "database": lambda given: Effects(reads=frozenset({DATABASE}), writes=frozenset({DATABASE})),
    "identity": lambda given: Effects(identity=True),
    "alone": lambda given: NONE if len(given.values) < 2 and is_simple(given.node) else RAISES,
    "ask": lambda given: NONE if len(given.values) in (1, 2) and is_simple(given.node) else UNKNOWN,
    "hook": lambda given: UNKNOWN if _HOOKS & {keyword.arg for keyword in given.node.keywords} else NONE,
    "plainly": _plainly,
    "paths": _paths,
    "shows": lambda given: union(map(shown, given.rest)) | union(shown(element(value)) for value in given.rest),
    "pick": lambda given: unsure(asks("__len__", "__getitem__"), given.first) | Effects(reads=given.first.roots),
    "search": lambda given: (
        unsure(asking.ORDERS | asks("__len__", "__getitem__"), *given.values) | Effects(reads=deep(*given.values))
    ),
    "adapt": lambda given: unsure(
        asks("__conform__", "__getitem__", "__len__"),
        *(element(value) if value.kind == "iterator" else value for value in given.rest),
    ),
    "add": lambda given: unsure(asking.CONVERTS | asking.ORDERS | asking.HASHES | asking.CALCULATES, given.inner),
    "tree": lambda given: NONE if given.first.kind == "data" and all(map(is_plain, given.handed[1:])) else UNKNOWN,
    "clock": lambda given: NONE if len(given.values) > 1 else OUTSIDE,
    "count": lambda given: unsure(asking.CONVERTS, *given.rest),
    "see": lambda given: Effects(reads=deep(*given.values)),
    "convert": _convert,
    "number": lambda given: NONE if given.are(*NUMBERS) else WORDS["convert"](given),
    "integer": lambda given: NONE if given.are("bool", "int") else WORDS["convert"](given),
    "range": _range,
    "length": _length,
    "show": lambda given: union(map(shown, given.values)),
    "truth": lambda given: truths(given.values),
    "truths": lambda given: truths([given.inner]),
    "take": lambda given: taken(given.first),
    "takes": lambda given: union(map(taken, given.values)),
    "begin": _begin,
    "opened": lambda given: NONE if is_plain(given.first) or given.are("iterator") else UNKNOWN,
    "single": lambda given: NONE if len(given.values) == 1 and is_simple(given.node) else UNKNOWN,
    "hash": lambda given: hashed(given.every),
    # Of methods:
    "read": lambda given: Effects(reads=given.first.roots),
    "change": lambda given: Effects(reads=given.first.roots, writes=given.first.roots),
    "step": lambda given: given.first.step,
    "compare": lambda given: WORDS["read"](given) | unsure(asking.ORDERS | asking.HASHES, *given.values),
    "keys": lambda given: union(
        unsure(asking.HASHES, v) for v in given.rest if v.kind not in ("list", "set", "dict")
    ),
    "key": lambda given: hashed(*given.rest[:1]),
    "missing": lambda given: NONE if len(given.rest) == 2 else RAISES,
    "merge": lambda given: union(map(taken, given.rest)),
    "hand": lambda given: Effects(reads=deep(*given.rest), writes=deep(*given.rest)),
    "texts": _texts,
    "part": lambda given: RAISES | _texts(given) if given.rest else NONE,
    "join": lambda given: union(
        taken(v) | Effects(raises=element(v).kind not in ("str", "never")) for v in given.rest
    ),
    "format": _format,
    # A path that `replace`s another, and moves a file, has one argument; texts have two, and dates name them.
    "move": lambda given: OUTSIDE if len(given.node.args) == 1 else NONE,
    "item": lambda given: unsure(asks("__getitem__"), *given.rest) | Effects(reads=deep(*given.rest)),
}
"""A word says of what a call is given, what it does with that: `take` all elements of the first, `takes`
those of all; a method `change`s its receiver, hashes a `key`, may find it `missing`, and `hand`s its arguments on."""

Returned = str | Value | Callable[[Given], Value]
Row = tuple[Returned, str, str]
"""What functions return, the words for what they do, and their names."""
