"""All modules of a project, and what a name or a call in one of them certainly stands for."""

import ast
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from sparsemem.rewrite.program.exception_paths import ExceptionPaths
from sparsemem.rewrite.program.handlers import is_special
from sparsemem.rewrite.program.inheritance import Inheritance
from sparsemem.rewrite.program.module_facts import Facts
from sparsemem.source import Function, Module, Source, UnreadableError, given_class, is_bound_once, told_apart
from sparsemem.source.name_index import NameIndex

Answer = TypeVar("Answer")
ByObject = Callable[[Module, ast.Call], Collection[Function | None] | None]
_ROUNDS = 12


def is_program(module: Module) -> bool:
    """Whether a module is run rather than imported: its top level calls something, under a guard or without."""
    guards = (ast.unparse(s.test) for s in module.tree.body if isinstance(s, ast.If))
    calls = any(isinstance(s, ast.Expr) and isinstance(s.value, ast.Call) for s in module.tree.body)
    return calls or any("__name__" in guard for guard in guards)


class Program:
    """The index of every module; a text that is replaced is indexed anew."""

    def __init__(self, sources: Mapping[str, str], closed: bool = True, strict: bool = False) -> None:
        self.closed, self.strict = closed, strict
        self.modules: dict[str, Module] = {}
        self.unreadable: dict[str, str] = {}
        self.facts: dict[str, Facts] = {}
        for source in told_apart([Source(path, _module_name(path, sources), text) for path, text in sources.items()]):
            try:
                self.modules[source.path] = Module(source)
            except UnreadableError as error:
                self.unreadable[source.path] = str(error)
        self._index()

    def replace(self, path: str, text: str) -> None:
        """Take a new text for a module. Raises UnreadableError where it is not Python."""
        self.modules[path] = Module(Source(path, self.modules[path].name, text))
        del self.facts[path]
        self._index()

    def _index(self) -> None:
        for path in self.modules:
            if path not in self.facts:
                self.facts[path] = Facts.of(self.modules[path])
        facts = self.facts.values()
        self.names = NameIndex(part.names for part in facts)
        self._functions = {name: function for part in facts for name, function in part.functions.items()}
        self.classes = {name: found for part in facts for name, found in part.classes.items()}
        self.replaced = frozenset[str]().union(*(part.replaced for part in facts))
        own = frozenset[str]().union(*(part.own for part in facts))
        classes = [node for _, node in self.classes.values()]
        if not self.closed or any(len(node.bases) > 1 for node in classes):
            # An heir of two classes has the attributes of the one and the methods of the other.
            self.replaced |= own
        self.replaced |= own & {getattr(item, "name", "") for node in classes if node.bases for item in node.body}
        if "*" in self.replaced:
            self.replaced |= {function.node.name for function in self._functions.values()}
        self._imported = frozenset[str]().union(*(part.imported for part in facts))
        self._answers: dict[tuple[str, object], Any] = {}
        self._round: dict[tuple[str, object], Any] | None = None
        """The answers of a round, of questions that may rest on themselves."""
        self._highest = dict[tuple[str, object], Any]()
        self._before = dict[tuple[str, object], Any]()
        """Those of the round before."""
        self.inheritance = Inheritance(self._functions, self.classes, self.names, self.replaced, self.closed)

    def once(self, question: str, about: object, meanwhile: Answer, find: Callable[[], Answer]) -> Answer:
        """The answer to a question, worked out once; `meanwhile` is it for who asks the same on the way."""
        key = question, about
        if key not in self._answers:
            self._answers[key] = meanwhile
            self._answers[key] = find()
        found: Answer = self._answers[key]
        return found

    def risen(
        self, question: str, about: object, lowest: Answer, highest: Answer, find: Callable[[], Answer]
    ) -> Answer:
        """The answer to a question that may rest on itself, and on others that do.

        All of these are worked out in rounds, from the lowest answer up, until they come to rest; the highest is true
        of those that do not. What was found on the way is forgotten, as it rests on answers that were too low.
        """
        key = question, about
        if key in self._answers:
            return self._answers[key]  # type: ignore[no-any-return]
        self._highest[key] = highest
        if self._round is not None:
            return self._in_round(key, lowest, find)
        kept = dict(self._answers)
        for _ in range(_ROUNDS):
            self._before, self._round = self._round or {}, {}
            self._in_round(key, lowest, find)
            if self._round == self._before:
                break
            self._answers = dict(kept)
        else:
            self._round = {one: self._highest[one] for one in self._round or {}}
        self._answers |= self._round
        self._round = None
        return self._answers[key]  # type: ignore[no-any-return]

    def _in_round(self, key: tuple[str, object], lowest: Answer, find: Callable[[], Answer]) -> Answer:
        assert self._round is not None
        if key not in self._round:
            self._round[key] = self._before.get(key, lowest)
            self._round[key] = find()
        return self._round[key]  # type: ignore[no-any-return]

    def is_imported(self, module: Module) -> bool:
        """Whether another module imports this one, or names from it."""
        return module.name in self._imported

    def imports(self, name: str) -> bool:
        """Whether anything imports a module, or one in it."""
        return name in self._imported

    def imports_only(self, packages: Collection[str]) -> bool:
        """Whether all that is imported is of these packages."""
        return all(name.partition(".")[0] in packages for name in self._imported)

    def is_taken(self, module: Module, name: str) -> bool:
        """Whether something seen may take a name of this module, which has it by import and thus for itself only."""
        if f"{module.name}.*" in self._imported or f"{module.name}.{name}" in self._imported:
            return True
        read = any(name in part.attributes for part in self.facts.values())
        calls = (call for part in self.facts.values() for call in part.calls.get(name, ()))
        return self.is_imported(module) and (read or any(isinstance(call.func, ast.Attribute) for call in calls))

    def is_mentioned(self, name: str) -> bool:
        """Whether anything calls or reads a function of that name, imports it, or may replace it."""
        facts = self.facts.values()
        imported = any(a.name == name for module in self.modules.values() for a in module.all(ast.alias))
        seen = any(name in part.calls or name in part.mentioned or name in part.attributes for part in facts)
        return seen or imported or name in self.replaced

    @property
    def stops_are_told_apart(self) -> bool:
        """Whether something that is seen tells StopIteration from another exception."""
        return any(part.stopping for part in self.facts.values()) or self.inheritance.has("__next__")

    @property
    def exception_paths(self) -> ExceptionPaths:
        """Who handles what functions raise."""
        find = lambda: ExceptionPaths(self.facts.values(), self.replaced)  # noqa: E731 - asked once
        return self.once("exception paths", None, None, find)  # type: ignore[return-value]

    def callee(self, module: Module, call: ast.Call) -> Function | None:
        """The function that a call certainly runs: called by a name that is bound once, or on self."""
        found = self.called(module, call)
        return None if found is None or self.is_replaced(found) else found

    def is_replaced(self, function: Function) -> bool:
        """Whether something in the project may put another function in its place, or an heir has one."""
        method = function.module.owner_class(function.node) is not None
        return (
            function.node.name in self.replaced
            or not is_bound_once(function)
            or (method and self.inheritance.is_overridden(function))
        )

    def called(self, module: Module, call: ast.Call) -> Function | None:
        """The function that a call runs unless another is put in its place."""
        name = self.names.called(module, call)
        if name:
            return self._functions.get(name)
        variable = module.variable(call.func) if module.dotted(call.func) is None else None
        found = [b for b in variable.bindings if isinstance(b, ast.FunctionDef)] if variable else []
        only = Function(module, found[0]) if len(found) == 1 else None  # of a name that is bound several times
        return None if only is None or only.is_method else only

    def callers(
        self, function: Function, by_object: ByObject = lambda module, call: None
    ) -> list[tuple[Module, ast.Call]]:
        """Every call of a function; none where others may call it that are not seen.

        `by_object` tells the functions of which a call may run one that no name tells; None where nobody knows.
        """
        name, method = function.node.name, function.module.owner_class(function.node) is not None
        is_public = not (self.closed or name.startswith("_") or function.module.function(function.node))
        if is_special(function.node) or function.is_decorated or self.is_replaced(function):
            return []
        seen = any(name in part.mentioned or (method and name in part.attributes) for part in self.facts.values())
        if seen or (is_public and not is_program(function.module)):
            return []
        found = []
        for path, facts in self.facts.items():
            for call in facts.calls.get(name, ()):
                module = self.modules[path]
                only = self.callee(module, call)
                called = by_object(module, call) if only is None and method else [only]
                if called is None or (only is None and not method and module.dotted(call.func) is not None):
                    return []
                if any(one is not None and one.node is function.node for one in called):
                    found.append((module, call))
        return found

    def made_class(self, module: Module, call: ast.Call) -> str | None:
        """The class of which `cls(...)` in a class method makes an object, where no heir can be meant."""
        name = given_class(module, call)
        return name if name and self.closed and not self.names.heirs(name) else None

    def function(self, module: Module, node: ast.expr) -> Function | None:
        """The function that an expression names; never a method."""
        name = self.names.function(module.dotted(node))
        return self._functions.get(name) if name else None


def _module_name(path: str, every: Collection[str]) -> str:
    """The dotted name of a path."""
    *folders, file = path.split("/")
    parts = [] if file == "__init__.py" else [file.removesuffix(".py")]
    while folders and "/".join([*folders, "__init__.py"]) in every:
        parts.append(folders.pop())
    return ".".join(reversed(parts)) or file.removesuffix(".py")
