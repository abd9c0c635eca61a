"""Whether a producer and its consumer may alternate, step by step, where the one used to run before the other.

Eagerly, all of P runs and then all of C; lazily they take turns. As long as nothing raises the two are equal, and
where something raises both end by an exception, with the same effects behind them, where

1. neither changes what the other reads or changes, objects and names alike;
2. at most one of them has an effect that is seen elsewhere, or after the program where an exception ends that;
3. P cannot raise, or C leaves nothing behind and no handler in reach tells whose exception it is;
4. C takes all elements, or P cannot raise and changes nothing, its source included;
5. C cannot raise or stop, or P has no effect.

Taking from an object of which nothing is known is an effect as well: it may be an iterator that others hold, or a
generator that does anything.
"""

import ast
from dataclasses import dataclass

from sparsemem.rewrite.proof.effects import (
    DATABASE,
    FILES,
    LASTING,
    OBJECTS,
    OUTER,
    SLOT,
    Effects,
    Inside,
    Root,
    Roots,
    is_held,
    is_slot,
    name_of,
)
from sparsemem.rewrite.proof.follow import is_own_root
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.local_containers import is_tame
from sparsemem.rewrite.proof.value import Value, deep, is_bound_later
from sparsemem.rewrite.reasons import Reason, Tier

_ELSEWHERE = frozenset({OUTER, OBJECTS, LASTING})
Verdict = tuple[Tier, Reason | None]


@dataclass(frozen=True, slots=True)
class Turns:
    """Two pieces of code that would take turns, and how they stand to each other."""

    producer: Effects
    consumer: Effects
    element: Value
    partial: bool
    """The consumer may stop early."""
    caught: bool
    """An exception of one of them is caught around it."""
    apart: bool
    """Other statements stand between the two; their effects are among the consumer's."""
    told_apart: bool
    """It matters which of two exceptions leaves the function."""
    ends: bool
    """An exception ends the program, and nobody sees the objects that it leaves half done."""


def judge(frame: Frame, turns: Turns) -> Verdict:
    """The tier of letting them take turns, and what stands against a better one."""
    p, c = turns.producer, turns.consumer
    conflict = _conflict(frame, turns)
    if conflict is not None:
        return (Tier.T3 if conflict.is_verifiable else Tier.T4), conflict
    if p.unknown:
        return Tier.T3, Reason.UNKNOWN_CALLEE
    if p.identity or c.identity:
        return Tier.T4, Reason.COMPARED
    p_seen, c_seen = _is_seen(frame, p), _is_seen(frame, c)
    if turns.partial and p_seen and not c.unknown:
        return Tier.T4, Reason.SHORT_CIRCUIT
    if turns.ends:
        p_seen, c_seen = _is_lasting(p), _is_lasting(c)
    if p_seen and c_seen:
        if c.unknown:
            return Tier.T3, Reason.UNKNOWN_CALLEE
        return Tier.T3, Reason.INTERLEAVED_EFFECTS
    if _touches(frame, p, c):
        return Tier.T3, Reason.UNKNOWN_CALLEE
    return _as_it_may_raise(turns, p_seen or p.advances, c_seen or c.advances)


def _as_it_may_raise(turns: Turns, p_left: bool, c_left: bool) -> Verdict:
    """The tier of two that do not disturb each other; `p_left`, `c_left`: something is left behind half done."""
    p, c = turns.producer, turns.consumer
    # An iterator of this function may be asked for what is left in it.
    if turns.partial and (p.raises or p_left or p.writes):
        return Tier.T2, Reason.SHORT_CIRCUIT
    if turns.caught and p.raises:
        return Tier.T2, Reason.IN_TRY
    if _grows(p, c) or _grows(c, p):
        return Tier.T2, Reason.FILLS_WHEN_READ
    told = turns.told_apart and p.raises and c.raises
    if told or (p.raises and c_left) or (c.raises and p_left):
        return Tier.T2, Reason.GAP_EFFECTS if turns.apart else Reason.FAULT_ORDER
    return Tier.T1, None


def _grows(one: Effects, other: Effects) -> bool:
    """Whether one asks an object for an item, by which a defaultdict grows, and the other sees what it has."""
    seen = {"__iter__", "__len__", "__contains__"}
    return "__getitem__" in one.protocols and not other.protocols.isdisjoint(seen)


