"""One run of a function, or of a module's top level: its arguments, and what its names may stand for."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from sparsemem.rewrite.program.program import Program, is_program
from sparsemem.rewrite.program.shared_names import home_of, places_of
from sparsemem.rewrite.proof.constants import is_constant
from sparsemem.rewrite.proof.effects import NONE, RAISES, Effects
from sparsemem.rewrite.proof.local_containers import hands_on, is_tame
from sparsemem.rewrite.proof.names import is_bound, seen
from sparsemem.rewrite.proof.spoiling import spoilt
from sparsemem.rewrite.proof.value import (
    ANY,
    MUTABLE,
    NEVER,
    Value,
    held_in,
    is_known,
    is_plain,
    join,
    may_be_none,
    with_parts,
    without,
)
from sparsemem.source import Module, Variable

Result = tuple[Value, Effects]
Arguments = dict[Variable, Value]
Bound = tuple[Variable, tuple[ast.AST, ...]]
"""A name, and those of its bindings that count."""
_OPAQUE = frozenset({"data", "record", "connection", "cursor", "random", "archive"})
"""Kinds that somebody holds and whose contents are not followed."""
_NOTHING_YET = Value("list", element=NEVER)
DEEPEST = 5
"""How many calls are followed into each other."""
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Evaluator:
    """What a frame works out values and effects with: expressions, statements, bindings, fillings, runs."""

    evaluate: Callable[["Frame", ast.expr], Result]
    perform: Callable[["Frame", ast.stmt], Effects]
    bound: Callable[["Frame", Variable, ast.AST], Value]
    filled: Callable[["Frame", Variable, Value], Value]
    entered: Callable[[Program, Module, ast.AST], "Frame"]


class Frame:
    """Values and effects in one function, as it is called at one place.

    What names hold is joined over those of their bindings that a reading may see. Values that hang on each other are
    worked out in rounds, from nothing up, until they come to rest.
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
        """The results of expressions, kept for as long as the values that they rest on."""
        self._values: dict[Bound, Value] = {}
        self._before: dict[Bound, Value] = {}
        """What the round before found."""
        self._round: dict[Bound, Value] | None = None
        self._asked = set[Variable]()
        """The names of which it is asked whether they hand on what they hold."""
        self._fresh: list[ast.AST] = []
        """The expressions whose results rest on the values of this round."""

    def run(self, node: ast.expr) -> Result:
        """The value of an expression, and what evaluating it may do."""
        if node in self.replaced:
            return self.replaced[node], RAISES if may_be_none(self.replaced[node]) else NONE
        if node not in self._known:
            value, effects = self.evaluator.evaluate(self, node)
            self._known[node] = value, effects | RAISES if may_be_none(value) else effects
            if self._round is not None:
                self._fresh.append(node)
        return self._known[node]

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
        value, effects = self.value(variable, seen(self.module, variable, node)), Effects(not bound, looks=looks)
        if value.kind in MUTABLE | _OPAQUE and variable in value.roots and self._hands_on(variable, node):
            # Whoever gets it may change it from now on.
            return replace(value, roots=value.roots - looks), effects | Effects(reads=looks, writes=looks)
        return value, effects

    def _hands_on(self, variable: Variable, node: ast.Name) -> bool:
        if variable in self._asked:
            return False
        self._asked.add(variable)
        plain = lambda expression: is_plain(self.run(expression)[0])  # noqa: E731
        found = hands_on(self.program, self.module, variable, node, plain)
        self._asked.discard(variable)
        return found

    def _elsewhere(self, variable: Variable) -> Value:
        """What a name of another run, of the module or of an import may hold."""
        if self.outer is not None and self.outer.owns(variable):
            return self.outer.value(variable)
        module, variable = home_of(self.program, self.module, variable)
        only = variable.bindings[0] if len(variable.bindings) == 1 else None
        if isinstance(only, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.alias):
            return Value("code")
        parent = module.parent(only) if variable.scope.kind == "module" and only is not None else None
        made = parent.value if isinstance(parent, ast.Assign | ast.AnnAssign) else None
        if made is None or variable.name in self.program.replaced:
            return ANY
        value = Frame(self.program, self.evaluator, (module, module.tree), depth=self.depth).run(made)[0]
        if value.kind in MUTABLE - {"defaultdict"} and all(map(is_plain, held_in(value))):
            uses = places_of(self.program, module, variable)
            is_own = self.program.closed or (is_program(module) and not self.program.is_imported(module))
            if is_own and uses is not None and is_constant(self.program, uses):
                return replace(value, roots=ANY.roots, fixed=True)
        # Others have it too: they may change what lies in it, though not what it is.
        shared = Value(value.kind, ANY.roots, step=value.step) if value.kind in MUTABLE - {"set"} else ANY
        return value if is_plain(value) else shared

    def top(self, depth: int) -> "Frame":
        """The top level of the module, as if so many calls led to it."""
        return Frame(self.program, self.evaluator, (self.module, self.module.tree), depth=depth)

    def value(self, variable: Variable, bindings: tuple[ast.AST, ...] = ()) -> Value:
        """What a local name may hold, by these bindings or by all; nothing is known where the rounds do not come to
        rest."""
        key = variable, bindings or tuple(variable.bindings)
        if key in self._values:
            return self._values[key]
        if self._round is not None:
            return self._in_round(self._round, key)
        self._before = {}
        for _ in range(_ROUNDS):
            self._round, self._fresh = {}, []
            found = self._in_round(self._round, key)
            done, self._round = self._round, None
            if done == self._before:
                self._values |= done
                return found
            self._before = done
            for node in self._fresh:
                self._known.pop(node, None)
        self._values[key] = ANY
        return ANY

    def _in_round(self, now: dict[Bound, Value], key: Bound) -> Value:
        if key not in now:
            now[key] = self._before.get(key, NEVER)  # for who asks on the way
            now[key] = self._once(*key)
        return now[key]

    def _once(self, variable: Variable, bindings: tuple[ast.AST, ...]) -> Value:
        values = [self.evaluator.bound(self, variable, node) for node in bindings]
        found = join(values)
        if found.kind == "any" and any(value.kind in MUTABLE and not value.roots for value in values):
            return replace(found, roots=found.roots | {variable})
        fresh = not found.roots
        owned = replace(found, roots=frozenset({variable})) if fresh else found
        if found.kind == "data" and not is_known(
            self.evaluator.filled(self, variable, _NOTHING_YET).element or NEVER
        ):
            return replace(ANY, roots=owned.roots | ANY.roots)
        if found.kind in MUTABLE | _OPAQUE:
            return owned if found.kind in _OPAQUE else self._contents(variable, owned, fresh)
        if found.kind == "tuple" and not is_plain(found):
            # What lies in it is filled in other ways than by its own name.
            owned = without(owned, spoilt(self.program, self.module, self.node, self._value_of))
        held = found.kind == "iterator" or (found.kind == "tuple" and not is_plain(found))
        return owned if held or found.kind == "any" else found

    def _value_of(self, module: Module, node: ast.expr) -> Value:
        """The value of an expression, wherever it stands."""
        return self.evaluator.entered(self.program, module, node).run(node)[0]

    def _contents(self, variable: Variable, found: Value, fresh: bool) -> Value:
        """A container with what is put in by its name; without, where something else may change that."""
        if found.fixed:
            return found
        made = self.evaluator.filled(self, variable, found)
        strip = partial(without, kinds=spoilt(self.program, self.module, self.node, self._value_of))
        # Nothing but its own name reaches a container that is new; what lies in that, somebody may change.
        return with_parts(made, strip) if fresh and is_tame(self.program, self.module, variable) else strip(made)
