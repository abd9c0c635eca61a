"""Where attributes of objects are stored, which classes are plain, and what makes their objects.

All of it is said of what the text names, and of nothing where attributes or objects may come about in other ways.
"""

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator

from sparsemem.rewrite.program.mentions import is_shown, mentioned_classes
from sparsemem.rewrite.program.program import Program, is_program
from sparsemem.source import Function, Module, given_class

Place = tuple[Module, ast.Attribute]
Call = tuple[Module, ast.Call]
_WAYS = frozenset((
    "setattr", "delattr", "vars", "exec", "eval", "make_dataclass", "new_class", "__setattr__", "__delattr__",
    "__dict__", "__new__", "__get__", "__set__", "__delete__", "__getattr__", "__getattribute__", "__del__",
    "__setstate__", "__getstate__", "__reduce__", "__reduce_ex__", "__init_subclass__", "__set_name__",
    "__mro_entries__", "__class_getitem__",
))  # fmt: skip
"""What stores attributes without their names in the text, or makes reading them run code."""
_MAKERS = frozenset({"globals", "import_module", "__import__", "__subclasses__"})
"""What gives classes that no text names."""
_RESTORING = ("pickle", "shelve", "copyreg", "dill", "cloudpickle", "joblib", "jsonpickle", "mock", "unittest.mock",
              "ctypes")  # fmt: skip
_BASES = frozenset({"builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol"})
_MARKS = frozenset({"dataclasses.dataclass", "functools.total_ordering", "typing.final"})
_COPIES = frozenset({"dataclasses.replace", "copy.replace"})


