"""Containers: which of them only this function can reach, and what may change what lies inside of others."""

import ast
from collections.abc import Callable
from itertools import takewhile

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known
from sparsemem.rewrite.proof.last_use import is_last, is_spent
from sparsemem.rewrite.proof.names import looks_at_names, seen
from sparsemem.source import Module, Variable, assigned, begun, is_later, parameter, tables

_CHANGING = tables.CHANGING_METHODS | {"__setitem__", "__delitem__", "__iadd__"}
HARMLESS = known.READING | known.ONLY_STR | known.TOTAL_STR | known.OF_STREAMS | {"join"}
_NAMED_TUPLES = ("collections.namedtuple", "typing.NamedTuple")
_DISPLAYS = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
_MAKERS = {*tables.FRESH, "collections.Counter", "collections.deque", "builtins.dict.fromkeys"}
_SORTING = tables.EXTREMES | {"builtins.sorted", "heapq.nlargest", "heapq.nsmallest"}
_TAME_METHODS = known.READING | known.OF_STREAMS | tables.CHANGING_METHODS
_TAKING_ARGUMENTS = known.MERGING | {"join", "writelines", "writerows"}
_LATER = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
_TAKING = (
    ast.For | ast.comprehension | ast.Compare | ast.FormattedValue | ast.Return | ast.Expr | ast.Starred | ast.BinOp
    | ast.Assert | ast.UnaryOp | ast.YieldFrom
)  # fmt: skip
"""What takes the elements or a part of a container, or hands it to a caller."""


def is_tame(program: Program, module: Module, variable: Variable) -> bool:
    """Whether every use of a local container is known: read, or filled by its own name, and held nowhere else."""
    return (
        not looks_at_names(program, module, variable.scope.function.node)
        and all(_is_bound_apart(program, module, node) for node in variable.bindings)
        and all(_is_tame_use(program, module, use, variable) for use in variable.references)
    )


def _is_bound_apart(program: Program, module: Module, binding: ast.AST) -> bool:
    """Whether nobody else gets what the name is bound to, as in `name = other = []`."""
    match module.parent(binding):
        case ast.Assign(targets=targets):
            return len(targets) == 1
        case ast.NamedExpr() as named:
            return stays(program, module, named)
    return True


def _is_tame_use(program: Program, module: Module, use: ast.Name, variable: Variable) -> bool:
    """Whether one use leaves the container where it is, and changes it by its own name if at all, or hands it on."""
    return not runs_later(module, variable, use) and (stays(program, module, use) or is_last(module, variable, use))


def hands_on(
    program: Program, module: Module, variable: Variable, use: ast.Name, is_plain: Callable[[ast.expr], bool]
) -> bool:
    """Whether the name does not reach the container after this use, and nobody has what lies in it besides."""
    if stays(program, module, use) or not is_tame(program, module, variable):
        return False
    mine = seen(module, variable, use)
    # What certainly sees another binding, as the source of `row = dict(row)`, is of another container.
    others = (one for one in variable.references if not mine or seen(module, variable, one) in ((), mine))
    return all(is_spent(module, one, is_plain) for one in others if stays(program, module, one))


def stays(program: Program, module: Module, use: ast.expr, depth: int = 4) -> bool:
    """Whether nobody has the container by this use who had it not before; calls are followed so deep."""
    parent = module.parent(use)
    match parent:
        case ast.If() | ast.While() | ast.IfExp():
            return parent.test is use
        case ast.Subscript() | ast.AugAssign():
            return parent.value is use
        case ast.Attribute(attr=method):
            call = module.parent(parent)
            return isinstance(call, ast.Call) and call.func is parent and method in _TAME_METHODS
        case ast.Call():
            return parent.func is not use and _is_tame_argument(program, module, parent, use, depth)
    return isinstance(parent, _TAKING)


def _is_tame_argument(program: Program, module: Module, call: ast.Call, use: ast.expr, depth: int) -> bool:
    name = module.dotted(call.func)
    if name in known.READERS or (name and known.is_pure(name)) or (name in known.HEAPS and use in call.args[:1]):
        return True
    if isinstance(call.func, ast.Attribute) and call.func.attr in _TAKING_ARGUMENTS:
        return True
    callee = program.callee(module, call)
    if callee is None or not depth or any(isinstance(argument, ast.Starred) for argument in call.args):
        return False
    bound = parameter(callee, call, use)
    if bound is None or bound.only is None or looks_at_names(program, callee.module, callee.node):
        return False
    return not any(
        isinstance(callee.module.parent(inner), ast.Return)
        or runs_later(callee.module, bound, inner)
        or not stays(program, callee.module, inner, depth - 1)
        for inner in bound.references
    )


