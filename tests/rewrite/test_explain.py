import pytest

from sparsemem.rewrite import Reason, Transform
from sparsemem.rewrite.explain import explain, names


@pytest.mark.parametrize("reason", Reason, ids=lambda reason: reason.value)
def test_each_reason_is_one_sentence_and_has_a_way_out(reason: Reason) -> None:
    page = explain(reason.value)
    assert page is not None
    assert reason.sentence in page
    assert reason.way_out in page
    assert reason.sentence.endswith(".")
    assert not reason.way_out.endswith(".")
    assert reason.value == reason.name.lower()


@pytest.mark.parametrize("transform", Transform, ids=lambda transform: transform.value)
def test_each_transform_is_explained(transform: Transform) -> None:
    assert transform.text in (explain(transform.value.upper()) or "")


def test_the_pages_are_the_two_enumerations() -> None:
    assert set(names()) == {member.value for enumeration in (Reason, Transform) for member in enumeration}
    assert len(set(names())) == len(names())
    assert explain("no_such_reason") is None
