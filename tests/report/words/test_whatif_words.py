"""What a `whatif` says: a line for each setting with its release, lines to write down that fit a terminal."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from golden import rendered
from report.test_formats import WHATIF
from sparsemem.diagnose.conclusions.setting_lines import docker_line
from sparsemem.report.terminal.whatif_screen import print_whatif
from sparsemem.report.words.whatif_words import asides, continued, setting_lines, whatif_title

NAMES = st.text("ABC_", min_size=1, max_size=20)
VALUES = st.text("abc:/,01", min_size=1, max_size=60)


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=6), st.integers(20, 100))
def test_a_broken_line_is_the_same_line(environment: dict[str, str], width: int) -> None:
    line = docker_line(environment)
    assert line is not None
    pieces = continued(line, width)
    assert " ".join(piece.removesuffix("\\").strip() for piece in pieces) == line
    assert all(len(piece) <= width or piece.count("=") == 1 for piece in pieces)


def test_a_setting_and_its_release_are_one_line() -> None:
    first, second = setting_lines(WHATIF)
    assert first.cells()[:3] == ["as is", "80.0 MB", "70.0 MB"]
    assert second.cells() == ["jemalloc", "30.0 MB ± 10.0 MB", "", "90.0 MB", "1.5 s", "best"]


def test_what_was_not_tried_and_what_went_wrong_are_told_apart() -> None:
    wrong = replace(WHATIF.rows[2], reason="it ran into --timeout")
    said = asides(replace(WHATIF, rows=(*WHATIF.rows, wrong)))
    assert said == ["Not tried: mimalloc: no file of it was found.", "Went wrong: jemalloc: it ran into --timeout."]


def test_without_a_recommendation_the_title_says_so() -> None:
    assert whatif_title(replace(WHATIF, recommended=None)) == "no knob helps"


def test_the_answer_and_its_line_come_last() -> None:
    text = rendered(lambda console: print_whatif(WHATIF, console), 80)
    assert text.index("as is") < text.index("jemalloc  ─") < text.index("Dockerfile: ENV LD_PRELOAD=/a|b.so")
