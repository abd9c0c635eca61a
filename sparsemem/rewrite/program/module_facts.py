"""What one module adds to what is known of all."""

import ast
import builtins
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from sparsemem.rewrite.program.handlers import identifiers, telling_blocks
from sparsemem.source import DefinedNames, Function, Module

_BY_TEXT = frozenset({"getattr", "attrgetter", "methodcaller", "hasattr"})
_REPLACING = frozenset({"setattr", "delattr", "patch", "object", "multiple", "type", "setitem", "dict"})
_CALLING = frozenset({"map", "filter", "filterfalse", "starmap", "takewhile", "dropwhile", "accumulate", "groupby"})
_BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True, slots=True)
class Facts:
    """What one module adds to the whole."""

    names: DefinedNames
    functions: dict[str, Function]
    classes: dict[str, tuple[Module, ast.ClassDef]]
    methods: Counter[str]
    replaced: frozenset[str]
    imported: frozenset[str]
    """Modules that it imports, and those above them."""
    calls: dict[str, list[ast.Call]]
    """By the last part of the name that is called."""
    mentioned: frozenset[str]
    """Names of functions that are read without being called."""
    attributes: frozenset[str]
    """Attributes that are read without being called."""
    tried: frozenset[str]
    """Names that are read where a handler tells exceptions apart."""

    stopping: bool
    """Whether it handles StopIteration, or calls functions where one ends an iteration in silence."""

    @classmethod
    def of(cls, module: Module) -> "Facts":
        """The facts of a module."""
        nodes = list(module.functions())
        classes = list(module.all(ast.ClassDef))
        return cls(
            DefinedNames.of(module),
            {module.scopes[node].qualname: Function(module, node) for node in nodes},
            {module.scopes[node].qualname: (module, node) for node in classes},
            Counter(_methods(module)),
            frozenset(_replaced_names(module)),
            # `a`, `a.b` and `a.b.c` of `a.b.c`.
            frozenset(
                above
                for alias in module.all(ast.alias)
                for above in accumulate((module.imported(alias) or "").split("."), "{}.{}".format)
            ),
            _calls(module),
            frozenset(_mentioned(module)),
            frozenset(node.attr for node in module.all(ast.Attribute) if not _is_called(module, node)),
            frozenset(name for block in telling_blocks(module) for node in block for name in identifiers(node)),
            any(map(_stops, module.all(ast.Name, ast.Attribute, ast.Call))),
        )


def _methods(module: Module) -> Iterator[str]:
    """The names of methods, also of those that are lambdas."""
    yield from (node.name for node in module.functions() if module.owner_class(node) is not None)
    for one in module.all(ast.Lambda):
        match module.parent(one):
            case ast.Assign(targets=[ast.Name(id=name)]) as made if isinstance(module.parent(made), ast.ClassDef):
                yield name


def _stops(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="StopIteration") | ast.Attribute(attr="__next__" | "StopIteration"):
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *_]) if name in _CALLING:
            return not isinstance(first, ast.Name) or first.id not in _BUILTINS
    return False


def _named_calls(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """Calls of a name or an attribute, with the last part of it."""
    for call in module.all(ast.Call):
        if isinstance(call.func, ast.Name | ast.Attribute):
            yield _last(call.func), call


def _calls(module: Module) -> dict[str, list[ast.Call]]:
    found: dict[str, list[ast.Call]] = {}
    for name, call in _named_calls(module):
        found.setdefault(name, []).append(call)
    return found


def _is_called(module: Module, node: ast.Name | ast.Attribute) -> bool:
    parent = module.parent(node)
    return (isinstance(parent, ast.Call) and parent.func is node) or not isinstance(node.ctx, ast.Load)


def _last(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr


def _mentioned(module: Module) -> Iterator[str]:
    nodes: list[ast.Name | ast.Attribute] = [*module.all(ast.Name), *module.all(ast.Attribute)]
    for node in nodes:
        is_base = isinstance(module.parent(node), ast.ClassDef)
        if not (_is_called(module, node) or is_base or module.dotted(node) is None):
            yield _last(node)
    for alias in module.all(ast.alias):
        if alias.asname and alias.asname != alias.name:
            yield alias.name
    for name, call in _named_calls(module):
        if name in _BY_TEXT:
            yield from _texts(call.args)


def _texts(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _replaced_names(module: Module) -> Iterator[str]:
    """Names that are assigned as attributes, or given as text to what assigns them: patches, `type`, `setattr`."""
    yield from (node.attr for node in module.all(ast.Attribute) if not isinstance(node.ctx, ast.Load))
    for item in module.all(ast.Subscript):
        if not isinstance(item.ctx, ast.Load) and not isinstance(item.value, ast.Name):
            yield from _texts([item.slice])
    for name, call in _named_calls(module):
        if name in _REPLACING:
            yield from (keyword.arg for keyword in call.keywords if keyword.arg)
            yield from (text.rpartition(".")[2] for text in _texts(ast.walk(call)))
