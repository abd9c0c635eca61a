"""The first part of a data file, in whole records."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.errors import InputError
from sparsemem.measure.knobs.input_prefix import check_readable, cut


def first(folder: Path, name: str, data: bytes | str, share: tuple[int, int]) -> bytes:
    """What `cut` keeps of a file called `name` with these bytes."""
    whole, part = folder / name, folder / f"part-{name}"
    whole.write_bytes(data.encode() if isinstance(data, str) else data)
    check_readable(whole)
    cut(whole, share, part)
    return part.read_bytes()


@pytest.mark.parametrize(
    ("data", "share", "kept"),
    [
        ("a\nb\nc\nd\n", (1, 4), b"a\n"),
        ("a\nb\nc\nd\n", (3, 4), b"a\nb\nc\n"),
        ("a\nb\nc\nd", (3, 4), b"a\nb\nc\n"),
        ("a\nb\nc\nd", (4, 4), b"a\nb\nc\nd"),
        ("a\r\nb\r\n", (1, 2), b"a\r\n"),
        ("a\n\n\nd\n", (2, 4), b"a\n\n"),
        (b"\xff\xfe\n\x00\n", (1, 2), b"\xff\xfe\n"),
        ("a\x0bb\u2028c\nd\n", (1, 2), "a\x0bb\u2028c\n".encode()),
        ("a\nb\nc\n", (1, 2), b"a\n"),
        ("a\n", (1, 2), b""),
        ("", (1, 2), b""),
    ],
)
def test_lines(tmp_path: Path, data: bytes | str, share: tuple[int, int], kept: bytes) -> None:
    assert first(tmp_path, "rows.jsonl", data, share) == kept


@pytest.mark.parametrize(
    ("data", "share", "kept"),
    [
        ("id,name\n1,a\n2,b\n", (1, 2), "id,name\n1,a\n"),
        ("id,name\r\n1,a\r\n2,b\r\n", (1, 2), "id,name\r\n1,a\r\n"),
        ('id,name\n1,"a\nb"\n2,"c"\n', (1, 2), 'id,name\n1,"a\nb"\n'),
        ('id,name\n1,"a ""quoted""\n,b"\n2,c\n', (1, 2), 'id,name\n1,"a ""quoted""\n,b"\n'),
        ('"id\nof row",name\n1,a\n2,b\n', (1, 2), '"id\nof row",name\n1,a\n'),
        ('id,size\n1,5" pipe\n2,6" pipe\n', (1, 2), 'id,size\n1,5" pipe\n'),
        ('id;name\n1;"a\nb"\n2;"c"\n', (1, 2), 'id;name\n1;"a\nb"\n'),
        ("id,name\n1,a\rb\n2,c\n", (1, 2), "id,name\n1,a\rb\n"),
        ("id,name\n1,\x00\n2,c\n", (1, 2), "id,name\n1,\x00\n"),
        ("id,name\n1,a\n2,b", (2, 2), "id,name\n1,a\n2,b"),
        ("id,name\n", (1, 2), "id,name\n"),
        ("\ufeffid,name\n1,a\n2,b\n", (1, 2), "\ufeffid,name\n1,a\n"),
        ('\ufeff"id\nof row",name\n1,a\n2,b\n', (1, 2), '\ufeff"id\nof row",name\n1,a\n'),
        ("", (1, 2), ""),
    ],
)
def test_rows_of_a_csv_file_under_their_header(tmp_path: Path, data: str, share: tuple[int, int], kept: str) -> None:
    assert first(tmp_path, "rows.csv", data, share) == kept.encode()


def test_rows_of_a_tsv_file_have_their_own_delimiter(tmp_path: Path) -> None:
    data = 'id\tname\n1\t"a,\nb"\n2\tc\n'
    assert first(tmp_path, "rows.TSV", data, (1, 2)) == b'id\tname\n1\t"a,\nb"\n'


def test_fields_of_any_size_are_one_field(tmp_path: Path) -> None:
    limit = csv.field_size_limit()
    large = '"' + "x\n" * 200_000 + '"'
    data = f"id,text\n1,{large}\n2,b\n"
    assert first(tmp_path, "rows.csv", data, (1, 2)) == f"id,text\n1,{large}\n".encode()
    assert csv.field_size_limit() == limit


@given(rows=st.lists(st.lists(st.text(), min_size=2, max_size=3), min_size=4, max_size=12), scale=st.integers(1, 3))
def test_any_rows_that_python_writes_are_cut_between_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], scale: int
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    with (folder / "written.csv").open("w", newline="", encoding="utf-8", errors="surrogatepass") as file:
        csv.writer(file).writerows([["first", "second"], *rows])
    part = first(folder, "rows.csv", (folder / "written.csv").read_bytes(), (scale, 4))
    (folder / "read.csv").write_bytes(part)
    with (folder / "read.csv").open(newline="", encoding="utf-8", errors="surrogatepass") as file:
        assert list(csv.reader(file)) == [["first", "second"], *rows[: len(rows) * scale // 4]]


@pytest.mark.parametrize(
    ("data", "share", "kept"),
    [
        ("[1, 2, 3, 4]", (2, 4), [1, 2]),
        ("[1,2,3,4]", (1, 4), [1]),
        ('[{"a": [1, "]"]}, {"b": "\\"],["}]', (1, 2), [{"a": [1, "]"]}]),
        ("[[1, [2]], [3]]", (1, 2), [[1, [2]]]),
        (' \n[\n "x" ,\n "y"\n]\n', (1, 2), ["x"]),
        ("\ufeff[1, 2]", (1, 2), [1]),
        ("[1]", (1, 2), []),
        ("[]", (1, 2), []),
        ('["ü", "\\u00fc"]', (1, 2), ["ü"]),
        ("[null, true]", (1, 2), [None]),
        ("[NaN, 1]", (2, 2), None),
    ],
)
def test_elements_of_a_json_array(tmp_path: Path, data: str, share: tuple[int, int], kept: object) -> None:
    found = first(tmp_path, "rows.json", data, share)
    if kept is None:
        assert found == data.encode()
    else:
        assert json.loads(found) == kept


def test_numbers_of_an_array_stay_as_they_are_written(tmp_path: Path) -> None:
    assert first(tmp_path, "rows.json", "[1.50, 1E5, 2]", (2, 3)) == b"[1.50, 1E5\n]\n"


@given(elements=st.lists(st.recursive(st.none() | st.integers() | st.text(), st.lists), min_size=1, max_size=9))
def test_any_array_is_cut_between_its_elements(
    tmp_path_factory: pytest.TempPathFactory, elements: list[object]
) -> None:
    folder = tmp_path_factory.mktemp("arrays")
    text = json.dumps(elements, indent=len(elements) % 3 or None, ensure_ascii=True)
    assert json.loads(first(folder, "rows.json", text, (1, 2))) == elements[: len(elements) // 2]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b'{"rows": [1, 2]}',
        b"5",
        b"[1, 2",
        b"[1, 2,",
        b"[1, ",
        b'["a", "b',
        b"[1 2]",
        b"[,]",
        b"1\n2\n",
        b"\xff\xfe[\x001\x00]\x00",
        b'["\xff", 1]',
        b"[" * 100_000,
    ],
)
def test_a_json_file_that_is_no_whole_array_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError, match=r"rows\.json is not a JSON array in UTF-8"):
        first(tmp_path, "rows.json", data, (1, 2))


@pytest.mark.parametrize("name", ["a.csv.gz", "a.parquet", "A.ZIP", "a.pkl", "a.npy", "a.zst"])
def test_what_holds_no_plain_text_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(InputError, match="unpack or convert it to lines, CSV or a JSON array"):
        check_readable(tmp_path / name)


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file or directory; name a data file"):
        check_readable(tmp_path / "missing.csv")
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        check_readable(tmp_path)
