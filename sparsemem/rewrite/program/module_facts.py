"""What one module adds to what is known of all."""

import ast
import builtins
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

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
            Counter(node.name for node in nodes if module.owner_class(node) is not None),
            frozenset(_replaced_names(module)),
            frozenset(above for alias in module.all(ast.alias) for above in _above(module.imported(alias) or "")),
            _calls(module),
            frozenset(_mentioned(module)),
            frozenset(node.attr for node in module.all(ast.Attribute) if not _is_called(module, node)),
            frozenset(name for block in telling_blocks(module) for node in block for name in identifiers(node)),
            any(map(_stops, module.all(ast.Name, ast.Attribute, ast.Call))),
        )


def _stops(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="StopIteration") | ast.Attribute(attr="__next__" | "StopIteration"):
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *_]) if name in _CALLING:
            return not isinstance(first, ast.Name) or first.id not in _BUILTINS
    return False


def _calls(module: Module) -> dict[str, list[ast.Call]]:
    found: dict[str, list[ast.Call]] = {}
    for call in module.all(ast.Call):
        if isinstance(call.func, ast.Name | ast.Attribute):
            found.setdefault(_last(call.func), []).append(call)
    return found


def _is_called(module: Module, node: ast.Name | ast.Attribute) -> bool:
    parent = module.parent(node)
    return (isinstance(parent, ast.Call) and parent.func is node) or not isinstance(node.ctx, ast.Load)


def _is_note(module: Module, node: ast.AST) -> bool:
    """Whether it is part of an annotation."""
    child = node
    for around in module.ancestors(node):
        if isinstance(around, ast.arg | ast.AnnAssign):
            return around.annotation is child
        if isinstance(around, ast.stmt):
            return isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef) and around.returns is child
        child = around
    return False


def _last(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr


def _mentioned(module: Module) -> Iterator[str]:
    nodes: list[ast.Name | ast.Attribute] = [*module.all(ast.Name), *module.all(ast.Attribute)]
    for node in nodes:
        is_base = isinstance(module.parent(node), ast.ClassDef)
        if not (_is_called(module, node) or is_base or module.dotted(node) is None or _is_note(module, node)):
            yield _last(node)
    for alias in module.all(ast.alias):
        if alias.asname and alias.asname != alias.name:
            yield alias.name
    for call in module.all(ast.Call):
        if isinstance(call.func, ast.Name | ast.Attribute) and _last(call.func) in _BY_TEXT:
            yield from (
                part.value for part in call.args if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )


def _above(name: str) -> Iterator[str]:
    """`a`, `a.b` and `a.b.c` of `a.b.c`."""
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _replaced_names(module: Module) -> Iterator[str]:
    """Names that are assigned as attributes, or given as text to what assigns them: patches, `type`, `setattr`."""
    for node in module.all(ast.Attribute):
        if not isinstance(node.ctx, ast.Load):
            yield node.attr
    for item in module.all(ast.Subscript):
        key = item.slice.value if isinstance(item.slice, ast.Constant) else None
        if not isinstance(item.ctx, ast.Load) and isinstance(key, str) and not isinstance(item.value, ast.Name):
            yield key
    for call in module.all(ast.Call):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in _REPLACING:
            yield from (keyword.arg for keyword in call.keywords if keyword.arg)
            texts = (part.value for part in ast.walk(call) if isinstance(part, ast.Constant))
            yield from (text.rpartition(".")[2] for text in texts if isinstance(text, str))
