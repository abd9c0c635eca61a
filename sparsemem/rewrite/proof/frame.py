"""One run of a function, or of a module's top level: its arguments, and what its names may stand for."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.content_changes import spoils
from sparsemem.rewrite.proof.effects import NONE, Effects
from sparsemem.rewrite.proof.fixpoint import Fixpoint, Result
from sparsemem.rewrite.proof.reaching import is_bound, reaching
from sparsemem.rewrite.proof.tame import is_constant, is_renewed, is_tame
from sparsemem.rewrite.proof.value import ANY, MUTABLE, Value, held_in, is_plain, join, with_parts
from sparsemem.source import Module, Variable

__all__ = ["DEEPEST", "Arguments", "Evaluator", "Frame", "Result"]
Arguments = dict[Variable, Value]
_FOLLOWED = frozenset({"list", "dict", "set", "tuple"})
_OPAQUE = frozenset({"data", "record", "connection", "cursor"})
"""Kinds that somebody holds and whose contents are not followed."""
DEEPEST = 5
"""How many calls are followed into each other."""


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
        self.running: list[ast.AST] = []
        """The functions inside of this one that are being followed."""
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
        bindings = reaching(self.module, variable, node)
        bound = variable.scope.kind == "comprehension" or is_bound(self.module, variable.bindings, node)
        return self.value(variable, bindings), Effects(raises=not bound, looks=looks)

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

    def value(self, variable: Variable, bindings: tuple[ast.AST, ...] | None = None) -> Value:
        """What a local name may hold, by these bindings or by all."""
        return self._fixpoint.value((variable, tuple(variable.bindings) if bindings is None else bindings))

    def _once(self, variable: Variable, bindings: tuple[ast.AST, ...]) -> Value:
        values = [self.evaluator.bound(self, variable, node) for node in bindings]
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
        if is_renewed(self.program, self.module, variable, bindings):
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
