"""`scan --prove`: one more run without an owner, and what came back."""

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from commands import sparsemem
from sparsemem.measure.passes.cleared_owner import may_be_there
from sparsemem.model import Target

SCAN = ("scan", "--quick", "--scales", "1,2", "--json", "scan.json")
LABELS = """
    import os
    ROWS = 100_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))
    rows = [{"id": i, "label": f"label {i}"} for i in range(ROWS)]
    LABELS = {row["label"]: row["id"] for row in rows[::50]}
    del rows
    """
CATALOGUE = """
    import os
    PRODUCTS = 100_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))

    class Catalogue:
        def __init__(self):
            self.first_of = {}

        def load(self):
            products = [{"id": i, "brand": f"brand {i // 40}", "name": f"product {i}"} for i in range(PRODUCTS)]
            for product in products:
                self.first_of.setdefault(product["brand"], product["id"])

    catalogue = Catalogue()
    catalogue.load()
    """
MESSAGES = """
    import os
    MESSAGES = 40_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))
    messages = [bytes(600 + i % 900) for i in range(MESSAGES)]
    KEPT = messages[::6]
    del messages
    """
FAILING = """
    import os
    ROWS = 100_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))

    class Last:
        def __del__(self, end=os._exit):
            end(7)

    rows = [{"id": i, "label": f"label {i}"} for i in range(ROWS)]
    LABELS = {row["label"]: row["id"] for row in rows[::50]}
    LABELS["last"] = Last()
    del rows
    import atexit
    """


def scanned(folder: Path, program: str, *options: str) -> tuple[int, Any, str]:
    """The exit status, the saved scan, and what was printed."""
    (folder / "program.py").write_text(dedent(program), encoding="utf-8")
    done = sparsemem(folder, *SCAN, *options, "program.py")
    saved = folder / "scan.json"
    report = json.loads(saved.read_text(encoding="utf-8")) if saved.exists() else None
    return done.returncode, report, " ".join((done.stdout + done.stderr).split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("program", "name", "owner", "least"),
    [
        (LABELS, "LABELS", "__main__.LABELS", 20_000_000),
        (CATALOGUE, "Catalogue.first_of", "__main__.catalogue > Catalogue.first_of", 20_000_000),
        (MESSAGES, "__main__.KEPT", "__main__.KEPT", 40_000_000),
    ],
)
def test_what_was_predicted_comes_back(tmp_path: Path, program: str, name: str, owner: str, least: int) -> None:
    status, report, said = scanned(tmp_path, program, "--prove", name)
    proof = report["proof"]
    assert (status, proof["owner"], proof["scale"]) == (0, owner, 2)
    assert proof["returned_bytes"] > least
    assert abs(proof["returned_bytes"] - proof["predicted_bytes"]) <= 0.2 * proof["predicted_bytes"]
    assert f"One more run at the largest scale follows, with {name} cleared at its end." in said
    assert f"Proved: without {owner}" in said
    assert [(run["scale"], run["repeat"]) for run in report["runs"]] == [(1, 0), (2, 0)]


def test_an_unknown_owner_is_refused_with_those_that_there_are_and_nothing_more_is_run(tmp_path: Path) -> None:
    status, report, said = scanned(tmp_path, LABELS + "NOWHERE = None\n    ", "--prove", "NOWHERE")
    assert status == 2
    assert report["proof"] is None
    assert "--prove NOWHERE: no owner has that name; name __main__.LABELS" in said
    assert "Cleared, 2x" not in said


@pytest.mark.parametrize(
    ("name", "may_be"),
    [
        ("LABELS", True),
        ("__main__.LABELS", True),
        ("LABEL", False),
        ("NOPE", False),
        ("__main__.NOPE", False),
        ("BESIDE", True),
        ("werkzeug.urls.NOPE", True),
        ("self in Mailbox.post", True),
    ],
)
def test_a_name_that_no_text_has_is_refused_before_the_first_run(tmp_path: Path, name: str, may_be: bool) -> None:
    (tmp_path / "a.py").write_text("LABELS = {}\n")
    (tmp_path / "shop.py").write_text("BESIDE = []\n")
    assert may_be_there(name, Target("script", str(tmp_path / "a.py"), (), "python3")) == may_be
    assert may_be_there(name, Target("module", "shop", (), "python3"))


def test_a_program_that_dies_without_its_owner_proves_nothing(tmp_path: Path) -> None:
    status, report, said = scanned(tmp_path, FAILING, "--expect-exit", "7", "--prove", "LABELS")
    assert report["proof"] is None
    assert "Nothing is proved of __main__.LABELS" in said
    assert status == 0


def test_a_scan_without_a_proof_has_none(tmp_path: Path) -> None:
    _, report, said = scanned(tmp_path, "ROWS = 5\n", "--vary", "ROWS")
    assert report["proof"] is None
    assert "Proved" not in said


CACHE = """
    import functools, os
    ROWS = 40_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))

    @functools.lru_cache(maxsize=None)
    def price(i):
        return {"id": i, "text": f"price {i}"}

    kept = []
    for i in range(ROWS):
        price(i)
        if i % 400 == 0 and i < ROWS // 2:
            kept.append([i] * 30)
    """


def test_what_a_cache_returns_is_proved(tmp_path: Path) -> None:
    status, saved, _ = scanned(tmp_path, CACHE, "--prove", "price")
    (cache,) = (one for one in saved["heap"]["caches"] if one["owner"] == "__main__.price")
    assert status == 0
    assert saved["proof"]["predicted_bytes"] == cache["returned_bytes"] > 0
    assert cache["returned_bytes"] < 0.9 * cache["retained_bytes"], "what was kept pins arenas"
    assert saved["proof"]["held"]
