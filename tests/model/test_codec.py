"""Reports to JSON and back, and every way in which a saved file can be broken."""

import dataclasses
import json
import types
import typing
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recorded import cut_at_every_line, damaged, read
from sparsemem.errors import InputError
from sparsemem.model import Finding, Ledger, Report
from sparsemem.model.codec import MismatchError, decode, encode
from sparsemem.model.saved_records import dump, load_report

TEXT = read("scan.json")

PLAIN = {
    int: st.integers(-(2**63), 2**63),
    float: st.floats(allow_nan=False, allow_infinity=False),
    str: st.text(),
    bool: st.booleans(),
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a record's type, by the type's hints."""
    origin, options = typing.get_origin(kind), typing.get_args(kind)
    if kind in PLAIN:
        return PLAIN[kind]
    if origin is typing.Literal:
        return st.sampled_from(options)
    if origin is tuple:
        return st.lists(values(options[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(st.text(), st.none() | st.integers() | st.text(), max_size=3)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(st.none() if option is type(None) else values(option) for option in options))
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{field.name: values(hints[field.name]) for field in dataclasses.fields(kind)})


def changed(*path: Any, to: Any) -> str:
    """The sample with the value at `path` replaced."""
    report = json.loads(TEXT)
    place = report
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return json.dumps(report)


def without(*path: Any) -> str:
    """The sample with the key at `path` left out."""
    report = json.loads(TEXT)
    place = report
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return json.dumps(report)


def message(text: str) -> str:
    """What is said of a file that cannot be read: one sentence that names it."""
    with pytest.raises(InputError) as caught:
        load_report(text, "old.json")
    said = str(caught.value)
    assert said.startswith("old.json ")
    assert "\n" not in said
    assert len(said) < 200
    return said


def test_a_full_sample_is_written_as_it_was_read() -> None:
    assert dump(load_report(TEXT, "scan.json")) == TEXT


def test_what_is_read_is_what_was_written() -> None:
    report = load_report(TEXT, "scan.json")
    assert isinstance(report, Report)
    assert load_report(dump(report), "again") == report
    assert isinstance(report.findings[0], Finding)
    assert isinstance(report.runs[-1].moments.end and report.runs[-1].moments.end.ledger, Ledger)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values(Report))
def test_any_report_comes_back_as_it_was(report: Report) -> None:
    assert load_report(dump(report), "any") == report


def test_keys_that_a_later_version_may_add_are_passed_over() -> None:
    assert load_report(changed("runs", 0, "colour", to="blue"), "later") == load_report(TEXT, "scan.json")


def test_derived_values_are_written_and_not_read() -> None:
    report = load_report(changed("runs", 0, "moments", "end", "live_bytes", to=-1), "edited")
    assert report == load_report(TEXT, "scan.json")


def test_a_key_with_a_default_may_be_missing() -> None:
    report = load_report(without("runs", 0, "moments", "end", "estimated"), "older")
    assert report == load_report(TEXT, "scan.json")


def test_a_newer_file_asks_for_an_update_and_an_older_one_for_a_new_scan() -> None:
    assert message(changed("version", to=2)).endswith(
        "is of version 2, and this sparsemem reads version 1: update sparsemem"
    )
    assert message(changed("version", to=0)).endswith("reads version 1: scan again")
    assert message(changed("version", to="1")).endswith("reads version 1: scan again")
    assert message(changed("version", to=True)).endswith("reads version 1: scan again")
    assert message(without("version")).endswith("reads version 1: scan again")


@pytest.mark.parametrize(
    "text", ["", "{", "hello", TEXT[:-3], TEXT[: len(TEXT) // 2], "[" * 200_000, "NaN", "{'a': 1}"]
)
def test_what_is_no_json_is_said_to_be_none(text: str) -> None:
    assert message(text) == "old.json is not a saved scan: it is not JSON, or was cut off"


def test_a_file_cut_off_at_any_line_is_refused() -> None:
    for part in cut_at_every_line(TEXT)[::25]:
        assert "is not a saved scan" in message(part)


@pytest.mark.parametrize(
    "text",
    ["{}", "[]", "5", "null", '"sparsemem.scan"', '{"format": "sparsemem.whatif", "version": 1}', '{"format": 1}'],
)
def test_a_file_of_another_kind_is_refused_by_its_format(text: str) -> None:
    assert message(text) == 'old.json is not a saved scan: its "format" is not sparsemem.scan'


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("verdict",), "fine", 'verdict is "fine", not one of healthy, sparse'),
        (("verdict",), ["healthy"], 'verdict is ["healthy"], not one of'),
        (("runs",), {}, "runs is {}, not a list"),
        (("runs",), None, "runs is null, not a list"),
        (("runs", 1), 5, "runs[1] is 5, not an object"),
        (("runs", 1, "scale"), "4", 'runs[1].scale is "4", not int'),
        (("runs", 1, "scale"), True, "runs[1].scale is true, not int"),
        (("runs", 1, "scale"), 4.5, "runs[1].scale is 4.5, not int"),
        (("runs", 0, "wall_seconds"), "1", 'runs[0].wall_seconds is "1", not float'),
        (("runs", 0, "wall_seconds"), 10**400, "runs[0].wall_seconds is 1000000"),
        (("runs", 0, "wall_seconds"), False, "runs[0].wall_seconds is false, not float"),
        (("runs", 0, "outcome"), "crashed", 'runs[0].outcome is "crashed", not one of ok, failed'),
        (("runs", 0, "moments", "end"), [], "runs[0].moments.end is [], not an object"),
        (("runs", 0, "moments", "end", "ledger", "stack_bytes"), "x", "moments.end.ledger.stack_bytes is"),
        (("runs", 0, "argv", 0), 5, "runs[0].argv[0] is 5, not str"),
        (("plan", "scales", 1), None, "plan.scales[1] is null, not int"),
        (("findings", 0, "evidence"), [], "findings[0].evidence is [], not an object"),
        (("findings", 0, "location"), {"path": "a.py", "line": 1}, "findings[0].location.function is missing"),
        (("model", "rss_end"), "steep", 'model.rss_end is "steep", not an object'),
        (("tool",), "x" * 500, 'tool is "xxx'),
    ],
)
def test_a_value_of_another_type_is_refused_at_its_place(path: tuple[Any, ...], value: Any, said: str) -> None:
    text = message(changed(*path, to=value))
    assert said in text
    assert text.startswith("old.json is damaged: ")
    assert text.endswith("; scan again")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("tool",), "tool"),
        (("runs", 1, "moments"), "runs[1].moments"),
        (("runs", 1, "moments", "peak", "rss_bytes"), "runs[1].moments.peak.rss_bytes"),
        (("environment", "thp"), "environment.thp"),
        (("findings", 0, "remedies", 0, "text"), "findings[0].remedies[0].text"),
    ],
)
def test_a_key_that_is_missing_is_named_with_its_place(path: tuple[Any, ...], place: str) -> None:
    assert message(without(*path)) == f"old.json is damaged: {place} is missing; scan again"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    text = changed("runs", 0, "wall_seconds", to="HERE").replace('"HERE"', number)
    assert "old.json is" in message(text)


@settings(max_examples=200, deadline=None)
@given(damaged(TEXT))
def test_any_damage_is_an_input_error_or_still_a_report(text: str) -> None:
    try:
        report = load_report(text, "any.json")
    except InputError:
        return
    assert isinstance(report, Report)


def test_decode_says_the_file_where_there_is_no_place_to_name() -> None:
    with pytest.raises(MismatchError, match="the file is 5, not an object"):
        decode(Ledger, 5)


def test_encode_keeps_plain_values_and_turns_tuples_into_lists() -> None:
    assert encode({"a": (1, None, "x"), "b": 2.5}) == {"a": [1, None, "x"], "b": 2.5}
