"""What a process holds as one tree: live objects by the path of their owners, garbage by its cycles, and free memory
by whom it is pinned. Icicles and the exports draw it; the bytes of a node are those of all that is below it."""

from collections.abc import Sequence

from sparsemem.model import Attachment, Heap, HeapOwner, Ledger, Moment, Report
from sparsemem.report.holdings.memory_node import Holding
from sparsemem.report.holdings.pinned_memory import Pin, pins_of_attachment, pins_of_scan
from sparsemem.report.words.scan_words import last_run

NO_OWNER, SMALLER, OTHERS = "(no owner known)", "(smaller owners)", "(all others)"
_ARENAS, _MALLOC, _POOLS = "Python's arenas", "malloc", "library pools"
_MOST_STEPS = 12
_HEAPS = {"python": _ARENAS, "malloc": _MALLOC}


def scan_holdings(report: Report) -> Holding | None:
    """At the end of the largest scale that completed; None where nobody could tell who holds what."""
    run = last_run(report)
    moment = run.moments.end if run else None
    return _holdings(report.heap, moment, pins_of_scan(report)) if report.heap or moment else None


def attachment_holdings(attachment: Attachment) -> Holding | None:
    """At the last look."""
    moment = attachment.looks[-1].moment
    return _holdings(attachment.heap, moment, pins_of_attachment(attachment))


def heap_holdings(heap: Heap) -> Holding:
    """Of a live heap alone, with its garbage."""
    found = _holdings(heap, None, ())
    assert found is not None
    return found


def _holdings(heap: Heap | None, moment: Moment | None, pins: Sequence[Pin]) -> Holding | None:
    root = Holding("the process", "live")
    if heap is not None:
        _add(root, _live(heap))
        _add(root, _garbage(heap))
    if moment is not None and moment.ledger is not None:
        _add(root, _held(moment.ledger, pins))
    root.add_up()
    return root if root.bytes else None


def _add(root: Holding, part: Holding) -> None:
    root.children[part.name] = part


def _live(heap: Heap) -> Holding:
    live = Holding("live objects", "live")
    for owner in heap.owners:
        if owner.owner is None:
            _add(live, _others(owner, heap.smaller_owners_bytes))
            continue
        node = live.at(owner_steps(owner))
        node.bytes += owner.live_bytes
        node.objects = owner.objects
        node.growth_bytes = owner.growth_bytes
        node.retained_bytes = owner.retained_bytes
        node.note = _kind(owner)
        _by_type(node, owner)
    return live


def _others(rest: HeapOwner, smaller: int) -> Holding:
    """Who has no row of its own, and what is nobody's that is known."""
    parts = {SMALLER: smaller, NO_OWNER: rest.live_bytes - smaller}
    told = {name: size for name, size in parts.items() if size}
    node = Holding(OTHERS if len(told) > 1 else next(iter(told), NO_OWNER), "live")
    node.objects, node.growth_bytes = rest.objects, rest.growth_bytes
    if len(told) == 1:
        node.bytes = rest.live_bytes
    else:
        for name, size in told.items():
            node.at((name,)).bytes = size
    return node


def _by_type(node: Holding, owner: HeapOwner) -> None:
    """Down to the types, where their bytes are known: what is of none of them stays with the owner."""
    for name, size in zip(owner.types, owner.type_bytes, strict=False):
        node.at((f"{name} objects",)).bytes += size
        node.bytes -= size


def owner_steps(owner: HeapOwner) -> tuple[str, ...]:
    """Module, class, attribute, then what is below: `shop`, `Shop`, `orders`."""
    first, *rest = owner.path or (owner.owner or NO_OWNER,)
    return (*dotted_steps(first), *rest)


def dotted_steps(name: str) -> tuple[str, ...]:
    """The parts of a dotted name; a name that is a sentence stays whole."""
    parts = name.split(".")
    is_dotted = len(parts) <= _MOST_STEPS and all(part.isidentifier() for part in parts)
    return tuple(parts) if is_dotted else (name,)


def _kind(owner: HeapOwner) -> str:
    inner = ", ".join(owner.types)
    if owner.type is None:
        return inner
    return f"{owner.type} of {inner}" if inner else owner.type


def _garbage(heap: Heap) -> Holding:
    garbage = Holding("garbage that waits", "garbage")
    for cycle in heap.cycles:
        node = garbage.at((cycle.shape,))
        node.bytes += cycle.retained_bytes
        node.objects = (node.objects or 0) + cycle.objects
        node.note = f"{cycle.count:,} cycles" if cycle.count != 1 else "1 cycle"
    rest = (heap.garbage_bytes or 0) - sum(child.bytes for child in garbage.children.values())
    if rest > 0 and garbage.children:
        garbage.at(("other garbage",)).bytes = rest
    elif rest > 0:
        garbage.bytes = rest
    return garbage


def _held(ledger: Ledger, pins: Sequence[Pin]) -> Holding:
    held = Holding("free but held", "held")
    sizes = {
        _ARENAS: ledger.python_free_bytes,
        _MALLOC: ledger.malloc_free_bytes,
        _POOLS: ledger.pool_free_bytes,
    }
    for name, size in sizes.items():
        if size:
            _divide(held.at((name,)), size, [pin for pin in pins if _HEAPS[pin.heap] == name])
    return held


def _divide(heap: Holding, size: int, pins: Sequence[Pin]) -> None:
    """Each pinner its share; shares that were taken at another moment are scaled down to what is free now."""
    shares = sum(pin.share_bytes for pin in pins)
    part = min(size / shares, 1.0) if shares else 1.0
    for pin in pins:
        node = heap.at((*dotted_steps(pin.owner or NO_OWNER), pin.type) if pin.owner else (NO_OWNER, pin.type))
        node.bytes += int(pin.share_bytes * part)
        node.sole_bytes = pin.sole_bytes
        node.note = f"kept by {pin.blocks:,} live blocks"
    given = sum(int(pin.share_bytes * part) for pin in pins)
    if pins and size > given:
        heap.at(("kept by others",)).bytes = size - given
    elif not pins:
        heap.bytes = size
