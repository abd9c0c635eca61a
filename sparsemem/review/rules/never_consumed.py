"""SM234: a generator that is never consumed."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.project import Project
from sparsemem.review.rule import Hit, Rule, snippet
from sparsemem.review.values import Made, generator
from sparsemem.source import Module, Variable, assigned, place

_WITHOUT_EFFECT = frozenset({"builtins.map", "builtins.filter", "itertools.starmap"})


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Generators as statements of their own; then names that are bound to one and never read."""
    for statement in module.all(ast.Expr):
        made = _runs_nothing(module, project, statement.value)
        if made:
            yield Hit(statement, made.text, f"{made.text} is made and dropped: nothing of it ever runs")
    for variable in module.locals():
        if variable.scope.kind == "function" and not variable.references and not variable.name.startswith("_"):
            yield from _unread(module, project, variable)


def _unread(module: Module, project: Project, variable: Variable) -> Iterator[Hit]:
    for target in sorted(variable.bindings, key=place):
        value = assigned(module, target)
        made = _runs_nothing(module, project, value) if value else None
        if made and not _by_name(module, variable):
            yield Hit(target, variable.name, f"{variable.name} is {made.text} that nothing consumes: none of it runs")


def _runs_nothing(module: Module, project: Project, value: ast.expr) -> Made | None:
    if isinstance(value, ast.Call):
        name = module.dotted(value.func)
        callee = project.callee(module, value)
        if name not in _WITHOUT_EFFECT and (callee is None or callee.result != "generator"):
            return None  # a function that returns an iterator has done the rest by then
    return generator(module, project, value)


def _by_name(module: Module, variable: Variable) -> bool:
    """Whether the function hands out its locals by name."""
    return any(
        isinstance(node, ast.Call)
        and module.dotted(node.func) in ("builtins.locals", "builtins.vars", "builtins.eval")
        for node in ast.walk(variable.scope.node)
    )


RULE = Rule(
    code="SM234",
    name="unconsumed-generator",
    finds=(
        "A call of a generator function, a `map` or `filter`, or a generator expression, as a statement of its own "
        "or bound to a name that nothing reads."
    ),
    why=(
        "The body of a generator runs only as it is consumed: here nothing runs, and nothing says so. A function "
        "that was called for its effects stops having them when it is turned into a generator."
    ),
    example=snippet(
        """
        def save_all(rows):
            map(save, rows)
        """
    ),
    instead=snippet(
        """
        def save_all(rows):
            for row in rows:
                save(row)
        """
    ),
    safe="Always: a loop makes the effects happen. In a generator, `yield from` hands the elements on.",
    remedy="loop over it, or write `yield from` where its elements belong to the caller",
    severity="warning",
    check=check,
)
