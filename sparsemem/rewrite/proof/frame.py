"""One run of a function, or of a module's top level: its arguments, and what its names may stand for."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.content_changes import spoils
from sparsemem.rewrite.proof.effects import NONE, Effects
from sparsemem.rewrite.proof.reaching import is_bound
from sparsemem.rewrite.proof.tame import is_constant, is_renewed, is_tame
from sparsemem.rewrite.proof.value import ANY, MUTABLE, NEVER, Value, held_in, is_plain, join, with_parts
from sparsemem.source import Module, Variable

Result = tuple[Value, Effects]
Arguments = dict[Variable, Value]
_FOLLOWED = frozenset({"list", "dict", "set", "tuple"})
_OPAQUE = frozenset({"data", "record", "connection", "cursor"})
"""Kinds that somebody holds and whose contents are not followed."""
DEEPEST = 5
"""How many calls are followed into each other."""
_ROUNDS = 12


class Fixpoint:
    """The values that have come to rest, the results that rest on them, and the round that is under way."""

    def __init__(self, once: Callable[[Variable], Value]) -> None:
        self._once = once
        self._values: dict[Variable, Value] = {}
        self._known: dict[ast.AST, Result] = {}
        self._before: dict[Variable, Value] = {}
        """What the round before found."""
        self._round: dict[Variable, Value] | None = None
        self._fresh: list[ast.AST] = []
        """The expressions whose results rest on the values of this round."""

    def result(self, node: ast.expr, evaluate: Callable[[ast.expr], Result]) -> Result:
        """The result of an expression, kept for as long as the values that it rests on."""
        if node not in self._known:
            self._known[node] = evaluate(node)
            if self._round is not None:
                self._fresh.append(node)
        return self._known[node]

    def value(self, name: Variable) -> Value:
        """What a name may hold by its bindings; nothing is known where the rounds do not come to rest."""
        if name in self._values:
            return self._values[name]
        if self._round is not None:
            return self._in_round(self._round, name)
        self._before = {}
        for _ in range(_ROUNDS):
            self._round, self._fresh = {}, []
            found = self._in_round(self._round, name)
            done, self._round = self._round, None
            if done == self._before:
                self._values |= done
                return found
            self._before = done
            for node in self._fresh:
                self._known.pop(node, None)
        self._values[name] = ANY
        return ANY

    def _in_round(self, now: dict[Variable, Value], name: Variable) -> Value:
        if name not in now:
            now[name] = self._before.get(name, NEVER)  # for who asks on the way
            now[name] = self._once(name)
        return now[name]


@dataclass(frozen=True, slots=True)
class Evaluator:
    """What a frame works out values and effects with: expressions, statements, bindings, fillings, entries."""

    evaluate: Callable[["Frame", ast.expr], Result]
    perform: Callable[["Frame", ast.stmt], Effects]
    bound: Callable[["Frame", Variable, ast.AST], Value]
    filled: Callable[["Frame", Variable, Value], Value]
    entered: Callable[[Program, Module, ast.AST], "Frame"]


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
        self._fixpoint = Fixpoint(self._once)

    def run(self, node: ast.expr) -> Result:
        """The value of an expression, and what evaluating it may do."""
        if node in self.replaced:
            return self.replaced[node], NONE
        return self._fixpoint.result(node, lambda node: self.evaluator.evaluate(self, node))

    def values(self, nodes: Iterable[ast.expr]) -> list[Value]:
        """The values of expressions."""
        return [self.run(node)[0] for node in nodes]

    def effects(self, nodes: Iterable[ast.stmt | ast.expr]) -> Effects:
        """What running these may do, all of them, in any order."""
        found = NONE
        for node in nodes:
            found |= self.run(node)[1] if isinstance(node, ast.expr) else self.evaluator.perform(self, node)
        return found

    def owns(self, variable: Variable) -> bool:
        """Whether the name is local to this run."""
        return variable.scope.function.node is self.node

    def look(self, variable: Variable, node: ast.Name) -> Result:
        """What reading a name yields."""
        looks = frozenset({variable})
        if not self.owns(variable):
            return self._elsewhere(variable), Effects(looks=looks)
        bound = variable.scope.kind == "comprehension" or is_bound(self.module, variable.bindings, node)
        return self.value(variable), Effects(raises=not bound, looks=looks)

    def _elsewhere(self, variable: Variable) -> Value:
        """What a name of another run, of the module or of an import may hold."""
        if self.outer is not None and self.outer.owns(variable):
            return self.outer.value(variable)
        only = variable.bindings[0] if len(variable.bindings) == 1 else None
        if isinstance(only, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.alias):
            return Value("code")
        parent = self.module.parent(only) if variable.scope.kind == "module" and only is not None else None
        made = parent.value if isinstance(parent, ast.Assign | ast.AnnAssign) else None
        if made is None:
            return ANY
        value = self.top(self.depth).run(made)[0]
        if not is_plain(value) and value.kind in _FOLLOWED and is_constant(self.program, variable):
            return replace(with_parts(value, _shared), roots=ANY.roots)
        return _shared(value)

    def top(self, depth: int) -> "Frame":
        """The top level of the module, as if so many calls led to it."""
        return Frame(self.program, self.evaluator, (self.module, self.module.tree), depth=depth)

    def value(self, variable: Variable) -> Value:
        """What a local name may hold, by all of its bindings."""
        return self._fixpoint.value(variable)

    def _once(self, variable: Variable) -> Value:
        values = [self.evaluator.bound(self, variable, node) for node in variable.bindings]
        found = join(values)
        if found.kind == "any" and any(value.kind in MUTABLE and not value.roots for value in values):
            return replace(found, roots=found.roots | {variable})
        fresh = not found.roots
        owned = replace(found, roots=frozenset({variable})) if fresh else found
        if found.kind == "iterator":
            return owned
        if (found.kind == "tuple" and not is_plain(found)) or (found.kind == "any" and fresh):
            return owned
        if found.kind not in MUTABLE and found.kind not in _OPAQUE:
            return found
        if is_renewed(self.program, self.module, variable):
            owned = found
        return owned if found.kind in _OPAQUE else self._contents(variable, owned, fresh)

    def _contents(self, variable: Variable, found: Value, fresh: bool) -> Value:
        """A container with what is put in by its name; without, where something else may change that."""
        made = self.evaluator.filled(self, variable, found)
        if not spoils(self.program, self.module, self.node):
            return made
        # Nothing but its own name reaches the container, and nobody can change what lies in it.
        if fresh and all(map(is_plain, held_in(made))) and is_tame(self.program, self.module, variable):
            return made
        return replace(made, element=None, key=None, parts=None)


def _shared(value: Value) -> Value:
    """What others have too: they may change what lies in it, though not what it is."""
    if is_plain(value):
        return value
    return Value(value.kind, ANY.roots, step=value.step) if value.kind in MUTABLE - {"set"} else ANY
