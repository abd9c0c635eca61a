"""Scans benchmarks of pyperformance, which hold nothing that they do not need: each loud finding wants a reason.

`python benchmarks/innocent_programs.py PYTHON [NAME ...]`, where PYTHON is an interpreter for which pyperformance is
installed (`PYTHON -m pip install pyperformance`). The number of values that a benchmark takes is the knob.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

NAMES = (
    "argparse async_generators barnes_hut chaos comprehensions coroutines deepcopy deltablue fannkuch float "
    "generators gc_collect gc_traversal go hexiom json_dumps json_loads logging nbody pathlib pickle pidigits pprint "
    "pyflate raytrace regex_compile richards scimark spectral_norm sqlite_synth telco unpack_sequence xml_etree"
)
ARGUMENTS = {"argparse": ["many_optionals"], "pickle": ["pickle"], "xml_etree": ["iterparse"]}
WORKER = ["--worker", "--loops=1", "--warmups=0", "--values={2}"]


def folder(python: str) -> Path:
    """Where the benchmarks of the interpreter's pyperformance lie."""
    code = "import pyperformance; print(pyperformance.__file__)"
    found = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout
    return Path(found.strip()).parent / "data-files" / "benchmarks"


def scan(python: str, script: Path, arguments: list[str]) -> str:
    """The verdict and the loud findings of one benchmark."""
    with tempfile.TemporaryDirectory() as place:
        saved = Path(place, "scan.json")
        options = ["--quick", "--scales", "1,2,4", "--timeout", "120", "--python", python, "--json", str(saved)]
        command = [sys.executable, "-m", "sparsemem", "scan", *options, str(script), "--", *arguments, *WORKER]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"no answer: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}"
        report = json.loads(saved.read_text())
    loud = [f"{one['code']} {one['bytes'] >> 20} MB" for one in report["findings"] if one["severity"] != "note"]
    return "  ".join([report["verdict"], *loud])


def main() -> None:
    python, *names = sys.argv[1:]
    for name in names or NAMES.split():
        script = folder(python) / f"bm_{name}" / "run_benchmark.py"
        print(f"{name:20} {scan(python, script, ARGUMENTS.get(name, []))}", flush=True)


if __name__ == "__main__":
    main()
