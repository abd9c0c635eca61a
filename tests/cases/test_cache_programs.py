"""Programs with caches, attached to as a user does: the verdict, the rule that says it, and whom it names."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cases.cache_programs import GUILTY, HEAD, INNOCENT, TAIL
from commands import sparsemem

pytest.importorskip("cachetools")


def attached(source: str, folder: Path) -> tuple[str, dict[str, Any]]:
    """The verdict on a program that runs, and its loud findings on caches by their codes."""
    (folder / "work.py").write_text(HEAD + source + TAIL)
    line = [sys.executable, "work.py"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder) as child:
        assert child.stdout is not None
        child.stdout.readline()
        done = sparsemem(folder, "attach", str(child.pid), "--json", "-")
        child.kill()
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    loud = [one for one in report["findings"] if one["severity"] != "note" and one["code"].startswith("SM14")]
    return report["verdict"], {one["code"]: one for one in loud}


def test_there_are_at_least_24_programs_of_which_a_third_is_innocent() -> None:
    assert len(GUILTY) + len(INNOCENT) >= 24
    assert 3 * len(INNOCENT) >= len(GUILTY) + len(INNOCENT)


@pytest.mark.slow
@pytest.mark.parametrize("name", GUILTY)
def test_what_is_wrong_with_a_cache_is_the_verdict(name: str, tmp_path: Path) -> None:
    code, owner, source = GUILTY[name]
    verdict, loud = attached(source, tmp_path)
    assert (verdict, set(loud)) == ("overcached", {code})
    assert owner in f"{loud[code]['subject']} {loud[code]['message']}"


@pytest.mark.slow
@pytest.mark.parametrize("name", INNOCENT)
def test_an_innocent_program_has_no_verdict_on_its_caches(name: str, tmp_path: Path) -> None:
    verdict, loud = attached(INNOCENT[name], tmp_path)
    assert (verdict == "overcached", loud) == (False, {})
