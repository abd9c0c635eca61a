"""Which kinds of containers a function, or one that it calls, may change that are not new: lists, dicts or sets."""

import ast
from collections.abc import Iterable

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known
from sparsemem.rewrite.proof.local_containers import HARMLESS, field_names, is_own, stays
from sparsemem.rewrite.proof.names import own_code
from sparsemem.source import Function, Module, begun, every_value

Kinds = frozenset[str]
_NONE, _LIST, _DICT, _SET = (frozenset(kind.split()) for kind in ("", "list", "dict", "set"))
_ALL = _LIST | _DICT | _SET
_METHODS = {
    **dict.fromkeys(("append", "appendleft", "extend", "insert", "sort", "reverse", "popleft", "__iadd__"), _LIST),
    **dict.fromkeys(("add", "discard"), _SET),
    **dict.fromkeys(("setdefault", "popitem"), _DICT),
    **dict.fromkeys(("__setitem__", "__delitem__"), _LIST | _DICT),
    "update": _DICT | _SET, "remove": _LIST | _SET, "pop": _ALL, "clear": _ALL,
}  # fmt: skip
_IN_PLACE: dict[type[ast.operator], Kinds] = {
    ast.Add: _LIST, ast.Mult: _LIST, ast.BitOr: _DICT | _SET, ast.BitAnd: _SET, ast.Sub: _SET, ast.BitXor: _SET,
}  # fmt: skip
_NUMBERS_OF = frozenset(f"builtins.{name}" for name in ("int", "float", "len", "ord", "str", "bool", "repr"))


def spoilt(program: Program, module: Module, function: ast.AST) -> Kinds:
    """The kinds of containers of which a function, or one that it calls, may change one that is not new."""
    find = lambda: _NONE.union(*(_spoilt_by(program, module, node) for node in own_code(function)))  # noqa: E731
    return program.once("spoilt", function, _NONE, find)


def changes(program: Program, module: Module, use: ast.AST | None) -> bool:
    """Whether something is put into, or taken out of, a container where it is used so, or by a function that is
    handed it."""
    if isinstance(use, ast.Call):
        return module.dotted(use.func) in known.HEAPS or bool(_by_call(program, module, use))
    if isinstance(use, ast.Subscript):
        return not isinstance(use.ctx, ast.Load)
    return isinstance(use, ast.AugAssign) or (isinstance(use, ast.Attribute) and use.attr in _METHODS)


def is_constant(program: Program, module: Module, uses: Iterable[ast.expr]) -> bool:
    """Whether nobody changes a container by these uses, or gets it."""
    return all(stays(program, module, use) and not changes(program, module, module.parent(use)) for use in uses)


def _spoilt_by(program: Program, module: Module, node: ast.AST) -> Kinds:
    match node:
        case ast.Subscript(value=changed, ctx=ast.Store() | ast.Del()):
            return _NONE if is_own(module, changed) else _by_key(node.slice)
        case ast.Attribute(attr=method) if method in _METHODS:
            # A method that is not called here may be called by whom it is handed to.
            parent = module.parent(node)
            return _NONE if isinstance(parent, ast.Call) and parent.func is node else _METHODS[method]
        case ast.AugAssign(op=op, value=value):
            number = isinstance(value, ast.Constant) and not isinstance(value.value, str | bytes)
            return _NONE if number or _is_new(program, module, node) else _IN_PLACE.get(type(op), _NONE)
        case ast.Call():
            return _by_call(program, module, node)
    return _NONE


def _by_key(key: ast.expr) -> Kinds:
    """What may have an item under such a key."""
    if isinstance(key, ast.Slice):
        return _LIST
    is_text = isinstance(key, ast.JoinedStr | ast.Tuple) or (
        isinstance(key, ast.Constant) and not isinstance(key.value, int)
    )
    return _DICT if is_text else _LIST | _DICT


def _is_new(program: Program, module: Module, node: ast.AugAssign) -> bool:
    """Whether what `+=` and the like change is nobody else's, or no container: a number, a text, a sum."""
    target = node.target
    if not isinstance(target, ast.Name):
        return False
    variable = module.variable(target)
    bindings = [one for one in variable.bindings if one is not target] if variable else []
    others = [one for one in bindings if not isinstance(module.parent(one), ast.AugAssign)]
    started = [begun(module, one) for one in others]
    return is_own(module, target) or (bool(started) and all(_is_plain(program, module, one) for one in started))


def _is_plain(program: Program, module: Module, value: ast.expr | None) -> bool:
    match value:
        case ast.Constant() | ast.JoinedStr() | ast.Compare() | ast.UnaryOp():
            return True
        case ast.BinOp():
            # Of Python's own types it is new; of the project's, whatever they give.
            return not any(name.startswith("__") and program.inheritance.has(name) for name in _operators(value.op))
        case ast.Call(func=function):
            return module.dotted(function) in _NUMBERS_OF
    return False


def _operators(op: ast.operator) -> tuple[str, str]:
    name = {ast.Mult: "mul", ast.Div: "truediv", ast.MatMult: "matmul"}.get(type(op), type(op).__name__.lower())
    return f"__{name.removeprefix('bit')}__", f"__r{name.removeprefix('bit')}__"


def _by_call(program: Program, module: Module, call: ast.Call) -> Kinds:
    name, callee = module.dotted(call.func) or "", program.callee(module, call)
    class_ = name if name in program.classes else program.made_class(module, call)
    if name in known.FRAMES or name in ("builtins.setattr", "builtins.delattr"):
        return _ALL
    if name in known.HEAPS:
        return _NONE if call.args and is_own(module, call.args[0]) else _LIST
    if callee is not None or class_ is not None:
        return _by_functions(program, [callee] if callee is not None else _made_by(program, class_ or ""))
    if name in known.READERS:
        return _NONE
    if known.is_standard(name):
        handed = (program.function(module, value) for value in every_value(call))
        return _by_functions(program, [function for function in handed if function is not None])
    if name.startswith("builtins."):
        # A function of that name changes nothing; a method of a builtin class, such as `dict.update`, may.
        return _METHODS.get(name.rpartition(".")[2], _NONE) if name.count(".") > 1 else _NONE
    if not isinstance(call.func, ast.Attribute):
        return _NONE if field_names(program, module, call.func) else _ALL
    return _by_method(program, module, call.func)


def _by_method(program: Program, module: Module, called: ast.Attribute) -> Kinds:
    """Of a method of which only the name is known; the project's own are looked into."""
    own = program.inheritance.methods_named(called.attr)
    kinds = _ALL if any(map(program.is_replaced, own)) else _by_functions(program, own)
    if called.attr in _METHODS:
        filled = is_own(module, called.value) and not called.attr.startswith("__")  # by its name, which is followed
        return kinds if filled else kinds | _METHODS[called.attr]
    return kinds if own or called.attr in HARMLESS else _ALL


def _made_by(program: Program, class_: str) -> list[Function]:
    found = [program.inheritance.inherited(class_, name) for name in ("__new__", "__init__", "__post_init__")]
    return [function for function in found if function is not None]


def _by_functions(program: Program, functions: list[Function]) -> Kinds:
    return _NONE.union(*(spoilt(program, one.module, one.node) for one in functions))
