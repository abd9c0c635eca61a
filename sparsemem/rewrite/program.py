"""All modules of a project, and what a name or a call in one of them certainly stands for."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sparsemem.source.module import Module
from sparsemem.source.scope import FunctionNode
from sparsemem.source.text import Source, UnreadableError

_REEXPORTS = 5


@dataclass(frozen=True, slots=True)
class Function:
    """A function and the module that it stands in."""

    module: Module
    node: FunctionNode

    @property
    def name(self) -> str:
        """The dotted name, module included."""
        return self.module.scopes[self.node].qualname

    @property
    def is_static(self) -> bool:
        """Whether it stands in a class and takes no instance."""
        names = [self.module.dotted(decorator) for decorator in self.node.decorator_list]
        return names == ["builtins.staticmethod"] and self.module.owner_class(self.node) is not None

    @property
    def is_method(self) -> bool:
        """Whether its first parameter is the instance."""
        return self.module.owner_class(self.node) is not None and not self.is_static

    @property
    def is_decorated(self) -> bool:
        """Whether something stands around it that callers would see."""
        return bool(self.node.decorator_list) and not self.is_static


@dataclass(frozen=True, slots=True)
class Facts:
    """What one module adds to the whole."""

    functions: dict[str, Function]
    classes: dict[str, tuple[Module, ast.ClassDef]]
    methods: Counter[str]
    heirs: list[tuple[str, str]]
    """The last part of the name of a base, and the class that has it."""
    replaced: frozenset[str]
    imported: frozenset[str]
    """Modules that it imports, and those above them."""

    @classmethod
    def of(cls, module: Module) -> "Facts":
        """The facts of a module."""
        nodes = list(module.functions())
        classes = list(module.all(ast.ClassDef))
        heirs = [
            ((module.dotted(base) or ast.unparse(base)).rpartition(".")[2], module.scopes[node].qualname)
            for node in classes
            for base in node.bases
        ]
        return cls(
            {module.scopes[node].qualname: Function(module, node) for node in nodes},
            {module.scopes[node].qualname: (module, node) for node in classes},
            Counter(node.name for node in nodes if module.owner_class(node) is not None),
            heirs,
            frozenset(replaced_names(module)),
            frozenset(above for alias in module.all(ast.alias) for above in _above(module.imported(alias) or "")),
        )


def _above(name: str) -> Iterator[str]:
    """`a`, `a.b` and `a.b.c` of `a.b.c`."""
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts) + 1))


class Program:
    """The index of every module; a text that is replaced is indexed anew."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        names = module_names(sources)
        self.modules: dict[str, Module] = {}
        self.unreadable: dict[str, str] = {}
        self._facts: dict[str, Facts] = {}
        for path, text in sources.items():
            try:
                self.modules[path] = Module(Source(path, names[path], text))
            except UnreadableError as error:
                self.unreadable[path] = str(error)
        self._index()

    def replace(self, path: str, text: str) -> None:
        """Take a new text for a module. Raises UnreadableError where it is not Python."""
        self.modules[path] = Module(Source(path, self.modules[path].name, text))
        del self._facts[path]
        self._index()

    def _index(self) -> None:
        for path in self.modules:
            if path not in self._facts:
                self._facts[path] = Facts.of(self.modules[path])
        facts = self._facts.values()
        self._by_name = {module.name: module for module in self.modules.values()}
        self._functions = {name: function for part in facts for name, function in part.functions.items()}
        self.classes = {name: found for part in facts for name, found in part.classes.items()}
        self.methods = sum((part.methods for part in facts), Counter[str]())
        """How many classes define a method of that name."""
        self._heirs: dict[str, set[str]] = defaultdict(set)
        for part in facts:
            for base, heir in part.heirs:
                self._heirs[base].add(heir)
        self._replaced = frozenset[str]().union(*(part.replaced for part in facts))
        self._imported = frozenset[str]().union(*(part.imported for part in facts))
        self.spoiled: dict[ast.AST, bool] = {}
        self.known_runs: dict[Any, Any] = {}
        """What following calls has worked out."""
        self.looking: dict[ast.AST, bool] = {}
        self.known_producers: dict[Any, Any] = {}

    def is_imported(self, module: Module) -> bool:
        """Whether another module imports this one, or names from it."""
        return module.name in self._imported

    def callee(self, module: Module, call: ast.Call) -> Function | None:
        """The function that a call certainly runs: called by a name that is bound once, or on self."""
        found = self.called(module, call)
        return None if found is None or self.is_replaced(found) else found

    def is_replaced(self, function: Function) -> bool:
        """Whether something in the project may put another function in its place, or an heir has one."""
        method = function.module.owner_class(function.node) is not None
        return (
            function.node.name in self._replaced
            or not _is_bound_once(function)
            or (method and self.overridden(function))
        )

    def called(self, module: Module, call: ast.Call) -> Function | None:
        """The function that a call runs unless another is put in its place."""
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            own = self._own_method(module, call.func)
            if own is not None:
                return own
        return self.function(module, call.func)

    def function(self, module: Module, node: ast.expr) -> Function | None:
        """The function that an expression names; never a method."""
        name = module.dotted(node)
        found = self._functions.get(self._home(name)) if name else self._one_of(module, node)
        return None if found is None or found.is_method else found

    def _one_of(self, module: Module, node: ast.expr) -> Function | None:
        """The only function among the bindings of a name that is bound several times."""
        variable = module.variable(node) if isinstance(node, ast.Name) else None
        found = [b for b in variable.bindings if isinstance(b, ast.FunctionDef)] if variable else []
        return Function(module, found[0]) if len(found) == 1 and variable and len(variable.bindings) > 1 else None

    def _own_method(self, module: Module, func: ast.Attribute) -> Function | None:
        assert isinstance(func.value, ast.Name)
        around = module.function(func)
        owner = module.owner_class(around) if around else None
        if owner is None or around is None or not around.args.args or around.args.args[0].arg != func.value.id:
            return None
        if len(getattr(module.variable(func.value), "bindings", ())) != 1:
            return None
        return self._functions.get(f"{module.scopes[owner].qualname}.{func.attr}")

    def overridden(self, function: Function) -> bool:
        """Whether an heir that the project shows has a method of the same name."""
        owner = function.module.owner_class(function.node)
        seen: set[str] = set()
        waiting = [owner.name] if owner else []
        while waiting:
            for heir in self._heirs.get(waiting.pop(), set()) - seen:
                seen.add(heir)
                if f"{heir}.{function.node.name}" in self._functions:
                    return True
                waiting.append(heir.rpartition(".")[2])
        return False

    def _home(self, name: str) -> str:
        """Where the thing that is known under `name` is defined."""
        for _ in range(_REEXPORTS):
            if name in self._functions or name in self.classes:
                break
            home, _, last = name.rpartition(".")
            module = self._by_name.get(home)
            variable = module.scopes[module.tree].variables.get(last) if module else None
            alias = variable.bindings[0] if variable and len(variable.bindings) == 1 else None
            full = module.imported(alias) if module and isinstance(alias, ast.alias) else None
            if full is None:
                break
            name = full
        return name


_REPLACING = frozenset({"setattr", "delattr", "patch", "object", "multiple", "type", "setitem", "dict"})


def replaced_names(module: Module) -> Iterator[str]:
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


def _is_bound_once(function: Function) -> bool:
    variable = function.module.variable(function.node)
    return variable is not None and len(variable.bindings) == 1


def module_names(paths: Iterable[str]) -> dict[str, str]:
    """The dotted name of each path; two scripts of one name are told apart by their folders."""
    every = set(paths)
    names = {path: _module_name(path, every) for path in every}
    counts = Counter(names.values())
    return {path: name if counts[name] == 1 else path.replace("/", ".") for path, name in names.items()}


def _module_name(path: str, every: set[str]) -> str:
    *folders, file = path.split("/")
    parts = [] if file == "__init__.py" else [file.removesuffix(".py")]
    while folders and "/".join([*folders, "__init__.py"]) in every:
        parts.append(folders.pop())
    return ".".join(reversed(parts)) or file.removesuffix(".py")
