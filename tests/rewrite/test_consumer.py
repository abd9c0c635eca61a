"""How often and how deep the rewriter asks what becomes of a value."""

from collections.abc import Callable

import pytest

from sparsemem.rewrite import rewrite
from sparsemem.rewrite.consumers import consumer
from sparsemem.source.uses import step_of

DEEP, OFTEN = 12, 6


def _handing_on() -> str:
    """Functions that hand their argument to the next, several times, and the last takes its length."""
    inner = [f"def f{n}(rows):\n" + f"    f{n + 1}(rows)\n" * OFTEN for n in range(DEEP)]
    last = f"def f{DEEP}(rows):\n    print(len(rows))\n"
    return "\n\n".join([*inner, last, "rows = [n for n in range(3)]\nf0(rows)\n"])


def test_a_parameter_that_is_handed_on_is_followed_once_and_not_once_a_way(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def counted(*arguments: object) -> object:
        asked.append(arguments)
        assert len(asked) < 100 * DEEP * OFTEN
        function: Callable[..., object] = step_of
        return function(*arguments)

    monkeypatch.setattr(consumer, "step_of", counted)
    assert not rewrite({"a.py": _handing_on()}).sources
    assert asked


def test_properties_that_run_each_other_are_followed_however_many_they_are() -> None:
    chain = "".join(f"    @property\n    def p{n}(self):\n        return self.other.p{n + 1}\n\n" for n in range(600))
    last = "    @property\n    def p600(self):\n        {}\n\n\n"
    main = "def main(rows):\n    found = [row.p0 for row in rows]\n    for one in found:\n        print(one)\n"
    for line, reason in (("return 1", "unknown_callee"), ("print(self)", "interleaved_effects")):
        done = rewrite({"a.py": f"class Chain:\n{chain}{last.format(line)}{main}"})
        assert [refusal.reason for refusal in done.refusals] == [reason]
