"""Writes `tests/data/scan.json` anew: a real scan of `tests/data/labels.py`, without the names of this machine.

Run `python tests/record_scan.py` when the format of a saved scan has changed.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
OPTIONS = ["--scales", "1,4", "--repeats", "1", "--sizes", "--prove", "__main__.index", "--json", "scan.json"]
PLATFORM = "Linux-6.1.0-x86_64-with-glibc2.36"


def scan() -> Any:
    """The saved scan, made in a folder that holds nothing but the script."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "labels.py")
        script.write_text((DATA / "labels.py").read_text())
        arguments = ["scan", *OPTIONS, script.name, "--", "--verbose"]
        subprocess.run([sys.executable, "-m", "sparsemem", *arguments], cwd=folder, check=True)
        return json.loads(Path(folder, "scan.json").read_text())


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
