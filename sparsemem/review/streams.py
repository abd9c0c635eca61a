"""Whether a value is consumed once and element by element, here or in the function that it is passed to."""

import ast

from sparsemem.review.index.project import Project
from sparsemem.review.rule import Likely
from sparsemem.source import How, Module, Use, use_of


def streamed_by(module: Module, project: Project, node: ast.expr) -> Use | None:
    """What takes the elements of `node` one by one and drops them; None where anything else happens to it.

    A generator expression over it counts only where that is consumed at once: one that is passed on reads it later.
    """
    use = use_of(module, node)
    if use.how is How.PASSED and isinstance(use.by, ast.Call):
        callee = project.callee(module, use.by)
        name = passed_as(project, module, use.by, node)
        known = callee is not None and name in callee.streamed
        return Use(How.STREAM, use.by, f"{callee.name.rpartition('.')[2]}()") if known and callee else None
    if use.how is not How.STREAM or _is_awaited(module, use.by):
        return None
    if isinstance(use.by, ast.GeneratorExp):
        return Use(How.STREAM, use.by, "a generator expression") if consumed_at_once(module, use.by) else None
    return use


def _is_awaited(module: Module, by: ast.AST) -> bool:
    """Whether it is a coroutine of the old kind: `rows = yield from cursor.fetchall()`."""
    return isinstance(by, ast.YieldFrom) and not isinstance(module.parent(by), ast.Expr)


def consumed_at_once(module: Module, node: ast.GeneratorExp) -> bool:
    """Whether a generator expression is consumed by the expression that it stands in."""
    return use_of(module, node).how in (How.STREAM, How.KEEP)


def likely_streamed(module: Module, use: Use, likely: Likely) -> Likely:
    """How many elements are streamed there; those that become one text stay, and are not more than a text takes."""
    if not isinstance(use.by, ast.ListComp | ast.GeneratorExp):
        return likely
    after = use_of(module, use.by)
    return min(likely, Likely.UNKNOWN) if after.how is How.KEEP and after.text.endswith("join()") else likely


def is_all_kept(module: Module, use: Use) -> bool:
    """Whether each element is kept, or what is made of all of it: that is as large as what they were read into."""
    if isinstance(module.parent(use.by), ast.Starred):
        return True
    match use.by:
        case ast.ListComp(elt=kept, generators=[ast.comprehension(ifs=[])]):
            return not _is_part(kept)
        case ast.DictComp(value=kept, generators=[ast.comprehension(ifs=[])]):
            return not _is_part(kept)
        case ast.For(body=body) | ast.AsyncFor(body=body):
            inside = (node for one in body for node in ast.walk(one))
            return not any(isinstance(node, ast.Continue | ast.Break) for node in inside) and any(map(_keeps, body))
    return False


def _keeps(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[kept])):
            return not _is_part(kept)
        case ast.Assign(targets=[ast.Subscript()], value=kept):
            return not _is_part(kept)
    return False


def _is_part(kept: ast.expr) -> bool:
    """Whether it may be less than the element: `row.name`, `row[0]`, `total(row)`; not `Row(*row)`."""
    if isinstance(kept, ast.Call):
        called = kept.func.attr if isinstance(kept.func, ast.Attribute) else getattr(kept.func, "id", "")
        return not called[:1].isupper()
    is_item = isinstance(kept, ast.Subscript) and not isinstance(kept.slice, ast.Slice)
    return is_item or isinstance(kept, ast.Attribute)


def passed_as(project: Project, module: Module, call: ast.Call, node: ast.expr) -> str | None:
    """The parameter of a known function that an argument is bound to."""
    callee = project.callee(module, call)
    if callee is None or any(isinstance(argument, ast.Starred) for argument in call.args):
        return None
    if node in call.args:
        position = call.args.index(node)
        return callee.parameters[position] if position < len(callee.parameters) else None
    return next((keyword.arg for keyword in call.keywords if keyword.value is node), None)
