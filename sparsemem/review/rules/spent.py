"""SM231: a generator that is consumed twice, or used after it is spent."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.parameter_passes import ends_iterator
from sparsemem.review.index.project import Project
from sparsemem.review.own_generators import own_generators
from sparsemem.review.rule import Hit, Rule, snippet
from sparsemem.review.streams import passed_as
from sparsemem.review.values import Made, generator
from sparsemem.source import How, Life, Module, every_life, exclusive, place, repeats, use_of

_TAKES = (How.STREAM, How.KEEP, How.NEXT)
_GIVEN = (How.STREAM, How.KEEP, How.PASSED)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Names bound to a generator; then generators handed to a function that passes over its argument twice."""
    for variable in module.locals():
        for life in every_life(module, variable):
            bound = generator(module, project, life.value)
            if bound:
                yield from _again(module, life, bound)
                for use in life.uses:
                    yield from _handed(module, project, use, bound)
    for name, made, used in own_generators(module, project):
        for nodes in used.values():
            yield from _again_by_attribute(module, name, made, nodes)
    for node in [*module.all(ast.GeneratorExp), *module.all(ast.Call)]:
        if isinstance(module.parent(node), ast.Call | ast.keyword):
            bound = generator(module, project, node)
            if bound:
                yield from _handed(module, project, node, bound)


def _again(module: Module, life: Life, made: Made) -> Iterator[Hit]:
    for first in life.uses:
        if _is_retried(module, life, first):
            message = f"{life.variable.name} is {made.text}, and the next attempt of the loop around finds it spent"
            yield Hit(first, life.variable.name, message, evidence={"made_at": place(life.target)[0]})
            return
        if not ends_iterator(module, first):
            continue
        if _runs_again(module, life, first):
            message = f"{life.variable.name} is {made.text}, and the loop around consumes it again after it is spent"
            yield Hit(first, life.variable.name, message, evidence={"made_at": place(life.target)[0]})
            return
        for later in life.uses:
            if place(later) <= place(first) or _before_the_call(module, first, later) or _is_rest(module, later):
                continue
            if _takes(module, later) and not exclusive(module, first, later) and not _differ(module, first, later):
                message = f"{life.variable.name} is {made.text}, spent in line {place(first)[0]}: here it is empty"
                yield Hit(later, life.variable.name, message, evidence={"spent_at": place(first)[0]})
                return


def _differ(module: Module, first: ast.Name, later: ast.Name) -> bool:
    """Whether each runs where the same name has another value: `if order == 2:`, then `if order == 4:`."""
    one, other = (dict(_values_asked(module, node)) for node in (first, later))
    return any(one[name] != other[name] for name in one.keys() & other.keys())


def _values_asked(module: Module, node: ast.AST) -> Iterator[tuple[str, object]]:
    child = node
    for around in module.ancestors(node):
        match around:
            case ast.If(
                test=ast.Compare(left=asked, ops=[ast.Eq()], comparators=[ast.Constant(value=value)]), body=body
            ):
                if child in body:
                    yield ast.unparse(asked), value
        child = around


def _again_by_attribute(module: Module, name: str, made: Made, nodes: list[ast.Attribute]) -> Iterator[Hit]:
    for first in nodes:
        for later in nodes:
            if place(later) <= place(first) or _before_the_call(module, first, later):
                continue
            is_taken = use_of(module, later).how in (How.STREAM, How.KEEP) and not exclusive(module, first, later)
            if is_taken and ends_iterator(module, first):
                message = f"{name} is {made.text}, spent in line {place(first)[0]}: here it is empty"
                yield Hit(later, name, message, evidence={"spent_at": place(first)[0]})
                return


def _before_the_call(module: Module, first: ast.expr, later: ast.expr) -> bool:
    """Whether `later` is in an argument of the call that spends `first`: arguments are evaluated before the call, as
    in `sum(items, next(items))`."""
    call = use_of(module, first).by
    given = [*call.args, *call.keywords] if isinstance(call, ast.Call) else []
    return any(node is later for part in given for node in ast.walk(part))


