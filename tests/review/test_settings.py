import pytest

from sparsemem.errors import UsageError
from sparsemem.review.settings import Settings, checked


def test_codes_may_be_cut_short() -> None:
    settings = Settings(select=("SM23",), ignore=("SM232",))
    assert settings.selects("SM231")
    assert not settings.selects("SM232")
    assert not settings.selects("SM201")


def test_where_nothing_is_said_everything_is_selected() -> None:
    assert Settings().selects("SM201")
    assert Settings().selects("SM235")


def test_codes_are_read_in_any_case_and_checked() -> None:
    assert checked([" sm2", ""], "--select") == ("SM2",)
    with pytest.raises(UsageError, match="--select names SM999, which is no rule of review"):
        checked(["SM999"], "--select")
