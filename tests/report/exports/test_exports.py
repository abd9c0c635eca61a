"""Each export against its golden file, and as a reader that is not ours understands it."""

import gzip
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt

import golden
from commands import ROOT, sparsemem
from recorded import read
from report.exports.json_shapes import SARIF, SPEEDSCOPE
from report.exports.profile_schema import parse_profile
from report.exports.runner_commands import KNOWN, read_commands
from report.html.hostile import hostile_scan
from report.test_formats import ATTACHMENT
from review.reviews import REVIEW
from sparsemem import __version__
from sparsemem.model import Finding, Location, Report
from sparsemem.model.saved_records import load_report
from sparsemem.report.exports.pprof_profile import SAMPLE_TYPES, render_pprof
from sparsemem.report.exports.protocol_buffers import number, varint
from sparsemem.report.formats import formats_of
from sparsemem.report.holdings.holdings import scan_holdings

SCAN = load_report(read("scan.json"), "scan.json")
HOSTILE = hostile_scan()
FORMS = formats_of(Report)
RECORDS = pytest.mark.parametrize("record", [SCAN, HOSTILE, ATTACHMENT], ids=["scan", "hostile", "attach"])


def rendered(form: str, record: Any = SCAN) -> str:
    """The text of a form, without the version of this package."""
    text = formats_of(type(record))[form](record)
    assert isinstance(text, str)
    return text.replace(__version__, "VERSION")


@pytest.mark.parametrize("form", ["md", "pr", "sarif", "github", "junit", "folded", "speedscope", "dot"])
def test_looks_as_it_should(form: str) -> None:
    golden.check(rendered(form), f"scan.{form}")


def test_a_profile_looks_as_it_should() -> None:
    golden.check(
        str(parse_profile(gzip.decompress(render_pprof(SCAN)))).replace(__version__, "VERSION"), "scan.pprof"
    )


def stacks(profile: Any, value: int) -> dict[tuple[str, ...], int]:
    """The stacks of one sample type, the outermost frame first."""
    names = {one.id: profile.string_table[one.name] for one in profile.function}
    frames = {one.id: names[one.line[0].function_id] for one in profile.location}
    found: dict[tuple[str, ...], int] = {}
    for sample in profile.sample:
        path = tuple(frames[at] for at in reversed(sample.location_id))
        found[path] = found.get(path, 0) + sample.value[value]
    return found


@RECORDS
def test_the_values_of_a_profile_are_those_of_the_heap(record: Any) -> None:
    profile = parse_profile(gzip.decompress(render_pprof(record)))
    assert [profile.string_table[one.type] for one in profile.sample_type] == list(SAMPLE_TYPES)
    assert {profile.string_table[one.unit] for one in profile.sample_type} == {"bytes"}
    assert profile.string_table[0] == ""
    live, held = sum(stacks(profile, 0).values()), sum(stacks(profile, 2).values())
    heap = record.heap
    assert live == (heap.live_bytes + (heap.garbage_bytes or 0) if heap else 0)
    moment = record.looks[-1].moment if record is ATTACHMENT else record.runs[-1].moments.end
    free = moment.ledger.python_free_bytes + moment.ledger.malloc_free_bytes + moment.ledger.pool_free_bytes
    assert held == free


def test_an_owner_has_its_live_and_its_pinned_bytes_under_one_path() -> None:
    profile = parse_profile(gzip.decompress(render_pprof(SCAN)))
    paths = [path for path, size in stacks(profile, 0).items() if size]
    assert ("__main__", "index") in paths
    assert SCAN.heap is not None
    (index,) = [owner for owner in SCAN.heap.owners if owner.owner == "__main__.index"]
    assert stacks(profile, 1)["__main__", "index"] == index.retained_bytes


@pytest.mark.parametrize(
    ("value", "raw"), [(0, b"\0"), (127, b"\x7f"), (300, b"\xac\x02"), (-1, b"\xff" * 9 + b"\1")]
)
def test_numbers_are_written_as_the_format_says(value: int, raw: bytes) -> None:
    assert varint(value) == raw
    assert number(1, 0) == b""


@RECORDS
def test_folded_stacks_are_frames_and_bytes_that_add_up_to_the_whole(record: Any) -> None:
    lines = rendered("folded", record).splitlines()
    assert lines
    total = sum(int(line.rpartition(" ")[2]) for line in lines)
    if isinstance(record, Report):
        root = scan_holdings(record)
        assert root is not None
        assert total == root.bytes


@RECORDS
def test_speedscope_understands_its_profiles(record: Any) -> None:
    found = json.loads(rendered("speedscope", record))
    jsonschema.validate(found, SPEEDSCOPE)
    for profile in found["profiles"]:
        assert len(profile["samples"]) == len(profile["weights"])
        assert profile["endValue"] == sum(profile["weights"])
        assert max(at for sample in profile["samples"] for at in sample) < len(found["shared"]["frames"])


