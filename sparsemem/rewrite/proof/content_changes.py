"""Code that may change what lies inside of containers, or the names of a function as such."""

import ast

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known
from sparsemem.source import Module, Variable, assigned

_CHANGING = known.CHANGING | {"__setitem__", "__delitem__", "__iadd__"}
_HARMLESS = known.READING | known.ONLY_STR | known.TOTAL_STR | known.OF_STREAMS | {"join"}
_PLAIN_MAKERS = frozenset(f"builtins.{name}" for name in ("int", "float", "str", "len", "bytes", "bool", "round"))
_NAMED_TUPLES = ("collections.namedtuple", "typing.NamedTuple")
_DISPLAYS = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
_MAKERS = frozenset({"builtins.list", "builtins.dict", "builtins.set", "collections.Counter", "collections.deque",
                     "collections.defaultdict", "collections.OrderedDict", "builtins.sorted",
                     "builtins.dict.fromkeys"})  # fmt: skip

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def looks_at_names(program: Program, module: Module, node: ast.AST) -> bool:
    """Whether a function, or the top level of a module, calls what sees or changes its names as such."""
    names = (module.dotted(inner.func) for inner in _own(node) if isinstance(inner, ast.Call))
    return program.once("looks at names", node, False, lambda: not known.FRAMES.isdisjoint(names))


def is_visible(program: Program, module: Module, variable: Variable) -> bool:
    """Whether a name is seen from outside of its function: as an attribute of the module, or in its frame."""
    node = variable.scope.node
    if looks_at_names(program, module, node):
        return True
    if not isinstance(node, ast.Module):
        return False
    guarded = [s for s in node.body if isinstance(s, ast.If) and "__name__" in ast.unparse(s.test)]
    if guarded:
        return not all(any(around in guarded for around in module.ancestors(b)) for b in variable.bindings)
    return "." in module.name or module.source.path.endswith("__init__.py") or program.is_imported(module)


def _own(node: ast.AST) -> list[ast.AST]:
    """The nodes of a function; the functions of a module run for themselves."""
    if not isinstance(node, ast.Module):
        return list(ast.walk(node))
    found: list[ast.AST] = []
    waiting: list[ast.AST] = [node]
    while waiting:
        inner = [part for part in ast.iter_child_nodes(waiting.pop()) if not isinstance(part, _FUNCTIONS)]
        found += inner
        waiting += inner
    return found


def spoils(program: Program, module: Module, function: ast.AST) -> bool:
    """Whether a function, or one that it calls, may change what lies inside of containers that are not new."""
    find = lambda: any(_changes(program, module, node) for node in _own(function))  # noqa: E731 - asked once
    return program.once("spoils", function, False, find)


def _changes(program: Program, module: Module, node: ast.AST) -> bool:
    match node:
        case ast.Subscript(value=changed, ctx=ast.Store() | ast.Del()):
            return not _is_own(module, changed)
        case ast.Attribute(attr=method) if method in _CHANGING:
            # A method that is not called here may be called by whom it is handed to.
            parent = module.parent(node)
            return not (isinstance(parent, ast.Call) and parent.func is node)
        case ast.AugAssign(target=ast.Name() as target):
            return not (_is_own(module, target) or _starts_plain(module, node))
        case ast.Call():
            return _call_changes(program, module, node)
    return False


def _starts_plain(module: Module, node: ast.AugAssign) -> bool:
    """Whether `+=` makes something new: a number or text is added, or the name is first bound to one."""
    variable = module.variable(node.target)
    around = [module.parent(binding) for binding in variable.bindings] if variable else []
    started = [getattr(made, "value", None) for made in around if not isinstance(made, ast.AugAssign)]
    return _is_plain(module, node.value) or (bool(started) and all(_is_plain(module, value) for value in started))


def _is_plain(module: Module, value: ast.expr | None) -> bool:
    """Whether an expression makes a number or a text whatever its parts are."""
    made = isinstance(value, ast.Call) and module.dotted(value.func) in _PLAIN_MAKERS
    return made or isinstance(value, ast.Constant | ast.JoinedStr | ast.Compare)


def _call_changes(program: Program, module: Module, call: ast.Call) -> bool:
    name = module.dotted(call.func) or ""
    if name in known.FRAMES or name in ("builtins.setattr", "builtins.delattr"):
        return True
    callee = program.callee(module, call)
    if callee is not None:
        return spoils(program, callee.module, callee.node)
    if name in known.READERS or known.leaves_containers(name) or name in program.classes:
        return False
    if name.startswith("builtins."):
        # A function of that name changes nothing; a method of a builtin class, such as `dict.update`, may.
        return name.count(".") > 1 and name.rpartition(".")[2] in _CHANGING
    if not isinstance(call.func, ast.Attribute):
        return not is_named_tuple(module, call.func)
    # Of a method of which only the name is known; the project's own are looked into.
    own, method = program.inheritance.methods_named(call.func.attr), call.func.attr
    if method in known.CHANGING:
        return not _is_own(module, call.func.value)
    if own:
        return any(program.is_replaced(f) or spoils(program, f.module, f.node) for f in own)
    return method not in _HARMLESS


def is_named_tuple(module: Module, node: ast.expr) -> bool:
    """Whether a name is that of a class made by `namedtuple(...)`."""
    variable = module.variable(node)
    made = assigned(module, variable.only) if variable is not None and variable.only else None
    return isinstance(made, ast.Call) and module.dotted(made.func) in _NAMED_TUPLES


def _is_own(module: Module, node: ast.expr) -> bool:
    """Whether an expression names a local that is bound to new containers only."""
    variable = module.variable(node)
    if variable is None or variable.scope.kind == "comprehension":
        return False
    return all(_is_new(module, module.parent(binding)) for binding in variable.bindings)


def _is_new(module: Module, statement: ast.AST | None) -> bool:
    """Whether a statement makes a container, at its outermost, and binds it to one name alone."""
    match statement:
        case ast.Assign(targets=[_], value=value) | ast.AnnAssign(value=value) | ast.AugAssign(value=value):
            if isinstance(value, ast.BinOp):
                return isinstance(value.left, ast.List) and isinstance(value.op, ast.Mult)
            is_made = isinstance(value, ast.Call) and module.dotted(value.func) in _MAKERS
            return is_made or isinstance(value, _DISPLAYS)
    return False
