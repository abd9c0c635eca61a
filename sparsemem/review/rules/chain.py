"""SM201: a chain of functions that each build a full container."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.facts import FunctionFacts
from sparsemem.review.index.project import Project
from sparsemem.review.likely import is_made_of_read, likely_size
from sparsemem.review.rule import Hit, Likely, Rule, snippet
from sparsemem.review.streams import passed_as, streamed_by
from sparsemem.source import How, Module, lives, loops, only_use, use_of

Stages = dict[ast.Call, FunctionFacts]


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Follow each call of a function that builds a container to the next that takes it once, and report the ends."""
    stages = {call: facts for call in module.all(ast.Call) if (facts := _builder(module, project, call))}
    values = {life.value: life.uses for variable in module.locals() for life in lives(module, variable)}
    following = {call: _next(module, project, stages, _value(module, values, call)) for call in stages}
    middles = set(following.values())
    for call in stages:
        if call not in middles:
            yield from _chain(module, project, stages, following, values, call)


def _builder(module: Module, project: Project, call: ast.Call) -> FunctionFacts | None:
    facts = project.callee(module, call)
    return facts if facts and facts.result in ("list", "dict", "set") else None


def _value(module: Module, values: dict[ast.expr, tuple[ast.Name, ...]], call: ast.Call) -> ast.expr | None:
    """Where the value of a call goes: the expression itself, or the only use of the name that it is bound to."""
    if call not in values:
        return call
    return only_use(module, call, values[call])


def _next(module: Module, project: Project, stages: Stages, value: ast.expr | None) -> ast.Call | None:
    """The call of the next stage that takes `value` as a parameter which it passes over once."""
    use = use_of(module, value) if value else None
    if use is None or use.how is not How.PASSED or not isinstance(use.by, ast.Call) or use.by not in stages:
        return None
    assert value is not None
    return use.by if passed_as(project, module, use.by, value) in stages[use.by].streamed else None


def _chain(
    module: Module,
    project: Project,
    stages: Stages,
    following: dict[ast.Call, ast.Call | None],
    values: dict[ast.expr, tuple[ast.Name, ...]],
    head: ast.Call,
) -> Iterator[Hit]:
    chain = [head]
    while (after := following[chain[-1]]) is not None:
        chain.append(after)
    names = [stages[call].name for call in chain]
    last = _value(module, values, chain[-1])
    function = module.function(chain[-1])
    whole = last is not None and not loops(module, chain[-1])
    if function is not None and last is not None and whole and streamed_by(module, project, last):
        around = project.function(module.scopes[function].qualname)
        if around and around.result in ("list", "dict", "set"):
            names.append(around.name)
    if len({*names}) < 2:
        return  # a function that calls itself goes over other data each time
    short = [name.rpartition(".")[2] for name in names]
    message = f"{len(names)} functions each build a full container of the same data: {' -> '.join(short)}"
    is_seen = any(is_made_of_read(module, argument) for argument in head.args)
    yield Hit(chain[-1], short[-1], message, _likely(module, head), {"chain": names}, None if is_seen else "note")


def _likely(module: Module, head: ast.Call) -> Likely:
    """By what goes into the first stage; never known to be small, for several copies are made."""
    return max([Likely.UNKNOWN, *(likely_size(module, argument) for argument in head.args)])


RULE = Rule(
    code="SM201",
    name="container-chain",
    finds=(
        "Two or more functions in a row of which each takes the container of the one before once, element by "
        "element, and builds a full container of its own."
    ),
    why=(
        "Every stage holds all of its records while the next builds its copy, and the few small objects of each "
        "stage that survive keep the arenas of the others from going back: this is how sparse memory comes about."
    ),
    example=snippet(
        """
        def load(path):
            with open(path) as lines:
                return [line.split() for line in lines]


        def clean(rows):
            return [row for row in rows if row]


        def run(path):
            return clean(load(path))
        """
    ),
    instead=snippet(
        """
        def load(path):
            with open(path) as lines:
                for line in lines:
                    yield line.split()


        def clean(rows):
            return [row for row in rows if row]


        def run(path):
            return clean(load(path))
        """
    ),
    safe=(
        "The stages have no effects on each other and on their input; other callers keep a function that returns "
        "the container: `def load(path): return list(iter_load(path))`."
    ),
    remedy="let every stage but the last yield its records",
    severity="note",
    check=check,
)
