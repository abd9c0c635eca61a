"""A scan as JUnit's XML, which continuous integration shows as tests: one for each rule that could be judged.

A loud finding (error or warning) fails its test, as `--fail-on warning` fails the scan; a note stands in its output.
The form: https://github.com/testmoapp/junitxml
"""

from xml.sax.saxutils import escape, quoteattr

from sparsemem.diagnose.rules import RULES
from sparsemem.model import Finding, Report
from sparsemem.report.words.visible_names import visible

_NAMES = {rule.code: rule.name for rule in RULES}


def render_junit(report: Report) -> str:
    """A suite with a test case a rule; a rule whose question had no answer is skipped."""
    codes = list(dict.fromkeys([*_NAMES, *(finding.code for finding in report.findings)]))
    cases = [_case(code, report) for code in codes]
    failures = sum("<failure" in case for case in cases)
    skipped = sum("<skipped" in case for case in cases)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="{skipped}"'
    seconds = f'time="{sum(run.wall_seconds for run in report.runs):.3f}"'
    suite = f"<testsuite name={_text(f'sparsemem scan of {report.target.path}')} {counts} {seconds}>"
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>', suite, *cases, "</testsuite>"]) + "\n"


def _case(code: str, report: Report) -> str:
    found = [finding for finding in report.findings if finding.code == code]
    name = _NAMES.get(code) or found[0].name
    place = next((one.location for one in found if one.location), None)
    at = f" file={_text(place.path)} line={_text(str(place.line))}" if place else ""
    head = f'<testcase classname={_text(report.target.path)} name={_text(f"{code} {name}")}{at} time="0"'
    inside = "".join(map(_finding, found))
    if not found and report.judged is not None and code not in report.judged:
        inside = '<skipped message="what it looks at was not measured"/>'
    return f"{head}>{inside}</testcase>" if inside else f"{head}/>"


def _finding(finding: Finding) -> str:
    advice = [f"{at}. {remedy.text}" for at, remedy in enumerate(finding.remedies, 1)]
    body = escape("\n".join(visible(line) for line in (finding.message, *advice)))
    if not finding.loud:
        return f"<system-out>{body}</system-out>"
    return f"<failure type={_text(finding.severity)} message={_text(finding.message)}>{body}</failure>"


def _text(value: str) -> str:
    return quoteattr(visible(value))
