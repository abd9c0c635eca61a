"""The table of settings: each row can be told apart, sets what has to go together, and knows what it needs."""

from dataclasses import replace

import pytest

from sparsemem.allocators.registry import STAND_INS
from sparsemem.measure.settings.can_start import why_not
from sparsemem.measure.settings.tuning import Facts, Tuning
from sparsemem.measure.settings.tuning_table import AS_IS, TUNINGS, of_survivors
from sparsemem.model import Process
from sparsemem.units import MB
from sweeps import moment, run

FORKED = (Process(1, 0, "a", 1, None, True),)
ROWS = {row.name: row for row in (AS_IS, *TUNINGS, *of_survivors("LABELS"))}
NOBODY = Facts({"libc": "glibc 2.36"}, run(1, end=moment(80 * MB)), "")


def test_each_name_is_there_once() -> None:
    assert len(ROWS) == 1 + len(TUNINGS) + 2


@pytest.mark.parametrize("row", [row for row in TUNINGS if row.stand_in], ids=lambda row: row.name)
def test_what_is_preloaded_serves_small_objects_as_well(row: Tuning) -> None:
    assert row.environment["PYTHONMALLOC"] == "malloc"
    assert row.kind == "preload"
    assert "found" in (why_not(row, NOBODY, "python3") or "")


def test_every_allocator_that_is_known_has_two_rows() -> None:
    assert sorted(row.stand_in for row in TUNINGS if row.stand_in) == sorted(2 * [one.name for one in STAND_INS])


@pytest.mark.parametrize("row", [row for row in TUNINGS if row.kind == "program"], ids=lambda row: row.name)
def test_what_changes_the_program_has_its_line(row: Tuning) -> None:
    assert row.code is not None
    compile(row.code, "a.py", "exec")
    assert not row.environment


@pytest.mark.parametrize(
    ("name", "facts", "reason"),
    [
        ("MALLOC_ARENA_MAX=1", replace(NOBODY, about={"libc": ""}), "not glibc"),
        ("Arrow from malloc", NOBODY, "does not load pyarrow"),
        ("huge pages off", NOBODY, "none of its memory is in transparent huge pages"),
        ("gc.freeze at forks", NOBODY, "forks no workers"),
    ],
)
def test_what_could_change_nothing_is_not_tried(name: str, facts: Facts, reason: str) -> None:
    assert reason in (why_not(ROWS[name], facts, "python3") or "")


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("MALLOC_ARENA_MAX=1", NOBODY),
        ("Arrow from malloc", replace(NOBODY, pools="pyarrow 5 mimalloc")),
        (
            "gc.freeze at forks",
            replace(NOBODY, run=replace(NOBODY.run, processes=FORKED)),
        ),
        ("huge pages off", replace(NOBODY, run=run(1, end=replace(moment(80 * MB), huge_bytes=MB)))),
    ],
)
def test_what_could_is(name: str, facts: Facts) -> None:
    assert why_not(ROWS[name], facts, "python3") is None
