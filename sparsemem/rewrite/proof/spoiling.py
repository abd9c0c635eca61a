"""Which kinds of containers a function, or one that it calls, may change that are not new: lists, dicts or sets."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known
from sparsemem.rewrite.proof.effects import name_of
from sparsemem.rewrite.proof.local_containers import HARMLESS, field_names, is_own, is_own_part, is_tame
from sparsemem.rewrite.proof.names import own_code
from sparsemem.rewrite.proof.protocols import operator_name
from sparsemem.rewrite.proof.value import NUMBERS, SCALARS, Value
from sparsemem.source import Function, Module, begun, every_value

Kinds = frozenset[str]
ValueOf = Callable[[Module, ast.expr], Value]
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
_SIMPLE = frozenset(f"builtins.{name}" for name in ("int", "float", "len", "ord", "str", "bool", "repr"))


def spoilt(program: Program, module: Module, function: ast.AST, value_of: ValueOf) -> Kinds:
    """The kinds of containers of which a function, or one that it calls, may change one that is not new.

    By the text at first, which is right whatever the values are; where that says something, by these too.
    """
    rough = _Search(program).of(module, function)
    return _Search(program, value_of, True).of(module, function) if rough else rough


def changes(program: Program, module: Module, use: ast.AST | None) -> bool:
    """Whether something is put into, or taken out of, a container where it is used so, or by a function that is
    handed it."""
    if isinstance(use, ast.Call):
        return module.dotted(use.func) in known.HEAPS or bool(_Search(program).by_call(module, use))
    if isinstance(use, ast.Subscript):
        return not isinstance(use.ctx, ast.Load)
    return isinstance(use, ast.AugAssign) or (isinstance(use, ast.Attribute) and use.attr in _METHODS)


@dataclass(frozen=True, slots=True)
class _Search:
    """Through functions and those that they call, by the text alone or by values too."""

    program: Program
    value_of: ValueOf | None = None
    is_first: bool = False
    """It is asked of the function itself: what lies in its own groups is looked at there as well."""

    def of(self, module: Module, function: ast.AST) -> Kinds:
        """What a function may change."""
        find = lambda: _NONE.union(*(self._by(module, node) for node in own_code(function)))  # noqa: E731
        if self.value_of is None:
            return self.program.once("roughly spoilt", function, _NONE, find)
        # Values hang on what is spoilt, and the other way round.
        question = "spoilt" if self.is_first else "spoilt for others"
        return self.program.risen(question, function, _NONE, _Search(self.program).of(module, function), find)

    def _kind(self, module: Module, node: ast.expr) -> str:
        return self.value_of(module, node).kind if self.value_of is not None else "any"

    def _is_private(self, module: Module, node: ast.expr) -> bool:
        """Whether what an expression stands for lies in containers that only its function reaches: in its groups."""
        if self.value_of is None or self.is_first:
            return False
        value = self.value_of(module, node)
        names = [name_of(root) for root in value.roots]
        private = all(name is not None and is_tame(self.program, module, name) for name in names)
        return private and (bool(names) or value.kind == "never")

    def _by(self, module: Module, node: ast.AST) -> Kinds:
        match node:
            case ast.Subscript(value=changed, ctx=ast.Store() | ast.Del()):
                private = is_own(module, changed) or self._is_private(module, changed)
                return _NONE if private else self._by_key(module, changed, node.slice)
            case ast.Attribute(attr=method) if method in _METHODS:
                # A method that is not called here may be called by whom it is handed to.
                parent = module.parent(node)
                return _NONE if isinstance(parent, ast.Call) and parent.func is node else _METHODS[method]
            case ast.AugAssign(op=op):
                kinds = _NONE if self._is_new(module, node) else _IN_PLACE.get(type(op), _NONE)
                return _NONE if kinds and self._is_of_numbers(module, node) else kinds
            case ast.Call():
                return self.by_call(module, node)
        return _NONE

    def _by_key(self, module: Module, holder: ast.expr, key: ast.expr) -> Kinds:
        """What may have an item under such a key."""
        if isinstance(key, ast.Slice):
            return _LIST
        is_text = isinstance(key, ast.JoinedStr | ast.Tuple) or (
            isinstance(key, ast.Constant) and not isinstance(key.value, int)
        )
        kind = self._kind(module, holder).removeprefix("default")
        return _DICT if is_text else frozenset({kind}) if kind in _ALL else _LIST | _DICT

    def _is_new(self, module: Module, node: ast.AugAssign) -> bool:
        """Whether what `+=` and the like change is nobody else's, or no container: a number, a text, a sum."""
        variable = module.variable(node.target)
        if not isinstance(node.target, ast.Name) or variable is None:
            return False
        others = [one for one in variable.bindings if not isinstance(module.parent(one), ast.AugAssign)]
        started = [begun(module, one) for one in others]
        return is_own(module, node.target) or (bool(started) and all(self._is_simple(module, one) for one in started))

    def _is_of_numbers(self, module: Module, node: ast.AugAssign) -> bool:
        """Whether a number is added, or what it is added to is a number or a text by now."""
        is_scalar = not isinstance(node.target, ast.Name) and self._kind(module, node.target) in SCALARS
        return is_scalar or self._kind(module, node.value) in NUMBERS

    def _is_simple(self, module: Module, value: ast.expr | None) -> bool:
        match value:
            case ast.Constant() | ast.JoinedStr():
                return True
            case ast.BinOp():
                # Of Python's own types it is new; of the project's, whatever they give.
                name = operator_name(value.op)
                return not any(map(self.program.inheritance.has, (f"__{name}__", f"__r{name}__")))
            case ast.Call(func=function):
                return module.dotted(function) in _SIMPLE
        return False

    def by_call(self, module: Module, call: ast.Call) -> Kinds:
        """What a call may change."""
        name, callee = module.dotted(call.func) or "", self.program.callee(module, call)
        class_ = name if name in self.program.classes else self.program.made_class(module, call)
        if name in known.FRAMES or name in ("builtins.setattr", "builtins.delattr"):
            return _ALL
        if name in known.HEAPS:
            return _NONE if call.args and is_own(module, call.args[0]) else _LIST
        if callee is not None or class_ is not None:
            return self._by_functions([callee] if callee is not None else self._makers(class_ or ""))
        if name in known.READERS:
            return _NONE
        if known.is_standard(name):
            handed = (self.program.function(module, value) for value in every_value(call))
            return self._by_functions([function for function in handed if function is not None])
        if name.startswith("builtins."):
            # A function of that name changes nothing; a method of a builtin class, such as `dict.update`, may.
            return _METHODS.get(name.rpartition(".")[2], _NONE) if name.count(".") > 1 else _NONE
        if not isinstance(call.func, ast.Attribute):
            return _NONE if field_names(self.program, module, call.func) else _ALL
        return self._by_method(module, call.func)

    def _by_method(self, module: Module, called: ast.Attribute) -> Kinds:
        """Of a method of which only the name is known; the project's own are looked into."""
        name, own = called.attr, self.program.inheritance.methods_named(called.attr)
        kinds = _ALL if any(map(self.program.is_replaced, own)) else self._by_functions(own)
        if name in _METHODS:
            filled = (
                is_own(module, called.value) or (name in known.ADDING and is_own_part(module, called.value))
            ) and not name.startswith("__")  # by its name, which is followed
            return kinds if filled or self._is_private(module, called.value) else kinds | _METHODS[name]
        return kinds if own or name in HARMLESS else _ALL

    def _makers(self, class_: str) -> list[Function]:
        names = ("__new__", "__init__", "__post_init__")
        found = [self.program.inheritance.inherited(class_, name) for name in names]
        return [function for function in found if function is not None]

    def _by_functions(self, functions: list[Function]) -> Kinds:
        others = replace(self, is_first=False)
        return _NONE.union(*(others.of(one.module, one.node) for one in functions))
