"""Loggers by names that have no end: the logging module keeps each that was ever asked for."""

import ast
import re
from collections.abc import Iterator

from sparsemem.review.cached_instances import grows
from sparsemem.review.index.evictions import last_name, own_attribute
from sparsemem.review.index.project import Project
from sparsemem.review.keeping.again import endless_loop, handlers
from sparsemem.review.key_origins import is_outside_name
from sparsemem.review.name_words import name_parts
from sparsemem.review.rule import Hit
from sparsemem.source import Function, FunctionNode, Module, every_argument, passed

_NEW = re.compile(
    r"builtins\.(id|next)|uuid\.uuid\d|time\.(time|monotonic|time_ns|perf_counter)|secrets\.token_\w+"
    r"|random\.(getrandbits|randbytes|randint|random|randrange|uniform)|datetime\.(datetime|date)\.(now|utcnow|today)"
)
_NUMBERED = """
    call conn connection correlation download event execution job message msg order payload process record request row
    session span task ticket token trace transaction transfer upload uri url user username visit visitor
"""
_EACH = frozenset(_NUMBERED.split())
_ENDLESS = "message msg payload record request row ticket transaction url uri user username"
_ALONE = frozenset(_ENDLESS.split())
"""Of these there is no end by themselves, of the others where they are told apart by an id."""
_OF_EACH = frozenset({"args", "form", "headers", "id", "offset", "path", "pk", "url", "uuid"})
"""What each request, message or object has by itself."""
_TELLING = frozenset({"id", "uuid", "number", "no", "key"})
_ONCE = re.compile(r"main|run|__enter__|(setup|configure|init|get|create|make|build)_?\w*")
_REMEDY = "take one logger of the module, and tell them apart by a LoggerAdapter or `extra`"


def unique_loggers(module: Module, project: Project) -> Iterator[Hit]:
    """`getLogger(f"order.{order_id}")` and `log.getChild(str(uuid4()))`, in a function."""
    if "loggerDict" in project.evicted:
        return
    for call in module.all(ast.Call):
        function, name = module.function(call), _logger_name(module, call)
        if name is not None and function is not None:
            found = _unique(module, project, function, name) or _given_unique(module, project, function, name)
            if found is not None:
                yield from _hit(module, project, call, found)


def _logger_name(module: Module, call: ast.Call) -> ast.expr | None:
    values = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "name")]
    if len(values) != 1 or isinstance(values[0], ast.Constant):
        return None
    if module.dotted(call.func) == "logging.getLogger":
        return values[0]
    if isinstance(call.func, ast.Attribute) and call.func.attr == "getChild":
        return values[0] if _is_logger(module, call.func.value) else None
    return None


def _is_logger(module: Module, node: ast.expr) -> bool:
    variable = module.variable(node)
    made = module.parent(variable.only) if variable and variable.only else None
    if isinstance(made, ast.Assign) and isinstance(made.value, ast.Call):
        return module.dotted(made.value.func) == "logging.getLogger"
    return "log" in (last_name(node) or "").lower()


def _hit(module: Module, project: Project, call: ast.Call, found: tuple[FunctionNode, str]) -> Iterator[Hit]:
    function, origin = found
    often = function in handlers(module, project) or endless_loop(module, call) is not None
    is_new = origin.endswith(")")
    if is_new and not often and _is_once(function):
        return
    text, each = ast.unparse(call), f"each time that {function.name}() runs" if is_new else f"for each {origin}"
    message = f"logging keeps every logger for good, and {text} makes another one {each}"
    owner = module.owner_class(function)
    is_loud = often or (grows(module, project, function, owner) if owner else not is_new)
    evidence: dict[str, object] = {"lives_with": "module", "outside": origin}
    yield Hit(call, text, message, evidence=evidence, severity=None if is_loud else "note", remedy=_REMEDY)


def _is_once(function: FunctionNode) -> bool:
    """Whether a name says so; what runs something that it is given runs more often."""
    given = [one.arg for one in every_argument(function.args) if one.arg != "self"]
    return bool(_ONCE.fullmatch(function.name)) and not (function.name == "run" and given)


def _unique(
    module: Module, project: Project, function: FunctionNode, name: ast.expr
) -> tuple[FunctionNode, str] | None:
    for node in _behind(module, function, name):
        if isinstance(node, ast.Call) and _NEW.fullmatch(module.dotted(node.func) or ""):
            return function, ast.unparse(node)
        text = _told_by(module, node)
        if text is not None and (
            _is_of_each(text) or (is_outside_name(text) and function in handlers(module, project))
        ):
            return function, ast.unparse(node)
    return None


def _told_by(module: Module, node: ast.AST) -> str | None:
    """The words of a name, or of an attribute: a `record` has another offset than the last, but no other name."""
    if isinstance(node, ast.Name):
        return None if isinstance(module.parent(node), ast.Attribute) else node.id
    if not isinstance(node, ast.Attribute):
        return None
    base = last_name(node.value)
    is_own = base in (None, "self", "cls") or node.attr not in _OF_EACH
    return node.attr if is_own else f"{base}_id"


def _is_of_each(text: str) -> bool:
    words = name_parts(text)
    telling = [word for word in words if word not in _TELLING]
    is_told_apart = not _TELLING.isdisjoint(words)
    return bool(telling) and telling[-1] in (_EACH if is_told_apart else _ALONE)


def _behind(module: Module, function: FunctionNode, name: ast.expr, depth: int = 3) -> Iterator[ast.AST]:
    """The nodes of the name, of what its variables are assigned, and what the class assigns to attributes of self."""
    for node in ast.walk(name):
        yield node
        value = None
        variable = module.variable(node) if isinstance(node, ast.Name) else None
        if variable is not None and variable.scope.node is function and variable.only is not None:
            statement = module.parent(variable.only)
            value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        elif (attribute := own_attribute(node)) is not None:
            value = _attribute_value(module, function, attribute)
        if value is not None and depth:
            yield from _behind(module, function, value, depth - 1)


def _attribute_value(module: Module, function: FunctionNode, attribute: str) -> ast.expr | None:
    owner = module.owner_class(function)
    values = [
        one.value
        for one in (ast.walk(owner) if owner else ())
        if isinstance(one, ast.Assign) and [own_attribute(target) for target in one.targets] == [attribute]
    ]
    return values[0] if len(values) == 1 else None


def _given_unique(
    module: Module, project: Project, function: FunctionNode, name: ast.expr
) -> tuple[FunctionNode, str] | None:
    """The same of what callers in the module give: `make_logger(str(uuid4()))`."""
    given = {one.arg for one in every_argument(function.args)}
    used = {node.id for node in ast.walk(name) if isinstance(node, ast.Name)} & given
    variable = module.variable(function)
    for use in variable.references if used and variable else ():
        call, caller = module.parent(use), module.function(use)
        if isinstance(call, ast.Call) and call.func is use and caller is not None:
            for parameter, value in passed(Function(module, function), call):
                found = _unique(module, project, caller, value) if parameter.name in used else None
                if found is not None:
                    return found
    return None
