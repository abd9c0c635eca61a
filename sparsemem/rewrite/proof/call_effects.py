"""Calls: of functions of the project, which are followed, of Python's own, and of methods."""

import ast

from sparsemem.rewrite.proof import known_functions
from sparsemem.rewrite.proof.applied_functions import handed_over
from sparsemem.rewrite.proof.builtin.library import LIBRARY
from sparsemem.rewrite.proof.builtin.table import BUILTINS
from sparsemem.rewrite.proof.content_changes import is_named_tuple
from sparsemem.rewrite.proof.effects import (
    CONVERTS,
    HASHES,
    NONE,
    ORDERS,
    RAISES,
    SEARCHES,
    SHOWS,
    TAKES,
    TESTS,
    UNKNOWN,
    Effects,
    Roots,
    asks,
    union,
)
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.follow import follow
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.instances import instance
from sparsemem.rewrite.proof.methods import method
from sparsemem.rewrite.proof.protocols import taken
from sparsemem.rewrite.proof.value import ANY, Value, deep, element, is_known


def call(frame: Frame, node: ast.Call) -> Result:
    """The value of a call, and what evaluating its arguments and making it may do."""
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    before = frame.effects(arguments)
    followed = follow(frame, node)
    if followed is not None:
        return followed[0], before | followed[1]
    name = frame.module.dotted(node.func)
    if name is None and isinstance(node.func, ast.Attribute):
        receiver = frame.run(node.func.value)
        value, effects = method(frame, node, receiver[0])
        return value, before | receiver[1] | effects
    value, effects = _named(frame, node, name or "")
    return value, before | effects


def _named(frame: Frame, node: ast.Call, name: str) -> Result:
    if name in BUILTINS:
        return BUILTINS[name](frame, node)
    if name in LIBRARY:
        return LIBRARY[name](frame, node)
    values = [frame.run(argument)[0] for argument in [*node.args, *(k.value for k in node.keywords)]]
    roots = deep(*values)
    if is_named_tuple(frame.module, node.func):
        return Value("record", roots), RAISES
    if name in frame.program.classes:
        return instance(frame, name, node, values)
    if name.startswith(("weakref.", "gc.", "sys.getrefcount", "tracemalloc.")):
        return ANY, UNKNOWN | Effects(identity=True)
    if name.startswith("builtins.") and name.endswith(known_functions.EXCEPTIONS):
        return Value("code"), NONE
    if known_functions.is_pure(name):
        called = handed_over(frame, node, name)
        steps = called | union(value.step for value in values)
        asked = RAISES if all(map(is_known, values)) else _USED
        return _pure_result(name, values, roots, called), Effects(raises=True, reads=roots) | steps | asked
    if isinstance(node.func, ast.Attribute) and frame.run(node.func.value)[0].kind != "code":
        return method(frame, node, frame.run(node.func.value)[0])
    return ANY, UNKNOWN | Effects(reads=roots, writes=roots)


_USED = TAKES | TESTS | SHOWS | HASHES | CONVERTS | SEARCHES | ORDERS | asks("__copy__", "__deepcopy__", "__reduce__")


def _pure_result(name: str, values: list[Value], roots: Roots, called: Effects) -> Value:
    if name.startswith("math."):
        return Value("float") if name not in ("math.floor", "math.ceil", "math.gcd", "math.comb") else Value("int")
    if name in ("os.path.join", "os.path.basename", "os.path.dirname", "json.dumps", "textwrap.dedent"):
        return Value("str")
    if name.startswith("itertools."):
        inner = element(values[0]) if values else ANY
        step = union(taken(value) for value in values if value.kind != "lambda")
        return Value("iterator", element=inner, step=step | called | RAISES)
    # What is made of what cannot be changed is new.
    return Value("any", roots)
