"""Where the keys of a cache come from, as far as the text tells: only keys from outside have no end.

A memo that is keyed by requests, files or rows grows with the work that is done; one that is keyed by classes,
plug-ins, languages or the identifiers of a document ends with what the program itself defines.
"""

import ast
import re
from collections.abc import Iterator

from sparsemem.review.name_words import is_for_code, name_parts
from sparsemem.review.read_files import reads_files
from sparsemem.source import FunctionNode, Module, every_argument

_OUTSIDE = """
    account address addr article basket body cart chat city client comment content conversation cookie customer
    document email
    href html invoice ip isbn iri keyword login message msg order payload
    phrase phone postcode product purchase query question raw record referer remote request response review row search
    sentence session sku street tenant text ticket timestamp token transaction tweet upload uri url
    user username xml zipcode
"""
_OUTSIDE_WORDS = frozenset(_OUTSIDE.split())
"""Of what comes with a request, a file or a row of data."""
_OWN = (
    "backend base broker database db endpoint engine listen local bind registry server service source store tracking"
)
_OWN_WORDS = frozenset({*_OWN.split(), "tracking"})
"""Of an address of the program itself, or of a service that its settings name."""
_FEW = "country currency format kind lang language level locale mode region type version zone"
_FEW_WORDS = frozenset(_FEW.split())
"""Of what there are few, wherever it is read from."""
_FILE_WORDS = frozenset({"filename", "filepath", "pathname"})
_NAMES = "code hash id key list name no number slug str uid uuid value"
_NAMING = frozenset(_NAMES.split())
"""Says nothing by itself: `user_id` is of a user."""
_OUTSIDE_TYPES = frozenset(
    {"Request", "HttpRequest", "Response", "Row", "Record", "IPv4Address", "IPv6Address", "UUID"}
)
_OUTSIDE_ATTRIBUTES = frozenset(
    {"args", "body", "cookies", "form", "GET", "headers", "json", "params", "POST", "query_params", "query_string"}
)
"""Of a request."""
_MEASURES = frozenset({"device", "dtype", "ndim", "shape", "size"})
_NUMBERS = frozenset({"max", "min", "n", "num", "per", "total"})
"""In a name: `num_tokens` is no token."""
_FILES = frozenset({"builtins.open", "csv.reader", "csv.DictReader", "json.load"})
_READERS = _FILES | {"builtins.input", "json.loads"}
_NEW_EACH_TIME = frozenset({"time.time", "time.monotonic", "datetime.datetime.now", "uuid.uuid1", "uuid.uuid4"})


def outside_arguments(function: FunctionNode) -> list[str]:
    """The parameters of a function that come with a request, a file or a row, by their names and annotations."""
    if is_for_code(function.name):
        return []
    arguments = [one for one in every_argument(function.args) if one.arg not in ("self", "cls")]
    return [one.arg for one in arguments if _is_outside(one, function)]


def outside_key(module: Module, key: ast.expr) -> str | None:
    """What in a key comes from outside: a name in it, or what that is assigned or iterated from; None for no such."""
    function = module.function(key)
    if function is not None and is_for_code(function.name):
        return None
    for node in _sources(module, key):
        found = _outside(module, node)
        if found is not None:
            return found
    return None


def is_read_here(module: Module, key: ast.expr) -> bool:
    """Whether the function reads a file for it: what it fills is an index of that, the same at the next call."""
    nodes = list(_sources(module, key))
    given = (node for node in nodes if isinstance(node, ast.Name) and node.id != "self")
    return not any(_argument(module, node) for node in given) and any(
        isinstance(node, ast.Call) and module.dotted(node.func) in _FILES for node in nodes
    )


def _outside(module: Module, node: ast.AST) -> str | None:
    if isinstance(node, ast.Name) and not _is_measured(module, node):
        argument, function = _argument(module, node), module.function(node)
        is_named = argument is not None and function is not None and _is_outside(argument, function)
        if is_named and is_always_written_out(module, argument, function):
            return None
        return node.id if is_named or (argument is None and is_outside_name(node.id)) else None
    if isinstance(node, ast.Attribute) and node.attr in _OUTSIDE_ATTRIBUTES and is_outside_name(_last(node.value)):
        return ast.unparse(node)
    if isinstance(node, ast.Call) and module.dotted(node.func) in _READERS | _NEW_EACH_TIME:
        return ast.unparse(node)
    return None


