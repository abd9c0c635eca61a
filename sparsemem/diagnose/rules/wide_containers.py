"""SM151: containers have far more room than what is in them needs."""

from collections.abc import Iterator

from sparsemem.diagnose.holders.waste_remedies import BY_CONTAINER, COPY_DICT, COPY_SET, waste_remedies
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.diagnose.ruling.waste_cases import WasteCase, is_answered, waste_cases
from sparsemem.units import format_size


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Each owner whose containers of one type have far more room than they need."""
    for case, level in waste_cases(measured, "empty room"):
        yield case.conclusion(level, _message(case), waste_remedies(case.waste, case.owner))


def _message(case: WasteCase) -> str:
    waste = case.waste
    room = f"{format_size(waste.allocated_bytes)} of room for {waste.entries:,} entries"
    kind = waste.type.rpartition(".")[2]
    if waste.count == 1:
        return f"A {kind} of {case.who} has {room}: without what is empty {case.saved} would go."
    of = f" of {waste.objects:,}" if waste.objects and waste.objects != waste.count else ""
    return (
        f"{waste.count:,}{of} {kind} objects of {case.who} have {room}: without what is empty {case.saved} would go."
    )


RULE = RuntimeRule(
    code="SM151",
    name="container far larger than its content",
    family=None,
    meaning="""
        A container keeps the room of its busiest time, or room for more than ever comes. A dict or a set from which
        entries are deleted keeps its table whole; it shrinks only when the next one is added beyond its end.
    """,
    measured="""
        For each dict, list, set, bytearray and deque that data own: the bytes that it has allocated beside itself,
        less those that a fresh copy would have, where it has more than twice as many. Room for growth does not count.
    """,
    example="""
        jobs = {number: start(number) for number in range(2_000_000)}
        for number in finished:
            del jobs[number]  # the table of 80 MB stays
    """,
    remedies=(COPY_DICT, COPY_SET, BY_CONTAINER["list"]),
    check=check,
    is_answered=is_answered,
    questions=("waste",),
)
