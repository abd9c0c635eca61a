"""Records that draw themselves in a notebook."""

from dataclasses import replace
from pathlib import Path

import pytest

import sparsemem
from recorded import DATA
from report.html.hostile import hostile_scan
from report.html.test_pages import Elements
from report.test_formats import ATTACHMENT, COMPARISON, WHATIF
from sparsemem.errors import InputError
from sparsemem.model import Band, Cell, HeapMap, MapOwner, Report
from sparsemem.model.shown import Shown

SCAN: Report = sparsemem.load(DATA / "scan.json")
MAP = HeapMap(1, Band((Cell(1 << 16, 100, 0),) * 16, 16, 1 << 20), None, (MapOwner("shop.LABELS", 1),))
END = SCAN.runs[-1].moments.end
assert END is not None
assert END.ledger is not None


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (SCAN, "freed memory that does not go back"),
        (ATTACHMENT, "The process holds"),
        (COMPARISON, "After beside before"),
        (WHATIF, "RSS under each setting"),
        (SCAN.heap, "__main__.index"),
        (SCAN.runs[-1], "end"),
        (END, "live"),
        (END.ledger, "live"),
        (SCAN.findings[0], SCAN.findings[0].code),
    ],
    ids=lambda one: one if isinstance(one, str) else type(one).__name__,
)
def test_a_record_is_drawn_with_what_it_says_and_without_a_script(record: Shown, words: str) -> None:
    drawn = record._repr_html_()
    assert drawn is not None
    elements = Elements(drawn)
    assert words in "".join(elements.texts)
    assert "script" not in [tag for tag, _ in elements.elements]
    assert len(drawn) < 100_000


def test_a_map_is_a_picture_of_its_own() -> None:
    drawn = MAP._repr_html_()
    assert drawn is not None
    assert 'src="data:image/svg+xml;base64,' in drawn


def test_names_are_text_in_a_notebook_too() -> None:
    drawn = hostile_scan()._repr_html_()
    assert drawn is not None
    tags = [tag for tag, _ in Elements(drawn).elements]
    assert not {"script", "img", "b"} & set(tags)


def test_without_the_extra_a_record_stays_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sparsemem.report.html.notebook.find_spec", lambda name: None)
    assert SCAN._repr_html_() is None


def test_a_scan_without_a_run_is_drawn_as_well() -> None:
    assert replace(SCAN, runs=(), heap=None)._repr_html_()


def test_what_cannot_be_loaded_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing.json cannot be read; name what a command saved with --json"):
        sparsemem.load(tmp_path / "missing.json")
