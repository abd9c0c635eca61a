"""Real memory, watched in the process itself: a table that doubles, arenas that go back, a vocabulary without end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import sparsemem
from sparsemem.live.growth.growth_record import Growth
from sparsemem.units import MB

ROOT = Path(sparsemem.__file__).parents[1]


def told(folder: Path, text: str) -> tuple[Growth, list[str]]:
    """The growth that a program wrote into `a`, and what it printed, which it found out of itself."""
    line = [sys.executable, "-c", f"import gc, sparsemem\n{text}"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(line, cwd=folder, env=environment, check=True, capture_output=True, text=True, timeout=100)
    return sparsemem.growth(folder / "a"), done.stdout.splitlines()


def test_a_dict_that_doubles_is_recognised_with_its_counter(tmp_path: Path) -> None:
    text = """
keys = list(range(3_000_000))
table = {}
with sparsemem.watch("a", every=5) as watch:
    for i in range(150):
        for key in keys[i * 20_000:(i + 1) * 20_000]: table[key] = None
        watch.mark("batch", entries=len(table), other=i % 3)
    found = watch.growth()["rss_bytes"]
    print(found.pattern.name)
    print(found.sentence)
"""
    growth, (name, sentence) = told(tmp_path, text)
    assert name == growth["rss_bytes"].pattern.name == "doubling steps", str(growth)
    table = growth["rss_bytes"].table
    assert table is not None, sentence
    assert (table.counter, table.load) == ("entries", "two thirds")
    assert table.powers[-1] == 22
    assert "two thirds of" in sentence


def test_a_vocabulary_without_a_bound_is_recognised_with_its_counter(tmp_path: Path) -> None:
    text = """
vocabulary, requests = {}, 0
with sparsemem.watch("a", every=5, live=True) as watch:
    for i in range(200):
        for word in range(500): vocabulary.setdefault(f"word {i} {word}" * 30, len(vocabulary))
        requests = (requests + 17) % 50
        watch.mark("document", vocab=len(vocabulary), open=requests)
    print(watch.growth("2GB"))
"""
    growth, said = told(tmp_path, text)
    rss = growth["rss_bytes"]
    assert rss.pattern.name == "linear growth", str(growth)
    assert rss.tie is not None
    assert rss.tie.counter == "vocab"
    assert rss.tie.each_bytes == pytest.approx(30 * 13 + 49 + 20, rel=0.5)
    # The heap itself grows, not what lies beside it.
    live = growth["live_bytes"]
    assert live.pattern.name == "linear growth"
    assert live.last - live.first == pytest.approx(rss.last - rss.first, rel=0.2)
    assert growth.is_growing
    assert any("is reached in" in line for line in said), said


def test_arenas_that_go_back_are_recognised(tmp_path: Path) -> None:
    text = """
kept = [[bytes(100) for _ in range(60_000)] for _ in range(4)]
with sparsemem.watch("a", every=5) as watch:
    for i in range(80):
        if i % 20 == 15: kept.pop()
        watch.mark("batch", kept=len(kept))
    print(watch.growth())
"""
    growth, said = told(tmp_path, text)
    rss = growth["rss_bytes"]
    assert rss.pattern.name == "step-down", said
    assert [segment.kind for segment in rss.segments].count("step down") >= 3
    assert rss.last < rss.first - 20 * MB
    assert not growth.is_growing
