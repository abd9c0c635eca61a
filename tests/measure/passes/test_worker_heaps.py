"""Which forked processes are worth a record, and what is said of those of which there is none."""

from dataclasses import replace
from pathlib import Path

import pytest

from profiles import PROFILE
from sparsemem.measure.moments.capture_file import capture_beside
from sparsemem.measure.passes import worker_heaps
from sparsemem.measure.passes.memray_capture import Heap, Recorded, Wanted
from sparsemem.measure.passes.worker_heaps import LONGEST_SECONDS, MOST_FORKS, forks_to_record, with_workers
from sparsemem.measure.program.spawn import Place
from sparsemem.measure.run.finished import Finished
from sparsemem.model import HeapLine, Process, Profile, Run
from sparsemem.model.profile import LEAST_COMPARED_BYTES
from sparsemem.units import MB
from trees import POOL, tree


def worker(pid: int, peak: int, forked: bool = True) -> Process:
    return Process(pid, 1, POOL, peak, None, forked, 0.5, 3.0)


def finished(run: Run, folder: Path) -> Finished:
    place = Place(folder, folder / "mailbox", folder / "stdout", folder / "stderr")
    return Finished(run, {}, place, None)


@pytest.mark.parametrize(
    ("one", "seconds", "forks"),
    [
        (worker(2, LEAST_COMPARED_BYTES), 1.0, 0),
        (worker(2, LEAST_COMPARED_BYTES + 1), 1.0, MOST_FORKS),
        (worker(2, LEAST_COMPARED_BYTES + 1, forked=False), 1.0, 0),
        (worker(2, LEAST_COMPARED_BYTES + 1), LONGEST_SECONDS, MOST_FORKS),
        (worker(2, LEAST_COMPARED_BYTES + 1), LONGEST_SECONDS + 0.1, 0),
    ],
)
def test_only_large_forks_of_a_short_program_are_worth_it(one: Process, seconds: float, forks: int) -> None:
    assert forks_to_record([tree(1), replace(tree(1, one), wall_seconds=seconds)]) == forks


def test_a_program_without_workers_is_left_alone() -> None:
    assert forks_to_record([]) == forks_to_record([tree(1)]) == 0


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The captures that were read; each tells as many MB as the number of its process."""

    def read(_python: str, capture: Path, _wanted: Wanted) -> Recorded | str:
        read_ones.append(capture.suffix)
        if capture.read_text() == "broken":
            return "it is none of memray's"
        pid = int(capture.suffix[1:])
        heap = Heap(pid * MB, 1, 0, tuple(HeapLine("f", "a.py", line, 1, 1) for line in range(9)))
        return Recorded("1.20.0", heap, heap, None, {})

    read_ones: list[str] = []
    monkeypatch.setattr(worker_heaps, "read_capture", read)
    return read_ones


def captured(folder: Path, **texts: str) -> None:
    root = capture_beside(folder / "mailbox")
    for name, text in texts.items():
        root.with_name(f"{root.name}.{name.removeprefix('of_')}").write_text(text)


def judged(folder: Path, *processes: Process) -> Profile:
    return with_workers(PROFILE, finished(tree(1, *processes), folder), "python3")


@pytest.mark.usefixtures("readings")
def test_the_large_ones_have_a_row_and_the_largest_comes_first(tmp_path: Path) -> None:
    captured(tmp_path, of_20="x", of_21="x", of_30="x")
    found = judged(tmp_path, *(worker(pid, 50 * MB) for pid in (20, 21, 30)))

    assert [(heap.pid, heap.live_peak_bytes, len(heap.peak_lines)) for heap in found.workers] == [
        (30, 30 * MB, 5),
        (21, 21 * MB, 5),
    ]
    assert (found.unrecorded_processes, found.unrecorded_peak_bytes) == (0, None)


@pytest.mark.usefixtures("readings")
def test_those_without_a_record_are_counted(tmp_path: Path) -> None:
    # A fork that has begun a program of its own is another process than the one that was recorded.
    captured(tmp_path, of_40="x", of_41="broken", of_42="")
    sizes = {40: 90, 41: 10, 42: 60, 43: 70}
    found = judged(tmp_path, *(worker(pid, size * MB, forked=pid != 40) for pid, size in sizes.items()))

    assert found.workers == ()
    assert (found.unrecorded_processes, found.unrecorded_peak_bytes) == (4, 90 * MB)


def test_too_long_a_record_is_not_read(readings: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    captured(tmp_path, of_50="xxxx", of_51="xxx", of_52="xx")
    monkeypatch.setattr(worker_heaps, "_MOST_READ_BYTES", 6)
    found = judged(tmp_path, worker(50, 30 * MB), worker(51, 90 * MB), worker(52, 20 * MB))

    assert readings == [".51"]
    assert [heap.pid for heap in found.workers] == [51]
    assert found.unrecorded_processes == 2


def test_the_rest_of_the_profile_stays(tmp_path: Path) -> None:
    found = judged(tmp_path)
    assert (found.workers, found.unrecorded_processes, found.peak_lines) == ((), 0, PROFILE.peak_lines)