class Attributes:
    """All of a program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.places: dict[str, list[Place]] = defaultdict(list)
        """Every use of an attribute, by its name."""
        self.copies: list[Call] = []
        """Calls that make an object of another, with some attributes changed."""
        self._makers: dict[str, list[Call]] = defaultdict(list)
        names = Counter[str]()
        for module in program.modules.values():
            names.update(module.scopes[node].qualname for node in module.all(ast.ClassDef))
            for node in module.all(ast.Attribute):
                self.places[node.attr].append((module, node))
            for call in module.all(ast.Call):
                self._add_call(module, call)
        self._once = {name for name, number in names.items() if number == 1}
        last = {name.rpartition(".")[2] for name in names}
        self._handed = {name for module in program.modules.values() for name in mentioned_classes(module, last)}
        """Last parts of the names of classes that somebody may call who is not seen."""
        self._foreign = {
            name for places in self.places.values() for place in places for name in self._given_self(*place)
        }
        """Classes with methods that are taken from the class, so that `self` in them may be anything."""
        self._stores_are_seen = not (program.unreadable or self._has(_WAYS) or self._has_other_ways())
        self._makers_are_seen = not (self._has(_MAKERS) or any(map(_takes_unnamed, self._calls("type", "getattr"))))
        named = all(_is_named(call) for _, call in self._calls("getattr", "attrgetter", "methodcaller"))
        self.names_are_seen = named and self._makers_are_seen and self._stores_are_seen
        """Whether all that is called is called, or read, by its name."""

    def _add_call(self, module: Module, call: ast.Call) -> None:
        name = module.dotted(call.func)
        full = given_class(module, call) or (self._program.names.home(name) if name else "")
        if full in self._program.classes:
            self._makers[full].append((module, call))
        elif name in _COPIES:
            self.copies.append((module, call))

    def _given_self(self, module: Module, node: ast.Attribute) -> Iterator[str]:
        name = self._program.names.home(module.dotted(node.value) or "")
        methods = self._program.inheritance.methods_named(node.attr) if name in self._program.classes else []
        if any(not (method.is_class_method or method.is_static) for method in methods):
            yield from {name, *(method.owner or "" for method in methods)}

    def _calls(self, *names: str) -> Iterator[Call]:
        for path, facts in self._program.facts.items():
            yield from ((self._program.modules[path], call) for name in names for call in facts.calls.get(name, ()))

    def _has(self, ways: frozenset[str]) -> bool:
        facts = self._program.facts.values()
        named = any(not (ways.isdisjoint(part.calls) and ways.isdisjoint(part.mentioned)) for part in facts)
        return named or any(name in self.places or self._program.inheritance.methods_named(name) for name in ways)

    def _has_other_ways(self) -> bool:
        """Whether objects are restored, change their class, or are filled by who reads the command line."""
        classes = all(is_shown(*place) for place in self.places.get("__class__", ()))
        parsed = self._calls("parse_args", "parse_known_args")
        filled = any(len(call.args) > 1 or "namespace" in {k.arg for k in call.keywords} for _, call in parsed)
        types = any(
            len(call.args) != 1 or (isinstance(module.parent(call), ast.Attribute) and not is_shown(module, call))
            for module, call in self._calls("type")
        )
        return not classes or filled or types or any(map(self._program.imports, _RESTORING))

    def family(self, class_: str) -> frozenset[str]:
        """A class, those above it, its heirs and those above these; none where one of them may be more than it says,
        or somebody may store attributes of their objects who is not seen."""
        return self._program.once("family", class_, frozenset[str](), lambda: self._family(class_))

    def _family(self, class_: str) -> frozenset[str]:
        found, waiting = set[str](), [class_, *self._program.names.heirs(class_)]
        while waiting:
            name = waiting.pop()
            above = self.bases(name)
            if above is None or name in self._foreign or not self._is_seen(name):
                return frozenset()
            waiting += set(above) - found - {name}
            found.add(name)
        return frozenset(found)

    def _is_seen(self, class_: str) -> bool:
        program, (module, _) = self._program, self._program.classes[class_]
        own = {one.name.partition(".")[0] for one in program.modules.values()}
        alone = is_program(module) and not program.is_imported(module)
        known = alone and program.imports_only(own | sys.stdlib_module_names)
        return self._stores_are_seen and (program.closed or known)

    def bases(self, name: str) -> list[str] | None:
        """The own classes right above one; None where it may be more than it says."""
        if name not in self._once or name not in self._program.classes:
            return None
        module, node = self._program.classes[name]
        marks = {module.dotted(mark.func if isinstance(mark, ast.Call) else mark) for mark in node.decorator_list}
        every = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
        homes = [self._program.names.home(module.dotted(base) or "?") for base in every]
        own, variable = [home for home in homes if home not in _BASES], module.variable(node)
        once = variable is not None and len(variable.bindings) == 1
        plain = once and marks <= _MARKS and not node.keywords and self._program.classes.keys() >= set(own)
        return own if plain else None

    def stores(self, class_: str, name: str) -> list[Place]:
        """Every place that may store, or delete, an attribute of objects of a class."""
        return [place for place in self.uses(class_, name) if not isinstance(place[1].ctx, ast.Load)]

    def uses(self, class_: str, name: str) -> list[Place]:
        """Every place that may read, store or delete an attribute of objects of a class."""
        return [place for place in self.places.get(name, ()) if self.may_be(owner_of_self(*place), class_)]

    def uses_are_seen(self, name: str) -> bool:
        """Whether every use of an attribute of a name is written out."""
        modules = self._program.modules.items()
        return self.names_are_seen and not any(
            name in self._program.facts[path].mentioned or any(module.all(ast.MatchClass)) for path, module in modules
        )

    def may_be(self, owner: str | None, class_: str) -> bool:
        """Whether `self` in a method of the one class, or any object where that is None, may be one of the other."""
        family = self.family(owner) if owner else None
        return not family or not family.isdisjoint(self.family(class_))

    def makers(self, class_: str) -> list[Call] | None:
        """Every call that makes an object of a class or of one of its heirs; None where there may be others."""
        family, heirs = self.family(class_), {class_, *self._program.names.heirs(class_)}
        handed = any(name.rpartition(".")[2] in self._handed for name in family)
        if not family or handed or not self._makers_are_seen:
            return None
        return [call for heir in sorted(heirs) for call in self.made(heir)]

    def made(self, class_: str) -> list[Call]:
        """The calls that the text shows to make an object of this class, heirs apart."""
        above = [name for name in sorted(self.family(class_)) if class_ in self._program.names.heirs(name)]
        by_name = self._makers.get(class_, [])
        # `cls(...)` in a method of a class above makes objects of it as well.
        return by_name + [one for name in above for one in self._makers.get(name, ()) if given_class(*one)]


def owner_of_self(module: Module, node: ast.Attribute) -> str | None:
    """The class in whose method an attribute of `self` is used; None of any other attribute."""
    around, variable = module.function(node), module.variable(node.value)
    if around is None or variable is None:
        return None
    function, first = Function(module, around), [*around.args.posonlyargs, *around.args.args][:1]
    own = function.is_method and not function.is_class_method
    return function.owner if own and first and variable.bindings == first else None


def _is_named(call: ast.Call) -> bool:
    return all(isinstance(one, ast.Constant) for one in call.args[getattr(call.func, "id", "") == "getattr" :])


def _takes_unnamed(place: Call) -> bool:
    """Whether a call takes the class of an object, or an attribute by a name that is not seen."""
    module, call = place
    if len(call.args) < 2:
        parent = module.parent(call)
        return not (isinstance(parent, ast.Compare | ast.FormattedValue) or is_shown(module, call))
    return not (isinstance(call.args[1], ast.Constant) or ast.unparse(call.args[0]) == "self")
