"""The file of a watch: bounded, thinned and not cut; read up to where it was cut off."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sparsemem.errors import InputError
from sparsemem.live.watch_file import WatchFile, read_watch

MOST = 1 << 14


def written(path: Path, samples: int, marks: int, most: int = MOST) -> None:
    file = WatchFile(path, most, {"pid": 7})
    for at in range(samples):
        file.add({"seconds": float(at), "rss_bytes": at})
        if at < marks:
            file.add({"seconds": float(at), "mark": "batch", "rss_bytes": at, "counters": {"vocab": at}})
    file.add({"seconds": float(samples), "ended": "stopped"})
    file.close()


def test_what_was_written_is_read(tmp_path: Path) -> None:
    written(tmp_path / "a", 3, 2)
    found = read_watch(tmp_path / "a")
    assert [one["rss_bytes"] for one in found.samples] == [0, 1, 2]
    assert [one["counters"] for one in found.marks] == [{"vocab": 0}, {"vocab": 1}]
    assert (found.ended, found.head["pid"], found.head["thinned_samples"]) == ("stopped", 7, 0)


def test_lines_that_come_together_stay_within_the_bound(tmp_path: Path) -> None:
    file = WatchFile(tmp_path / "a", MOST, {"pid": 7})
    for at in range(0, 1_000, 50):
        file.add(*({"seconds": float(at + one), "mark": "b", "counters": {}} for one in range(50)))
    file.close()
    found = read_watch(tmp_path / "a")
    assert (tmp_path / "a").stat().st_size <= MOST
    assert len(found.marks) + found.head["thinned_marks"] == 1_000
    assert [mark["seconds"] for mark in found.marks] == sorted(mark["seconds"] for mark in found.marks)


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(samples=st.integers(0, 3_000), marks=st.integers(0, 300))
def test_it_stays_within_its_bound_and_says_what_is_left_out(samples: int, marks: int, tmp_path: Path) -> None:
    path = tmp_path / "a"
    written(path, samples, marks)
    assert path.stat().st_size <= MOST
    found = read_watch(path)
    assert len(found.samples) + found.head["thinned_samples"] == samples
    assert len(found.marks) + found.head["thinned_marks"] == min(marks, samples)
    seconds = [one["seconds"] for one in found.samples]
    assert seconds == sorted(seconds)
    assert not samples or (seconds[0], seconds[-1]) == (0.0, samples - 1.0)


def test_samples_go_before_marks(tmp_path: Path) -> None:
    written(tmp_path / "a", 1_000, 60)
    found = read_watch(tmp_path / "a")
    assert found.head["thinned_samples"] > 500
    assert (len(found.marks), found.head["thinned_marks"]) == (60, 0)


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    written(tmp_path / "a", 3, 0)
    written(tmp_path / "a", 5, 0)
    assert len(read_watch(tmp_path / "a.previous").samples) == 3
    assert len(read_watch(tmp_path / "a").samples) == 5


def test_a_record_that_was_cut_anywhere_is_read_up_to_there(tmp_path: Path) -> None:
    written(tmp_path / "a", 4, 0)
    data = (tmp_path / "a").read_bytes()
    head = data.index(b"\n") + 1
    counts = []
    for end in range(head, len(data) + 1):
        (tmp_path / "b").write_bytes(data[:end])
        counts.append(len(read_watch(tmp_path / "b").samples))
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, 4)


@pytest.mark.parametrize("text", ["", "no", "{}\n", json.dumps({"format": "sparsemem.watch", "version": 2}) + "\n"])
def test_any_other_file_is_refused_in_one_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_text(text)
    with pytest.raises(InputError, match="is not the file of a watch"):
        read_watch(tmp_path / "a")
