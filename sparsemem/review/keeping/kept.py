"""Containers that outlive the call and only grow: one more for each request, event or round of an endless loop, and
tasks, futures, threads and processes that stay when they are done."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from sparsemem.model import Severity
from sparsemem.review.index.evictions import last_name
from sparsemem.review.index.project import Project
from sparsemem.review.keeping.again import endless_loop, handlers
from sparsemem.review.keeping.growth import Growth, growths
from sparsemem.review.keeping.only_read import is_asked_for, is_only_read, is_waited_for
from sparsemem.review.keeping.work import is_for_each_call, started
from sparsemem.review.key_origins import outside_key
from sparsemem.review.memo_home import homes_of, is_empty_dict, outlives
from sparsemem.review.rule import Hit, Likely
from sparsemem.source import FunctionNode, Module, empty

_TAKEN = "take out each that is done: {0}.add_done_callback(...), or keep those that are not"
_BOUND = "collections.deque(maxlen=...), or write them elsewhere"


class _Keeping:
    """What is worked out once for a module, and only where something grows."""

    def __init__(self, module: Module, project: Project) -> None:
        self.module = module
        self.homes = homes_of(module, _starts_empty)
        self.handlers = handlers(module, project)
        self.measured = {
            ast.unparse(call.args[0])
            for call in module.all(ast.Call)
            if call.args
            and module.dotted(call.func) == "builtins.len"
            and isinstance(module.parent(call), ast.Compare)
        }


def kept_for_good(module: Module, project: Project) -> Iterator[Hit]:
    """Each store once, at the first place where it grows so."""
    known: _Keeping | None = None
    seen = set()
    for growth in growths(module):
        function, name = module.function(growth.node), last_name(growth.store)
        if function is None or name is None or name in project.evicted or name in project.cleared or name in seen:
            continue
        known = known or _Keeping(module, project)
        if ast.unparse(growth.store) in known.measured:
            continue
        hit = _hit(known, function, growth)
        if hit is not None and is_only_read(module, growth.store, function):
            seen.add(name)
            if hit.evidence["lives_with"] == "instance" and is_waited_for(module, growth.store):
                hit = replace(hit, likely=Likely.SMALL)
            yield hit


def _hit(known: _Keeping, function: FunctionNode, growth: Growth) -> Hit | None:
    module = known.module
    if is_asked_for(module, growth.store, growth.node):
        return None
    loop = endless_loop(module, growth.node)
    where = _home(known, function, growth, loop)
    if where is None:
        return None
    work = started(module, growth.put)
    often = (
        "each round of an endless loop" if loop else "each request or event" if function in known.handlers else None
    )
    if work is not None:
        if growth.key is not None and not _is_unique(module, growth.key):
            return None
        if often is None and not is_for_each_call(module, function, work[0]):
            return None
        return _of_work(growth, work[1], where, often, function)
    if often is None or growth.key is not None or where == "instance" or not _is_another(module, growth):
        return None
    text = ast.unparse(growth.store)
    message = f"{text} gets more for {often} in {function.name}(): nothing takes any out"
    return Hit(growth.node, text, message, evidence={"lives_with": where, "outside": often}, remedy=_BOUND)


def _of_work(growth: Growth, kind: str, where: str, often: str | None, function: FunctionNode) -> Hit:
    """A warning where it lives as long as the program, or is certain to be filled again and again."""
    text = ast.unparse(growth.store)
    message = f"{text} keeps every {kind} that {function.name}() starts, also when it is done: nothing takes any out"
    severity: Severity | None = "note" if where == "instance" and often is None else None
    evidence: dict[str, object] = {"lives_with": where, "outside": often}
    return Hit(growth.node, text, message, evidence=evidence, severity=severity, remedy=_TAKEN.format(kind))


def _home(known: _Keeping, function: FunctionNode, growth: Growth, loop: ast.AST | None) -> str | None:
    """What the store lives as long as; `loop` of a local that is made before an endless loop around the growth."""
    module, variable = known.module, known.module.variable(growth.store)
    if variable is not None and variable.scope.node is function and loop is not None:
        only = variable.only
        statement = module.parent(only) if only else None
        made = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        is_outside = only is not None and loop not in module.ancestors(only)
        return "loop" if is_outside and _starts_empty(module, made) else None
    return outlives(module, known.homes, function, growth.store, _starts_empty)


def _starts_empty(module: Module, value: ast.expr | None) -> bool:
    if empty(module, value) is not None or is_empty_dict(module, value):
        return True
    return (
        isinstance(value, ast.Call)
        and module.dotted(value.func) == "collections.deque"
        and not value.keywords
        and not any(isinstance(one, ast.Constant | ast.Name) for one in value.args)
    )


def _is_another(module: Module, growth: Growth) -> bool:
    """Whether what is put in is one more: a set has each value once."""
    is_set = isinstance(growth.node, ast.Call) and ast.unparse(growth.node.func).endswith((".add", ".update"))
    return not is_set or outside_key(module, growth.put) is not None


def _is_unique(module: Module, key: ast.expr) -> bool:
    calls = (node for node in ast.walk(key) if isinstance(node, ast.Call))
    return outside_key(module, key) is not None or any(module.dotted(one.func) == "builtins.id" for one in calls)
