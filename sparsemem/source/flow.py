"""Which uses a binding reaches, whether two nodes exclude each other, and what is repeated by a loop."""

import ast
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sparsemem.source.module import Module
from sparsemem.source.scope import Variable

_LOOPS = ast.For | ast.AsyncFor | ast.While
_COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_LATER = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Place = tuple[int, int]
_NEVER = (1 << 30, 0)


@dataclass(frozen=True, slots=True)
class Life:
    """One value of a local name: the expression that makes it, where, and every use that it reaches."""

    variable: Variable
    target: ast.AST
    value: ast.expr
    uses: tuple[ast.Name, ...]


def place(node: ast.AST) -> Place:
    """Where a node starts; nodes are compared by it."""
    return node.lineno, node.col_offset  # type: ignore[attr-defined]


def assigned(module: Module, target: ast.AST) -> ast.expr | None:
    """The expression whose whole value a name is bound to; None for unpacking, loops, arguments and the like."""
    parent = module.parent(target)
    if isinstance(parent, ast.Assign):
        return parent.value if target in parent.targets and len(parent.targets) == 1 else None
    if isinstance(parent, ast.AnnAssign | ast.NamedExpr):
        return parent.value
    return None


def begun(module: Module, target: ast.AST) -> ast.expr | None:
    """The same, and of two tuples side by side, `a, b = [], 0`, the part that a name is bound to."""
    match module.parent(target):
        case ast.Tuple(elts=names) as left:
            match module.parent(left):
                case ast.Assign(targets=[found], value=ast.Tuple(elts=values)) if found is left:
                    whole = len(names) == len(values) and not any(
                        isinstance(v, ast.Starred) for v in [*names, *values]
                    )
                    return values[names.index(target)] if whole else None  # type: ignore[arg-type]
    return assigned(module, target)


def lives(module: Module, variable: Variable) -> tuple[Life, ...]:
    """The values that a local name has in turn, where the uses of each are certain; else nothing.

    One binding reaches all uses. Several do so in turn where all stand in one block, one after the other, and
    nothing reads the name before the first or from a nested function; a parameter has that of the call before. A name
    at the top level of a script counts as local where it is written like one and only the top level reads it.
    """
    if variable not in module.known_lives:
        module.known_lives[variable] = tuple(_lives(module, variable))
    return module.known_lives[variable]


def every_life(module: Module, variable: Variable) -> tuple[Life, ...]:
    """The same, and of a parameter that its function binds anew: `rows = (row for row in rows if row)`."""
    given = [target for target in variable.bindings if isinstance(target, ast.arg)]
    later = [target for target in variable.bindings if target not in given]
    body = getattr(variable.scope.node, "body", None)
    if not given or not later or any(module.block(target) is not body for target in later):
        return lives(module, variable)
    return tuple(_lives(module, Variable(variable.name, variable.scope, later, variable.references)))


def life_of(module: Module, target: ast.AST) -> Life | None:
    """The value that a name has from a binding on, where its uses are certain."""
    variable = module.variable(target)
    return next((life for life in lives(module, variable) if life.target is target), None) if variable else None


def _lives(module: Module, variable: Variable) -> Iterator[Life]:
    local = variable.scope.kind == "function" or (variable.scope.kind == "module" and variable.name.islower())
    if not local or not _plain(module, variable):
        return
    targets = sorted((one for one in variable.bindings if not isinstance(one, ast.arg) and not _ends(one)), key=place)
    is_handed = any(isinstance(one, ast.arg) for one in variable.bindings)
    block = getattr(variable.scope.node, "body", None) if is_handed else module.block(targets[0])
    if any(module.block(target) is not block for target in targets):
        return
    starts = [_end(module.statement(target)) for target in targets]
    uses = sorted(variable.references, key=place)
    places = [place(use) for use in uses]
    if uses and places[0] < starts[0] and _around(module, uses[0], _LOOPS):
        return
    for target, start, end in zip(targets, starts, [*starts[1:], _NEVER], strict=True):
        value = assigned(module, target)
        if value is not None:
            yield Life(variable, target, value, tuple(uses[bisect_left(places, start) : bisect_left(places, end)]))


