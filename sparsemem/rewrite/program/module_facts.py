"""What one module adds to what is known of all, and where a handler in it tells one exception from another."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from sparsemem.rewrite.program.handlers import Handled, last_part
from sparsemem.source import DefinedNames, Function, Module

_BY_TEXT = frozenset({"getattr", "attrgetter", "methodcaller", "hasattr"})
_REPLACING = frozenset({"setattr", "delattr", "patch", "object", "multiple", "type", "setitem", "dict"})
_CALLING = frozenset({"map", "filter", "filterfalse", "starmap", "takewhile", "dropwhile", "accumulate", "groupby"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What one module adds to the whole."""

    names: DefinedNames
    functions: dict[str, Function]
    classes: dict[str, tuple[Module, ast.ClassDef]]
    replaced: frozenset[str]
    own: frozenset[str]
    """Attributes that objects set on themselves, and no method of theirs has the name of."""
    imported: frozenset[str]
    """Modules that it imports, and those above them."""
    calls: dict[str, list[ast.Call]]
    """By the last part of the name that is called."""
    mentioned: frozenset[str]
    """Names of functions that are read without being called."""
    attributes: frozenset[str]
    """Attributes that are read without being called."""
    handled: Handled
    stopping: bool
    """Whether it handles StopIteration, or calls functions where one ends an iteration in silence."""

    @classmethod
    def of(cls, module: Module) -> "Facts":
        """The facts of a module."""
        calls: dict[str, list[ast.Call]] = defaultdict(list)
        for call in module.all(ast.Call):
            if isinstance(call.func, ast.Name | ast.Attribute):
                calls[last_part(call.func)].append(call)
        return cls(
            DefinedNames.of(module),
            {module.scopes[node].qualname: Function(module, node) for node in module.functions()},
            {module.scopes[node].qualname: (module, node) for node in module.all(ast.ClassDef)},
            frozenset(_replaced_names(module, calls)),
            frozenset(node.attr for node in module.all(ast.Attribute) if _is_of_own(module, node)),
            # `a`, `a.b` and `a.b.c` of `a.b.c`.
            frozenset(
                above
                for alias in module.all(ast.alias)
                for above in accumulate((module.imported(alias) or "").split("."), "{}.{}".format)
            ),
            calls,
            frozenset(_mentioned(module, calls)),
            frozenset(node.attr for node in module.all(ast.Attribute) if not _is_called(module, node)),
            Handled.of(module),
            any(map(_stops, module.all(ast.Name, ast.Attribute, ast.Call))),
        )


def _stops(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="StopIteration") | ast.Attribute(attr="__next__" | "StopIteration"):
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in _CALLING
    return False


def _is_called(module: Module, node: ast.Name | ast.Attribute) -> bool:
    parent = module.parent(node)
    return (isinstance(parent, ast.Call) and parent.func is node) or not isinstance(node.ctx, ast.Load)


def _mentioned(module: Module, calls: Mapping[str, list[ast.Call]]) -> Iterator[str]:
    nodes: list[ast.Name | ast.Attribute] = [*module.all(ast.Name), *module.all(ast.Attribute)]
    for node in nodes:
        is_base = isinstance(module.parent(node), ast.ClassDef)
        if not (_is_called(module, node) or is_base or module.dotted(node) is None):
            yield last_part(node)
    yield from (alias.name for alias in module.all(ast.alias) if alias.asname and alias.asname != alias.name)
    for name in _BY_TEXT & calls.keys():
        yield from _texts(argument for call in calls[name] for argument in call.args)


def _texts(nodes: Iterable[ast.AST]) -> Iterator[str]:
    return (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _replaced_names(module: Module, calls: Mapping[str, list[ast.Call]]) -> Iterator[str]:
    """Names that are assigned as attributes, or given as text to what assigns them: patches, `type`, `setattr`; with
    that of the module where it is known, as `json.loads`. A star where the name is worked out."""
    for node in module.all(ast.Attribute):
        if not isinstance(node.ctx, ast.Load) and not _is_of_own(module, node):
            yield from (node.attr, module.dotted(node) or node.attr)
    for item in module.all(ast.Subscript):
        if not isinstance(item.ctx, ast.Load) and not isinstance(item.value, ast.Name):
            texts = list(_texts([item.slice]))
            is_global = isinstance(item.value, ast.Call) and module.dotted(item.value.func) == "builtins.globals"
            yield from texts or ("*" if is_global else ())
    for call in (call for name in _REPLACING & calls.keys() for call in calls[name]):
        yield from (keyword.arg for keyword in call.keywords if keyword.arg)
        holder = module.dotted(call.args[0]) if call.args else None
        for text in _texts(ast.walk(call)):
            yield from (text, text.rpartition(".")[2], f"{holder}.{text}")
    for call in (call for call in calls.get("setattr", ()) if len(call.args) > 1):
        target = call.args[0]
        on_object = isinstance(target, ast.Name) and target.id != "cls" and module.dotted(target) is None
        if not (on_object or isinstance(call.args[1], ast.Constant)):
            yield "*"


def _is_of_own(module: Module, node: ast.Attribute) -> bool:
    """Whether it is set on `self` in a class that stands under no other and has no method of that name."""
    function = module.enclosing(node, ast.FunctionDef)
    if not isinstance(function, ast.FunctionDef) or function.decorator_list or not function.args.args:
        return False
    owner = module.owner_class(function)
    if owner is None or owner.bases or owner.keywords:
        return False
    is_self = module.variable(node.value) is module.variable(function.args.args[0])
    return is_self and all(getattr(item, "name", "") != node.attr for item in owner.body)
