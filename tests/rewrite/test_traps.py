import ast

import pytest

from rewrite.cases import Case, cases
from rewrite.running import behaviour
from sparsemem.rewrite import rewrite

TRAPS = cases("traps")


def test_there_are_enough() -> None:
    assert len(TRAPS) >= 120


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("case", TRAPS, ids=lambda case: case.title)
def test_does_what_it_did_whatever_is_decided(case: Case) -> None:
    done = rewrite(case.sources)
    texts = {**case.sources, **done.sources}
    for text in texts.values():
        ast.parse(text)
    assert bool(done.changes) == bool(done.sources)
    assert not rewrite(texts).changes
    if done.changes:
        assert behaviour(texts) == behaviour(case.sources)
