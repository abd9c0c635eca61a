"""The account of a cell: what it says of looks that differ, and of what is not known."""

from dataclasses import replace

from sparsemem.jupyter.account_markdown import render_account_markdown, told
from sparsemem.jupyter.cell_account import CellAccount, Kept, kept_since
from sparsemem.jupyter.cell_measuring import measure_cell
from sparsemem.model import Allocated, HeapOwner, Ledger, Moment

MB = 1 << 20


def moment(rss: int, live: int) -> Moment:
    """So many MB, of which nothing is a file."""
    parts: dict[str, int | None] = {name: 0 for name, _ in Ledger(*[0] * 13).parts()}
    ledger = Ledger(**parts | {"python_live_bytes": live * MB, "python_free_pools_bytes": (rss - live) * MB})
    return Moment(rss * MB, rss * MB, 0, Allocated(None, None, None), ledger)


def owner(name: str | None, objects: int, live: int) -> HeapOwner:
    return HeapOwner(name, ("str",), objects, live, live)


def test_what_names_hold_is_subtracted_and_the_rest_is_no_name() -> None:
    before = (owner("a", 2, 200), owner("b", 3, 300), owner("gone", 1, 50), owner(None, 9, 900))
    after = (owner("a", 5, 900), owner("b", 3, 300), owner("new", 4, 400), owner(None, 1, 1))
    assert kept_since(before, after) == (Kept("a", 3, 700), Kept("new", 4, 400), Kept("gone", -1, -50))
    assert kept_since(after, after) == ()


def test_an_account_tells_peak_gap_and_names() -> None:
    account = CellAccount(moment(50, 20), moment(90, 21), 150 * MB, 1.5, (Kept("__main__.X", 10, MB),))
    assert (account.peak_growth_bytes, account.rss_growth_bytes) == (100 * MB, 40 * MB)
    assert (account.live_growth_bytes, account.gap_growth_bytes) == (MB, 39 * MB)
    assert told(account) == (
        "At its peak the cell took 100 MB more RSS. 40.0 MB have stayed; 1.0 MB of new objects are alive."
    )
    text = render_account_markdown(account)
    assert "| RSS | 50.0 MB | 150 MB | 90.0 MB | +40.0 MB |" in text
    assert "| `__main__.X` | +10 | +1.0 MB |" in text


def test_a_cell_that_leaves_nothing_is_told_so() -> None:
    account = CellAccount(moment(50, 20), moment(50, 20), 90 * MB, 0.1, ())
    assert told(account).endswith("Nothing of that has stayed.")
    assert "kept by" not in render_account_markdown(account)


def test_what_is_not_known_is_told_as_such() -> None:
    unknown = replace(moment(90, 20), ledger=None)
    account = CellAccount(moment(50, 20), unknown, None, 0.1, ())
    assert account.live_growth_bytes is None
    assert account.peak_growth_bytes is None
    assert told(account) == "40.0 MB have stayed; what of it is alive is not known."
    assert "| live heap | 20.0 MB | ? | ? | ? |" in render_account_markdown(account)


def test_the_look_before_is_not_told_as_kept_by_the_work() -> None:
    found = measure_cell(lambda: None)
    assert not [one for one in found.kept if one.owner.endswith(" in measure_cell")]