def runs_later(module: Module, variable: Variable, use: ast.AST) -> bool:
    """Whether a use runs at another time than the function that owns the name; the key of what sorts does not."""
    around = takewhile(lambda one: one is not variable.scope.node, module.ancestors(use))
    inner = [one for one in around if isinstance(one, _LATER)]
    return is_later(module, variable, use) and not (inner and all(_is_key(module, one) for one in inner))


def _is_key(module: Module, node: ast.AST) -> bool:
    """Whether it is the `key=` of what sorts, and is called where it stands."""
    word = module.parent(node)
    call = module.parent(word) if isinstance(word, ast.keyword) and word.arg == "key" else None
    return isinstance(call, ast.Call) and module.dotted(call.func) in _SORTING


def field_names(program: Program, module: Module, node: ast.expr) -> tuple[str, ...]:
    """The names of the items of a class of named tuples that an expression names; none of anything else."""
    variable, name = module.variable(node), module.dotted(node) or ""
    if name in program.classes:
        home, class_ = program.classes[name]
        items = [item for item in class_.body if not isinstance(item, ast.Expr)]
        fits = [home.dotted(base) for base in class_.bases] == ["typing.NamedTuple"]
        named = [ast.unparse(item.target) for item in items if isinstance(item, ast.AnnAssign)]
        return tuple(named) if fits and len(named) == len(items) else ()
    place, _, last = name.rpartition(".")
    for home in program.modules.values() if place else ():
        if home.name == place:
            module, variable = home, home.scopes[home.tree].variables.get(last)
    match assigned(module, variable.only) if variable is not None and variable.only else None:
        case ast.Call(func=maker, args=[_, fields], keywords=[]) if module.dotted(maker) in _NAMED_TUPLES:
            each = fields.elts if isinstance(fields, ast.List | ast.Tuple) else [fields]
            first = [one.elts[0] if isinstance(one, ast.Tuple) else one for one in each]
            texts = [str(one.value) for one in first if isinstance(one, ast.Constant)]
            return tuple(" ".join(texts).replace(",", " ").split())
    return ()


def is_own(module: Module, node: ast.expr) -> bool:
    """Whether an expression names a local that, where it stands, is bound to a new container."""
    variable = module.variable(node)
    if variable is None or variable.scope.kind == "comprehension":
        return False
    bindings = seen(module, variable, node) or variable.bindings
    return all(_is_new(module, binding) for binding in bindings)


def is_own_part(module: Module, node: ast.expr) -> bool:
    """Whether it is what lies under a constant key of a new dict of a local, and is new as well: `row["parts"]`."""
    match node:
        case ast.Subscript(value=ast.Name() as name, slice=ast.Constant(value=key)) if is_own(module, name):
            variable = module.variable(name)
            bindings = seen(module, variable, name) or variable.bindings if variable is not None else ()
            return all(_has_new(begun(module, binding), key) for binding in bindings)
    return False


def _has_new(made: ast.expr | None, key: object) -> bool:
    if not isinstance(made, ast.Dict):
        return isinstance(made, ast.Constant)
    parts = [value for name, value in zip(made.keys, made.values, strict=True) if getattr(name, "value", name) == key]
    return len(parts) == 1 and None not in made.keys and isinstance(parts[0], _DISPLAYS)


def _is_new(module: Module, binding: ast.AST) -> bool:
    """Whether a name is bound to a container that is made there, at its outermost, and to which no other name is."""
    statement = module.parent(binding)
    value = statement.value if isinstance(statement, ast.AugAssign) else begun(module, binding)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        value = value.left  # `[0] * n`
    is_none = isinstance(value, ast.Constant) and value.value is None  # nothing is put into that
    return (
        is_none
        or isinstance(value, _DISPLAYS)
        or (isinstance(value, ast.Call) and module.dotted(value.func) in _MAKERS)
    )
