"""The first part of a data file, in whole records: lines, CSV rows under their header, elements of a JSON array."""

import codecs
import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from sparsemem.errors import InputError

_COMPRESSED = {".gz", ".bz2", ".xz", ".zst", ".zip", ".parquet", ".feather", ".arrow", ".npy", ".npz", ".pkl"}


def check_readable(path: Path) -> None:
    """Raises InputError where the file cannot be cut into records."""
    if path.suffix.lower() in _COMPRESSED:
        raise InputError(f"{path} holds no plain text records; unpack or convert it to lines, CSV or a JSON array")
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}; name a data file after --input") from None
    if path.suffix.lower() == ".json":
        _read_array(path)


def cut(path: Path, share: tuple[int, int], target: Path) -> None:
    """Write the first s/max of the file's records to `target`, byte for byte; `share` is (s, max)."""
    if share[0] == share[1]:
        target.write_bytes(path.read_bytes())
    elif path.suffix.lower() == ".json":
        _cut_json(path, share, target)
    elif path.suffix.lower() in (".csv", ".tsv"):
        _cut_rows(path, share, target, header=True)
    else:
        _cut_rows(path, share, target, header=False)


def _cut_rows(path: Path, share: tuple[int, int], target: Path, header: bool) -> None:
    rows = _csv_rows if header else _lines
    total = sum(1 for _ in rows(path)) - header
    keep = total * share[0] // share[1] + header
    with target.open("wb") as out:
        for number, row in enumerate(rows(path)):
            if number == keep:
                break
            out.write(row)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def _csv_rows(path: Path) -> Iterator[bytes]:
    """Rows of a CSV file as bytes: a quoted field may hold line ends. The delimiter is the header's commonest."""
    taken: list[bytes] = []

    def tap() -> Iterator[str]:
        for line in _lines(path):
            taken.append(line)
            # latin-1 maps every byte to one character, and quotes and line ends to themselves. A lone CR ends no
            # row here, and would be an error to the reader.
            yield line.removeprefix(codecs.BOM_UTF8).decode("latin-1").replace("\r", " ")

    header = next(_lines(path), b"")
    limit = csv.field_size_limit(sys.maxsize)
    try:
        for _ in csv.reader(tap(), delimiter=max(",;\t|", key=lambda mark: header.count(mark.encode()))):
            yield b"".join(taken)
            taken.clear()
    finally:
        csv.field_size_limit(limit)


def _cut_json(path: Path, share: tuple[int, int], target: Path) -> None:
    """Cut the text of a JSON array after its last kept element: numbers and spacing stay as they are written."""
    text, ends = _read_array(path)
    keep = len(ends) * share[0] // share[1]
    target.write_text(text[: ends[keep - 1]] + "\n]\n" if keep else "[]\n", encoding="utf-8")


def _read_array(path: Path) -> tuple[str, list[int]]:
    """The text of a JSON array, and where each of its elements ends. Raises InputError for any other text."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return text, _element_ends(text)
    except (ValueError, RecursionError):
        raise InputError(
            f"{path} is not a JSON array in UTF-8; --input cuts .json files between its elements"
        ) from None


def _element_ends(text: str) -> list[int]:
    """Where each element of the array ends. Raises ValueError for any other text."""
    decoder = json.JSONDecoder()
    place = _skip_space(text, 0)
    if text[place : place + 1] != "[":
        raise ValueError("not an array")
    place = _skip_space(text, place + 1)
    ends: list[int] = []
    while text[place : place + 1] != "]":
        _, end = decoder.raw_decode(text, place)
        ends.append(end)
        place = _skip_space(text, end)
        if text[place : place + 1] == ",":
            place = _skip_space(text, place + 1)
        elif text[place : place + 1] != "]":
            raise ValueError("neither a comma nor the end of the array")
    return ends


def _skip_space(text: str, place: int) -> int:
    while text[place : place + 1] in (" ", "\t", "\n", "\r"):
        place += 1
    return place
