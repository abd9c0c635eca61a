"""`report`: a saved scan once more, in another format."""

from pathlib import Path

import pytest

from commands import sparsemem

SAVED = Path(__file__).parents[2] / "data" / "scan.json"


def test_a_saved_scan_is_shown_as_it_was_on_the_terminal() -> None:
    done = sparsemem(Path(), "report", str(SAVED))

    assert done.returncode == 0
    assert "The sweep" in done.stdout


def test_markdown_goes_to_a_file_and_the_terminal_shows_the_report(tmp_path: Path) -> None:
    done = sparsemem(Path(), "report", "--md", str(tmp_path / "report.md"), str(SAVED))

    assert done.returncode == 0
    assert (tmp_path / "report.md").read_text().startswith("## ")
    assert "The sweep" in done.stdout


def test_json_out_is_json_in() -> None:
    assert sparsemem(Path(), "report", "--json", "-", str(SAVED)).stdout == SAVED.read_text()


def test_standard_output_takes_one_format() -> None:
    done = sparsemem(Path(), "report", "--json", "-", "--md", "-", str(SAVED))

    assert done.returncode == 2
    assert done.stdout == ""


@pytest.mark.parametrize("name", ["missing.json", "folder", "text.json"])
def test_what_is_no_saved_scan_is_said_in_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.json").write_text("not a scan")
    done = sparsemem(Path(), "report", str(tmp_path / name))

    assert done.returncode == 2
    assert done.stderr.startswith("sparsemem: ")
    assert done.stderr.count("\n") == 1
