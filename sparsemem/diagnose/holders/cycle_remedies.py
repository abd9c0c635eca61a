"""What to do about dead cycles, by the shape in which they hang together."""

from dataclasses import replace

from sparsemem.diagnose.holders.collection_cost import CollectionCost
from sparsemem.model import Cycle, Remedy
from sparsemem.model.cycle_steps import ARROW, closing_step

WEAK = "weakref.ref"


def cycle_remedies(cycles: tuple[Cycle, ...], cost: CollectionCost) -> tuple[Remedy, ...]:
    """For the cycles that hold the most, the surest first; `cost` is that of a collection, and what it brings."""
    by_shape = dict.fromkeys(break_cycle(one) for one in cycles)
    return (*by_shape, *_waiting(cycles), collect_between(cost))


def break_cycle(cycle: Cycle) -> Remedy:
    """Which reference to make weak, or to clear, so that the objects go by themselves; with its line."""
    remedy = _break(cycle)
    return replace(remedy, text=f"{place_of(cycle)}{remedy.text}{_reviewed(cycle)}")


def place_of(cycle: Cycle) -> str:
    """`shop/tree.py:12, in Node.add: `; nothing where the place is not known."""
    if cycle.location is None:
        return ""
    function = f", in {cycle.location.function}" if cycle.location.function else ""
    return f"{cycle.location.path}:{cycle.location.line}{function}: "


def _reviewed(cycle: Cycle) -> str:
    if cycle.review is None or cycle.location is None:
        return ""
    return f" sparsemem review --select {cycle.review} {cycle.location.path} shows each such place."


def _break(cycle: Cycle) -> Remedy:
    steps, types = cycle.shape.split(ARROW), set(cycle.types)
    closing = closing_step(steps)
    if "traceback" in types or "frame" in types:
        if closing:
            return Remedy(
                f"The exception that `{closing}` keeps leads back to it by its traceback and the variables of the "
                f"frames ({cycle.shape}): keep its text alone, or the exception without its traceback.",
                "error.with_traceback(None)",
            )
        return Remedy(
            f"An exception is kept in a variable of the frame that its traceback leads to ({cycle.shape}): drop the "
            "variable when it is dealt with, or keep the text of the exception alone.",
            f"del {_local(steps) or 'error'}",
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


def _local(steps: list[str]) -> str | None:
    """The local variable through which a cycle passes: `frame local error`."""
    names = (step.partition(" local ")[2] for step in steps)
    return next((name for name in names if name.isidentifier()), None)


def collect_between(cost: CollectionCost) -> Remedy:
    """A collection by hand, and where it belongs."""
    return Remedy(
        "Where the code cannot change, collect between the batches, when their objects are done with, and not once "
        f"after the work: one call {cost.text}.",
        "gc.collect()",
    )


def _waiting(cycles: tuple[Cycle, ...]) -> tuple[Remedy, ...]:
    reason = cycles[0].waits if cycles else None
    if reason == "collector off":
        return (Remedy("The collector is off: turn it on again after the part that has to be fast.", "gc.enable()"),)
    return ()
