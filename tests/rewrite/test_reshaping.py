"""Changes of shape: they are offered with a reason, and made only where they are asked for."""

import pytest

from rewrite.cases import Case, cases
from rewrite.running import behaviour
from sparsemem.model.rewriting import RESHAPING
from sparsemem.rewrite import Reason, Rewritten, Tier, rewrite

RESHAPED = [case for case in cases("reshaped") if not case.detail[:1].isdigit()]
KEPT = [case for case in cases("reshaped") if case.detail[:1].isdigit()]


def shapes(done: Rewritten) -> set[str]:
    return {change.transform for change in done.changes if change.reshapes}


def test_every_transform_has_its_cases() -> None:
    assert {name for case in RESHAPED for name in case.transforms} >= RESHAPING


@pytest.mark.parametrize("case", RESHAPED, ids=lambda case: case.title)
def test_a_shape_is_changed_where_that_was_asked_for(case: Case) -> None:
    done = rewrite(case.sources, tier=Tier.T3, reshaping=True)
    assert case.changes(done.sources) == case.after
    made = {(change.transform, change.function) for change in done.changes}
    assert made == {(name, function) for name, functions in case.transforms.items() for function in functions}
    assert behaviour(done.sources) == behaviour(case.sources)
    assert not rewrite(done.sources, tier=Tier.T3, reshaping=True).changes


@pytest.mark.parametrize("case", RESHAPED, ids=lambda case: case.title)
def test_it_is_only_offered_where_nothing_is_run(case: Case) -> None:
    done = rewrite(case.sources, reshaping=True)
    assert not shapes(done)
    offered = [refusal for refusal in done.refusals if refusal.transform in RESHAPING]
    assert {refusal.transform for refusal in offered} == RESHAPING & set(case.transforms)
    assert all(Reason(refusal.reason).is_verifiable for refusal in offered)
    assert not shapes(rewrite(case.sources, tier=Tier.T3))


@pytest.mark.parametrize("case", KEPT, ids=lambda case: case.title)
def test_what_would_be_another_program_is_not_offered(case: Case) -> None:
    assert not shapes(rewrite(case.sources, tier=Tier.T3, reshaping=True))
