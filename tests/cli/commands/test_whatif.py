"""whatif from its command line to its exit status, its record, and what it recommends for three programs."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from commands import ROOT, sparsemem
from preloads import NAMES, library
from sparsemem.units import MB

READ = "import os\nscale = int(os.environ['SPARSEMEM_SCALE'])\n"
ARENAS = f"""{READ}
rows = [{{'id': i, 'label': f'label-{{i}}'}} for i in range(60_000 * scale)]
LABELS = [row['label'] for row in rows[::37]]
del rows
print(len(LABELS))
"""
THREADS = f"""{READ}
import threading
KEPT, together = [], threading.Barrier(6)
def work():
    together.wait()
    blocks = [bytearray(3000) for _ in range(1_000 * scale)]
    KEPT.append(blocks[-1])
    together.wait()
threads = [threading.Thread(target=work) for _ in range(6)]
for one in threads: one.start()
for one in threads: one.join()
print(len(KEPT))
"""
ARROW = f"""{READ}
import pyarrow as pa
tables = [pa.array([f'row-{{i}}-{{j}}' for j in range(2_000)]) for i in range(150 * scale)]
KEPT = tables[::30]
del tables
print(len(KEPT))
"""


def tried(folder: Path, text: str, *options: str) -> Any:
    """What whatif saves of a program, in one repeat at 4x."""
    (folder / "a.py").write_text(text)
    done = sparsemem(folder, "whatif", "--quick", "--json", "out.json", *options, "a.py")
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "out.json").read_text())


def ends(record: Any) -> dict[str, int]:
    return {row["name"]: row["end_rss_bytes"] for row in record["rows"] if row["end_rss_bytes"] is not None}


def returns_most(record: Any) -> None:
    """What is recommended returns all but as much as the best of all rows, by the figures themselves."""
    sizes = ends(record)
    saved = {name: sizes["as is"] - size for name, size in sizes.items()}
    assert saved[record["recommended"]] >= 0.95 * max(saved.values()) > 5 * MB


def test_arenas_of_python_are_touched_by_no_setting_of_malloc(tmp_path: Path) -> None:
    record = tried(tmp_path, ARENAS, "--only", "arena,threshold,PYTHONMALLOC=malloc")
    sizes = ends(record)
    for name in ("MALLOC_ARENA_MAX=1", "trim threshold", "mmap threshold", "as is, released"):
        assert sizes[name] > 0.9 * sizes["as is"]
    returns_most(record)
    assert record["recommended"].startswith("PYTHONMALLOC=malloc")
    assert record["recommended"].endswith("released")
    assert record["line"].startswith("ENV PYTHONMALLOC=malloc")
    assert "sparsemem.trim()" in record["code"]
    assert "no setting of malloc and no trim touches those" in record["notes"][0]


def test_arenas_of_threads_go_by_one_variable(tmp_path: Path) -> None:
    record = tried(tmp_path, THREADS, "--only", "arena,PYTHONMALLOC=malloc")
    returns_most(record)
    assert ends(record)[record["recommended"]] < 0.6 * ends(record)["as is"]


def test_arrow_gives_back_when_it_is_asked(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    record = tried(tmp_path, ARROW, "--only", "Arrow,arena_max=1")
    returns_most(record)
    assert record["recommended"] in ("as is, released", "Arrow from malloc", "Arrow from malloc, released")


@pytest.mark.parametrize("name", NAMES)
def test_an_allocator_is_preloaded_and_serves_the_program(name: str, tmp_path: Path) -> None:
    file = library(name)
    record = tried(tmp_path, ARENAS, "--only", name, "--lib", file, "--scales", "1")
    row = next(row for row in record["rows"] if row["name"] == name)
    assert (row["available"], row["same_output"], row["environment"]["LD_PRELOAD"]) == (True, True, file)
    assert row["end_rss_bytes"]
    assert row["peak_rss_bytes"]
    assert row["wall_seconds"]


def test_survivors_can_be_pickled_or_made_in_a_child(tmp_path: Path) -> None:
    record = tried(tmp_path, ARENAS, "--only", "survivors,child", "--survivors", "LABELS")
    sizes = ends(record)
    assert sizes["survivors pickled"] < 0.6 * sizes["as is"]
    assert sizes["loader in a child"] < 0.6 * sizes["as is"]
    child = next(row for row in record["rows"] if row["name"] == "loader in a child")
    assert child["tree_peak_bytes"] > 1.5 * child["end_rss_bytes"]
    assert all(row["same_output"] for row in record["rows"])
    assert record["code"].startswith("LABELS = ")


def test_where_no_knob_helps_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(READ + "KEPT = [str(i) for i in range(50_000 * scale)]\n")
    done = sparsemem(tmp_path, "whatif", "--quick", "--only", "arena_max,gc threshold", "a.py")
    assert done.returncode == 0
    assert "no knob helps" in done.stdout
    assert "sparsemem scan a.py" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name one script"),
        (("--only", "nothing", "a.py"), "no setting has such a name; see MALLOC_ARENA_MAX=1"),
        (("--lib", "none.so", "a.py"), "--lib none.so: there is no such file"),
    ],
)
def test_wrong_usage_is_one_sentence(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("")
    done = sparsemem(tmp_path, "whatif", *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr


def test_a_program_that_fails_ends_with_status_3_and_a_report(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("raise SystemExit(5)\n")
    done = sparsemem(tmp_path, "whatif", "--quick", "--json", "out.json", "a.py")
    assert done.returncode == 3
    record = json.loads((tmp_path / "out.json").read_text())
    assert (record["recommended"], record["rows"][0]["reason"]) == (None, "the program ended with status 5")


def test_ctrl_c_keeps_what_was_measured(tmp_path: Path) -> None:
    text = "import os, time\nif os.environ.get('MALLOC_ARENA_MAX'):\n    open('there', 'w')\n    time.sleep(60)\n"
    (tmp_path / "a.py").write_text(text)
    line = [sys.executable, "-m", "sparsemem", "whatif", "--only", "arena_max=1", "--json", "out.json", "a.py"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(line, cwd=tmp_path, env=environment, stdout=-3, stderr=-3, stdin=-3) as process:
        while not (tmp_path / "there").exists() and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    record = json.loads((tmp_path / "out.json").read_text())
    assert record["interrupted"]
    assert list(ends(record)) == ["as is", "as is, released"]