def _plain(module: Module, variable: Variable) -> bool:
    """Whether plain assignments and nothing else bind the name, and only its own function reads it."""
    bound = [target for target in variable.bindings if not isinstance(target, ast.arg) and not _ends(target)]
    if any(assigned(module, target) is None or is_later(module, variable, target) for target in bound):
        return False
    return bool(bound) and not any(is_later(module, variable, use) for use in variable.references)


def _ends(target: ast.AST) -> bool:
    """Whether a name is deleted there, which gives it no value."""
    return isinstance(getattr(target, "ctx", None), ast.Del)


def is_later(module: Module, variable: Variable, node: ast.AST) -> bool:
    """Whether a node runs at another time than the function that owns the variable."""
    for around in module.ancestors(node):
        if around is variable.scope.node:
            return False
        if isinstance(around, _LATER | ast.ClassDef):
            return True
    return True


def _end(statement: ast.stmt) -> Place:
    return statement.end_lineno or statement.lineno, statement.end_col_offset or 0


def _around(module: Module, node: ast.AST, kinds: type | object) -> ast.AST | None:
    for around in module.ancestors(node):
        if isinstance(around, kinds):  # type: ignore[arg-type]
            return around
        if isinstance(around, _LATER):
            return None
    return None


def loops(module: Module, node: ast.AST) -> list[ast.AST]:
    """The loops and comprehensions that run a node again, from the nearest out, within its function.

    What a loop iterates is evaluated once, so it is not in that loop.
    """
    found: list[ast.AST] = []
    child = node
    for around in module.ancestors(node):
        if isinstance(around, _LATER):
            break
        if _runs_again(around, child, node):
            found.append(around)
        child = around
    return found


def _runs_again(around: ast.AST, child: ast.AST, node: ast.AST) -> bool:
    """Whether `around` is a loop and `child`, its part that holds `node`, is not run once."""
    if isinstance(around, _LOOPS):
        return child is not getattr(around, "iter", None) and child not in around.orelse
    if not isinstance(around, _COMPREHENSIONS):
        return False
    first = around.generators[0]
    return child is not first or all(inner is not node for inner in ast.walk(first.iter))


def repeats(module: Module, made: ast.AST, used: ast.AST) -> ast.AST | None:
    """The loop that runs `used` several times for one run of `made`; None where there is none."""
    outer = loops(module, made)
    return next((loop for loop in loops(module, used) if loop not in outer), None)


def only_use(module: Module, target: ast.AST, uses: Sequence[ast.Name]) -> ast.Name | None:
    """The only place that reads a value, where it does so once for each time that the value is made."""
    return uses[0] if len(uses) == 1 and not repeats(module, target, uses[0]) else None


def exclusive(module: Module, one: ast.AST, other: ast.AST) -> bool:
    """Whether at most one of two nodes runs: they stand in different branches, or the first leaves."""
    path = _path(module, one)
    for node, branch in _path(module, other).items():
        if node in path and path[node] != branch and isinstance(node, ast.If | ast.IfExp | ast.Match | ast.Try):
            return not (isinstance(node, ast.Try) and {path[node], branch} & {"finalbody"})
    return _leaves(module, one, other)


def _path(module: Module, node: ast.AST) -> dict[ast.AST, object]:
    """For each node around, the part of it in which the given node stands."""
    found: dict[ast.AST, object] = {}
    child = node
    for around in module.ancestors(node):
        found[around] = _part(around, child)
        child = around
    return found


def _part(around: ast.AST, child: ast.AST) -> object:
    if isinstance(around, ast.Match):
        return next((i for i, case in enumerate(around.cases) if case is child), "subject")
    for name, value in ast.iter_fields(around):
        if value is child or (isinstance(value, list) and child in value):
            return child if name == "handlers" else name
    return None


def _leaves(module: Module, one: ast.AST, other: ast.AST) -> bool:
    """Whether the block of the first ends by leaving a block that holds the second."""
    if module.statement(one) is module.statement(other):
        return False
    others = set(module.ancestors(other)) | {other}
    statement = module.statement(one)
    while (parent := module.parent(statement)) is not None and parent not in others:
        if isinstance(module.block(statement)[-1], ast.Return | ast.Raise | ast.Continue | ast.Break):
            return True
        statement = module.statement(parent)
    return isinstance(module.statement(one), ast.Return | ast.Raise)
