"""SM235: a generator, or a function, that reads a loop variable after the loop has moved on."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.project import Project
from sparsemem.review.rule import Hit, Rule, snippet
from sparsemem.review.rules.late_calls import Later, is_called_later, kept_uses
from sparsemem.source import How, Module, Variable, place, tables, use_of

_KEEPING = frozenset({"append", "add", "insert", "appendleft", "put", "setdefault"})
Loop = ast.For | ast.While | ast.AsyncFor
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp)
_ROUNDS = (ast.For, ast.While, ast.AsyncFor, *_COMPREHENSIONS)
_REMEDY = "bind the variable as an argument: a default (`name=name`), functools.partial, or a function that makes it"


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Generator expressions, and `map` or `filter` over a lambda, that outlive the round of the loop they are in."""
    for node in module.all(ast.GeneratorExp):
        yield from _late(module, node, _lazy_part(node))
    for call in module.all(ast.Call):
        selector = call.args[0] if call.args else None
        if isinstance(selector, ast.Lambda) and module.dotted(call.func) in tables.WRAPPERS:
            yield from _late(module, call, [selector.body])
    for later in (*module.all(ast.Lambda), *module.functions()):
        yield from _called_late(module, later)


def _called_late(module: Module, node: Later) -> Iterator[Hit]:
    """A function that is kept beyond the round in which it is made."""
    loop = module.enclosing(node, *_ROUNDS, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    if not isinstance(loop, _ROUNDS):
        return
    body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else [*node.body]
    moved = sorted({name for part in body for name in _moving(module, part, node, loop)})
    inside = set(ast.walk(loop))
    uses = kept_uses(module, node) if moved else ()
    kept = [use for use in uses if use in inside and is_called_later(module, use, loop)]
    if kept and (isinstance(loop, _COMPREHENSIONS) or not _left_at_once(module, kept[0])):
        names = ", ".join(moved)
        message = f"this function reads {names} when it is called: by then the loop has moved on"
        yield Hit(node, names, message, evidence={"names": moved, "loop": loop.lineno}, remedy=_REMEDY)


def _lazy_part(node: ast.GeneratorExp) -> list[ast.AST]:
    """All but the first source, which is evaluated when the generator is made."""
    first, *others = node.generators
    return [node.elt, *first.ifs, *others]


def _late(module: Module, node: ast.expr, lazy: list[ast.AST]) -> Iterator[Hit]:
    loop = module.enclosing(node, ast.For, ast.While, ast.AsyncFor, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    if not isinstance(loop, Loop) or not _outlives_round(module, node, loop):
        return
    moved = sorted({name for part in lazy for name in _moving(module, part, node, loop)})
    if moved and not _left_at_once(module, node):
        names = ", ".join(moved)
        message = f"this iterator reads {names} when it is consumed: by then the loop has moved on"
        yield Hit(node, names, message, evidence={"names": moved, "loop": loop.lineno})


def _outlives_round(module: Module, node: ast.expr, loop: Loop) -> bool:
    """Whether the iterator is put into a container, or bound to a name that it reads from the round before."""
    use = use_of(module, node)
    if use.how is How.PASSED and isinstance(use.by, ast.Call):
        return isinstance(use.by.func, ast.Attribute) and use.by.func.attr in _KEEPING
    if use.how is not How.STORED or not isinstance(use.by, ast.Assign):
        return False
    target = use.by.targets[0]
    if isinstance(target, ast.Subscript):
        return not isinstance(target.slice, ast.Constant)
    variable = module.variable(target)
    if variable is None or all(module.variable(one) is not variable for one in ast.walk(use.by.value)):
        return False
    return not any(_begins_round(module, one, node, loop) for one in variable.bindings)


def _begins_round(module: Module, binding: ast.AST, node: ast.expr, loop: Loop) -> bool:
    """Whether a name has a new value by then in each round: as the target of the loop, or bound above in its body."""
    if not isinstance(loop, ast.While) and binding in ast.walk(loop.target):
        return True
    around = [id(module.block(one)) for one in (node, *module.ancestors(node)) if isinstance(one, ast.stmt)]
    inside = id(module.block(_outermost(module, binding))) in around and binding in ast.walk(loop)
    above = place(binding) < place(node) and inside
    statement = module.statement(binding)
    return above and module.statement(node) is not statement and not _reads(module, statement, binding)


def _outermost(module: Module, binding: ast.AST) -> ast.AST:
    """The `if` around a binding that binds the name in each of its branches; else the binding itself."""
    found, name = binding, module.variable(binding)
    for around in module.ancestors(binding):
        if isinstance(around, ast.If) and all(_binds(module, one, name) for one in (around.body, around.orelse)):
            found = around
        elif isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef | Loop):
            break
    return found


def _binds(module: Module, block: list[ast.stmt], name: Variable | None) -> bool:
    """Whether a block has a value for a name in every case."""
    for one in block:
        if isinstance(one, ast.Assign) and any(module.variable(target) is name for target in one.targets):
            return True
        if isinstance(one, ast.If) and _binds(module, one.body, name) and _binds(module, one.orelse, name):
            return True
    return False


def _reads(module: Module, statement: ast.AST, binding: ast.AST) -> bool:
    """Whether an assignment makes the new value of a name from that of before."""
    value = getattr(statement, "value", None)
    variable = module.variable(binding)
    return value is None or any(module.variable(one) is variable for one in ast.walk(value))


def _moving(module: Module, part: ast.AST, node: ast.AST, loop: ast.AST) -> Iterator[str]:
    """Names in the lazy part that the loop, and not the iterator itself, binds anew in each round."""
    around = {*ast.walk(loop)}
    for inner in ast.walk(part):
        variable = module.variable(inner) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load) else None
        if variable is None or variable.scope.kind not in ("function", "module", "comprehension"):
            continue
        outside = variable.scope.node not in ast.walk(node)
        if outside and any(binding in around for binding in variable.bindings):
            yield variable.name


def _left_at_once(module: Module, node: ast.expr) -> bool:
    """Whether the round in which the iterator is made is the last one."""
    return isinstance(module.block(node)[-1], ast.Break | ast.Return | ast.Raise)


RULE = Rule(
    code="SM235",
    name="late-binding",
    finds=(
        "A generator expression, a `map` or `filter` over a lambda, or a lambda or inner function, that is made in a "
        "loop, outlives the round, and reads a variable of the loop when it is consumed or called."
    ),
    why=(
        "Only the first source of a generator is evaluated when it is made. Everything else is read later, when the "
        "variable has the value of the last round: the result is silently wrong."
    ),
    example=snippet(
        """
        def scaled(values, factors):
            out = []
            for factor in factors:
                out.append(v * factor for v in values)
            return out
        """
    ),
    instead=snippet(
        """
        def scaled(values, factors):
            return [times(values, factor) for factor in factors]


        def times(values, factor):
            return (v * factor for v in values)
        """
    ),
    safe="Always: an argument is bound when the function is called.",
    remedy="make the generator in a function that takes the variable as an argument",
    severity="warning",
    check=check,
)
