"""Classes that are used as something else than what is called, asked for or a base: who gets them may call them."""

import ast
from collections.abc import Collection, Iterator

from sparsemem.source import Function, Module

_SHOWN = ("__name__", "__qualname__", "__module__")
_ASKED = ("isinstance", "issubclass")


def is_shown(module: Module, node: ast.expr) -> bool:
    """Whether no more than the name is taken of a class that an expression stands for."""
    parent = module.parent(node)
    return isinstance(parent, ast.Attribute) and parent.attr in _SHOWN


def mentioned_classes(module: Module, names: Collection[str]) -> Iterator[str]:
    """Which of these names, the last parts of full ones, a module uses so."""
    notes = [one.annotation for one in module.all(ast.arg)] + [one.annotation for one in module.all(ast.AnnAssign)]
    notes += [one.returns for one in module.functions()]
    noted = {part for note in notes if note is not None for part in ast.walk(note)}
    for node in module.all(ast.Name):
        if node.id in names and node not in noted and not _is_plain(module, node):
            yield node.id
    for part in module.all(ast.Attribute):
        if part.attr in names and part not in noted and not _is_plain(module, part):
            yield part.attr
    yield from (alias.name for alias in module.all(ast.alias) if alias.asname not in (None, alias.name))
    yield from (node.name for node in module.all(ast.ClassDef) if isinstance(module.parent(node), ast.ClassDef))
    for call in module.all(ast.Call):
        if isinstance(call.func, ast.Name) and call.func.id == "getattr":
            yield from (str(one.value) for one in call.args if isinstance(one, ast.Constant))
    yield from _passed_on(module)


def _is_plain(module: Module, node: ast.Name | ast.Attribute) -> bool:
    if module.dotted(node) is None:
        # Another thing of that name; or a class that is bound more than once, or taken from all of a module.
        variable = module.variable(node)
        kinds = variable.bindings if variable is not None else []
        other = bool(kinds) and not any(isinstance(one, ast.alias | ast.ClassDef) for one in kinds)
        return other or not isinstance(node.ctx, ast.Load)
    if is_shown(module, node):
        return True
    parent = module.parent(node)
    use, parent = (parent, module.parent(parent)) if isinstance(parent, ast.Tuple) else (node, parent)
    match parent:
        case ast.Call(func=ast.Name(id=asks), args=[_, asked]) if asks in _ASKED:
            return asked is use
        case ast.Call(func=called):
            return called is node
        case ast.Subscript():
            return isinstance(module.parent(parent), ast.ClassDef)
        case ast.Attribute(attr=name):
            return name[:2] != "__"
    return isinstance(parent, ast.ClassDef | ast.MatchClass)


def _passed_on(module: Module) -> Iterator[str]:
    """The classes with class methods that do more with `cls` than call it and read what it has."""
    for node in module.functions():
        function, first = Function(module, node), [*node.args.posonlyargs, *node.args.args][:1]
        variable = module.variable(first[0]) if first and function.is_class_method else None
        if variable is not None and not all(_is_plain_cls(module, use) for use in variable.references):
            yield (function.owner or "").rpartition(".")[2]


def _is_plain_cls(module: Module, use: ast.Name) -> bool:
    parent = module.parent(use)
    called = isinstance(parent, ast.Call) and parent.func is use
    return called or (isinstance(parent, ast.Attribute) and (parent.attr[:2] != "__" or is_shown(module, use)))