@pytest.mark.parametrize("record", [SCAN, HOSTILE, REVIEW], ids=["scan", "hostile", "review"])
def test_code_scanning_understands_the_findings(record: Any) -> None:
    found = json.loads(rendered("sarif", record))
    jsonschema.validate(found, SARIF, format_checker=jsonschema.FormatChecker())
    (run,) = found["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(run["results"]) == len(record.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]


def fingerprints(report: Report) -> list[str]:
    """Of each result."""
    results = json.loads(rendered("sarif", report))["runs"][0]["results"]
    return [result["partialFingerprints"]["sparsemem/v1"] for result in results]


def test_a_fingerprint_stays_when_lines_and_figures_move() -> None:
    first = replace(SCAN.findings[0], location=Location("a.py", 3, "load"))
    moved = replace(first, location=Location("a.py", 30, "load"), bytes=7, message="other figures")
    other = replace(first, location=Location("b.py", 3, "load"))
    marks = [fingerprints(replace(SCAN, findings=(one,)))[0] for one in (first, moved, other)]
    assert marks[0] == marks[1] != marks[2]
    twice = fingerprints(replace(SCAN, findings=(first, moved)))
    assert len(set(twice)) == 2


@pytest.mark.parametrize("record", [SCAN, HOSTILE], ids=["scan", "hostile"])
def test_junit_has_a_case_for_each_rule_and_fails_the_loud_ones(record: Report) -> None:
    (suite,) = JUnitXml.fromstring(rendered("junit", record).encode())
    cases = list(suite)
    failed = [case for case in cases if any(isinstance(one, Failure) for one in case.result)]
    skipped = [case for case in cases if any(isinstance(one, Skipped) for one in case.result)]
    assert (suite.tests, suite.failures, suite.skipped) == (len(cases), len(failed), len(skipped))
    assert {case.name.split()[0] for case in failed} == {one.code for one in record.findings if one.loud}
    assert record.judged is not None
    assert not {case.name.split()[0] for case in skipped} & set(record.judged)


def note(finding: Finding) -> Finding:
    """The same, quietly."""
    return replace(finding, severity="note")


def test_a_note_fails_nothing() -> None:
    quiet = replace(SCAN, findings=tuple(map(note, SCAN.findings)))
    (suite,) = JUnitXml.fromstring(rendered("junit", quiet).encode())
    assert suite.failures == 0


@RECORDS
def test_annotations_stay_on_a_line_each(record: Any) -> None:
    lines = rendered("github", record).splitlines()
    assert len(lines) == max(len(record.findings), 1)
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)


@RECORDS
def test_the_runner_of_github_reads_each_annotation_as_it_was_meant(record: Any) -> None:
    levels = {"error": "error", "warning": "warning", "note": "notice"}
    commands = read_commands(rendered("github", record))
    for command, finding in zip(commands, record.findings, strict=True):
        place = finding.location
        where = {"file": place.path, "line": str(place.line)} if place else {}
        assert command.name == levels[finding.severity]
        assert command.properties == where | {"title": f"{finding.code} {finding.name}"}
        assert set(command.properties) <= KNOWN
        assert command.message.startswith(finding.message.rstrip("."))
        assert all(remedy.text.rstrip(".") in command.message for remedy in finding.remedies)


_ODD = st.text(st.sampled_from("ab%:,=;\n\r 0ADC2\u2028::"), min_size=1, max_size=30)


@given(_ODD, _ODD, _ODD)
def test_whatever_a_finding_says_the_runner_reads_it_back(path: str, name: str, message: str) -> None:
    finding = replace(SCAN.findings[0], name=name, message=message, location=Location(path, 3, "f"), remedies=())
    quiet = replace(SCAN, findings=(finding,))
    (command,) = read_commands(formats_of(Report)["github"](quiet))
    assert command.properties == {"file": path, "line": "3", "title": f"{finding.code} {name}"}
    assert command.message == message


def test_a_scan_without_findings_is_annotated_with_its_verdict() -> None:
    quiet = replace(SCAN, findings=(), verdict="healthy")
    assert rendered("github", quiet) == "::notice title=sparsemem::healthy: no sparse memory here\n"


@RECORDS
def test_a_comment_is_under_eighty_lines_whatever_was_found(record: Any) -> None:
    many = replace(record, findings=record.findings * 30)
    text = rendered("pr", many)
    assert text.count("\n") < 80
    assert len(text) < 65_536, "GitHub takes no longer comment"


def test_a_reader_of_markdown_sees_the_tables_of_a_report() -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(rendered("md"))
    kinds = [token.type for token in tokens]
    rows = kinds.count("tr_open")
    assert kinds.count("table_open") >= 2
    assert rows > 2 * kinds.count("table_open")
    assert not [kind for kind in kinds if kind.startswith("html")]


def test_a_comment_has_no_markup_of_others() -> None:
    tokens = [
        inner
        for token in MarkdownIt("commonmark").enable("table").parse(rendered("pr", HOSTILE))
        for inner in (token, *(token.children or ()))
    ]
    markup = {token.content.strip() for token in tokens if token.type.startswith("html")}
    assert markup <= {
        "</details>",
        "<details><summary>Where the RSS is</summary>",
        "<details><summary>Who holds the live heap</summary>",
    }
    assert not [token for token in tokens if token.type in ("link_open", "image")]


def test_a_profile_goes_to_a_pipe_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "scan.json").write_text(read("scan.json"))
    done = subprocess.run(
        [sys.executable, "-m", "sparsemem", "report", "scan.json", "--pprof", "-"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    assert parse_profile(gzip.decompress(done.stdout)).sample


def test_files_are_written_by_their_options(tmp_path: Path) -> None:
    (tmp_path / "scan.json").write_text(read("scan.json"))
    done = sparsemem(tmp_path, "report", "scan.json", "--junit", "a.xml", "--pprof", "a.pb.gz", "--pr", "a.md")
    assert done.returncode == 0, done.stderr
    assert all((tmp_path / name).stat().st_size for name in ("a.xml", "a.pb.gz", "a.md"))
