"""SM232: a generator that is truth-tested, measured, indexed or compared."""

import ast
from collections.abc import Iterator

from sparsemem.model import Severity
from sparsemem.review.index.evictions import own_attribute
from sparsemem.review.index.project import Project
from sparsemem.review.own_generators import own_generators
from sparsemem.review.rule import Hit, Rule, snippet
from sparsemem.review.values import Made, copied, generator
from sparsemem.source import How, Module, every_life, use_of

_DISPLAYS = ast.List | ast.Tuple | ast.Set | ast.Dict | ast.ListComp | ast.SetComp | ast.DictComp
_MISTAKES = {
    How.TRUTH: "tested for truth, which is always true",
    How.LENGTH: "measured with len(), which raises TypeError",
    How.INDEX: "indexed, which raises TypeError",
    How.COMPARE: "compared, which is never equal to a container",
}


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Names bound to a generator and nothing else; then the expressions themselves."""
    for variable in module.locals():
        for life in every_life(module, variable):
            bound = generator(module, project, life.value)
            for use in life.uses if bound else ():
                yield from _mistaken(module, use, variable.name, bound)
    for name, made, used in own_generators(module, project):
        for own in (one for nodes in used.values() for one in nodes):
            yield from _mistaken(module, own, name, made)
    for node in [*module.all(ast.GeneratorExp), *module.all(ast.Call)]:
        bound = generator(module, project, node)
        if bound:
            yield from _mistaken(module, node, bound.text, bound)


def _mistaken(module: Module, node: ast.expr, subject: str, made: Made | None) -> Iterator[Hit]:
    use = use_of(module, node)
    how = use.how
    if how is How.COMPARE and not _with_container(module, use.by):
        return
    if how in _MISTAKES and made and not _through_wrapper(module, node):
        if isinstance(node, ast.GeneratorExp) and _is_taken_apart(module, node):
            return
        of = "" if subject == made.text else f" is {made.text} and"
        # `while items:` that ends by a `break` of its own is a `while True`: wrong, and no fault.
        severity: Severity | None = "note" if _ends_itself(module, node) or _is_asked_for(module, node) else None
        message = f"{subject}{of} is {_MISTAKES[how]}"
        yield Hit(node, subject, message, evidence={"use": how.name.lower()}, severity=severity)


def _is_taken_apart(module: Module, node: ast.GeneratorExp) -> bool:
    """Whether it stands in a query in Python's words, which is read and never run: `select(s for s in Student if
    len(c for c in s.courses) < 4)`."""
    for around in module.ancestors(node):
        taker = module.parent(around)
        if isinstance(around, ast.GeneratorExp | ast.Lambda) and isinstance(taker, ast.Call):
            # A method takes generators for what they yield: `", ".join(...)`.
            named = isinstance(around, ast.Lambda) or isinstance(taker.func, ast.Name)
            if named and not (module.dotted(taker.func) or "").startswith("builtins."):
                return True
    return False


def _is_asked_for(module: Module, node: ast.expr) -> bool:
    """Whether it is only asked whether there is one: `rows or []`, and `iter(x)`, which raises where x has none."""
    either = module.parent(node)
    if isinstance(either, ast.IfExp) and either.test is node and _is_of_none(either.orelse):
        return True
    if isinstance(node, ast.Call) and module.dotted(node.func) == "builtins.iter":
        return True
    if isinstance(either, ast.BoolOp) and isinstance(either.op, ast.And):
        # `labels and map(shown, labels) or ["none"]`: it is `labels` that decides.
        return either.values[-1] is node and isinstance(module.parent(either), ast.BoolOp)
    last = either.values[-1] if isinstance(either, ast.BoolOp) else None
    return (isinstance(last, ast.List | ast.Tuple) and not last.elts) or _guards_loop(either, node)


def _guards_loop(test: ast.AST | None, node: ast.expr) -> bool:
    """`if rows:` around nothing but a loop over them, which does nothing where there are none, or what is returned
    for none is empty."""
    match test:
        case ast.If(test=ast.Name(id=name), body=[ast.For(iter=ast.Name(id=taken), orelse=[])], orelse=[]):
            return name == taken and isinstance(node, ast.Name)
        case ast.If(test=ast.Name(), body=[ast.Return()], orelse=[ast.Return(value=ast.expr() as value)]):
            return _is_of_none(value)
    return False


def _is_of_none(value: ast.expr) -> bool:
    """`[]`, `()`, `iter([])`: what the other branch gives as well where there are none."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "iter" and value.args:
        return _is_of_none(value.args[0])
    is_empty_dict = isinstance(value, ast.Dict) and not value.keys
    return is_empty_dict or (isinstance(value, ast.List | ast.Tuple) and not value.elts)


def _ends_itself(module: Module, node: ast.expr) -> bool:
    loop = module.parent(node)
    ends = ast.Break | ast.Return | ast.Raise
    return isinstance(loop, ast.While) and any(isinstance(inner, ends) for inner in ast.walk(loop))


def _with_container(module: Module, comparison: ast.AST) -> bool:
    """Whether a side of a comparison is a container for certain: two iterators may well be the same one."""
    assert isinstance(comparison, ast.Compare)
    sides = (comparison.left, *comparison.comparators)
    return any(_is_container(module, side) or _is_own_container(module, side) for side in sides)


def _is_container(module: Module, node: ast.expr) -> bool:
    return isinstance(node, _DISPLAYS) or copied(module, node) is not None


def _is_own_container(module: Module, node: ast.expr) -> bool:
    """Whether it is an attribute that its class binds to containers, and to nothing else."""
    name, owner = own_attribute(node), module.enclosing(node, ast.ClassDef)
    if name is None or owner is None:
        return False
    assigns = (one for one in module.all(ast.Assign) if name in map(own_attribute, one.targets))
    values = [one.value for one in assigns if module.enclosing(one, ast.ClassDef) is owner]
    return bool(values) and all(_is_container(module, value) for value in values)


def _through_wrapper(module: Module, node: ast.expr) -> bool:
    """A use that belongs to a wrapper around the value is reported for the wrapper."""
    return isinstance(module.parent(node), ast.Call) and use_of(module, node).by is not module.parent(node)


RULE = Rule(
    code="SM232",
    name="generator-as-list",
    finds="A generator or other iterator in a condition, in `len()`, under an index or in a comparison.",
    why=(
        "A generator is true even when it has nothing to yield, and equal to no list: the first and the last are "
        "silent. They come in with the rewriting of lists into generators."
    ),
    example=snippet(
        """
        def report(rows):
            bad = (row for row in rows if not row)
            if bad:
                raise ValueError
        """
    ),
    instead=snippet(
        """
        def report(rows):
            if any(not row for row in rows):
                raise ValueError
        """
    ),
    safe="`any()` stops at the first element; `next(it, None)` takes it away from the ones that follow.",
    remedy="use any() or next(it, default), count in the loop, or make a list of it",
    severity="warning",
    check=check,
)
