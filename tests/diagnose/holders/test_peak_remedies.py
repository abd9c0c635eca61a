"""What is advised against a peak, by who was seen to hold it."""

import pytest

from sparsemem.diagnose.holders.peak_remedies import BATCHES, FIND, peak_remedies, several_hold
from sparsemem.model import Finding
from sparsemem.units import MB


def finding(*holders: tuple[str | None, int]) -> Finding:
    found = [
        {"function": name, "path": "load.py", "line": number, "bytes": size}
        for number, (name, size) in enumerate(holders, 1)
    ]
    evidence = {"holders": found, "holders_scale": 1} if found else {}
    return Finding("SM110", "transient peak", "error", "", None, None, 100 * MB, evidence, ())


def test_where_nobody_saw_who_holds_it_no_change_is_named() -> None:
    assert peak_remedies(finding()) == (FIND, BATCHES)


def test_copies_of_several_functions_are_streamed() -> None:
    first, *_ = peak_remedies(finding(("parse", 60 * MB), ("taxed", 39 * MB), ("small", MB)))
    assert first.text.startswith("Stream the records: make parse() and taxed() generators")
    assert "At 1x 99.0 MB would not be there together." in first.text


def test_what_one_function_builds_is_no_chain() -> None:
    texts = [one.text for one in peak_remedies(finding(("parse", 90 * MB), ("other", 9 * MB)))]
    assert texts[0].startswith("Build less at once in parse() (load.py:1)")
    assert not any("Stream" in text for text in texts)


@pytest.mark.parametrize(
    ("is_queue", "said", "command"),
    [
        (True, "Give the queue a bound: what parse() makes waits in it", "queue.Queue(maxsize=100)"),
        (
            False,
            "Hand over no more than is being worked on: tasks.put() (load.py:40) reads what parse() makes",
            "islice",
        ),
    ],
)
def test_what_waits_in_a_queue_without_a_bound_is_to_get_one(is_queue: bool, said: str, command: str) -> None:
    found = finding(("parse", 90 * MB), ("other", 30 * MB))
    found.evidence["holders"][0]["waits_at"] = {"call": "tasks.put", "line": 40, "is_queue": is_queue}
    first, *others = peak_remedies(found)
    assert first.text.startswith(said)
    assert "90.0 MB waited" in first.text
    assert command in (first.command or "")
    assert not any("Stream" in one.text for one in others)


def test_a_line_without_a_function_is_named_by_its_place() -> None:
    first, *_ = peak_remedies(finding(("<module>", 90 * MB)))
    assert "load.py:1" in first.text


def test_what_is_one_value_is_not_to_become_a_generator() -> None:
    found = finding(("read", 60 * MB), ("rank", 40 * MB))
    found.evidence["holders"][0]["streams"], found.evidence["holders"][1]["streams"] = True, False
    first, *_ = peak_remedies(found)
    assert first.text.startswith("Stream the records: make read() a generator, so that")
    assert "a step. Build less at once in rank() (load.py:2): in smaller batches" in first.text
    assert several_hold(found) == ()


def test_where_nothing_can_be_streamed_less_is_built_at_once() -> None:
    found = finding(("parts", 60 * MB), ("<module>", 40 * MB))
    for one in found.evidence["holders"]:
        one["streams"] = False
    texts = [one.text for one in peak_remedies(found)]
    assert texts[0].startswith("Build less at once in parts() (load.py:1) and load.py:2: in smaller batches")
    assert not any("generator" in text or "yield" in text for text in texts)
