"""What operators and Python's protocols may do with values: iteration, unpacking, text, truth, order."""

import ast
import re
from collections.abc import Iterable

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.effects import DATABASE, NONE, OUTSIDE, RAISES, UNKNOWN, Effects, asks, union
from sparsemem.rewrite.proof.value import ANY, MUTABLE, NUMBERS, Value, deep, element, has_data, is_known, is_plain

_TRUE_OR_FALSE = MUTABLE | {"tuple", "iterator", "data", "view"}
_OF_NUMBERS, _OF_TEXTS = re.compile(r"[<>^]?[+ -]?0?\d*,?((\.\d+)?[fge%])?"), re.compile(r"[<>^]?[1-9]?\d*s?")
"""Format specifications that fail for no number, and for no text."""
_MARK = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?([sradifgexX%])")
_FILL = {**dict.fromkeys("dixX", ("bool", "int")), **dict.fromkeys("fge", NUMBERS)}
"""Kinds that go where `%` has a sign, besides texts, where anything goes."""
_ALWAYS = ast.Add | ast.Sub | ast.Mult
_DIVISIONS = ast.Div | ast.FloorDiv | ast.Mod
_NAMES = {ast.Div: "truediv", ast.FloorDiv: "floordiv", ast.Mult: "mul", ast.BitAnd: "and", ast.BitOr: "or",
          ast.BitXor: "xor", ast.LShift: "lshift", ast.RShift: "rshift", ast.MatMult: "matmul"}  # fmt: skip


def unsure(asked: Effects, *values: Value) -> Effects:
    """What special methods of these values may do: nothing but raise, where all are of Python's own types.

    Something of the project may have been put into data since.
    """
    if not all(map(is_known, values)):
        return asked
    return Effects(True, own=asked.protocols) if any(map(has_data, values)) else RAISES


def hashed(*values: Value) -> Effects:
    """What hashing these values may do."""
    return NONE if all(map(is_plain, values)) else unsure(asking.HASHES, *values)


def ordered(value: Value) -> Effects:
    """What putting values like this in order may do."""
    return NONE if value.kind in (*NUMBERS, "str", "never") else unsure(asking.ORDERS, value)


def taken(value: Value) -> Effects:
    """What iterating a value to its end may do."""
    if value.kind == "never" or is_plain(value):
        return NONE if value.kind in ("str", "bytes", "range", "tuple", "never") else RAISES
    if value.kind in ("list", "tuple", "dict", "set"):
        return Effects(reads=value.roots)
    if value.kind == "view":
        return value.step | Effects(reads=value.roots)
    if value.kind in ("cursor", "archive"):
        return Effects(raises=True, reads=value.roots | {DATABASE}, writes=value.roots)
    if value.kind == "iterator":
        return value.step | Effects(reads=value.roots, writes=value.roots)
    return value.step | unsure(asking.TAKES, value) | Effects(reads=value.roots)


def entered(value: Value) -> tuple[Value, Effects]:
    """What a context gives to who enters it, and what entering and leaving it may do."""
    if value.kind == "context":
        return value.element or ANY, value.step
    # A file is closed at the end, whatever happens; of other contexts nothing is known.
    known = {"iterator": RAISES, "archive": RAISES, "connection": OUTSIDE | Effects(writes=frozenset({DATABASE}))}
    return (value, known[value.kind]) if value.kind in known else (ANY, UNKNOWN)


def begun(values: Iterable[Value]) -> Effects:
    """What asking for iterators over values may do."""
    kinds = {value.kind for value in values}
    return (NONE if kinds.isdisjoint({"any", "record"}) else asks("__iter__")) | Effects(raises="data" in kinds)


def truths(values: Iterable[Value]) -> Effects:
    """What testing values for being true may do."""
    return union(
        (NONE if value.kind in _TRUE_OR_FALSE else unsure(asking.TESTS, value)) | Effects(reads=value.roots)
        for value in values
        if not is_plain(value)
    )


def shown(value: Value, specification: str | None = "") -> Effects:
    """What making a text of a value may do, by a format specification; None is one that is not known."""
    pattern = _OF_NUMBERS if value.kind in NUMBERS else _OF_TEXTS
    fits = specification and value.kind in (*NUMBERS, "str") and pattern.fullmatch(specification)
    effects = NONE if fits or specification == "" else unsure(asking.SHOWS, value)
    if is_plain(value):
        return effects
    return effects | unsure(asking.SHOWS, value) | Effects(reads=deep(value))


