"""Each format of one review against the file that holds how it should look.

A change that is wanted: `SPARSEMEM_GOLDEN=write python -m pytest tests/report`, and read the diff.
"""

import json
import os
from pathlib import Path

import pytest

import sparsemem
from review.reviews import NOTHING, REVIEW
from sparsemem.model import Review
from sparsemem.report.formats import formats_of

_GOLDEN = Path(__file__).parents[2] / "data" / "golden"
FORMATS = formats_of(Review)


@pytest.mark.parametrize("name", FORMATS)
def test_looks_as_it_should(name: str) -> None:
    rendered = FORMATS[name](REVIEW).replace(f'"version": "{sparsemem.__version__}"', '"version": "VERSION"')
    golden = _GOLDEN / f"review.{name}"
    if os.environ.get("SPARSEMEM_GOLDEN") == "write":
        golden.write_text(rendered, encoding="utf-8")
    assert rendered == golden.read_text(encoding="utf-8")


def test_text_of_nothing() -> None:
    assert FORMATS["text"](NOTHING) == "No findings\n"


def test_github_of_nothing() -> None:
    assert FORMATS["github"](NOTHING) == ""


def test_json_has_the_keys_of_the_contract() -> None:
    found = json.loads(FORMATS["json"](REVIEW))
    assert list(found) == ["format", "version", "findings", "hidden", "suppressed", "skipped"]
    assert (found["format"], found["version"]) == ("sparsemem.review", 1)
    assert found["skipped"] == [{"path": "shop/new.py", "reason": REVIEW.skipped[0].reason}]
    assert found["findings"][0]["location"] == {"path": "shop/orders.py", "line": 12, "function": "Orders.total"}


def test_sarif_refers_to_rules_it_describes() -> None:
    run = json.loads(FORMATS["sarif"](REVIEW))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_github_commands_stay_on_one_line() -> None:
    assert len(FORMATS["github"](REVIEW).splitlines()) == 3
