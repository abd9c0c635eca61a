"""Scans ten programs of everyday work: the verdict of each, and what the scan costs beside the program's own runs.

    python benchmarks/everyday_programs.py [NAME ...]

wants pytest, black, mypy, sphinx, flask, gunicorn, nbclient and ipykernel beside the package. A scan may take three
times what the runs of its sweep take, and two seconds more; what one run takes without us stands beside it. Whether
a verdict is right is judged in everyday_programs.md.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sparsemem.units import format_seconds, format_size

TESTS = """
import pytest

@pytest.mark.parametrize("number", range(300))
def test_sum(number):
    assert sum(range(number)) == number * (number - 1) // 2
"""
UNFORMATTED = "\n".join(f"def function_{at}( a,b ) :\n    return {{'a':a,\n  'b':b}}\n" for at in range(300))
TYPED = "\n".join(f"def function_{at}(a: int) -> str:\n    return a + {at}\n" for at in range(300))
PAGES = {f"page{at}.rst": f"Page {at}\n=======\n\n" + "Some *words* and ``code``.\n\n" * 50 for at in range(20)}
INDEX = "Index\n=====\n\n.. toctree::\n\n" + "".join(f"   page{at}\n" for at in range(20))
SERVER = """
import asyncio

async def answer(reader, writer):
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()

async def main():
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        await server.serve_forever()

asyncio.run(main())
"""
FLASK = """
from flask import Flask

app = Flask(__name__)

@app.route("/")
def index():
    return "hello"
"""
POOL = """
import multiprocessing

N = 40_000

def work(seed):
    return sum((seed * at) % 7 for at in range(N))

if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        print(sum(pool.map(work, range(40))))
"""
NOTEBOOK = """
import nbformat
from nbclient import NotebookClient

cells = ["rows = [str(at) for at in range(100_000)]", "len(rows)"]
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
NotebookClient(notebook, kernel_name="python3").execute()
"""
SERVES = 4


@dataclass(frozen=True, slots=True)
class Program:
    """How it is scanned: what stands after `scan`, whether it ends only by being stopped, what its files import."""

    command: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    serves: bool = False
    needs: tuple[str, ...] = ()

    def missing_package(self) -> str | None:
        """The first package that is not there: without it a program ends with 1, as linters do by their judgement."""
        modules = (self.command[1:] if self.command[0] == "-m" else ()) + self.needs
        return next((name for name in modules if importlib.util.find_spec(name) is None), None)


PROGRAMS = {
    "pytest": Program(("-m", "pytest"), ("-q", "-p", "no:cacheprovider", "test_sums.py")),
    "black": Program(("-m", "black"), ("--check", "unformatted.py")),
    "mypy": Program(("-m", "mypy"), ("typed.py",)),
    "sphinx": Program(("-m", "sphinx"), ("-q", "-E", "-b", "html", "pages", "built")),
    "asyncio": Program(("server.py",), serves=True),
    "flask": Program(("-m", "flask"), ("--app", "application", "run", "--debug", "--port", "0"), serves=True),
    "gunicorn": Program(("-m", "gunicorn"), ("-w", "2", "-b", "127.0.0.1:0", "application:app"), serves=True),
    "pool": Program(("pool.py",)),
    "timeit": Program(("-m", "timeit"), ("-n", "20000", "-s", "row = list(range(100))", "sum(row)")),
    "nbclient": Program(("notebook.py",), needs=("nbclient", "ipykernel")),
}


def main(names: list[str]) -> None:
    print("| program | verdict | status | scan | its runs | allowed | one alone | loud findings |")
    print("|---|---|---|---|---|---|---|---|")
    for name in names or PROGRAMS:
        with tempfile.TemporaryDirectory() as folder:
            write_files(Path(folder))
            print(row(name, PROGRAMS[name], Path(folder)), flush=True)


def write_files(folder: Path) -> None:
    texts = {"test_sums.py": TESTS, "unformatted.py": UNFORMATTED, "typed.py": TYPED, "server.py": SERVER}
    texts |= {"application.py": FLASK, "pool.py": POOL, "notebook.py": NOTEBOOK}
    texts |= {f"pages/{page}": text for page, text in (PAGES | {"index.rst": INDEX, "conf.py": ""}).items()}
    (folder / "pages").mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text)


def row(name: str, program: Program, folder: Path) -> str:
    """One line of the table; a program that is not installed was not measured."""
    if (missing := program.missing_package()) is not None:
        return f"| {name} | not measured: {missing} is not installed |"
    alone = SERVES if program.serves else seconds_alone(program, folder)
    options = ["--for", str(SERVES)] if program.serves else []
    begun = time.monotonic()
    command = ["-m", "sparsemem", "scan", *options, "--json", "scan.json", *program.command, "--", *program.arguments]
    with (folder / "screen.txt").open("w") as screen:
        done = subprocess.run([sys.executable, *command], cwd=folder, stdout=screen, stderr=screen, check=False)
    taken = time.monotonic() - begun
    if not (folder / "scan.json").exists():
        return f"| {name} | none | {done.returncode} | {(folder / 'screen.txt').read_text()[-200:]!r}"
    return cells(name, json.loads((folder / "scan.json").read_text()), done.returncode, taken, alone)


def seconds_alone(program: Program, folder: Path) -> float:
    """What the program takes by itself: the second run, with warm caches, as all runs of the scan but the first."""
    for _ in range(2):
        shutil.rmtree(folder / "built", ignore_errors=True)
        begun = time.monotonic()
        command = [sys.executable, *program.command, *program.arguments]
        subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return time.monotonic() - begun


def cells(name: str, report: dict[str, Any], status: int, taken: float, alone: float) -> str:
    walls = [one["wall_seconds"] for one in report["runs"]]
    loud = [f"{one['code']} {format_size(one['bytes'])}" for one in report["findings"] if one["severity"] != "note"]
    allowed = 3 * sum(walls) + 2
    times = f"{format_seconds(taken)} | {len(walls)} in {format_seconds(sum(walls))} | {format_seconds(allowed)}"
    times += f" | {format_seconds(alone)}"
    over = "" if taken <= allowed else " (over)"
    return f"| {name} | {report['verdict']} | {status} | {times}{over} | {', '.join(loud) or 'none'} |"


if __name__ == "__main__":
    main(sys.argv[1:])
