"""The data cache gives the same products in whatever way they are loaded."""

import ast
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from examples.pairs import EXAMPLES

FOLDER = EXAMPLES / "data_cache"
LOADS = ("chain", "rebinding", "fetchall", "cursor", "coroutines", "columns", "child", "pickle", "compact")
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


@pytest.mark.parametrize("load", ["chain", "cursor", "coroutines", "columns"])
def test_with_full_records_it_has_the_same_products_and_obeys(database: Path, load: str) -> None:
    said = run(database, "--load", load, "--ttl", "--serve", told="refresh\nexpire\ntrim\ndrop\n")
    assert said == [*run(database, "--load", load), "done", "done", "done", "done"]


def test_columns_are_asked_by_number_code_and_brand() -> None:
    code = """
import sys
from database import make_database
make_database(sys.argv[1], 3000)
import sqlite3
from loaders import cursor
from columns import ColumnTables
from products import Product, Tables
with sqlite3.connect(sys.argv[1]) as connection:
    plain = Tables().fill(cursor(connection, 3000, "all"))
    columns = ColumnTables().fill(cursor(connection, 3000, "all"))
same = lambda one, other: all(getattr(one, name) == getattr(other, name) for name in Product.__slots__)
assert len(plain) == len(columns) == 3000
assert all(same(product, columns.by_id(number)) for number, product in plain.by_id.items())
assert all(same(product, columns.by_sku(sku)) for sku, product in plain.by_sku.items())
assert all(
    same(*both)
    for brand, found in plain.by_brand.items()
    for both in zip(found, columns.by_brand(brand), strict=True)
)
for ask, what in ((columns.by_id, 3000), (columns.by_sku, "none"), (columns.by_brand, "none")):
    try:
        ask(what)
    except KeyError:
        continue
    raise AssertionError(what)
"""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", code, str(Path(folder, "shop.sqlite"))]
        subprocess.run(command, cwd=FOLDER, check=True, timeout=120)


def test_a_database_with_fewer_products_is_refused(database: Path) -> None:
    run(database)
    command = [sys.executable, str(FOLDER / "service.py"), "--rows", str(ROWS + 1), str(database)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "delete it, and it is made anew" in done.stderr


@pytest.mark.parametrize(
    "folder", ["data_cache", "growing_service", "ner_service", "ngram_importer", "variant_store"]
)
def test_each_file_says_what_it_is_in_its_first_line(folder: str) -> None:
    files = list((EXAMPLES / folder).glob("*.py"))
    assert len(files) >= 3
    for file in files:
        assert (ast.get_docstring(ast.parse(file.read_text())) or "").partition("\n")[0][-1] in ".:", file
