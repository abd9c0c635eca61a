"""What is told of a watch: rows, sentences, counters, and two of them side by side."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

import sparsemem
from sparsemem.errors import InputError
from sparsemem.live.growth.change_points import cut
from sparsemem.live.watch_file import FORMAT, VERSION
from sparsemem.units import KB, MB


def written(path: Path, each: float, looks: int = 0, limit: int | None = None) -> Path:
    """The file of a watch of 100 marks, two seconds apart, that add so many bytes each."""
    head = {"format": FORMAT, "version": VERSION, "started": 1_700_000_000.0, "memory_limit_bytes": limit}
    marks = [
        {"seconds": 2.0 * i, "mark": "batch", "rss_bytes": int(100 * MB + each * i), "counters": {"seen": 50 * i}}
        for i in range(100)
    ]
    ledger = {"python_live_bytes": 7 * MB, "malloc_live_bytes": MB, "pool_live_bytes": 0}
    moments = [
        {"seconds": 20.0 * i, "moment": {"rss_bytes": 8 * MB, "anonymous_bytes": 8 * MB, "swap_bytes": 0,
         "allocated": {"python_bytes": None, "malloc_bytes": None, "pool_bytes": None}, "ledger": {
             **dict.fromkeys(("python_free_blocks_bytes", "python_free_pools_bytes", "python_overhead_bytes",
                              "malloc_free_bytes", "pool_free_bytes", "stack_bytes", "library_data_bytes",
                              "file_bytes", "shared_bytes", "unattributed_bytes"), 0), **ledger}}}
        for i in range(looks)
    ]  # fmt: skip
    path.write_text("".join(f"{json.dumps(line)}\n" for line in [head, *marks, *moments]))
    return path


def test_a_leak_is_told_with_its_pace_its_counter_and_its_limit(tmp_path: Path) -> None:
    growth = sparsemem.growth(written(tmp_path / "a", 100 * KB), limit="200MB")
    assert growth.is_growing
    assert growth.seconds_to_limit == pytest.approx(90.6 * 1024 / 100 * 2, rel=0.05)
    text = str(growth)
    assert "RSS: It grows without end in sight since 0.0 s (22:13:20 UTC), by 100 kB a mark (176 MB an hour)." in text
    assert "seen moves with it, 2 kB for one more." in text
    assert "The limit of 200 MB is reached in" in text


def test_the_limit_of_the_control_group_is_taken_where_none_is_named(tmp_path: Path) -> None:
    assert sparsemem.growth(written(tmp_path / "a", 1 * KB, limit=MB)).limit_bytes == MB
    assert sparsemem.growth(written(tmp_path / "b", 1 * KB)).seconds_to_limit is None


def test_parts_of_the_ledger_are_series_too(tmp_path: Path) -> None:
    growth = sparsemem.growth(written(tmp_path / "a", 0, looks=15))
    assert growth["python_live_bytes"].sentence == "It stays at about 7.0 MB."
    assert growth["live_bytes at looks"].last == 8 * MB
    with pytest.raises(KeyError):
        growth["malloc_free_bytes"]


def test_two_watches_are_shown_side_by_side(tmp_path: Path) -> None:
    both = sparsemem.compare_growth(written(tmp_path / "a", 100 * KB), written(tmp_path / "b", 0))
    rows = list(both.rows())
    assert rows[0] == ("RSS", "without", "100 MB", "100 MB", "109 MB", "9.3 MB", "95 kB", "linear growth")
    assert rows[1] == ("RSS", "with", "100 MB", "100 MB", "100 MB", "0 bytes", "0 bytes", "steady")
    assert "Without and with the fix" in both._repr_html_()
    assert "95 kB  linear growth" in str(both)
    console = Console(file=io.StringIO(), width=140)
    console.print(both)
    console.print(both.without)
    assert isinstance(console.file, io.StringIO)
    assert "without" in console.file.getvalue()
    assert "It grows without end" in console.file.getvalue().replace("\n", " ")
    assert "It grows without end" in both.without._repr_html_()


def test_each_stretch_is_dated(tmp_path: Path) -> None:
    first = sparsemem.growth(written(tmp_path / "a", 100 * KB))["rss_bytes"]
    told = "From 0.0 s (22:13:20 UTC) to 3 min 18 s (22:16:38 UTC): a rise of 9.7 MB, as seen does."
    assert first.segment_sentences == [told]


def test_without_the_library_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ruptures", None)
    with pytest.raises(InputError, match=r"sparsemem\[watch\]"):
        cut(np.arange(50.0))
