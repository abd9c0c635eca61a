"""What to do about dead cycles, by the shape in which they hang together."""

import re

from sparsemem.model import Cycle, Remedy
from sparsemem.units import format_size

WEAK = "weakref.ref"
_ATTRIBUTE = re.compile(r"^[A-Za-z_][\w.]*\.[A-Za-z_]\w*$")
"""A step that is an attribute of a class: `Node.parent`."""
_BUILT_IN = frozenset(
    {"list", "dict", "set", "tuple", "method", "function", "cell", "frame", "traceback", "generator"}
)


def cycle_remedies(cycles: tuple[Cycle, ...], size: int) -> tuple[Remedy, ...]:
    """For the cycles that hold the most, the surest first; `size` is what a collection brings."""
    by_shape = dict.fromkeys(break_cycle(one) for one in cycles)
    return (*by_shape, *_waiting(cycles), collect_between(size))


def break_cycle(cycle: Cycle) -> Remedy:
    """Which reference to make weak, or to clear, so that the objects go by themselves."""
    steps, types = cycle.shape.split(" -> "), set(cycle.types)
    closing = closing_step(steps)
    if "traceback" in types or "frame" in types:
        return Remedy(
            f"An exception is kept in a variable of the frame that its traceback leads to ({cycle.shape}): drop the "
            "variable when it is dealt with, or keep the text of the exception alone.",
            "del error",
        )
    if types & {"generator", "coroutine", "async_generator"}:
        return Remedy(f"Close what is suspended when nobody goes on with it ({cycle.shape}).", "generator.close()")
    if any(step.startswith("method.__self__") for step in steps) and closing:
        return Remedy(
            f"`{closing}` keeps a method bound to its own object: look it up when it is called, or keep it weakly.",
            "weakref.WeakMethod",
        )
    if "cell" in types:
        return Remedy(
            f"A function refers to itself by its own closure ({cycle.shape}): define it outside, or pass it what it "
            "needs as an argument."
        )
    if "type" in types:
        return Remedy(f"Classes are made again and again ({cycle.shape}): make each once, or keep it.")
    if closing:
        return Remedy(
            f"Make `{closing}` a weak reference, or set it to None when the objects are done with: the rest of the "
            "cycle then goes at once.",
            WEAK,
        )
    return Remedy(f"Take one reference out of the cycle {cycle.shape} when its objects are done with.")


def closing_step(steps: list[str]) -> str | None:
    """The attribute to be made weak: one that leads back rather than down, else the last one; None where the cycle
    passes through none."""
    named = [one for one in steps if _ATTRIBUTE.match(one) and one.split(".")[0] not in _BUILT_IN]
    back = [one for one in named if re.search(r"parent|owner|prev|back|root|up$|_self|outer", one.split(".")[-1])]
    return next(reversed(back or named), None)


def collect_between(size: int) -> Remedy:
    """A collection by hand, and where it belongs."""
    return Remedy(
        f"Where the code cannot change, collect between the batches, when their objects are done with, and not once "
        f"after the work: one call brings {format_size(size)}, and stops the program for 0.2 to 0.6 s for each "
        "million objects that the collector knows.",
        "gc.collect()",
    )


def _waiting(cycles: tuple[Cycle, ...]) -> tuple[Remedy, ...]:
    reason = cycles[0].waits if cycles else None
    if reason == "collector off":
        return (Remedy("The collector is off: turn it on again after the part that has to be fast.", "gc.enable()"),)
    return ()
