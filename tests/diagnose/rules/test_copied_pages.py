"""SM108: pages copied after a fork, at and around its bounds."""

import pytest

from asking import ask
from sparsemem.diagnose.rules import copied_pages
from sparsemem.model import Copies, Finding
from sparsemem.units import MB
from sweeps import sweep
from trees import process, sharing, tree


def found(copied: int, workers: int = 1, shared: int = 100, **more: object) -> Finding | None:
    """Of workers that shared so many MB at first, and copied so many of them."""
    first, last = sharing(own=5, shared=shared), sharing(own=5 + copied, shared=shared - copied)
    more = {"copies": Copies(0, 0, full_collections=2), **more}
    pool = [process(pid, first, last, **more) for pid in range(2, 2 + workers)]  # type: ignore[arg-type]
    return ask(copied_pages, sweep(*(tree(scale, *pool) for scale in (1, 2)), scales=(1, 2)))


@pytest.mark.parametrize(
    ("copied", "shared", "is_told"), [(9, 100, False), (10, 100, True), (4, 20, False), (5, 20, True)]
)
def test_it_takes_a_tenth_of_what_was_shared_and_5_mb_of_each(copied: int, shared: int, is_told: bool) -> None:
    assert (found(copied, workers=4, shared=shared) is not None) == is_told


def test_it_is_a_note_with_the_sum_of_all_workers() -> None:
    finding = found(60, workers=4)
    assert finding is not None
    assert (finding.severity, finding.bytes) == ("note", 240 * MB)
    assert "4 forked workers shared 400 MB with the parent" in finding.message
    assert "gc.freeze()" in (finding.remedies[0].command or "")


def test_a_program_of_its_own_has_copied_nothing() -> None:
    assert found(60, command="python other.py") is None


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (sharing(own=5, shared=100), sharing(own=5, shared=0)),
        (sharing(own=5, shared=100), sharing(own=105, shared=100)),
        (sharing(own=50, shared=0), sharing(own=5, shared=45)),
    ],
    ids=["given back", "new", "shared by a fork of its own"],
)
def test_what_was_given_back_or_is_new_was_not_copied(first: object, last: object) -> None:
    worker = process(2, first, last)  # type: ignore[arg-type]
    assert copied_pages.copied_bytes(tree(1, worker)) == 0


def copied_by_sums(copied: int, full: int | None) -> Finding:
    """Of three workers that nobody had the time to look into."""
    copies = Copies(84 * MB, copied * MB, full)
    pool = [process(pid, None, None, copies=copies) for pid in (2, 3, 4)]
    finding = ask(copied_pages, sweep(*(tree(scale, *pool) for scale in (1, 2)), scales=(1, 2)))
    assert finding is not None
    return finding


def test_workers_that_were_gone_before_a_look_into_them_are_told_by_the_kernels_sums() -> None:
    finding = copied_by_sums(69, full=0)
    assert finding.bytes == 207 * MB
    assert "shared 252 MB with the parent at first, and 207 MB of that were copied since" in finding.message


@pytest.mark.parametrize(("full", "place"), [(0, None), (3, 0), (None, 2)])
def test_freezing_is_advised_as_far_as_the_collector_went_through_old_objects(
    full: int | None, place: int | None
) -> None:
    commands = [remedy.command for remedy in copied_by_sums(69, full).remedies]
    found = [number for number, command in enumerate(commands) if command and "gc.freeze()" in command]
    assert found == ([] if place is None else [place])


def test_without_forks_that_were_looked_at_it_is_unknown() -> None:
    assert copied_pages.copied_bytes(tree(1)) is None
    assert copied_pages.copied_bytes(tree(1, process(2, None, None))) is None
