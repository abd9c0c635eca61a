"""A trim in the process itself: what each step returns is what the kernel says, and nothing ends it."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import sparsemem
from sparsemem.live import library_releases, trimming
from sparsemem.live.own_rss import read_own_rss, read_own_status
from sparsemem.live.trimming import Trimmed, TrimStep
from sparsemem.units import MB

ROOT = Path(sparsemem.__file__).parents[1]
TELL = """
import json, re, sparsemem
def rss():
    return sum(int(one) << 10 for one in re.findall(r"(?m)^Rss: +(\\d+)", open("/proc/self/smaps").read()))
before = rss()
done = sparsemem.trim()
print(json.dumps({"told": done.returned_bytes, "seen": before - rss(), "collected": done.collected_objects,
                  "steps": {step.name: step.returned_bytes for step in done.steps}}))
"""


def trimmed(text: str) -> Any:
    """What a trim returned at the end of a program of its own."""
    line = [sys.executable, "-c", text + TELL]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def test_cycles_come_back_by_the_collection() -> None:
    found = trimmed(
        "import gc\ngc.disable()\n"
        "for _ in range(200):\n    one = [bytearray(300_000)]\n    one.append(one)\ndel one\n"
    )
    assert found["collected"] >= 200
    assert found["steps"]["gc.collect"] > 40 * MB
    assert abs(found["told"] - found["seen"]) < 4 * MB


def test_free_chunks_come_back_by_the_trim_of_malloc() -> None:
    found = trimmed("rows = [bytearray(3000) for _ in range(20_000)]\nkept = rows[::200]\ndel rows\n")
    assert found["steps"]["malloc trim"] > 40 * MB
    assert abs(found["told"] - found["seen"]) < 4 * MB


def test_the_pool_of_arrow_is_a_step_of_its_own() -> None:
    pytest.importorskip("pyarrow")
    found = trimmed(
        "import pyarrow as pa\nrows = [pa.array([f'{i}-{j}' for j in range(2_000)]) for i in range(400)]\n"
        "kept = rows[::40]\ndel rows\n"
    )
    assert list(found["steps"]) == ["gc.collect", "pyarrow", "malloc trim"]
    assert found["steps"]["pyarrow"] > 2 * MB


def test_what_is_not_loaded_is_no_step() -> None:
    assert list(trimmed("")["steps"]) == ["gc.collect", "malloc trim"]


def test_a_library_that_fails_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("busy")

    monkeypatch.setitem(library_releases.RELEASES, "json", fail)
    done = sparsemem.trim()
    assert [step.trouble for step in done.steps if step.name == "json"] == ["RuntimeError: busy"]
    assert "json RuntimeError: busy" in str(done)


@pytest.mark.parametrize(("is_in_use", "expected"), [(True, ["device", "host"]), (False, [])])
def test_torch_is_asked_only_where_a_device_is_in_use(
    is_in_use: bool, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    torch = SimpleNamespace(
        cuda=SimpleNamespace(is_initialized=lambda: is_in_use, empty_cache=lambda: asked.append("device")),
        _C=SimpleNamespace(_host_emptyCache=lambda: asked.append("host")),
    )
    monkeypatch.setitem(sys.modules, "torch", torch)  # type: ignore[arg-type]
    assert "torch" in [step.name for step in sparsemem.trim().steps]
    assert asked == expected


def test_where_the_platform_does_not_tell_it_is_unknown_and_not_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trimming, "read_own_rss", lambda: None)
    done = sparsemem.trim()
    assert done.returned_bytes is None
    assert str(done).startswith("returned ? of ?")


def test_the_two_ways_to_read_agree() -> None:
    exact, status = read_own_rss(), read_own_status()
    assert exact is not None
    assert status is not None
    assert abs(exact - (status.rss_bytes or 0)) < 2 * MB


def test_the_record_draws_itself() -> None:
    done = Trimmed((TrimStep("gc.collect", 9 * MB, 5 * MB), TrimStep("<b>", 5 * MB, 2 * MB)), 7)
    assert str(done) == "returned 7.0 MB of 9.0 MB: gc.collect 4.0 MB, <b> 3.0 MB"
    assert "&lt;b&gt;" in done._repr_html_()
