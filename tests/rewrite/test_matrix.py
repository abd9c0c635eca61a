import pytest

from rewrite.matrix import programs, verdict
from sparsemem.rewrite import Tier

HALVES = ("tuned",)


@pytest.mark.parametrize("half", HALVES)
def test_what_is_proven_is_equal(half: str) -> None:
    made = [program for program in programs(half) if any(one.raised is None for one in program.before)]
    assert len(made) >= 600
    judged = {program.name: verdict(program, Tier.T1) for program in made}
    assert not [name for name, one in judged.items() if not one.equal]
    assert any(one.tier for one in judged.values())
