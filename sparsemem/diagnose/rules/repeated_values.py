"""SM150: equal values are kept many times, where one of each would do."""

from collections.abc import Iterator

from sparsemem.diagnose.holders.waste_remedies import CATEGORY, INTERN, ONE_OF_EACH, waste_remedies
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.diagnose.ruling.waste_cases import WasteCase, is_answered, waste_cases


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Each owner that has many equal values of one type."""
    for case, level in waste_cases(measured, "equal values"):
        yield case.conclusion(level, _message(case), waste_remedies(case.waste, case.owner))


def _message(case: WasteCase) -> str:
    waste = case.waste
    of = f" of {waste.objects:,}" if waste.objects else ""
    return (
        f"{case.who} keeps {waste.count:,}{of} {waste.type} that are equal to others: with one object of each value "
        f"{case.saved} would go."
    )


RULE = RuntimeRule(
    code="SM150",
    name="equal values kept many times",
    family=None,
    meaning="""
        The same text, bytes or number is alive as many objects: each record that is parsed makes its own copy of a
        city, a state, a header. It is no leak, and nothing is lost but memory.
    """,
    measured="""
        The contents of all str, bytes, int and float objects that data own are compared by hashes of 64 bits, in the
        memory of the process and without keeping them. The bytes are those of all but one of each value; where more
        than a million objects are of a type, a sample of them is looked at, and what it shows is the least that
        there can be.
    """,
    example="""
        rows = [line.split(",") for line in lines]  # a thousand cities, a million objects
    """,
    remedies=(INTERN, ONE_OF_EACH, CATEGORY),
    check=check,
    is_answered=is_answered,
    questions=("waste",),
)
