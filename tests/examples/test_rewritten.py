"""What `rewrite` makes of the programs before: it prints the same, and takes what the programs after take."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commands import sparsemem
from examples.pairs import EXAMPLES, size_option
from sparsemem.rewrite import Tier, rewrite

REWRITTEN = (
    "csv_to_sqlite",
    "dict_chain",
    "json_lines",
    "list_chain",
    "lookup_join",
    "named_steps",
    "paged_api",
    "sliding_windows",
    "streaming_cursor",
)
"""The pairs whose first program can be rewritten by itself."""
PROVEN = {
    "dict_chain": 3,
    "json_lines": 2,
    "list_chain": 3,
    "lookup_join": 2,
    "named_steps": 4,
    "paged_api": 2,
    "sliding_windows": 2,
    "streaming_cursor": 1,
}
"""Those of which every list and dict on the way is proven to be needless, and how many changes that takes."""
EVERY_REWRITTEN = pytest.mark.parametrize("pair", REWRITTEN)


def rewritten(pair: str, folder: Path) -> Path:
    """The rewritten program, in `folder`."""
    text = (EXAMPLES / pair / "before.py").read_text()
    found = rewrite({"before.py": text}, tier=Tier.T3)
    assert found.changes
    path = folder / "rewritten.py"
    path.write_text(found.sources["before.py"])
    return path


def printed(program: Path, *arguments: str) -> str:
    command = [sys.executable, str(program), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


@EVERY_REWRITTEN
def test_a_rewritten_program_prints_the_same(pair: str, tmp_path: Path) -> None:
    option = size_option(pair)
    arguments = (option, "1003") if option else ()
    before = printed(EXAMPLES / pair / "before.py", *arguments)
    assert printed(rewritten(pair, tmp_path), *arguments) == before
    assert before


@pytest.mark.parametrize(("pair", "changes"), PROVEN.items())
def test_all_of_the_chain_is_proven(pair: str, changes: int) -> None:
    found = rewrite({"before.py": (EXAMPLES / pair / "before.py").read_text()})
    assert len(found.changes) == changes


@pytest.mark.slow
@EVERY_REWRITTEN
def test_a_rewritten_program_takes_no_more_than_the_one_made_by_hand(pair: str, tmp_path: Path) -> None:
    rewritten(pair, tmp_path)
    shutil.copy(EXAMPLES / pair / "after.py", tmp_path)
    done = sparsemem(tmp_path, "compare", "--quick", "--scales", "1", "--json", "-", "after.py", "rewritten.py")
    assert done.returncode == 0, done.stderr
    saved = json.loads(done.stdout)
    assert saved["same_output"] is True
    assert saved["ratios"]["peak_rss"] <= 1.3