def _conflict(frame: Frame, turns: Turns) -> Reason | None:
    """What one side is known to change under the other."""
    p, c = turns.producer, turns.consumer
    if not c.binds.isdisjoint(p.looks | p.binds):
        return Reason.LATE_BINDING
    if is_bound_later(turns.element):
        return Reason.LATE_BINDING
    inside = deep(turns.element) - {OUTER}
    reused = (p.writes - _ELSEWHERE) & inside
    if reused and not p.unknown:
        if any(is_own_root(frame, root) for root in reused):
            return Reason.SHARED_RECORD
        # Of what lies in a container there may be several, one for each element.
        renewed = all(isinstance(root, Inside) or len(getattr(root, "bindings", ())) > 1 for root in reused)
        return Reason.CHANGED_LATER if renewed else Reason.RECORD_REUSED
    changed = (c.writes - _ELSEWHERE) & (p.reads | p.writes)
    if changed:
        # Two runs of another function each have its names, and objects their attributes.
        sure = any(not _is_of_attributes(r) and ((name := name_of(r)) is None or frame.owns(name)) for r in changed)
        return Reason.SOURCE_CHANGED_IN_LOOP if sure else Reason.UNKNOWN_CALLEE
    if not (p.writes - _ELSEWHERE).isdisjoint(c.reads | c.writes) or not p.binds.isdisjoint(c.looks):
        return Reason.INTERLEAVED_EFFECTS
    if any(SLOT in one.reads and any(map(_is_of_attributes, other.writes)) for one, other in ((p, c), (c, p))):
        return Reason.UNKNOWN_CALLEE
    if OUTER in c.writes and OUTER in p.reads | p.writes and not c.unknown and _share_a_name(p, c):
        return Reason.SOURCE_CHANGED_IN_LOOP
    return None


def _is_of_attributes(root: Root) -> bool:
    return is_slot(root) or is_held(root)


def _share_a_name(p: Effects, c: Effects) -> bool:
    """Whether both read the same name of a module that is no function or class: what one changes, the other sees."""
    names = [name for root in p.looks & c.looks if (name := name_of(root)) is not None]
    return any(isinstance(node, ast.Name) for name in names if name.scope.kind == "module" for node in name.bindings)


def _touches(frame: Frame, p: Effects, c: Effects) -> bool:
    """Whether code that cannot be seen may reach what the other side reads: all that is not its own container."""
    reached = _open(p.reads | p.writes, c)
    if c.unknown or OUTER in c.writes or c.advances:
        names = [name_of(root) for root in p.looks]
        return not all(_is_private(frame, root) for root in reached) or any(
            name is not None and len(name.bindings) > 1 and (not frame.owns(name) or name.scope.kind == "module")
            for name in names
        )
    if _meets_given(frame, p, c) or _meets_given(frame, c, p):
        return True
    changes = OUTER in p.writes or p.advances
    return changes and not all(_is_private(frame, root) for root in _open(c.reads | c.writes, p))


def _meets_given(frame: Frame, one: Effects, other: Effects) -> bool:
    """Whether one changes a container that it has given to others, and the other side uses what others have."""
    given = (root for root in one.writes if name_of(root) is not None and not _is_private(frame, root))
    return OUTER in other.reads | other.writes and any(given)


def _open(roots: Roots, others: Effects) -> Roots:
    """The roots without files and attributes, which only code that cannot be seen changes unnamed."""
    hidden = others.unknown or others.advances
    return roots if hidden else frozenset(r for r in roots if r != FILES and not _is_of_attributes(r))


def _is_private(frame: Frame, root: Root) -> bool:
    """Whether only this run, or one that it called and that is over, reaches the object."""
    name = name_of(root)
    if name is None:
        return False
    return not frame.owns(name) or is_tame(frame.program, frame.module, name)


def _is_lasting(effects: Effects) -> bool:
    """Whether anything is left behind that is seen after the program, as objects that lie in a file may be."""
    return effects.outside or effects.unknown or not effects.writes.isdisjoint({FILES, DATABASE, LASTING})


def _is_seen(frame: Frame, effects: Effects) -> bool:
    """Whether anything is left behind that somebody else can see, should an exception end the run in the middle."""
    if effects.outside or effects.unknown:
        return True
    names = [name for root in effects.binds if (name := name_of(root)) is not None]
    readers = (frame.module.scope_of(use).function.node for name in names for use in name.references)
    own = all(map(frame.owns, names)) and all(reader is frame.node for reader in readers)
    # Of an attribute, the object that has it says who sees it.
    return not own or not all(_is_private(frame, root) for root in effects.writes if not is_slot(root))
