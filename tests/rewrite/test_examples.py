"""Pairs under `examples/` that `rewrite` brings near their `after.py` by another shape, where a run is compared."""

from pathlib import Path

import pytest

from sparsemem.rewrite import Tier, rewrite

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("name", ["coroutine_fanout", "sorted_groups", "two_passes"])
def test_a_pair_is_changed(name: str) -> None:
    text = (EXAMPLES / name / "before.py").read_text()
    assert rewrite({"before.py": text}, tier=Tier.T3, reshaping=True).sources
