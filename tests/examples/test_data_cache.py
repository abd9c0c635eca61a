"""The data cache gives the same products in whatever way they are loaded."""

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from examples.pairs import EXAMPLES

FOLDER = EXAMPLES / "data_cache"
LOADS = ("chain", "rebinding", "fetchall", "cursor", "coroutines", "child", "pickle", "compact")
ROWS = 300

pytestmark = pytest.mark.skipif(
    find_spec("cachetools") is None, reason="cachetools is not installed: pip install 'sparsemem[examples]'"
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shop") / "shop.sqlite"


def run(database: Path, *options: str, told: str = "") -> list[str]:
    command = [sys.executable, str(FOLDER / "service.py"), *options, "--rows", str(ROWS), str(database)]
    done = subprocess.run(command, input=told, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout.splitlines()


@pytest.mark.parametrize("keep", ["all", "active"])
def test_every_way_gives_the_same_digest(database: Path, keep: str) -> None:
    said = {load: run(database, "--load", load, "--keep", keep) for load in LOADS}
    assert {load: lines for load, lines in said.items() if lines != said["chain"]} == {}
    assert said["chain"][0].startswith(f"{ROWS if keep == 'all' else ROWS // 10:,} products, digest ")


@pytest.mark.parametrize("load", ["chain", "cursor", "coroutines"])
def test_with_full_records_it_has_the_same_products_and_obeys(database: Path, load: str) -> None:
    said = run(database, "--load", load, "--ttl", "--serve", told="refresh\nexpire\ntrim\ndrop\n")
    assert said == [*run(database, "--load", load), "done", "done", "done", "done"]


def test_a_database_with_fewer_products_is_refused(database: Path) -> None:
    run(database)
    command = [sys.executable, str(FOLDER / "service.py"), "--rows", str(ROWS + 1), str(database)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "delete it, and it is made anew" in done.stderr


@pytest.mark.parametrize("folder", ["data_cache", "growing_service"])
def test_each_file_says_what_it_is_in_its_first_line(folder: str) -> None:
    files = list((EXAMPLES / folder).glob("*.py"))
    assert len(files) >= 5
    for file in files:
        assert (ast.get_docstring(ast.parse(file.read_text())) or "").partition("\n")[0][-1] in ".:", file
