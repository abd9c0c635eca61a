from pathlib import Path

import pytest

from rewrite.matrix import programs, verdict
from sparsemem.rewrite import Tier

# Every other program of one half, every fifth of the other: the benchmark runs them all.
HALVES = (("tuned", 2), ("held_out", 5))


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(("half", "step"), HALVES)
def test_what_is_proven_is_equal(
    half: str, step: int, strict: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # some programs write a file
    made = list(programs(half))[::step]
    assert len(made) >= 600
    judged = {program.name: verdict(program, Tier.T1, strict) for program in made}
    assert not [name for name, one in judged.items() if not one.equal]
    assert sum(one.tier is Tier.T1 for one in judged.values()) >= 60