def _is_rest(module: Module, later: ast.Name) -> bool:
    """Whether it is asked for what is left, which is to be nothing: `if list(rest): raise ...`."""
    statement = module.statement(later)
    return (
        isinstance(statement, ast.If)
        and any(node is later for node in ast.walk(statement.test))
        and any(isinstance(inner, ast.Raise) for inner in statement.body)
        and isinstance(module.parent(later), ast.Call)
        and module.dotted(module.parent(later).func) == "builtins.list"  # type: ignore[union-attr]
    )


def _runs_again(module: Module, life: Life, use: ast.Name) -> bool:
    """Whether a loop, which the generator was made outside of and which is never left early, repeats the use."""
    loop = repeats(module, life.target, use)
    if loop is None or _is_over(module, life, loop):
        return False
    return not any(isinstance(node, ast.Break | ast.Return | ast.Raise) for node in ast.walk(loop))


def _is_retried(module: Module, life: Life, use: ast.Name) -> bool:
    """Whether a loop that the generator was made outside of hands it over again where that has failed: a handler goes
    on with the loop, and what went well leaves it."""
    loop, attempt = repeats(module, life.target, use), module.enclosing(use, ast.Try, *_FUNCTIONS)
    if loop is None or not isinstance(attempt, ast.Try) or loop not in module.ancestors(attempt):
        return False
    if not any(use in ast.walk(one) for one in attempt.body) or use_of(module, use).how not in _GIVEN:
        return False
    block = module.block(attempt)
    after = [*attempt.body, *attempt.orelse, *block[block.index(attempt) + 1 :]]
    if all(isinstance(one.body[-1], ast.Break | ast.Return | ast.Raise) for one in attempt.handlers):
        return False
    return any(isinstance(one, ast.Break | ast.Return) for one in after) and not _is_over(module, life, loop)


def _is_over(module: Module, life: Life, loop: ast.AST) -> bool:
    """Whether the loop itself runs over the generator, and ends with it: `for x in it:` inside `for y in it:`."""
    inside = set(ast.walk(loop.iter)) if isinstance(loop, ast.For | ast.AsyncFor) else set[ast.AST]()
    return any(use in inside for use in life.uses)


def _takes(module: Module, use: ast.Name) -> bool:
    found = use_of(module, use)
    if isinstance(found.by, ast.Call) and module.dotted(found.by.func) == "builtins.next":
        return len(found.by.args) < 2  # with a default it is a test for the end
    return found.how in _TAKES


def _handed(module: Module, project: Project, node: ast.expr, made: Made) -> Iterator[Hit]:
    parent = module.parent(node)
    call = module.parent(parent) if isinstance(parent, ast.keyword) else parent
    if not isinstance(call, ast.Call) or node is call.func:
        return
    callee = project.callee(module, call)
    name = passed_as(project, module, call, node)
    if callee and name in callee.repeated:
        short = callee.name.rpartition(".")[2]
        message = f"{short}() passes over its {name} twice, and {made.text} is spent after the first"
        yield Hit(node, short, message, evidence={"parameter": name})


RULE = Rule(
    code="SM231",
    name="spent-generator",
    finds=(
        "A generator or other one-pass iterator that is consumed to its end and then consumed again: by name or "
        "attribute, in a loop around, by the next attempt of a retry, or in the function that it is handed to."
    ),
    why=(
        "The second pass sees nothing and raises nothing: the result is silently wrong. It is the mistake that "
        "turning a list into a generator to save memory most often brings in."
    ),
    example=snippet(
        """
        def spread(values):
            known = (v for v in values if v)
            return max(known) - min(known)
        """
    ),
    instead=snippet(
        """
        def spread(values):
            known = [v for v in values if v]
            return max(known) - min(known)
        """
    ),
    safe="A list is right where two passes are needed; else take both results in one pass.",
    remedy="make a list of it, make the generator anew for each pass, or do both in one pass",
    severity="warning",
    check=check,
)
