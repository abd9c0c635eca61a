import pytest

from sparsemem.review.explain import explain
from sparsemem.review.rules import CODES


@pytest.mark.parametrize("code", CODES)
def test_every_rule_is_explained(code: str) -> None:
    page = explain(code.lower())
    assert page is not None
    assert page.startswith(code)
    for title in ("Finds", "Why it matters", "Example", "Instead", "When that is safe"):
        assert f"\n{title}\n" in page
    assert max(map(len, page.splitlines())) <= 100


def test_codes_of_others_are_not() -> None:
    assert explain("SM101") is None
