"""Lines a second of `review` beside ruff, pylint and flake8 with perflint, on the same folder.

    python benchmarks/review_speed.py FOLDER [--tools DIRECTORY]

DIRECTORY is the `bin` of an environment that has ruff, pylint, flake8 and perflint; what it lacks is left out. The
linters run the rules that come nearest to ours, pylint and flake8 with two processes as `review` does.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

_PROCESSES = "2"
_REVIEW = "from sparsemem.cli.commands.review import add_parser as a; import argparse as p; q = p.ArgumentParser(); "
_REVIEW += "a(q.add_subparsers()); v = q.parse_args(); v.run(v)"
_LINTERS = {
    "ruff": ["ruff", "check", "--isolated", "--no-cache", "--select", "PERF,C4,B,FURB", "--preview", "--quiet"],
    "flake8+perflint": ["flake8", "--isolated", f"--jobs={_PROCESSES}", "--select=W8,R8,C8,PERF"],
    "pylint": ["pylint", f"--jobs={_PROCESSES}", "--disable=all", "--enable=R1728,R1729,W1518", "--recursive=y"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tools", type=Path, default=Path(sys.executable).parent)
    arguments = parser.parse_args()
    lines = sum(path.read_bytes().count(b"\n") for path in arguments.folder.rglob("*.py"))
    own = seconds([sys.executable, "-c", _REVIEW, "review", "--processes", _PROCESSES, str(arguments.folder)])
    print(f"{lines:,} lines, {os.cpu_count()} processors")
    show("review", lines, own, own)
    for name, command in _LINTERS.items():
        program = arguments.tools / command[0]
        if program.exists():
            show(name, lines, seconds([str(program), *command[1:], str(arguments.folder)]), own)


def seconds(command: list[str]) -> tuple[float, float]:
    """The time that a command takes, and that its processors work; its output and its status do not matter."""
    started, before = time.perf_counter(), processor_seconds()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - started, processor_seconds() - before


def processor_seconds() -> float:
    """Of all child processes so far: on a busy machine the fairer figure."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def show(name: str, lines: int, taken: tuple[float, float], own: tuple[float, float]) -> None:
    wall, work = taken
    print(
        f"{name:16} {wall:7.1f} s {lines / wall:10,.0f} lines/s {work:7.1f} s of work {work / own[1]:7.2f} x review"
    )


if __name__ == "__main__":
    main()