def filled_in(text: object, value: Value) -> Effects:
    """What `text % value` may do; of a text that is not known, None."""
    named = not isinstance(text, str) or "%(" in text
    marks = [] if named else [mark for mark in _MARK.findall(str(text)) if mark != "%"]
    parts = [part for _, part in value.parts or ()] if value.kind == "tuple" else [value]
    sure = not named and "%" not in _MARK.sub("", str(text)) and len(marks) == len(parts) and value.kind != "scalar"
    if sure and all(
        p.kind in _FILL.get(m, ()) or (m in "sra" and is_plain(p)) for m, p in zip(marks, parts, strict=True)
    ):
        return NONE
    return unsure(asking.SHOWS | asks("__getitem__") if named else asking.SHOWS, value) | Effects(reads=deep(value))


def unpacked(target: ast.expr, value: Value) -> Effects:
    """What binding a value to a target in a loop may do, beyond the binding."""
    if isinstance(target, ast.Name):
        return NONE
    if isinstance(target, ast.Tuple | ast.List) and value.kind == "tuple" and value.parts:
        fits = len(value.parts) == len(target.elts) and all(not isinstance(t, ast.Starred) for t in target.elts)
        inner = (unpacked(t, part) for t, (_, part) in zip(target.elts, value.parts, strict=False))
        return union(inner) if fits else RAISES | union(inner)
    return taken(value) | RAISES


def operator_name(op: ast.operator) -> str:
    """What stands between the underscores of the special methods that an operator runs."""
    return _NAMES.get(type(op), type(op).__name__.lower())


def combine(op: ast.operator, left: Value, right: Value, divisor: object = None) -> tuple[Value, Effects]:
    """`left op right`; `divisor` is the constant on the right, where it is one."""
    if left.kind == "never" or right.kind == "never":
        return (left if right.kind == "never" else right), NONE
    kinds = {left.kind, right.kind}
    if kinds <= set(NUMBERS):
        return _numbers(op, kinds, divisor)
    if kinds == {"str"} and isinstance(op, ast.Add):
        return Value("str"), NONE
    if left.kind == "str" and isinstance(op, ast.Mod):
        return Value("str"), filled_in(None, right)
    if isinstance(op, ast.Mult) and "list" in kinds and kinds <= {"list", "int", "bool"}:
        made = left if left.kind == "list" else right
        return Value("list", element=element(made)), Effects(reads=made.roots)
    if is_plain(left) and is_plain(right):
        return Value("scalar") if "tuple" not in kinds else Value("data"), RAISES
    name = operator_name(op)
    asked = unsure(asks(f"__{name}__", f"__r{name}__", f"__i{name}__", "__index__"), left, right)
    reads = asked | Effects(reads=deep(left, right))
    if is_known(left) and is_known(right):
        return Value("data", deep(left, right)), reads
    return ANY, reads


def _numbers(op: ast.operator, kinds: set[str], divisor: object) -> tuple[Value, Effects]:
    highest = "float" if "float" in kinds else "int"
    if isinstance(op, _ALWAYS):
        return Value(highest), NONE
    if isinstance(op, _DIVISIONS):
        whole = isinstance(divisor, int | float) and divisor != 0
        return Value("float" if isinstance(op, ast.Div) else highest), NONE if whole else RAISES
    return Value("scalar"), RAISES


def compare(op: ast.cmpop, left: Value, right: Value) -> Effects:
    """What comparing two values may do, beyond reading them."""
    kinds = {left.kind, right.kind}
    reads = Effects(reads=deep(left, right))
    if isinstance(op, ast.Is | ast.IsNot):
        return NONE
    if isinstance(op, ast.Eq | ast.NotEq):
        return reads if is_plain(left) and is_plain(right) else reads | _ordered(left, right)
    if isinstance(op, ast.In | ast.NotIn):
        return reads | _search(left, right)
    ordered = kinds <= set(NUMBERS) or kinds == {"str"}
    return reads if ordered else reads | _ordered(left, right)


def _ordered(left: Value, right: Value) -> Effects:
    return unsure(
        asking.ORDERS if is_plain(left) or is_plain(right) else asking.ORDERS | asking.CONTENTS, left, right
    )


def _search(left: Value, right: Value) -> Effects:
    if right.kind == "str":
        return NONE if left.kind == "str" else RAISES
    if right.kind in ("list", "tuple", "set", "dict", "range") and is_plain(element(right)) and is_plain(left):
        return NONE
    if right.kind in MUTABLE | {"tuple", "range", "view"}:
        # It is looked through by Python's own code, which compares, and asks none of its elements for more.
        asked = asking.HASHES if is_plain(left) or is_plain(element(right)) else asking.HASHES | asking.CONTENTS
        return unsure(asked, left, right)
    return right.step | unsure(asking.SEARCHES | asking.ORDERS | asking.HASHES, left, right)
