"""Programs that were written before the rules that they judge, and are not tuned on."""

import pytest

from rewrite.cases import Case, cases
from rewrite.running import behaviour, keeps_promise
from sparsemem.rewrite import Tier, rewrite

UNSEEN = cases("unseen")
CONVERTIBLE = [case for case in UNSEEN if case.detail]
KEPT = [case for case in UNSEEN if not case.detail]
"""Programs of which a careless rewrite would change what they do."""


def is_converted(case: Case, tier: Tier) -> bool:
    """Whether every function that is named becomes lazy, and the program does what it did."""
    done = rewrite(case.sources, tier=tier, reshaping=tier is Tier.T3)
    changed = {change.function for change in done.changes}
    lazy = changed >= set(case.expected["made_lazy"])
    return lazy and behaviour({**case.sources, **done.sources}) == behaviour(case.sources)


def test_there_are_enough() -> None:
    assert len(CONVERTIBLE) >= 90
    assert len(KEPT) >= 35


@pytest.mark.parametrize("case", UNSEEN, ids=lambda case: case.title)
def test_what_is_proven_does_what_it_did(case: Case) -> None:
    done = rewrite(case.sources)
    before, after = behaviour(case.sources), behaviour({**case.sources, **done.sources})
    assert keeps_promise(before, after)
    assert not rewrite({**case.sources, **done.sources}).sources


def test_two_thirds_are_converted_by_proof_alone() -> None:
    left = [case.title for case in CONVERTIBLE if not is_converted(case, Tier.T1)]
    assert len(left) <= len(CONVERTIBLE) // 3, left


def test_nine_tenths_are_converted_where_a_run_is_compared() -> None:
    left = [case.title for case in CONVERTIBLE if not is_converted(case, Tier.T3)]
    assert len(left) <= len(CONVERTIBLE) // 10, left
