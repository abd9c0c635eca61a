"""The sentences of a report, each with where it stands: what a reader takes for measured."""

from collections.abc import Iterator
from typing import Any

from sparsemem.model import Attachment, Report
from sparsemem.report.words.holder_words import tell_growth, tell_holders
from sparsemem.report.words.ledger_words import sizes
from sparsemem.report.words.scan_answer import answer
from sparsemem.report.words.scan_words import forecast, proof


def sentences(record: Report | Attachment) -> Iterator[tuple[str, str]]:
    """Of findings, their remedies, and of the first screen."""
    for finding in record.findings:
        yield finding.code, finding.message
        yield from ((finding.code, remedy.text) for remedy in finding.remedies)
    told: list[str] = [*tell_holders(record.heap), *tell_growth(record.heap)]
    if isinstance(record, Report):
        told += [answer(record), *forecast(record), *proof(record)]
    else:
        told.append(sizes("The process holds", record.looks[-1].moment))
    yield from (("the first screen", one) for one in told)


def figures(value: Any) -> Iterator[int]:
    """Every whole number of a saved report."""
    if isinstance(value, dict):
        for item in value.values():
            yield from figures(item)
    elif isinstance(value, list):
        for item in value:
            yield from figures(item)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value
