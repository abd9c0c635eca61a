"""SM150: equal values are kept many times, where one of each would do."""

from collections.abc import Iterator

from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.diagnose.ruling.waste_cases import WasteCase, is_answered, waste_cases
from sparsemem.model import Remedy

_FRAMES = frozenset({"DataFrame", "Series", "Index", "pandas.DataFrame", "pandas.Series"})
_LISTS = frozenset({"list", "tuple"})
_CODES = {"int": "q", "float": "d"}
INTERN = Remedy(
    "Intern the values where they are made, so that equal ones are one object.", "row.city = sys.intern(row.city)"
)
ONE_OF_EACH = Remedy(
    "Keep one object of each value in a dict, and take it from there where the values are made.",
    "value = one_of_each.setdefault(value, value)",
)
CATEGORY = Remedy(
    "Make the column a category: each value is kept once, and each row has a small number.",
    'frame["city"] = frame["city"].astype("category")',
)


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Each owner that has many equal values of one type."""
    for case, level in waste_cases(measured, "equal values"):
        yield case.conclusion(level, _message(case), _remedies(case))


def _message(case: WasteCase) -> str:
    waste = case.waste
    of = f" of {waste.objects:,}" if waste.objects else ""
    return (
        f"{case.who} keeps {waste.count:,}{of} {waste.type} that are equal to others: with one object of each value "
        f"{case.saved} would go."
    )


def _remedies(case: WasteCase) -> tuple[Remedy, ...]:
    kind = case.waste.type
    if _FRAMES & {*case.types} and kind == "str":
        return (CATEGORY, INTERN)
    if kind in _CODES and case.types[:1] and case.types[0] in _LISTS and case.types[1:2] == (kind,):
        numbers = f'values = array.array("{_CODES[kind]}", values)'
        return (Remedy("Keep the numbers in an array: 8 bytes each, and no object.", numbers), ONE_OF_EACH)
    return (INTERN, ONE_OF_EACH) if kind == "str" else (ONE_OF_EACH,)


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
