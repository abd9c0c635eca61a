import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rewrite.cases import cases
from sparsemem.rewrite import rewrite

RULES = "A,B,C4,E,F,I,N,PERF,PIE,PL,RET,RUF,SIM,UP,W"
KEPT = "UP028"  # `yield from` for a loop: the loop is left as its author wrote it
Found = dict[str, set[str]]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The programs that are converted, before and after, each in a folder of its own."""
    root = tmp_path_factory.mktemp("checked")
    for number, case in enumerate(cases("converted")):
        after = {**case.sources, **rewrite(case.sources, tier=case.tier).sources}
        for side, sources in (("before", case.sources), ("after", after)):
            place = root / side / f"case{number}"
            for name, text in sources.items():
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                (place / name).write_text(text, encoding="utf-8")
    return root / "before", root / "after"


def ruff(folder: Path) -> Found:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--output-format", "json"]
    done = subprocess.run(
        [*command, "--select", RULES, "--ignore", KEPT, str(folder)], capture_output=True, text=True, check=False
    )
    found: Found = {}
    for one in json.loads(done.stdout):
        found.setdefault(str(Path(one["filename"]).relative_to(folder)), set()).add(one["code"])
    return found


def new(before: Found, after: Found) -> Found:
    return {name: more for name, codes in after.items() if (more := codes - before.get(name, set()))}


def test_ruff_finds_nothing_new(folders: tuple[Path, Path]) -> None:
    before, after = (ruff(folder) for folder in folders)
    assert before
    assert not new(before, after)


def mypy(folder: Path) -> set[str]:
    """The files and texts of the errors, of annotated programs: each is a file with a name of its own."""
    annotated = {
        f"{path.parent.name}.py": text for path in folder.glob("*/main.py") if "->" in (text := path.read_text())
    }
    assert annotated
    for name, text in annotated.items():
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--cache-dir", str(folder / "cache")]
    done = subprocess.run([*command, *annotated], cwd=folder, capture_output=True, text=True, check=False)
    errors = [line for line in done.stdout.splitlines() if " error: " in line]
    return {re.sub(r":\d+: ", ": ", line) for line in errors}


def test_mypy_finds_nothing_new(folders: tuple[Path, Path]) -> None:
    before, after = (mypy(folder) for folder in folders)
    assert not after - before
