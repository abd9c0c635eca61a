"""Where two outputs first differ, as a person reads it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.measure.sweep.output_differences import first_difference

LINES = st.lists(st.binary(max_size=8), max_size=6)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def differ(folder: Path, one: bytes | None, other: bytes | None) -> str | None:
    """The difference of two files with these bytes; None: there is no such file."""
    paths = folder / "one", folder / "other"
    for path, text in zip(paths, (one, other), strict=True):
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_bytes(text)
    return first_difference(*paths)


@pytest.mark.parametrize("text", [None, b"", b"one line", b"one\ntwo\n", b"\x00\xff\n" * 3])
def test_the_same_is_no_difference(folder: Path, text: bytes | None) -> None:
    assert differ(folder, text, text) is None


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (b"a\nb\nc\n", b"a\nB\nc\n", "line 2: 'b' before, 'B' after"),
        (b"a\n", b"a\nb\n", "line 2: nothing before, 'b' after"),
        (b"a\nb\n", b"a\n", "line 2: 'b' before, nothing after"),
        (b"", b"\n", "line 1: nothing before, '' after"),
        (b"caf\xc3\xa9\n", b"caf\xe9\n", r"line 1: 'café' before, 'caf\\xe9' after"),
    ],
)
def test_the_first_line_that_differs_is_shown(folder: Path, one: bytes, other: bytes, said: str) -> None:
    assert differ(folder, one, other) == said


def test_a_file_that_only_one_wrote_is_a_difference(folder: Path) -> None:
    assert differ(folder, b"", None) == "written only before"
    assert differ(folder, None, b"") == "written only after"


@pytest.mark.parametrize(("one", "other"), [(b"a\n", b"a"), (b"a\r\n", b"a\n"), (b"a ", b"a")])
def test_what_differs_only_in_space_is_shown_so_that_it_can_be_seen(folder: Path, one: bytes, other: bytes) -> None:
    said = differ(folder, one, other)
    assert said is not None
    before, after = said.removeprefix("line 1: ").removesuffix(" after").split(" before, ")
    assert before != after


def test_of_two_long_lines_the_place_is_shown_in_which_they_differ(folder: Path) -> None:
    common = b"0123456789" * 30
    said = differ(folder, common + b"x tail", common + b"y tail")
    assert said is not None
    assert "x tail" in said
    assert "y tail" in said
    assert len(said) < 250


def test_a_line_of_many_megabytes_is_compared_in_parts(folder: Path) -> None:
    long = b"z" * (3 << 20)
    assert differ(folder, long, long) is None
    said = differ(folder, long + b"\nx", long + b"\ny")
    assert said == "line 2: 'x' before, 'y' after"
    said = differ(folder, long + b"a", long + b"b")
    assert said is not None
    assert said.startswith("line 1: ")
    assert len(said) < 250


@given(LINES, LINES)
def test_the_line_named_is_the_first_that_differs(
    tmp_path_factory: pytest.TempPathFactory, a: list[bytes], b: list[bytes]
) -> None:
    one, other = b"\n".join(a), b"\n".join(b)
    said = differ(tmp_path_factory.getbasetemp(), one, other)
    if one == other:
        assert said is None
    else:
        assert said is not None
        number = int(said.removeprefix("line ").partition(":")[0])
        first, second = one.split(b"\n"), other.split(b"\n")
        assert first[: number - 1] == second[: number - 1]
        assert first[: number + 1] != second[: number + 1]
