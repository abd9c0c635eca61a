"""The service finds the same with and without zones, and its tables are as large as their makers' rules say."""

import importlib
import json
import subprocess
import sys
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import pytest

from examples.pairs import EXAMPLES

pytestmark = pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed: 'sparsemem[ner]'")
FOLDER = EXAMPLES / "ner_service"
PROGRAM = str(FOLDER / "service.py")
SIZE = ("--words", "600", "--discovery", "8", "--steady", "4")
NEW_WORDS = 8 * 600 + 4 * 20


def run(*options: str) -> tuple[list[dict[str, Any]], str]:
    """The row of each batch, and what was found."""
    command = [sys.executable, PROGRAM, *SIZE, *options]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout.splitlines()
    return [json.loads(line) for line in said[:-1]], said[-1]


@pytest.fixture(scope="module")
def rules() -> dict[str, tuple[list[dict[str, Any]], str]]:
    return {"plain": run(), "zone": run("--zone")}


def test_zones_change_nothing_in_what_is_found(rules: dict[str, tuple[list[dict[str, Any]], str]]) -> None:
    (found,) = {told for _, told in rules.values()}
    assert found.startswith("12 batches, ")
    assert int(found.split()[2].replace(",", "")) >= 12 * 600 // 20


def test_nor_do_they_in_what_a_model_finds() -> None:
    size = ("--pipeline", "model", "--words", "400", "--discovery", "2", "--steady", "1")
    plain, zone = run(*size)[1], run(*size, "--zone")[1]
    assert plain == zone
    assert not plain.startswith("3 batches, 0 entities")


def test_each_new_word_stays_and_in_a_zone_none_does(rules: dict[str, tuple[list[dict[str, Any]], str]]) -> None:
    plain, zone = (rows for rows, _ in rules.values())
    first, last = plain[0], plain[-1]
    assert last["strings"] - first["strings"] >= NEW_WORDS - 600
    assert zone[-1]["strings"] == zone[0]["strings"]
    assert zone[-1]["cells"] <= plain[-1]["cells"]
    assert sum(zone[-1]["addresses"]) < 0.3 * sum(plain[-1]["addresses"])


def test_what_is_gone_is_counted_by_len_and_fills_cells(rules: dict[str, tuple[list[dict[str, Any]], str]]) -> None:
    rows, _ = rules["zone"]
    assert rows[-1]["vocab"] > NEW_WORDS
    assert rows[-1]["used"] > 2 * rows[-1]["strings"]


def test_it_obeys_one_word_a_line() -> None:
    words = ("work", "rest", "lexemes", "drop", "pack", "forget", "trim")
    command = [sys.executable, PROGRAM, *SIZE, "--zone", "--keep", "--serve"]
    done = subprocess.run(
        command, input="\n".join(words) + "\n", capture_output=True, text=True, check=True, timeout=120
    )
    ready, row, rest, lexemes, dropped, results, forgotten, trimmed = done.stdout.strip().split("\n")
    assert (ready, dropped, forgotten) == ("ready", "dropped", "forgotten")
    assert json.loads(row)["batch"] == 1
    assert rest.startswith("12 batches")
    assert int(lexemes) < json.loads(row)["vocab"] + NEW_WORDS // 2
    assert results == f"{rest.split()[2]} results"
    assert "returned" in trimmed


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module("tables")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_rules_of_the_makers_are_those_that_are_written_down(tables: ModuleType) -> None:
    from preshed.maps import PreshMap  # noqa: PLC0415 - it need not be there

    table, addresses = PreshMap(), {}
    for entry in range(1, 3_000):
        table[entry + 1_000] = entry
        addresses[entry * 16] = 16
        assert table.capacity == tables.cells_for(entry)
        header = sys.getsizeof(addresses) - tables.dict_bytes_for(entry)
        assert 0 < header < 128


def test_each_table_has_the_size_that_words_and_strings_ask_for(
    tables: ModuleType, rules: dict[str, tuple[list[dict[str, Any]], str]]
) -> None:
    rows, _ = rules["plain"]
    others = tables.other_pieces(rows[-1])
    assert all(abs(other) < 2_000 for other in others)
    for row in rows:
        told = tables.predicted_tables(row["vocab"], row["strings"], others)
        assert row["cells"] * tables.CELL == told["table of strings"]
        asked = told["addresses of strings"], told["addresses of words"]
        assert all(0 < size - most < 128 for size, most in zip(row["addresses"], asked, strict=True))
    steps = [*tables.predicted_steps(rows)]
    sizes = [
        sum(tables.predicted_tables(row["vocab"], row["strings"], others).values()) for row in (rows[0], rows[-1])
    ]
    assert sum(step.bytes for step in steps) == sizes[1] - sizes[0] > 0
    grown = [at for at in range(1, len(rows)) if rows[at]["cells"] > rows[at - 1]["cells"]]
    assert grown == [step.at for step in steps if "table of strings" in step.tables]


def test_every_word_is_new_first_and_few_are_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    texts = importlib.import_module("texts")
    traffic = texts.Traffic(words=600, discovery=3, steady=2)
    batches = [{*texts.make_words(traffic, batch)} for batch in range(traffic.batches)]
    new = [{word for word in batch if word.startswith("w")} for batch in batches]
    assert [len(one) for one in new] == [600, 600, 600, 20, 20]
    assert len(set().union(*new)) == 3 * 600 + 2 * 20
    again = [*texts.make_texts(traffic, 3)]
    assert again == [*texts.make_texts(traffic, 3)]
