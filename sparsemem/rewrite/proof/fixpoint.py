"""The fixpoint of what names may hold: values that hang on each other, worked out in rounds from nothing up."""

import ast
from collections.abc import Callable

from sparsemem.rewrite.proof.effects import Effects
from sparsemem.rewrite.proof.value import ANY, NEVER, Value
from sparsemem.source import Variable

Result = tuple[Value, Effects]
Bound = tuple[Variable, tuple[ast.AST, ...]]
"""A name, and those of its bindings that count."""
_ROUNDS = 12


class Fixpoint:
    """The values that have come to rest, the results that rest on them, and the round that is under way."""

    def __init__(self, once: Callable[[Variable, tuple[ast.AST, ...]], Value]) -> None:
        self._once = once
        self._values: dict[Bound, Value] = {}
        self._known: dict[ast.AST, Result] = {}
        self._before: dict[Bound, Value] = {}
        """What the round before found."""
        self._round: dict[Bound, Value] | None = None
        self._fresh: list[ast.AST] = []
        """The expressions whose results rest on the values of this round."""

    def result(self, node: ast.expr, evaluate: Callable[[ast.expr], Result]) -> Result:
        """The result of an expression, kept for as long as the values that it rests on."""
        if node not in self._known:
            self._known[node] = evaluate(node)
            if self._round is not None:
                self._fresh.append(node)
        return self._known[node]

    def value(self, key: Bound) -> Value:
        """What a name may hold by some of its bindings; nothing is known where the rounds do not come to rest."""
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
