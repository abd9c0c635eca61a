"""What is advised against a peak, by who was seen to hold it."""

from sparsemem.diagnose.holders.peak_remedies import BATCHES, FIND, peak_remedies
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


def test_a_line_without_a_function_is_named_by_its_place() -> None:
    first, *_ = peak_remedies(finding(("<module>", 90 * MB)))
    assert "load.py:1" in first.text
