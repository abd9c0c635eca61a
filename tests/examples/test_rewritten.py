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

REWRITTEN = {
    "csv_to_sqlite": Tier.T3,
    "json_lines": Tier.T2,
    "list_chain": Tier.T2,
    "lookup_join": Tier.T2,
    "named_steps": Tier.T2,
    "paged_api": Tier.T3,
    "sliding_windows": Tier.T2,
    "streaming_cursor": Tier.T2,
}
"""The pairs whose first program can be rewritten by itself, and how far one has to let it go."""
EVERY_REWRITTEN = pytest.mark.parametrize(("pair", "tier"), REWRITTEN.items())


def rewritten(pair: str, tier: Tier, folder: Path) -> Path:
    """The rewritten program, in `folder`."""
    text = (EXAMPLES / pair / "before.py").read_text()
    found = rewrite({"before.py": text}, tier=tier)
    assert found.changes
    path = folder / "rewritten.py"
    path.write_text(found.sources["before.py"])
    return path


def printed(program: Path, *arguments: str) -> str:
    command = [sys.executable, str(program), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


@EVERY_REWRITTEN
def test_a_rewritten_program_prints_the_same(pair: str, tier: Tier, tmp_path: Path) -> None:
    option = size_option(pair)
    assert option
    before = printed(EXAMPLES / pair / "before.py", option, "1003")
    assert printed(rewritten(pair, tier, tmp_path), option, "1003") == before
    assert before


@pytest.mark.slow
@EVERY_REWRITTEN
def test_a_rewritten_program_takes_no_more_than_the_one_made_by_hand(pair: str, tier: Tier, tmp_path: Path) -> None:
    rewritten(pair, tier, tmp_path)
    shutil.copy(EXAMPLES / pair / "after.py", tmp_path)
    done = sparsemem(tmp_path, "compare", "--quick", "--scales", "1", "--json", "-", "after.py", "rewritten.py")
    assert done.returncode == 0, done.stderr
    saved = json.loads(done.stdout)
    assert saved["same_output"] is True
    assert saved["ratios"]["peak_rss"] <= 1.3
