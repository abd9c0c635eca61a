"""Every form of every kind of record: rendered from one sample of each, saved, and read again."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from commands import sparsemem
from recorded import read
from review.reviews import REVIEW
from sparsemem.cli.options import OPTIONS
from sparsemem.diagnose.comparing.scan_comparison import compare
from sparsemem.diagnose.conclusions.attachment_diagnosis import conclude
from sparsemem.errors import InputError
from sparsemem.model import (
    AttachedLook,
    Attachment,
    Change,
    Difference,
    FamilyAttachment,
    Pinner,
    Process,
    Rewriting,
    RunningTarget,
    SettingRow,
    WhatIf,
)
from sparsemem.model.saved_records import dump, load_record, load_report
from sparsemem.report.formats import FORMATS, KINDS, formats_of
from sparsemem.report.screens import SCREENS
from sparsemem.units import MB
from sweeps import moment

SCAN = load_report(read("scan.json"), "scan.json")
MOMENT = moment(200 * MB, python_free_pools=120 * MB)
PINNER = Pinner("shop.LABELS", "str", 1_000, 60_000, 150, 90 * MB, 80 * MB)
VERDICT, FINDINGS = conclude((AttachedLook(0.0, MOMENT),), 0, (PINNER,))
TARGET = RunningTarget(7, "python a|b.py", "3.12")
ATTACHMENT = Attachment(TARGET, (AttachedLook(0.0, MOMENT),), (PINNER,), None, 0.9, VERDICT, FINDINGS)
FAMILY = FamilyAttachment(
    **{field.name: getattr(ATTACHMENT, field.name) for field in fields(Attachment)},
    processes=(Process(7, 1, "python a.py", None, MOMENT), Process(8, 7, "sh", None, None)),
)
COMPARISON = compare(SCAN, SCAN, (Difference(1, "standard output", "*a* and b"),))
REWRITING = Rewriting((Change("a.py", 3, None, "local_generator", "T1", None),), (), None)
ROWS = (
    SettingRow("as is", {}, True, None, 90 * MB, 80 * MB, 1.0, same_output=True),
    SettingRow("as is, released", {}, True, None, 90 * MB, 70 * MB, 1.0, same_output=True, released=True),
    SettingRow(
        "jemalloc", {"LD_PRELOAD": "/a|b.so"}, True, None, 90 * MB, 30 * MB, 1.5, end_spread=(20.0 * MB, 40.0 * MB)
    ),
    SettingRow("mimalloc", {"PYTHONMALLOC": "malloc"}, False, "no file of it was found"),
)
WHATIF = WhatIf("a.py", 4, 2, ROWS, "jemalloc", "ENV LD_PRELOAD=/a|b.so", "It returns most.", notes=("A note.",))
SAMPLES: dict[str, Any] = {
    "scan": SCAN,
    "attach": ATTACHMENT,
    "family": FAMILY,
    "compare": COMPARISON,
    "review": REVIEW,
    "rewrite": REWRITING,
    "whatif": WHATIF,
}
EVERY_SAMPLE = pytest.mark.parametrize("name", SAMPLES)
EVERY_FORM = pytest.mark.parametrize(
    ("name", "form"), [(name, form) for name, record in SAMPLES.items() for form in formats_of(type(record))]
)


def test_there_is_a_sample_of_each_kind_that_is_saved() -> None:
    assert {kind for record in SAMPLES.values() for kind in KINDS if isinstance(record, kind)} == set(KINDS)


def test_each_form_of_a_kind_is_there_once_and_has_an_option() -> None:
    pairs = [(one.name, one.kind) for one in FORMATS]
    assert len(set(pairs)) == len(pairs)
    assert {f"--{one.name}" for one in FORMATS} <= OPTIONS.keys()
    assert all("json" in formats_of(kind) for kind in KINDS)


@EVERY_FORM
def test_every_form_is_text_that_ends_with_a_line(name: str, form: str) -> None:
    text = formats_of(type(SAMPLES[name]))[form](SAMPLES[name])
    if isinstance(text, bytes):
        assert text.startswith(b"\x1f\x8b")
        return
    assert text.endswith("\n")
    assert form != "md" or "None" not in text.replace("set it to None", "")


@EVERY_SAMPLE
def test_what_is_saved_is_read_again(name: str) -> None:
    assert load_record(dump(SAMPLES[name]), name) == SAMPLES[name]


@EVERY_SAMPLE
def test_report_shows_every_kind(name: str, tmp_path: Path) -> None:
    (tmp_path / "saved.json").write_text(dump(SAMPLES[name]))
    done = sparsemem(tmp_path, "report", "saved.json")
    assert (done.returncode, bool(done.stdout)) == ((0, True) if type(SAMPLES[name]) in SCREENS else (2, False))
    assert done.stderr.count("\n") == (done.returncode != 0)


@pytest.mark.parametrize(("name", "form"), [("attach", "md"), ("compare", "md"), ("review", "sarif")])
def test_report_writes_what_the_renderer_makes(name: str, form: str, tmp_path: Path) -> None:
    (tmp_path / "saved.json").write_text(dump(SAMPLES[name]))
    done = sparsemem(tmp_path, "report", f"--{form}", "-", "saved.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == formats_of(type(SAMPLES[name]))[form](SAMPLES[name])


def test_a_form_that_a_kind_does_not_have_is_refused_with_those_it_has(tmp_path: Path) -> None:
    (tmp_path / "saved.json").write_text(dump(COMPARISON))
    done = sparsemem(tmp_path, "report", "--sarif", "out.sarif", "saved.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "sparsemem: a saved compare has no form --sarif; it has --json, --md, --html\n"
    assert not (tmp_path / "out.sarif").exists()


@pytest.mark.parametrize("name", ["attach", "compare", "whatif"])
def test_tables_of_markdown_have_the_same_number_of_cells_in_each_row(name: str) -> None:
    text = formats_of(type(SAMPLES[name]))["md"](SAMPLES[name])
    tables = [block for block in text.split("\n\n") if block.startswith("|")]
    assert tables
    for block in tables:
        rows = [row.replace("\\|", "") for row in block.splitlines()]
        assert len({row.count("|") for row in rows}) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not json", "is not JSON"),
        ("[]", "is not a file that sparsemem saved"),
        ('{"format": "other"}', "none of sparsemem.scan, sparsemem.attach, sparsemem.compare"),
        ('{"format": "sparsemem.attach", "version": 99}', "update sparsemem"),
        ('{"format": "sparsemem.compare", "version": 0}', "compare again"),
        ('{"format": "sparsemem.review", "version": 1}', "is damaged: findings is missing; review again"),
    ],
)
def test_what_is_no_saved_record_is_said_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(InputError, match=r"saved\.json") as refused:
        load_record(text, "saved.json")
    assert said in str(refused.value)


def test_an_attachment_without_a_tree_stays_one() -> None:
    saved = replace(ATTACHMENT, coverage=None)
    assert type(load_record(dump(saved), "a")) is Attachment
