import ast
import io
import tokenize
from collections import Counter

import pytest

from rewrite.cases import Case, cases
from rewrite.running import behaviour
from sparsemem.rewrite import Reason, Rewritten, Tier, Transform, rewrite

REFUSED, CONVERTED = cases("refused"), cases("converted")
RESHAPED = cases("reshaped")
HAZARDS = 48
TWINS = ("lazy_twin", "dict_pairs")


def title(case: Case) -> str:
    return f"{case.detail}: {case.title}"


def comments(text: str) -> Counter[str]:
    return Counter(
        token.string
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    )


def after(case: Case, done: Rewritten) -> dict[str, str]:
    return {**case.sources, **done.sources}


def test_every_hazard_and_forty_pairs_are_there() -> None:
    assert {case.hazard for case in REFUSED} == set(range(1, HAZARDS + 1))
    assert len(CONVERTED) >= 40
    reasons = {reason.value for reason in Reason}
    assert {name for case in REFUSED + CONVERTED for name in case.reasons} <= reasons
    assert {name for case in CONVERTED + RESHAPED for name in case.transforms} == {
        transform.value for transform in Transform
    }


@pytest.mark.parametrize("case", REFUSED, ids=title)
def test_refuses_with_the_reason(case: Case) -> None:
    done = rewrite(case.sources)
    assert not done.changes
    assert not done.sources
    reasons = {refusal.reason for refusal in done.refusals}
    assert not case.reasons or reasons & set(case.reasons), reasons


@pytest.mark.parametrize("case", [case for case in REFUSED if not case.only_t1], ids=title)
def test_refuses_at_every_tier(case: Case) -> None:
    assert not rewrite(case.sources, tier=Tier.T3).changes


def functions(sources: dict[str, str]) -> list[ast.FunctionDef]:
    nodes = (node for text in sources.values() for node in ast.walk(ast.parse(text)))
    return [node for node in nodes if isinstance(node, ast.FunctionDef)]


def defined(sources: dict[str, str]) -> set[str]:
    return {node.name for node in functions(sources)}


def generators(sources: dict[str, str]) -> set[str]:
    kinds = ast.Yield | ast.YieldFrom | ast.GeneratorExp
    return {node.name for node in functions(sources) if any(isinstance(inner, kinds) for inner in ast.walk(node))}


@pytest.mark.parametrize("case", CONVERTED, ids=title)
def test_converts_where_it_is_due(case: Case) -> None:
    done = rewrite(case.sources, tier=case.tier)
    assert {change.transform for change in done.changes} == set(case.transforms)
    assert {Tier[change.tier] for change in done.changes} <= {tier for tier in Tier if tier <= case.tier}
    due = {name for key in TWINS for name in case.transforms.get(key, ()) if name != "main"}
    due = {name.rpartition(".")[2] for name in due} | set(case.expected.get("makes", ()))
    made = {name for name in defined(after(case, done)) - defined(case.sources) if not name.endswith("_of_pairs")}
    merged = {name for name in due if name.startswith("_")} & generators(after(case, done))
    assert made == {f"_iter_{name.lstrip('_').removeprefix('get_')}" for name in due - merged}


@pytest.mark.parametrize("case", CONVERTED, ids=title)
def test_changes_are_where_they_are_said_to_be(case: Case) -> None:
    done = rewrite(case.sources, tier=case.tier)
    for change in done.changes:
        name = (change.function or "").rpartition(".")[2]
        text = case.sources[change.path].splitlines()[change.line - 1]
        around = functions({change.path: case.sources[change.path]})
        within = any(node.name == name and node.lineno <= change.line <= (node.end_lineno or 0) for node in around)
        assert within or name in text
        assert change.verified is None


@pytest.mark.parametrize("case", [case for case in CONVERTED if case.tier > Tier.T1], ids=title)
def test_says_why_it_is_not_proven(case: Case) -> None:
    reasons = {refusal.reason for refusal in rewrite(case.sources).refusals}
    assert reasons & set(case.reasons), reasons


@pytest.mark.parametrize("case", CONVERTED, ids=title)
def test_what_comes_out_is_whole(case: Case) -> None:
    done = rewrite(case.sources, tier=case.tier)
    texts = after(case, done)
    for name, text in texts.items():
        ast.parse(text)
        assert not comments(case.sources[name]) - comments(text)
    again = rewrite(texts, tier=case.tier)
    assert not again.sources
    assert not again.changes


@pytest.mark.parametrize("case", CONVERTED, ids=title)
def test_does_what_it_did(case: Case) -> None:
    texts = after(case, rewrite(case.sources, tier=case.tier))
    assert behaviour(texts) == behaviour(case.sources)


@pytest.mark.parametrize("case", [case for case in CONVERTED if case.after], ids=title)
def test_text_is_as_a_person_would_write_it(case: Case) -> None:
    done = rewrite(case.sources, tier=case.tier)
    assert case.changes(done.sources) == case.after
