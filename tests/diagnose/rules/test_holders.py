"""Whose copies are alive together at a peak, and where the objects that pin arenas were made."""

from dataclasses import replace

import pytest

from profiles import LINES, PROFILE, profile
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.diagnose.rules.transient_peak import RULE, passing_lines
from sparsemem.model import Finding, HeapLine, HeapProfile, Location, Pinner, Site
from sparsemem.units import MB
from sweeps import moment, run, sweep

SWEEP = sweep(*(run(scale, end=moment(50 * scale * MB), peak=moment(200 * scale * MB)) for scale in (1, 2, 3, 4)))
SPARSE = sweep(
    *(
        run(
            scale,
            end=moment(200 * scale * MB),
            after_trim=moment(200 * scale * MB, python_free_pools=150 * scale * MB),
        )
        for scale in (1, 2, 3, 4)
    )
)


def peak(found: HeapProfile | None) -> Finding:
    return next(one for one in diagnose(SWEEP, profile=found).findings if one.code == RULE.code)


def test_without_a_profiler_nobody_is_named() -> None:
    assert (peak(None).location, "holders" in peak(None).evidence) == (None, False)
    assert peak(profile(peak_lines=(), end_lines=())).location is None


def test_what_stays_to_the_end_is_nobodys_passing_copy() -> None:
    found = [(line.function, line.line, line.bytes) for line in passing_lines(PROFILE)]
    assert found == [("enrich", 17, 80 * MB), ("clean", 9, 80 * MB)]


def test_the_functions_are_named_with_their_lines() -> None:
    found = peak(PROFILE)

    assert found.message.endswith("The copies made in enrich() and clean() are alive together.")
    assert found.location == Location("etl.py", 17, "enrich")
    assert found.evidence["holders"] == [
        {"function": "enrich", "path": "etl.py", "line": 17, "bytes": 80 * MB},
        {"function": "clean", "path": "etl.py", "line": 9, "bytes": 80 * MB},
    ]
    assert found.evidence["holders_scale"] == 1


def test_a_tenth_is_enough_to_be_named_and_less_is_not() -> None:
    def named(size: int) -> str:
        lines = (HeapLine("f", "a.py", 1, 90 * MB, 1), HeapLine("g", "a.py", 2, size, 1))
        return peak(profile(peak_lines=lines, end_lines=())).message

    assert named(10 * MB).endswith("The copies made in f() and g() are alive together.")
    assert named(10 * MB - 10).endswith("Nearly all of it was made in f().")


def test_code_that_is_in_no_function_is_named_by_its_line() -> None:
    lines = (replace(LINES[3], bytes=90 * MB), HeapLine(None, "b.py", 3, 80 * MB, 1))
    message = peak(profile(peak_lines=lines, end_lines=())).message
    assert message.endswith("The copies made in etl.py:30 and b.py:3 are alive together.")


def pinned(site: Site | None, type_: str = "str") -> Finding:
    pinner = Pinner("shop.LABELS", type_, 1000, 90_000, 90, 140 * MB, 100 * MB, site=site)
    return next(one for one in diagnose(SPARSE, pinners=(pinner,)).findings if one.code == "SM101")


def test_where_the_pinning_objects_were_made() -> None:
    found = pinned(Site("enrich", "etl.py", 17, 0.9))

    assert found.evidence["pinners"][0]["site"] == {"function": "enrich", "path": "etl.py", "line": 17, "share": 0.9}
    assert "1,000 str of shop.LABELS in 90 arenas (made in enrich() at etl.py:17)." in found.message
    assert "(made in etl.py:17)" in pinned(Site("<module>", "etl.py", 17, 0.3)).message


def test_a_line_that_made_few_of_them_is_saved_and_not_told() -> None:
    found = pinned(Site("enrich", "etl.py", 17, 0.29))

    assert found.evidence["pinners"][0]["site"]["share"] == 0.29
    assert "made in" not in found.message
    assert pinned(None).evidence["pinners"][0]["site"] is None


@pytest.mark.parametrize("type_", ["dict", "float", "list", "tuple", "tuple and str"])
def test_a_block_that_free_lists_hand_on_has_the_line_of_its_first_allocation(type_: str) -> None:
    assert "(first allocated in enrich() at etl.py:17)" in pinned(Site("enrich", "etl.py", 17, 0.9), type_).message


@pytest.mark.parametrize("type_", ["Order", "int", "str and tuple"])
def test_other_blocks_are_of_one_object_only(type_: str) -> None:
    assert "(made in enrich() at etl.py:17)" in pinned(Site("enrich", "etl.py", 17, 0.9), type_).message
