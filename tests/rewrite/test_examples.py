"""Pairs under `examples/` that `rewrite` brings near their `after.py`: by proof, or where a run is compared."""

from pathlib import Path

import pytest

from sparsemem.rewrite import Tier, rewrite

EXAMPLES = Path(__file__).parents[2] / "examples"
PROVEN = (
    "dict_chain", "json_lines", "list_chain", "lookup_join", "named_steps", "paged_api", "sliding_windows",
    "streaming_cursor",
)  # fmt: skip
COMPARED = ("coroutine_fanout", "csv_to_sqlite", "sorted_groups", "two_passes")


@pytest.mark.parametrize("name", PROVEN + COMPARED)
def test_a_pair_is_changed(name: str) -> None:
    tier = Tier.T1 if name in PROVEN else Tier.T3
    text = (EXAMPLES / name / "before.py").read_text()
    assert rewrite({"before.py": text}, tier=tier, reshaping=tier is Tier.T3).sources
