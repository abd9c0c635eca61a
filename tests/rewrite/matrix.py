"""What the rewriter decides about a generated program, and whether it is right: the program is run before and after.

Each program is also run as converted by force, so that it is known what a perfect rewriter could convert: what can be
seen stays the same for all inputs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rewrite.oracle import ENDLESS, Outcome, outcome
from rewrite.templates import Program, Templates
from sparsemem.rewrite import Tier, rewrite

_PATH = "main.py"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rewriter did with a program: the tier of its decision (None: left alone), and whether it is equal."""

    tier: Tier | None
    equal: bool
    reasons: tuple[str, ...]


def programs(half: str) -> Iterator[Program]:
    """All programs of the `tuned` or the `held_out` half."""
    return Templates(half).programs()


def outcomes(text: str, inputs: tuple[str, ...]) -> tuple[Outcome, ...]:
    """What a module does with each input."""
    code = compile(text, "<program>", "exec")
    return tuple(outcome(code, argument) for argument in inputs)


def could_be_lazy(program: Program) -> bool:
    """Whether nothing that was looked at would tell the generator from the list."""
    return is_kept(outcomes(program.text, program.inputs), outcomes(program.forced, program.inputs))


def is_kept(before: tuple[Outcome, ...], after: tuple[Outcome, ...], strict: bool = False) -> bool:
    """Whether the promise is kept: the same, but for which exception ends a call that one ends anyhow."""
    if strict:
        return before == after
    pairs = zip(before, after, strict=True)
    return all(replace(one, raised=_any(one)) == replace(other, raised=_any(other)) for one, other in pairs)


def rewritten(text: str, inputs: tuple[str, ...], strict: bool = False) -> tuple[bool, bool]:
    """Whether T1 changes a module, and whether that is right: the promise is kept, a second run changes nothing."""
    after = rewrite({_PATH: text}, strict=strict).sources.get(_PATH, text)
    if after == text:
        return False, True
    again = rewrite({_PATH: after}, strict=strict).sources
    return True, not again and is_kept(outcomes(text, inputs), outcomes(after, inputs), strict)


def _any(one: Outcome) -> str | None:
    return one.raised if one.raised in (None, ENDLESS) else "an exception"


def verdict(program: Program, tier: Tier, strict: bool = False) -> Verdict:
    """Rewrite a program up to a tier, and compare."""
    done = rewrite({_PATH: program.text}, tier=tier, strict=strict)
    reasons = tuple(sorted({refusal.reason for refusal in done.refusals}))
    if not done.changes:
        return Verdict(None, True, reasons)
    worst = max(Tier[change.tier] for change in done.changes)
    after = outcomes(done.sources[_PATH], program.inputs)
    return Verdict(worst, is_kept(outcomes(program.text, program.inputs), after, strict), reasons)