def _is_measured(module: Module, name: ast.Name) -> bool:
    """Whether only a measure of it is taken: `query.shape`, `len(rows)`."""
    match module.parent(name):
        case ast.Attribute(attr=attribute):
            return attribute in _MEASURES
        case ast.Call(func=function):
            return module.dotted(function) in ("builtins.len", "builtins.type")
    return False


def is_always_written_out(module: Module, argument: ast.arg | None, function: FunctionNode | None) -> bool:
    """Whether all callers of a function that is private to its module give constants."""
    variable = module.variable(function) if function and argument else None
    if function is None or argument is None or variable is None or not function.name.startswith("_"):
        return False
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    position = names.index(argument.arg) if argument.arg in names else None
    calls = [module.parent(use) for use in variable.references]
    given = (
        [call.args[position : position + 1] if isinstance(call, ast.Call) else [] for call in calls]
        if position is not None
        else []
    )
    return bool(given) and all(one and isinstance(one[0], ast.Constant) for one in given)


def _sources(module: Module, key: ast.expr) -> Iterator[ast.AST]:
    """The nodes of the key, and of what its names are assigned or iterated from in the same function."""
    seen, waiting = set(), [key]
    while waiting:
        for node in ast.walk(waiting.pop()):
            yield node
            variable = module.variable(node) if isinstance(node, ast.Name) else None
            if variable is None or variable in seen or variable.scope.kind != "function":
                continue
            if not _FEW_WORDS.isdisjoint(_telling(variable.name)[-1:]):
                continue
            seen.add(variable)
            waiting += [value for target in variable.bindings if (value := _value(module, target)) is not None]


def _value(module: Module, target: ast.AST) -> ast.expr | None:
    around = module.parent(target)
    while isinstance(around, ast.Tuple | ast.List | ast.Starred):
        around = module.parent(around)
    if isinstance(around, ast.Assign | ast.AnnAssign | ast.NamedExpr):
        return around.value
    return around.iter if isinstance(around, ast.For | ast.AsyncFor) else None


def _argument(module: Module, name: ast.Name) -> ast.arg | None:
    variable = module.variable(name)
    return next((one for one in variable.bindings if isinstance(one, ast.arg)), None) if variable else None


def _is_outside(argument: ast.arg, function: FunctionNode) -> bool:
    kind = ast.unparse(argument.annotation) if argument.annotation else ""
    types = set(re.findall(r"\w+", kind))
    if types & _OUTSIDE_TYPES:
        return True
    if argument.arg == "client_id" or _is_number(argument.arg, function):  # the application's own name in OAuth
        return False
    if argument.arg in _FILE_WORDS or (argument.arg == "path" and types & {"str", "Path", "PathLike"}):
        return reads_files(function)
    return is_outside_name(argument.arg) and not types & {"int", "bool", "float", "type", "Type", "Enum"}


def _is_number(name: str, function: FunctionNode) -> bool:
    """Whether a function counts with it: the order of a polynomial is no order of goods."""
    for node in ast.walk(function):
        match node:
            case ast.BinOp(left=left, op=ast.Sub() | ast.Mult() | ast.FloorDiv() | ast.Pow(), right=right):
                sides = [left, right]
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], comparators=[right]):
                sides = [left, right]
            case ast.Call(func=ast.Name(id="range"), args=sides):
                pass
            case _:
                continue
        if any(isinstance(side, ast.Name) and side.id == name for side in sides):
            return True
    return False


def is_outside_name(name: str) -> bool:
    """By the last word of a name that says what it is."""
    telling = _telling(name)
    return (
        bool(telling)
        and _NUMBERS.isdisjoint(name_parts(name))
        # An order is of a filter or a polynomial as often as of goods, which have an `order_id`.
        and name.rpartition("_")[2] != "order"
        and _OWN_WORDS.isdisjoint(telling)
        and not _OUTSIDE_WORDS.isdisjoint({telling[-1], telling[-1].removesuffix("s")})
    )


def _telling(name: str) -> list[str]:
    return [word for word in name_parts(name) if word not in _NAMING]


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
