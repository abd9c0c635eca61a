"""The fixpoint of what names may hold: values that hang on each other, worked out in rounds from nothing up."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from sparsemem.rewrite.proof.effects import Effects
from sparsemem.rewrite.proof.value import ANY, NEVER, Value
from sparsemem.source import Variable

Result = tuple[Value, Effects]
Bound = tuple[Variable, tuple[ast.AST, ...]]
"""A name, and those of its bindings that count."""
_ROUNDS = 12


@dataclass(slots=True)
class Round:
    """One round: it starts from the values that the round before found."""

    before: dict[Bound, Value]
    values: dict[Bound, Value] = field(default_factory=dict)
    known: dict[ast.AST, Result] = field(default_factory=dict)


class Fixpoint:
    """The values that have come to rest, the results that rest on them, and the round that is under way."""

    def __init__(self, once: Callable[[Variable, tuple[ast.AST, ...]], Value]) -> None:
        self._once = once
        self._values: dict[Bound, Value] = {}
        self._known: dict[ast.AST, Result] = {}
        self._round: Round | None = None

    def result(self, node: ast.expr, evaluate: Callable[[ast.expr], Result]) -> Result:
        """The result of an expression, kept for as long as the values that it rests on."""
        known = self._known if self._round is None else self._round.known
        if node in self._known:
            return self._known[node]
        if node not in known:
            known[node] = evaluate(node)
        return known[node]

    def value(self, key: Bound) -> Value:
        """What a name may hold by some of its bindings."""
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

    def _in_round(self, now: Round, key: Bound) -> Value:
        if key not in now.values:
            now.values[key] = now.before.get(key, NEVER)  # for who asks on the way
            now.values[key] = self._once(*key)
        return now.values[key]
