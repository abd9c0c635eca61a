"""What each rule declares of itself, and what is derived from it."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.conclusions.diagnosis import answered, ask, diagnose
from sparsemem.diagnose.conclusions.verdict import BY_CODE, decide, explain, order
from sparsemem.diagnose.rules import RULES, transient_peak
from sparsemem.diagnose.ruling import live_looks
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import AttachedLook, Finding, Remedy
from sparsemem.units import MB
from sweeps import moment, run, sweep
from trees import process, sharing, tree

EVERY_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
TWO_SCALES = sweep(run(1), run(2), scales=(1, 2))


@EVERY_RULE
def test_a_rule_documents_itself(rule: RuntimeRule) -> None:
    assert rule.remedies
    for text in (rule.meaning, rule.measured):
        assert text.rstrip().endswith(".")
    assert rule.example.strip()
    assert rule.name == rule.name.strip()


@EVERY_RULE
def test_a_rule_refers_to_rules_that_there_are(rule: RuntimeRule) -> None:
    assert {*rule.explains, *rule.explained_by} <= BY_CODE.keys() - {rule.code}


def test_codes_are_in_order_and_each_is_there_once() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))


def made_up(code: str, **fields: object) -> RuntimeRule:
    """A rule that always finds 50 MB."""
    conclusion = Conclusion("warning", "Found.", 50 * MB, {})
    rule = RuntimeRule(
        code=code,
        name="made up",
        family="cyclic",
        meaning="It means something.",
        measured="It is measured.",
        example="x = 1",
        remedies=(Remedy("Do something."),),
        check=lambda measured: [conclusion],
        is_answered=lambda measured: True,
    )
    return replace(rule, **fields)  # type: ignore[arg-type]


def found_by(*rules: RuntimeRule) -> tuple[dict[str, RuntimeRule], tuple[Finding, ...]]:
    by_code = {rule.code: rule for rule in rules}
    found = [one for rule in rules for one in rule.findings(Measurements(TWO_SCALES))]
    return by_code, explain(order(found, by_code), by_code)


@pytest.mark.parametrize(
    ("cause", "effect"), [({"explains": ("B",)}, {}), ({}, {"explained_by": ("A",)})], ids=["explains", "explained"]
)
def test_the_tie_between_two_rules_may_be_declared_at_either_end(
    cause: dict[str, object], effect: dict[str, object]
) -> None:
    _, (first, second) = found_by(made_up("A", **cause), made_up("B", **effect))
    assert (first.explained_by, second.explained_by) == ((), ("A",))


def test_a_cause_may_say_what_it_does_not_account_for() -> None:
    _, (_, second) = found_by(made_up("A", explains=("B",), accounts_for=lambda cause, effect: False), made_up("B"))
    assert second.explained_by == ()


def test_a_note_explains_nothing() -> None:
    quiet = made_up("A", explains=("B",), check=lambda measured: [Conclusion("note", "Found.", 90 * MB, {})])
    _, found = found_by(quiet, made_up("B"))
    assert [one.explained_by for one in found] == [(), ()]


def test_a_rule_that_leads_stands_before_what_it_explains() -> None:
    small = made_up("A", explains=("B",), leads=True, weight=0.1)
    _, found = found_by(small, made_up("B"))
    assert [one.code for one in found] == ["A", "B"]
    _, found = found_by(replace(small, leads=False), made_up("B"))
    assert [one.code for one in found] == ["B", "A"]


def test_the_family_of_a_rule_is_the_verdict() -> None:
    rules, found = found_by(made_up("A", family="overcached"), made_up("B", family="peaky", weight=0.5))
    assert decide(TWO_SCALES, found, rules) == "overcached"


def test_a_rule_without_a_family_decides_nothing() -> None:
    rules, found = found_by(made_up("A", family=None))
    assert decide(TWO_SCALES, found, rules) == "healthy"


def test_advice_takes_the_place_of_the_general_remedies_and_not_of_chosen_ones() -> None:
    advice, chosen = (Remedy("The advice."),), (Remedy("The chosen one."),)
    rule = made_up("A", advise=lambda finding, measured: advice)
    measured = Measurements(TWO_SCALES)
    (finding,) = rule.findings(measured)
    assert rule.advised(finding, measured).remedies == advice
    assert rule.advised(replace(finding, remedies=chosen), measured).remedies == chosen


def test_every_rule_is_asked_of_a_running_process_as_well() -> None:
    looks = tuple(AttachedLook(n, moment(200 * MB, python_live=n * 30 * MB)) for n in range(5))
    assert [one.code for one in ask(Measurements(TWO_SCALES, looks=looks))] == ["SM120"]


def test_growth_is_answered_only_where_there_were_looks() -> None:
    assert "SM120" not in answered(Measurements(TWO_SCALES))
    looks = tuple(AttachedLook(n, moment()) for n in range(live_looks.LEAST_LOOKS))
    assert "SM120" in answered(Measurements(TWO_SCALES, looks=looks))
    assert "SM120" not in answered(Measurements(TWO_SCALES, looks=looks[1:]))


def test_a_limit_is_answered_only_where_there_is_one() -> None:
    assert "SM111" not in (diagnose(TWO_SCALES).judged or ())
    assert "SM111" in (diagnose(TWO_SCALES, limit_bytes=10_000 * MB).judged or ())


def test_what_forks_copied_is_answered_where_each_was_looked_at() -> None:
    unseen = sweep(tree(1, process(2, None, None)))
    seen = sweep(tree(1, process(2, sharing(own=1), sharing(own=1))))
    assert "SM108" not in answered(Measurements(unseen))
    assert "SM108" in answered(Measurements(seen))
    assert "SM108" in answered(Measurements(TWO_SCALES))


def test_huge_pages_are_answered_by_a_run_without_them_or_where_there_are_none() -> None:
    def ends(huge: int | None) -> Measurements:
        return Measurements(sweep(run(1, end=replace(moment(), huge_bytes=huge)), scales=(1,)))

    assert "SM106" in answered(ends(0))
    assert "SM106" not in answered(ends(None))
    assert "SM106" not in answered(ends(90 * MB))
    without = replace(ends(90 * MB).sweep, control=run(1))
    assert "SM106" in answered(Measurements(without))


def test_a_sweep_that_did_not_run_answers_nothing() -> None:
    assert answered(Measurements(sweep())) == ()
    blind = sweep(run(1, end=replace(moment(), ledger=None), after_trim=None, peak=None))
    assert transient_peak.RULE.code not in answered(Measurements(blind))
