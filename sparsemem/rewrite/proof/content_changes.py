"""Code that may change what lies inside of containers, or the names of a function as such."""

import ast

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known_functions, known_methods
from sparsemem.rewrite.proof.reaching import reaching
from sparsemem.source.flow import assigned
from sparsemem.source.module import Module

_FILLING = known_methods.ADDING | known_methods.TAKING | known_methods.MERGING | {"setdefault"}
_CHANGING = _FILLING | {"__setitem__", "__delitem__", "__iadd__"}
_HARMLESS = (
    known_methods.READING | known_methods.ONLY_STR | known_methods.TOTAL_STR | known_methods.OF_STREAMS | {"join"}
)
_MAKERS = frozenset({"builtins.list", "builtins.dict", "builtins.set", "collections.Counter", "collections.deque",
                     "collections.defaultdict", "collections.OrderedDict", "builtins.sorted",
                     "builtins.dict.fromkeys"})  # fmt: skip
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def looks_at_names(program: Program, module: Module, node: ast.AST) -> bool:
    """Whether a function, or the top level of a module, calls what sees or changes its names as such."""
    if node not in program.looking:
        calls = (inner for inner in _own(node) if isinstance(inner, ast.Call))
        program.looking[node] = any(module.dotted(call.func) in known_functions.FRAMES for call in calls)
    return program.looking[node]


def _own(node: ast.AST) -> list[ast.AST]:
    """The nodes of a function; the functions of a module run for themselves."""
    if not isinstance(node, ast.Module):
        return list(ast.walk(node))
    found: list[ast.AST] = []
    waiting: list[ast.AST] = [node]
    while waiting:
        for inner in ast.iter_child_nodes(waiting.pop()):
            if not isinstance(inner, _FUNCTIONS):
                found.append(inner)
                waiting.append(inner)
    return found


def spoilers(program: Program, module: Module, node: ast.AST) -> tuple[ast.AST, ...]:
    """The nodes of a function by which it, or one that it calls, may change what lies inside of containers."""
    if node not in program.spoilers:
        program.spoilers[node] = ()  # of a function that calls itself
        program.spoilers[node] = tuple(inner for inner in _own(node) if _spoils(program, module, inner))
    return program.spoilers[node]


def _spoils(program: Program, module: Module, node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return not _is_own(module, node.value)
    if isinstance(node, ast.Attribute) and node.attr in _CHANGING:
        # A method that is not called here may be called by whom it is handed to.
        parent = module.parent(node)
        return not (isinstance(parent, ast.Call) and parent.func is node)
    return isinstance(node, ast.Call) and _call_spoils(program, module, node)


def _call_spoils(program: Program, module: Module, call: ast.Call) -> bool:
    name = module.dotted(call.func) or ""
    if name in known_functions.FRAMES or name in ("builtins.setattr", "builtins.delattr"):
        return True
    callee = program.callee(module, call)
    if callee is not None:
        return bool(spoilers(program, callee.module, callee.node))
    if name in known_functions.READERS or known_functions.leaves_containers(name) or name in program.classes:
        return False
    if name.startswith("builtins."):
        # A function of that name changes nothing; a method of a builtin class, such as `dict.update`, may.
        return name.count(".") > 1 and name.rpartition(".")[2] in _CHANGING
    if not isinstance(call.func, ast.Attribute):
        return not is_named_tuple(module, call.func)
    return _method_spoils(program, module, call.func)


def _method_spoils(program: Program, module: Module, method: ast.Attribute) -> bool:
    """Whether a method of which only the name is known may do so; the project's own are looked into."""
    own = program.methods_named(method.attr)
    if own and method.attr not in _FILLING:
        return any(program.is_replaced(f) or spoilers(program, f.module, f.node) for f in own)
    if method.attr in _FILLING:
        return not _is_own(module, method.value)
    return method.attr not in _HARMLESS


def is_named_tuple(module: Module, node: ast.expr) -> bool:
    """Whether a name is that of a class made by `namedtuple(...)`."""
    variable = module.variable(node) if isinstance(node, ast.Name) else None
    made = assigned(module, variable.bindings[0]) if variable and len(variable.bindings) == 1 else None
    kinds = ("collections.namedtuple", "typing.NamedTuple")
    return isinstance(made, ast.Call) and module.dotted(made.func) in kinds


def _is_own(module: Module, node: ast.expr) -> bool:
    """Whether an expression names a local that, where it stands, is bound to a new container."""
    variable = module.variable(node) if isinstance(node, ast.Name) else None
    if variable is None or variable.scope.kind == "comprehension":
        return False
    values = [getattr(module.parent(binding), "value", None) for binding in reaching(module, variable, node)]
    return bool(values) and all(_is_new(module, value) for value in values)


def _is_new(module: Module, value: ast.expr | None) -> bool:
    """Whether evaluating it makes a container, at its outermost."""
    match value:
        case ast.List() | ast.Dict() | ast.Set() | ast.ListComp() | ast.DictComp() | ast.SetComp():
            return True
        case ast.BinOp(left=left, op=ast.Mult()):
            return isinstance(left, ast.List)
    return isinstance(value, ast.Call) and module.dotted(value.func) in _MAKERS
