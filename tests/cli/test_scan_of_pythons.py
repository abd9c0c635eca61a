"""Scans with `--python`: a program of another Python, which has no sparsemem, to its verdict and its owner."""

import json
import subprocess
from pathlib import Path

import pytest

from commands import sparsemem
from tests.outside.children import interpreters

SPARSE = """\
import sys
rows = [{"id": i, "label": f"label-{i}", "three": [i] * 3} for i in range(int(sys.argv[1]))]
LABELS = [row["label"] for row in rows[::37]]
del rows
"""
FORKS = """\
import multiprocessing, sys
def work(n):
    return len([str(i) for i in range(n)])
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(1) as pool:
        n = int(sys.argv[1])
        assert pool.map(work, [n]) == [n]
"""


def _version(python: str) -> str:
    said = subprocess.run([python, "-V"], capture_output=True, text=True, check=True).stdout
    return said.split()[1]


@pytest.mark.parametrize("python", interpreters()[1:])
def test_a_sparse_program_of_another_python(tmp_path: Path, python: str) -> None:
    (tmp_path / "a.py").write_text(SPARSE)
    line = ["--quick", "--scales", "1,2", "--python", python, "--json", "out.json", "a.py", "--", "{150000}"]
    done = sparsemem(tmp_path, "scan", *line)
    assert done.returncode == 0, done.stderr
    saved = json.loads((tmp_path / "out.json").read_text())
    assert saved["environment"]["python_version"] == _version(python)
    assert saved["environment"]["allocator"] == "pymalloc"
    assert saved["verdict"] == "sparse"
    (found,) = (one for one in saved["findings"] if one["code"] == "SM101")
    assert found["evidence"]["pinners"][0]["owner"] == "__main__.LABELS"
    for run in saved["runs"]:
        end = run["moments"]["end"]
        parts = {name: value for name, value in end["ledger"].items() if name.endswith("_bytes")}
        assert sum(value or 0 for value in parts.values()) == end["rss_bytes"]
        # What was read from outside, against what the process counted itself.
        read = (parts["python_live_bytes"] or 0) + (parts.get("python_garbage_bytes") or 0)
        assert abs(read - end["allocated"]["python_bytes"]) < end["allocated"]["python_bytes"] / 50


@pytest.mark.parametrize("python", interpreters()[1:])
def test_a_program_of_another_python_that_forks(tmp_path: Path, python: str) -> None:
    (tmp_path / "a.py").write_text(FORKS)
    line = ["--quick", "--scales", "1", "--python", python, "--json", "out.json", "a.py", "--", "{300000}"]
    done = sparsemem(tmp_path, "scan", *line)
    assert done.returncode == 0, done.stderr
    (run,) = json.loads((tmp_path / "out.json").read_text())["runs"]
    assert (run["outcome"], run["exit_code"]) == ("ok", 0)
    assert run["moments"]["end"]["ledger"] is not None
