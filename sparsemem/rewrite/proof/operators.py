"""Operators: the kind of their result, and whether they may raise."""

import ast

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.effects import NONE, RAISES, Effects, asks
from sparsemem.rewrite.proof.value import ANY, NUMBERS, Value, data, deep, element, is_known, is_plain, join

_ALWAYS = ast.Add | ast.Sub | ast.Mult
_BITS = ast.BitAnd | ast.BitOr | ast.BitXor
_DIVISIONS = ast.Div | ast.FloorDiv | ast.Mod


def combine(op: ast.operator, left: Value, right: Value, divisor: object = None) -> tuple[Value, Effects]:
    """`left op right`; `divisor` is the constant on the right, where it is one."""
    if left.kind == "never" or right.kind == "never":
        return (left if right.kind == "never" else right), NONE
    kinds = {left.kind, right.kind}
    if kinds <= set(NUMBERS):
        return _numbers(op, kinds, divisor)
    if kinds == {"str"} and isinstance(op, ast.Add):
        return Value("str"), NONE
    if isinstance(op, ast.Mult) and "str" in kinds and kinds <= {"str", "int", "bool"}:
        return Value("str"), NONE
    if left.kind == "str" and isinstance(op, ast.Mod):
        shown = RAISES if is_known(right) else asking.SHOWS | asks("__getitem__")
        return Value("str"), shown | Effects(reads=deep(right))
    if kinds == {"list"} and isinstance(op, ast.Add):
        inner = join([element(left), element(right)])
        return Value("list", element=inner), Effects(reads=left.roots | right.roots)
    if isinstance(op, ast.Mult) and "list" in kinds and kinds <= {"list", "int", "bool"}:
        made = left if left.kind == "list" else right
        return Value("list", element=element(made)), Effects(reads=made.roots)
    if is_plain(left) and is_plain(right):
        return Value("scalar") if "tuple" not in kinds else data(), RAISES
    reads = Effects(raises=True, reads=deep(left, right))
    if not kinds.isdisjoint(NUMBERS) and kinds <= {*NUMBERS, "data", "scalar"} and not isinstance(op, ast.Mult):
        # Of lists and texts that JSON holds, none goes together with a number.
        return Value("scalar"), reads
    if is_known(left) and is_known(right):
        return data(deep(left, right)), reads
    name = _NAMES.get(type(op), type(op).__name__.lower())
    return ANY, reads | asks(f"__{name}__", f"__r{name}__", f"__i{name}__", "__index__")


_NAMES = {ast.Div: "truediv", ast.FloorDiv: "floordiv", ast.Mult: "mul", ast.BitAnd: "and", ast.BitOr: "or",
          ast.BitXor: "xor", ast.LShift: "lshift", ast.RShift: "rshift", ast.MatMult: "matmul"}  # fmt: skip


def _numbers(op: ast.operator, kinds: set[str], divisor: object) -> tuple[Value, Effects]:
    highest = "float" if "float" in kinds else "int"
    if isinstance(op, _ALWAYS) or (isinstance(op, _BITS) and highest == "int"):
        return Value(highest), NONE
    if isinstance(op, _DIVISIONS):
        whole = isinstance(divisor, int | float) and divisor != 0
        return Value("float" if isinstance(op, ast.Div) else highest), NONE if whole else RAISES
    if isinstance(op, ast.Pow) and highest == "int" and isinstance(divisor, int) and 0 <= divisor < 64:
        return Value("int"), NONE
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
    if is_known(left) and is_known(right):
        return RAISES
    return asking.ORDERS if is_plain(left) or is_plain(right) else asking.ORDERS | asking.CONTENTS


def _search(left: Value, right: Value) -> Effects:
    if right.kind == "str":
        return NONE if left.kind == "str" else RAISES
    if right.kind in ("list", "tuple", "set", "dict", "range") and is_plain(element(right)) and is_plain(left):
        return NONE
    known = is_known(right) and is_known(left)
    return right.step | (RAISES if known else asking.SEARCHES | asking.ORDERS | asking.HASHES)


def common_order(value: Value) -> bool:
    """Whether values of this kind can be put in order among each other."""
    if value.kind == "tuple" and value.parts is not None:
        return all(common_order(part) for _, part in value.parts)
    return value.kind in (*NUMBERS, "str", "never")
