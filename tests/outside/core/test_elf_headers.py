"""Headers of core files: written ones, broken ones, and files that are none."""

import contextlib
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparsemem.errors import InputError
from sparsemem.outside.core.core_notes import MappedFile, file_at, parse_notes
from sparsemem.outside.core.elf_headers import Elf, Segment, parse_elf
from sparsemem.outside.core_reading import open_core, read_core
from tests.outside.cores import NT_AUXV, PAGE, core, files_note, note, process_note

BASE = 0x7F0000000000
WHOLE = core(
    [(BASE, 6, b"a" * PAGE, PAGE), (BASE + PAGE, 0, b"", PAGE), (0xFFFFFFFFFF600000, 5, b"v" * PAGE, PAGE)],
    process_note(4242, "python shop.py") + files_note((BASE, BASE + PAGE, 3, "/lib/a.so")),
)


def parse(content: bytes) -> Elf:
    return parse_elf(np.frombuffer(content, np.uint8), "core")


def test_segments_and_notes() -> None:
    found = parse(WHOLE)
    assert [(one.start, one.size, one.file_size, one.permissions) for one in found.segments] == [
        (BASE, PAGE, PAGE, "rw-p"),
        (BASE + PAGE, PAGE, 0, "---p"),
    ]
    notes = parse_notes(found.notes)
    assert (notes.pid, notes.command) == (4242, "python shop.py")
    assert notes.files == (MappedFile(BASE, BASE + PAGE, 3 * PAGE, "/lib/a.so"),)


def test_segments_come_in_the_order_of_addresses() -> None:
    found = parse(core([(BASE + PAGE, 6, b"", PAGE), (BASE, 4, b"", PAGE)]))
    assert found.segments[0] == Segment(BASE, PAGE, found.segments[0].offset, 0, "r--p")


def test_more_segments_than_fit_into_the_header_are_counted_in_a_section() -> None:
    content = bytearray(core([(BASE, 6, b"", PAGE)]))
    struct.pack_into("<H", content, 56, 0xFFFF)
    struct.pack_into("<Q", content, 40, len(content))
    section = bytearray(64)
    struct.pack_into("<I", section, 44, 2)
    assert len(parse(bytes(content + section)).segments) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "core is no core file"),
        (b"\x28\xb5\x2f\xfd" * 50, "a core that is compressed has to be unpacked first"),
        (WHOLE[:40], "core was cut off"),
        (WHOLE[:100], "core was cut off"),
        (WHOLE[:-1], "core was cut off"),
        (core(bits=1), "core is of a 32-bit or big-endian machine"),
        (core(kind=2), "core is a program or a library and no core file"),
        (core(kind=3), "core is a program or a library and no core file"),
        (core([(BASE, 6, b"a" * PAGE, 100)]), "core is damaged"),
        (core([(BASE, 6, b"", PAGE), (BASE + 1, 6, b"", PAGE)]), "core is damaged"),
        (core([((1 << 63) - PAGE, 6, b"", 1 << 62)]), "core is damaged"),
    ],
)
def test_what_is_no_whole_core_is_told_in_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(content)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=40))
def test_damage_is_read_or_told(at: int, new: bytes) -> None:
    with contextlib.suppress(InputError):
        parse_notes(parse(WHOLE[:at] + new + WHOLE[at + len(new) :]).notes)


@given(st.lists(st.tuples(st.sampled_from([3, 6, 0x46494C45]), st.binary(max_size=300))))
def test_hostile_notes(notes: list[tuple[int, bytes]]) -> None:
    found = parse_notes(notes)
    assert isinstance(found.pid, int)
    assert isinstance(found.command, str)


def test_no_notes_tell_nothing() -> None:
    found = parse_notes(())
    assert (found.pid, found.command, found.files, found.stack) == (0, "", (), 0)


def test_marks_in_the_auxiliary_vector() -> None:
    vector = struct.pack("<8Q", 3, 0x1000, 25, 0x2000, 33, 0x3000, 0, 0)
    found = parse_notes(parse(core(notes=note(NT_AUXV, vector))).notes)
    assert (found.program, found.stack, found.vdso) == (0x1000, 0x2000, 0x3000)


def test_the_file_at_an_address() -> None:
    files = [MappedFile(10, 20, 0, "a"), MappedFile(20, 30, 0, "b"), MappedFile(40, 50, 0, "c")]
    found = [file_at(files, address) for address in (9, 10, 19, 20, 30, 49, 50)]
    assert [file and file.path for file in found] == [None, "a", "a", "b", None, "c", None]


def test_a_small_core_is_read_whole(tmp_path: Path) -> None:
    content = b"\0" * PAGE + b"x" * 2 * PAGE
    (tmp_path / "core").write_bytes(core([(BASE, 6, content, 4 * PAGE)], process_note(7, "a.out")))
    found = open_core(str(tmp_path / "core"))
    assert (found.pid, found.command) == (7, "a.out")
    moment = read_core(found).moment
    assert (moment.rss_bytes, moment.swap_bytes) == (2 * PAGE, None)
    assert moment.ledger is not None
    assert (moment.ledger.unattributed_bytes, moment.ledger.file_bytes) == (2 * PAGE, None)


def test_files_that_are_no_cores(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for name in (tmp_path, tmp_path / "empty", tmp_path / "missing", Path("/dev/null"), Path(sys.executable)):
        with pytest.raises(InputError):
            open_core(str(name))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=60))
def test_a_damaged_core_is_read_or_told(tmp_path_factory: pytest.TempPathFactory, at: int, new: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(WHOLE[:at] + new + WHOLE[at + len(new) :])
    with contextlib.suppress(InputError):
        read_core(open_core(str(path)))
