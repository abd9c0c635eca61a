"""Standard input, read once and replayed to every run."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sparsemem.measure.program.standard_input import StandardInput

ALL = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"
ONE_LINE = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.readline())"
NOTHING = "pass"


def run(source: StandardInput, program: str) -> bytes:
    """What a program prints that gets this standard input."""
    with source.opened() as stdin:
        return subprocess.run(
            [sys.executable, "-I", "-S", "-c", program], stdin=stdin, capture_output=True, check=True
        ).stdout


@contextmanager
def piped(data: bytes) -> Iterator[int]:
    """The read end of a pipe that holds `data` and has been closed at the other end."""
    source, sink = os.pipe()
    os.write(sink, data)
    os.close(sink)
    yield source
    os.close(source)


@contextmanager
def opened(path: Path, offset: int = 0) -> Iterator[int]:
    """A descriptor of a file that stands at `offset`."""
    descriptor = os.open(path, os.O_RDONLY)
    os.lseek(descriptor, offset, os.SEEK_SET)
    yield descriptor
    os.close(descriptor)


def test_a_pipe_is_replayed_to_every_run() -> None:
    with piped(b"one\ntwo\n") as descriptor, StandardInput(descriptor) as source:
        assert [run(source, ALL) for _ in range(3)] == [b"one\ntwo\n"] * 3


def test_a_run_that_reads_less_or_nothing_takes_nothing_from_the_next() -> None:
    with piped(b"one\ntwo\n") as descriptor, StandardInput(descriptor) as source:
        assert [run(source, program) for program in (NOTHING, ONE_LINE, ALL)] == [b"", b"one\n", b"one\ntwo\n"]


def test_a_program_that_reads_nothing_does_not_wait_for_the_end_of_a_pipe() -> None:
    descriptor, sink = os.pipe()
    try:
        with StandardInput(descriptor) as source:
            os.write(sink, b"one\ntwo\n")
            assert run(source, NOTHING) == b""
            assert run(source, ONE_LINE) == b"one\n"
            os.write(sink, b"three\n")
            os.close(sink)
            assert run(source, ALL) == b"one\ntwo\nthree\n"
    finally:
        os.close(descriptor)


def test_more_than_a_pipe_holds_is_replayed_whole() -> None:
    data = bytes(range(256)) * 4096
    source_end, sink = os.pipe()
    writer = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdout.buffer.write(bytes(range(256)) * 4096)"], stdout=sink
    )
    os.close(sink)
    try:
        with StandardInput(source_end) as source:
            assert run(source, ALL) == data
            assert run(source, ALL) == data
    finally:
        writer.wait()
        os.close(source_end)


def test_a_file_is_read_from_where_it_stood(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"header\nrow\n")
    with opened(tmp_path / "data", 7) as descriptor, StandardInput(descriptor) as source:
        assert [run(source, ALL) for _ in range(2)] == [b"row\n"] * 2
        assert os.lseek(descriptor, 0, os.SEEK_CUR) == 7


def test_a_file_can_be_sought_in_by_the_program(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"header\nrow\n")
    program = "import sys; sys.stdin.buffer.seek(3); sys.stdout.buffer.write(sys.stdin.buffer.read())"
    with opened(tmp_path / "data") as descriptor, StandardInput(descriptor) as source:
        assert run(source, program) == b"der\nrow\n"


def test_a_file_that_was_deleted_is_still_there(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"row\n")
    with opened(tmp_path / "data") as descriptor, StandardInput(descriptor) as source:
        (tmp_path / "data").unlink()
        assert run(source, ALL) == b"row\n"


def test_a_terminal_becomes_dev_null() -> None:
    ours, theirs = pty.openpty()
    try:
        with StandardInput(theirs) as source, source.opened() as stdin:
            assert stdin == subprocess.DEVNULL
    finally:
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero"])
def test_a_device_becomes_dev_null(device: str) -> None:
    with opened(Path(device)) as descriptor, StandardInput(descriptor) as source:
        assert run(source, ALL) == b""


def test_a_closed_descriptor_becomes_dev_null() -> None:
    descriptor = os.open("/dev/null", os.O_RDONLY)
    os.close(descriptor)
    with StandardInput(descriptor) as source, source.opened() as stdin:
        assert stdin == subprocess.DEVNULL
