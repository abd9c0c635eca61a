"""The table of CONTRIBUTING, tried: a rule, a form, a command and a pass, each with the files that it says alone."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commands import ROOT

RULE = '''
"""SM160: made up."""

from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Remedy


def check(measured):
    return [Conclusion("warning", "It is made up.", 7, {})]


RULE = RuntimeRule(
    code="SM160",
    name="made up",
    family="cyclic",
    meaning="It is made up.",
    measured="It is not.",
    example="pass",
    remedies=(Remedy("Make up something else."),),
    check=check,
    is_answered=lambda measured: True,
    questions=("batches",),
)
'''
FORM = '''
"""A scan, loudly."""


def render_loudly(report):
    return f"{report.verdict.upper()}!\\n"
'''
COMMAND = '''
"""`greet`: says hello."""


def add_parser(commands):
    commands.add_parser("greet", description=__doc__).set_defaults(run=run)


def run(options):
    print("hello")
    return 0
'''


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package to add something to."""
    return Path(
        shutil.copytree(ROOT / "sparsemem", tmp_path / "sparsemem", ignore=shutil.ignore_patterns("__pycache__"))
    )


def insert(file: Path, line: str, before: str) -> None:
    """Add a line before the first that begins with `before`."""
    lines = file.read_text().splitlines(keepends=True)
    at = next(number for number, one in enumerate(lines) if one.startswith(before))
    file.write_text("".join([*lines[:at], line + "\n", *lines[at:]]))


def output(package: Path, *arguments: str) -> str:
    """What the copy prints."""
    done = subprocess.run(
        [sys.executable, "-m", "sparsemem", *arguments],
        cwd=package.parent,
        env=os.environ | {"PYTHONPATH": str(package.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_rule_is_a_file_and_its_line_in_the_list(package: Path) -> None:
    (package / "diagnose/rules/made_up.py").write_text(RULE.lstrip())
    insert(package / "diagnose/rules/__init__.py", "    made_up,", "    malloc_fragmentation,")
    insert(package / "diagnose/rules/__init__.py", "    made_up.RULE,", "    live_growth.RULE,")
    assert output(package, "explain", "SM160").startswith("SM160 made up\n\nWhat it means\n  It is made up.\n")
    service = subprocess.Popen(
        [sys.executable, "-c", "print(flush=True); input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with service:
        assert service.stdout is not None
        service.stdout.readline()
        found = json.loads(output(package, "attach", str(service.pid), "--accept", "SM160", "--json", "-"))
        service.kill()
    assert [one["code"] for one in found["findings"]] == ["SM160"]
    assert found["verdict"] == "cyclic"
    (package.parent / "good.py").write_text("x = 1\n")
    (package.parent / "scan.json").write_text(json.dumps({"findings": [{"code": "SM160"}], "judged": ["SM160"]}))
    assert "measured: SM160" in output(package, "review", "good.py", "--checklist", "--with", "scan.json")


def test_a_form_is_a_file_and_its_line_in_the_list(package: Path) -> None:
    (package / "report/scan_loudly.py").write_text(FORM.lstrip())
    line = '    Format("loudly", Report, "report.scan_loudly:render_loudly"),'
    insert(package / "report/formats.py", line, '    Format("json", Attachment')
    saved = str(ROOT / "tests/data/scan.json")
    assert output(package, "report", "--loudly", "-", saved) == "SPARSE!\n"
    assert "--loudly FILE" in output(package, "scan", "--help")


def test_a_command_is_a_file_and_its_line_in_the_list(package: Path) -> None:
    (package / "cli/greet.py").write_text(COMMAND.lstrip())
    insert(package / "cli/main.py", '    "greet": "say hello",', '    "explain":')
    assert output(package, "greet") == "hello\n"
    assert "say hello" in output(package, "--help")


PASS = '''
"""The smallest scale once more, with a variable of the environment set."""

from dataclasses import dataclass, replace

from sparsemem.measure.passes.pass_protocol import pass_run
from sparsemem.measure.program.instrumentation import NOTHING


@dataclass(frozen=True, slots=True)
class Tinted:
    subject: object

    def announcement(self):
        return ("One more run follows, tinted.",)

    def make(self, evidence, setting):
        setting = replace(setting, environment={"TINT": "red"})
        with pass_run(self.subject, evidence.completed()[0].scale, setting, NOTHING) as finished:
            self.subject.observer.say(f"It printed {finished.place.stdout.read_text().strip()}.")
            yield evidence


def requested(request):
    return Tinted(request.subject.named("Tinted, "))
'''


def test_a_pass_is_a_file_and_its_line_in_the_list(package: Path) -> None:
    (package / "measure/passes/tinted.py").write_text(PASS.lstrip())
    insert(package / "measure/passes/every_pass.py", "    tinted,", "    without_huge_pages,")
    insert(package / "measure/passes/every_pass.py", "    tinted.requested,", "    cleared_owner.requested,")
    (package.parent / "a.py").write_text("import os\nprint(os.environ.get('TINT'))\n")
    done = subprocess.run(
        [sys.executable, "-m", "sparsemem", "scan", "--quick", "a.py"],
        cwd=package.parent,
        env=os.environ | {"PYTHONPATH": str(package.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    said = done.stderr
    assert said.index("One more run follows, tinted.") < said.index("\n1x  ") < said.index("Tinted, 1x  ")
    assert "It printed red." in said
