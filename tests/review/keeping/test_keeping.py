"""What only grows, in as many words as people write it, and what looks like it and does not."""

import pytest

from review.cases import Case, cases
from review.reviewing import found_in
from sparsemem.review.rule import Likely

FAMILIES = ("more_for_each_request", "loggers", "futures", "tasks")
ALL = [case for name in FAMILIES for case in cases(f"kept/{name}")]


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.code}: {case.name}")
def test_finds_what_only_grows_and_nothing_else(case: Case) -> None:
    found = found_in(case.text, "SM212")

    assert bool(case.due) is case.bad
    assert {one.finding.location.line for one in found if one.likely is not Likely.SMALL} == case.due  # type: ignore[union-attr]


@pytest.mark.parametrize("name", FAMILIES)
def test_has_twenty_faults_and_ten_look_alikes(name: str) -> None:
    kinds = [case.bad for case in cases(f"kept/{name}")]

    assert kinds.count(True) >= 19
    assert kinds.count(False) >= 10


ROUTE = """
from flask import Flask, request
app = Flask(__name__)
seen = []

@app.route("/ping")
def ping():
    {}
    return "ok"
"""


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ("seen.append(request.path)", "warning"),
        ("seen.append(request.path) if request.path not in seen else None", None),
        ("seen.append(request.path); flush(seen)", None),
        ("seen.append(request.path); seen[:] = seen[-10:]", None),
        ("seen.append(request.path); del seen[0]", None),
        ("seen.append(request.path); print(len(seen))", "warning"),
        ("len(seen) < 100 and seen.append(request.path)", None),
    ],
)
def test_a_store_that_anything_may_empty_is_none(line: str, severity: str | None) -> None:
    found = found_in(ROUTE.format(line), "SM212")

    assert [one.finding.severity for one in found] == ([severity] if severity else [])


STARTED = """
import threading

class Bus:
    def __init__(self):
        self.readers = []

    def add(self, source):
        reader = threading.Thread(target=self.take, args=(source,))
        reader.start()
        self.readers.append(reader)

    def take(self, source):
        {}
"""


def test_work_that_lasts_is_state() -> None:
    """There are as many threads that run until they are stopped as there are sources."""
    assert not found_in(STARTED.format("while not self.stopped:\n            print(source.get())"), "SM212")
    assert found_in(STARTED.format("print(source.get())"), "SM212")


def test_a_logger_is_told_by_what_an_object_has_for_itself() -> None:
    named = "import logging\n\ndef hand_on(record):\n    logging.getLogger({}).handle(record)\n"

    assert not found_in(named.format("record.name"), "SM212")
    assert not found_in(
        ROUTE.format("logging.getLogger(request.name)").replace("seen = []", "import logging"), "SM212"
    )
    assert found_in(named.format("f'rows.{record.id}'"), "SM212")
    assert not found_in(
        named.format("random.choice(names)").replace("import logging", "import logging, random"), "SM212"
    )
