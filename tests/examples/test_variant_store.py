"""The recipes bring the same variants into a table; a stream is not made before it is asked for."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from examples.pairs import EXAMPLES

PROGRAM = str(EXAMPLES / "variant_store" / "store.py")
RECIPES = ("at once", "batches of 25", "chunks of 5", "chunks of 5, small cache", "batches of 250", "stream")
needs_lancedb = pytest.mark.skipif(find_spec("lancedb") is None, reason="lancedb is not installed")


def run(folder: Path, *options: str) -> list[str]:
    command = [sys.executable, PROGRAM, "--variants", "60", *options, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout.strip().split("; ")


@needs_lancedb
def test_each_recipe_leaves_the_same_rows(tmp_path: Path) -> None:
    said = {recipe: run(tmp_path / recipe, "--recipe", recipe) for recipe in RECIPES}
    assert len({parts[1] for parts in said.values()}) == 1
    assert all(parts[1].startswith("60 rows, digest ") for parts in said.values())
    files = {recipe: int(parts[2].split()[0]) for recipe, parts in said.items()}
    assert files["stream"] == files["at once"] == 1
    assert files["chunks of 5"] == 12


@needs_lancedb
def test_a_bound_is_watched_and_told(tmp_path: Path) -> None:
    _, told, peak, trims, _, _ = run(tmp_path / "store", "--recipe", "stream", "--budget", "1MB")
    assert told.startswith("grew by ")
    assert "of 1.0 MB" in told
    assert " at the peak, " in peak
    assert not trims.startswith("0 trims")


@needs_lancedb
def test_it_obeys_one_word_a_line(tmp_path: Path) -> None:
    command = [sys.executable, PROGRAM, "--serve", "--warm", "--variants", "30", str(tmp_path / "store")]
    words = ("fill", "digest", "files", "query", "drop", "trim")
    done = subprocess.run(
        command, input="\n".join(words) + "\n", capture_output=True, text=True, check=True, timeout=120
    )
    ready, filled, digest, files, query, dropped, trimmed = done.stdout.strip().split("\n")
    assert (ready, dropped) == ("ready", "dropped")
    assert filled.endswith("s of processor time")
    assert digest.startswith("30 rows")
    assert files.startswith("1 files, 2 versions")
    assert query.endswith(" ms")
    assert "returned" in trimmed
