"""One run of a function, or of a module's top level: its arguments, and what its names may stand for."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.effects import NONE, Effects
from sparsemem.rewrite.proof.reaching import comes_before, reaching
from sparsemem.rewrite.proof.tame import is_renewed, is_spoiled, is_tame
from sparsemem.rewrite.proof.value import ANY, MUTABLE, NEVER, Value, is_plain, join
from sparsemem.source.module import Module
from sparsemem.source.scope import Scope, Variable

Result = tuple[Value, Effects]
Arguments = dict[Variable, Value]
Bound = tuple[Variable, tuple[ast.AST, ...]]
"""A name, and those of its bindings that count."""
_ROUNDS = 12
DEEPEST = 5
"""How many calls are followed into each other."""


@dataclass(slots=True)
class Round:
    """What is worked out of names that hang on each other, from what the round before found."""

    before: dict[Bound, Value]
    values: dict[Bound, Value] = field(default_factory=dict)
    begun: set[Bound] = field(default_factory=set)
    known: dict[ast.AST, Result] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evaluator:
    """What a frame works out values and effects with: the rules of expressions, statements, bindings and fillings."""

    evaluate: Callable[["Frame", ast.expr], Result]
    perform: Callable[["Frame", ast.stmt], Effects]
    bound: Callable[["Frame", Variable, ast.AST], Value]
    filled: Callable[["Frame", Variable, Value], Value]


class Frame:
    """Values and effects in one function, as it is called at one place.

    What names hold is joined over all of their bindings, so that the order of statements does not matter.
    """

    def __init__(
        self,
        program: Program,
        evaluator: Evaluator,
        place: tuple[Module, ast.AST],
        arguments: Arguments | None = None,
        outer: "Frame | None" = None,
        depth: int = 0,
    ) -> None:
        self.program, self.evaluator, self.outer, self.depth = program, evaluator, outer, depth
        self.module, self.node = place
        self.arguments = arguments or {}
        self.replaced: dict[ast.AST, Value] = {}
        """Expressions that are taken to have a given value, and no effect."""
        self._known: dict[ast.AST, Result] = {}
        self._values: dict[Bound, Value] = {}
        self._round: Round | None = None

    def run(self, node: ast.expr) -> Result:
        """The value of an expression, and what evaluating it may do."""
        if node in self.replaced:
            return self.replaced[node], NONE
        known = self._known if self._round is None else self._round.known
        if node in self._known or node in known:
            return self._known[node] if node in self._known else known[node]
        known[node] = self.evaluator.evaluate(self, node)
        return known[node]

    def effects(self, nodes: Iterable[ast.stmt | ast.expr]) -> Effects:
        """What running these may do, all of them, in any order."""
        found = NONE
        for node in nodes:
            found |= self.run(node)[1] if isinstance(node, ast.expr) else self.evaluator.perform(self, node)
        return found

    def owns(self, variable: Variable) -> bool:
        """Whether the name is local to this run."""
        return _home(variable.scope).node is self.node

    def look(self, variable: Variable, node: ast.Name) -> Result:
        """What reading a name yields."""
        looks = frozenset({variable})
        if not self.owns(variable):
            return self._elsewhere(variable), Effects(looks=looks)
        bindings = reaching(self.module, variable, node)
        bound = variable.scope.kind == "comprehension" or self.is_bound(variable, node)
        return self.value(variable, bindings), Effects(raises=not bound, looks=looks)

    def _elsewhere(self, variable: Variable) -> Value:
        if self.outer is not None and self.outer.owns(variable):
            return self.outer.value(variable)
        only = variable.bindings[0] if len(variable.bindings) == 1 else None
        if isinstance(only, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.alias):
            return Value("code")
        if variable.scope.kind != "module" or only is None:
            return ANY
        parent = self.module.parent(only)
        if not isinstance(parent, ast.Assign | ast.AnnAssign) or parent.value is None:
            return ANY
        if only not in (parent.targets if isinstance(parent, ast.Assign) else [parent.target]):
            return ANY
        value = self.top().run(parent.value)[0]
        if is_plain(value):
            return value
        # What lies in it may be changed from anywhere, but not what it is.
        known = value.kind in MUTABLE and value.kind != "set"
        return Value(value.kind, ANY.roots, step=value.step) if known else ANY

    def alone(self) -> "Frame":
        """The same run as if nothing had called it."""
        return Frame(self.program, self.evaluator, (self.module, self.module.tree))

    def top(self) -> "Frame":
        """The top level of the module."""
        return Frame(self.program, self.evaluator, (self.module, self.module.tree), depth=self.depth)

    def value(self, variable: Variable, bindings: tuple[ast.AST, ...] | None = None) -> Value:
        """What a local name may hold, by these bindings or by all.

        Names that hang on each other are worked out in rounds, from nothing up.
        """
        key = variable, tuple(variable.bindings) if bindings is None else bindings
        if key in self._values:
            return self._values[key]
        return self._settled(key) if self._round is None else self._in_round(self._round, key)

    def _settled(self, key: Bound) -> Value:
        """The value at which the rounds come to rest; nothing is known where they do not."""
        before: dict[Bound, Value] = {}
        for _ in range(_ROUNDS):
            self._round = Round(before)
            found = self._in_round(self._round, key)
            done, self._round = self._round, None
            if done.values == before:
                self._values |= done.values
                self._known |= done.known
                return found
            before = done.values
        self._values[key] = ANY
        return ANY

    def _in_round(self, now: "Round", key: Bound) -> Value:
        if key in now.values:
            return now.values[key]
        if key in now.begun:
            return now.before.get(key, NEVER)
        now.begun.add(key)
        now.values[key] = self._once(*key)
        return now.values[key]

    def _once(self, variable: Variable, bindings: tuple[ast.AST, ...]) -> Value:
        values = [self.evaluator.bound(self, variable, node) for node in bindings]
        found = join(values)
        if found.kind == "any" and any(value.kind in MUTABLE and not value.roots for value in values):
            return replace(found, roots=found.roots | {variable})
        fresh = not found.roots
        if found.kind == "iterator" and fresh:
            return replace(found, roots=frozenset({variable}))
        own = fresh and not is_renewed(self.program, self.module, variable, bindings)
        if found.kind in ("data", "record", "connection", "cursor"):
            return replace(found, roots=frozenset({variable})) if own else found
        if found.kind not in MUTABLE:
            return found
        made = self.evaluator.filled(self, variable, replace(found, roots=frozenset({variable})) if own else found)
        if is_spoiled(self.program, self.module, self.node) and not (fresh and self._keeps(variable, made)):
            return replace(made, element=None, key=None, parts=None)
        return made

    def _keeps(self, variable: Variable, made: Value) -> bool:
        """Whether nothing but its own name reaches the container, and nobody can change what lies in it."""
        inner = [made.element, made.key, *(part for _, part in made.parts or ())]
        plain = all(item is None or is_plain(item) for item in inner)
        return plain and is_tame(self.program, self.module, variable)

    def is_bound(self, variable: Variable, node: ast.AST) -> bool:
        """Whether a binding certainly comes before a reading."""
        return any(comes_before(self.module, binding, node) for binding in variable.bindings)


def _home(scope: Scope) -> Scope:
    while scope.kind == "comprehension" and scope.parent is not None:
        scope = scope.parent
    return scope
