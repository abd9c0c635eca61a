"""SM232: a generator that is truth-tested, measured, indexed or compared."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.project import Project
from sparsemem.review.rule import Hit, Rule, snippet
from sparsemem.review.values import Made, copied, generator
from sparsemem.source import How, Module, lives, use_of

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
        for life in lives(module, variable):
            made = generator(module, project, life.value)
            for use in life.uses if made else ():
                yield from _mistaken(module, use, variable.name, made)
    for node in [*module.all(ast.GeneratorExp), *module.all(ast.Call)]:
        made = generator(module, project, node)
        if made:
            yield from _mistaken(module, node, made.text, made)


def _mistaken(module: Module, node: ast.expr, subject: str, made: Made | None) -> Iterator[Hit]:
    use = use_of(module, node)
    how = use.how
    if how is How.COMPARE and not _with_container(module, use.by):
        return
    if how in _MISTAKES and made and not _through_wrapper(module, node):
        of = "" if subject == made.text else f" is {made.text} and"
        yield Hit(node, subject, f"{subject}{of} is {_MISTAKES[how]}", evidence={"use": how.name.lower()})


def _with_container(module: Module, comparison: ast.AST) -> bool:
    """Whether a side of a comparison is a container for certain: two iterators may well be the same one."""
    assert isinstance(comparison, ast.Compare)
    sides = (comparison.left, *comparison.comparators)
    return any(isinstance(side, _DISPLAYS) or copied(module, side) is not None for side in sides)


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
