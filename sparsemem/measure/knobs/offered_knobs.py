"""What the text of a script says about its size: constants, options, and how it starts workers."""

import ast
from dataclasses import dataclass

SCALE_VARIABLE = "SPARSEMEM_SCALE"

_SMALLEST_SIZE = 100
_NOT_A_SIZE = (
    "PORT",
    "SEED",
    "TIMEOUT",
    "YEAR",
    "VERSION",
    "MAX",
    "MIN",
    "LIMIT",
    "CHUNK",
    "BATCH",
    "BUFFER",
    "PAGE",
    "WORKERS",
    "THREADS",
    "PROCESSES",
    "JOBS",
    "RETRIES",
    "INTERVAL",
    "VERBOSE",
    "VERBOSITY",
)
"""Words in the names of constants and options that are numbers but not the amount of data."""


@dataclass(frozen=True, slots=True)
class IntegerOption:
    """A command-line option with an integer default."""

    name: str
    default: int


def constants(tree: ast.Module) -> dict[str, list[int | None]]:
    """The top-level assignments of each name; None for a value that is no integer expression of literals."""
    found: dict[str, list[int | None]] = {}
    for node in tree.body:
        match node:
            case ast.Assign(targets=targets, value=value):
                names = [target.id for target in targets if isinstance(target, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                names = [name]
            case _:
                continue
        for name in names:
            found.setdefault(name, []).append(_integer(value))
    return found


def size_constants(tree: ast.Module) -> list[tuple[str, int]]:
    """The constants that could be the amount of data: upper-case names of integers of a hundred and more."""
    return [
        (name, values[0])
        for name, values in constants(tree).items()
        if len(values) == 1 and values[0] is not None and values[0] >= _SMALLEST_SIZE
        if name.isupper() and _may_be_a_size(name)
    ]


def integer_options(tree: ast.Module) -> list[IntegerOption]:
    """The options declared with `add_argument` or `click.option` whose default is an integer.

    Those whose name says that they are no amount of data (`--seed`, `--max-rows`) are left out.
    """
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _name(node.func) not in ("add_argument", "option"):
            continue
        names = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        names = [name for name in names if name.startswith("--")]
        default = next((_integer(k.value) for k in node.keywords if k.arg == "default"), None)
        if names and default and _may_be_a_size(names[0]):
            found.append(IntegerOption(names[0], default))
    return found


def _may_be_a_size(name: str) -> bool:
    return not set(name.upper().replace("-", "_").split("_")) & set(_NOT_A_SIZE)


def reads_scale(tree: ast.Module) -> bool:
    """Whether the program asks for the scale itself: SPARSEMEM_SCALE, or `sparsemem.scale`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value == SCALE_VARIABLE:
            return True
        if isinstance(node, ast.Attribute) and node.attr == "scale" and _name(node.value) == "sparsemem":
            return True
        if (
            isinstance(node, ast.ImportFrom)
            and node.module == "sparsemem"
            and "scale" in [a.name for a in node.names]
        ):
            return True
    return False


def starts_fresh_workers(tree: ast.Module) -> str | None:
    """The start method, `spawn` or `forkserver`, that the program names for its workers; None where it names none."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in ("set_start_method", "get_context"):
            for value in (*node.args, *(keyword.value for keyword in node.keywords)):
                if isinstance(value, ast.Constant) and value.value in ("spawn", "forkserver"):
                    return str(value.value)
    return None


def _name(node: ast.expr) -> str:
    """The last part of a dotted name."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _integer(node: ast.expr) -> int | None:
    """The value of an expression of integer literals, such as `50 * 1_000` or `1 << 20`."""
    match node:
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            return value
        case ast.BinOp(left=left, op=op, right=right):
            return _combine(_integer(left), op, _integer(right))
    return None


def _combine(left: int | None, op: ast.operator, right: int | None) -> int | None:
    if left is None or right is None:
        return None
    match op:
        case ast.Mult():
            return left * right
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.LShift() | ast.Pow() if 0 <= right <= 64:
            return left << right if isinstance(op, ast.LShift) else int(left**right)
    return None
