"""Remedies for owners that are not containers of the program's."""

import pytest

from sparsemem.diagnose.holders.known_growers import known_remedy


@pytest.mark.parametrize("owner", ["code of __main__", "imported modules", "the interpreter"])
def test_functions_and_classes_are_to_be_made_once(owner: str) -> None:
    remedy = known_remedy(owner)
    assert remedy is not None
    assert "define each once" in remedy.text


def test_a_container_of_the_program_has_no_remedy_of_its_own() -> None:
    assert known_remedy("app.SEEN") is None
    assert known_remedy("__main__.Out") is not None
