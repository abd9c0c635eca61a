"""Writes `tests/data/scan.json` anew: a real scan of `tests/data/labels.py`, without the names of this machine.

Run `python tests/record_scan.py` when the format of a saved scan has changed.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from sparsemem.model import Report
from sparsemem.model.saved_records import dump, load_report

DATA = Path(__file__).parent / "data"
OPTIONS = ["--scales", "1,4", "--repeats", "1", "--sizes", "--map", "--prove", "__main__.index"]
SAVED = ["--json", "scan.json"]
CELLS = 64
"""Of the heap map: enough for a sample."""
PLATFORM = "Linux-6.1.0-x86_64-with-glibc2.36"


def scan() -> Any:
    """The saved scan, made in a folder that holds nothing but the script."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "labels.py")
        script.write_text((DATA / "labels.py").read_text())
        arguments = ["scan", *OPTIONS, *SAVED, script.name, "--", "--verbose"]
        subprocess.run([sys.executable, "-m", "sparsemem", *arguments], cwd=folder, check=True)
        return json.loads(dump(with_coarse_map(load_report(Path(folder, "scan.json").read_text(), "scan.json"))))


def with_coarse_map(report: Report) -> Report:
    """The report with so few cells that the sample can be read."""
    return replace(report, heap_map=report.heap_map.at_most(CELLS) if report.heap_map else None)


def scrubbed(value: Any) -> Any:
    """The value with the interpreter's path replaced wherever it stands."""
    if isinstance(value, dict):
        return {key: scrubbed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [scrubbed(item) for item in value]
    return value.replace(sys.executable, "/usr/local/bin/python3") if isinstance(value, str) else value


if __name__ == "__main__":
    report = scrubbed(scan())
    report["environment"]["platform"] = PLATFORM
    (DATA / "scan.json").write_text(json.dumps(report, indent=1) + "\n")
