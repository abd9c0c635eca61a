"""SM211: a function cache without a bound, or on a method."""

import ast
from collections.abc import Iterator

from sparsemem.model import Severity
from sparsemem.review.cached_instances import grows
from sparsemem.review.index.project import Project
from sparsemem.review.key_origins import is_always_written_out, outside_arguments
from sparsemem.review.rule import Hit, Likely, Rule, snippet
from sparsemem.source import FunctionNode, Module, every_argument

_UNBOUNDED = frozenset({"functools.cache", "toolz.memoize", "cytoolz.memoize"})
_LRU = frozenset({"functools.lru_cache", "async_lru.alru_cache"})
_FEW_VALUES = frozenset({"bool", "type", "None", "Literal"})
_FEW = "cls day dtype field flag hour kind klass lang language minute mode month typ type_ weekday"
_FEW_NAMES = frozenset(_FEW.split())


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Decorators of functions, and caches that are wrapped around a function by a call."""
    for function in module.functions():
        for decorator in function.decorator_list:
            yield from _decorated(module, project, function, decorator)
    for call in module.all(ast.Call):
        yield from _wrapped(module, call)


def _wrapped(module: Module, call: ast.Call) -> Iterator[Hit]:
    """`cached = lru_cache(None)(function)`, which is not made anew by the calls of a function around."""
    cache = call.func.func if isinstance(call.func, ast.Call) else call.func
    name = module.dotted(cache)
    variable = module.variable(call.args[0]) if len(call.args) == 1 else None
    function = variable.only if variable else None
    if not isinstance(function, FunctionNode) or not (name in _UNBOUNDED or _without_bound(call.func, name)):
        return
    if _keys(function, skipped=False) and not _nested(module, call) and module.owner_class(function) is None:
        yield _unbounded(module, function, call)


def _decorated(module: Module, project: Project, function: FunctionNode, decorator: ast.expr) -> Iterator[Hit]:
    cache = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = module.dotted(cache)
    if name not in _UNBOUNDED | _LRU and not _dict_cache(module, decorator):
        return
    unbounded = name in _UNBOUNDED or _without_bound(decorator, name) or _dict_cache(module, decorator)
    owner = module.owner_class(function)
    if owner is not None and _takes_self(module, function):
        if not _immortal(module, project, owner):
            evidence: dict[str, object] = {"cache": ast.unparse(decorator)}
            if unbounded:
                message = f"the cache on {function.name}() keeps every {owner.name} that it was called on alive"
                severity: Severity | None = None if grows(module, project, function, owner) else "note"
                yield Hit(decorator, function.name, message, evidence=evidence, severity=severity)
            else:
                message = (
                    f"the cache on {function.name}() does not grow beyond its bound; until it evicts, it keeps each "
                    f"{owner.name} alive"
                )
                yield Hit(decorator, function.name, message, evidence=evidence, severity="note")
    elif unbounded and _keys(function, skipped=owner is not None and not _static(module, function)):
        if _nested(module, function):
            return
        yield _unbounded(module, function, decorator)


def _unbounded(module: Module, function: FunctionNode, decorator: ast.expr) -> Hit:
    """A warning where its keys come from outside: with others it ends with what the program itself defines."""
    message = f"the cache of {function.name}() has no bound: it keeps every argument and result for good"
    given = {one.arg: one for one in every_argument(function.args)}
    outside = [
        name for name in outside_arguments(function) if not is_always_written_out(module, given[name], function)
    ]
    if outside:
        message += f"; {' and '.join(outside)}: as many as there are requests, files or rows"
    small = _few_keys(function) or _calls_itself(module, function)
    likely = Likely.SMALL if small else Likely.UNKNOWN
    evidence: dict[str, object] = {"cache": ast.unparse(decorator), "outside": outside}
    is_quiet = not outside or _gives_a_number(function)
    return Hit(decorator, function.name, message, likely, evidence, "note" if is_quiet else None)


def _gives_a_number(function: FunctionNode) -> bool:
    """Whether it keeps no more than its keys: `-> bool`, `-> int`."""
    return isinstance(function.returns, ast.Name) and function.returns.id in ("bool", "float", "int")


def _without_bound(decorator: ast.expr, name: str | None) -> bool:
    if name not in _LRU or not isinstance(decorator, ast.Call):
        return False
    bound = decorator.args[0] if decorator.args else None
    for keyword in decorator.keywords:
        bound = keyword.value if keyword.arg == "maxsize" else bound
    return isinstance(bound, ast.Constant) and bound.value is None


def _dict_cache(module: Module, decorator: ast.expr) -> bool:
    """`cachetools.cached({})`."""
    if not isinstance(decorator, ast.Call) or module.dotted(decorator.func) != "cachetools.cached":
        return False
    stores = [*decorator.args, *(keyword.value for keyword in decorator.keywords if keyword.arg == "cache")]
    store = stores[0] if stores else None
    return isinstance(store, ast.Dict) or (
        isinstance(store, ast.Call) and module.dotted(store.func) == "builtins.dict"
    )


def _static(module: Module, function: FunctionNode) -> bool:
    return any(module.dotted(decorator) == "builtins.staticmethod" for decorator in function.decorator_list)


def _takes_self(module: Module, function: FunctionNode) -> bool:
    names = {module.dotted(decorator) for decorator in function.decorator_list}
    if names & {"builtins.staticmethod", "builtins.classmethod"}:
        return False
    arguments = [*function.args.posonlyargs, *function.args.args]
    return bool(arguments) and arguments[0].arg == "self"


def _immortal(module: Module, project: Project, owner: ast.ClassDef) -> bool:
    """Whether instances live as long as the program anyway: members of an Enum, classes as instances."""
    facts = project.class_(module.scopes[owner].qualname)
    endings = ("Enum", "IntFlag", ".Flag", "type")
    return facts is not None and any(project.inherits(facts, ending) for ending in endings)


def _keys(function: FunctionNode, skipped: bool) -> list[ast.arg]:
    return every_argument(function.args)[1:] if skipped else every_argument(function.args)


def _few_keys(function: FunctionNode) -> bool:
    """Whether the arguments have few values by their type or their name: flags, types, classes."""
    return all(
        argument.arg in _FEW_NAMES or (argument.annotation is not None and _few_values(argument.annotation))
        for argument in every_argument(function.args)
    )


def _calls_itself(module: Module, function: FunctionNode) -> bool:
    """Whether it is a recursion that needs its whole memo: a bound below its depth would make it slow."""
    name = module.scopes[function].qualname
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(module.dotted(call.func) == name for call in calls)


def _few_values(annotation: ast.expr) -> bool:
    if isinstance(annotation, ast.BinOp):
        return _few_values(annotation.left) and _few_values(annotation.right)
    outer = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return ast.unparse(outer).rpartition(".")[2] in _FEW_VALUES


def _nested(module: Module, made: ast.AST) -> bool:
    """Whether the cache goes with the call of the function around."""
    return module.function(made) is not None


RULE = Rule(
    code="SM211",
    name="unbounded-function-cache",
    finds=(
        "`functools.cache`, `lru_cache(maxsize=None)` or `cached({})` on a function with arguments, and any "
        "function cache on a method."
    ),
    why=(
        "A cache without a bound grows with the number of different arguments, for good. On a method the instance "
        "is part of the key: every instance ever used stays alive with all it holds."
    ),
    example=snippet(
        """
        from functools import cache


        @cache
        def profile(user_id):
            return load(user_id)
        """
    ),
    instead=snippet(
        """
        from functools import lru_cache


        @lru_cache(maxsize=10_000)
        def profile(user_id):
            return load(user_id)
        """
    ),
    safe="Always, where results are recomputed equal; choose the bound from the hit rate that `cache_info()` shows.",
    remedy=(
        "give it a maxsize, where it has none; on a method, cache by a function of the data or use "
        "functools.cached_property"
    ),
    severity="warning",
    check=check,
)
