"""The table of CONTRIBUTING, tried: each in the files that it says, and no others."""

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
    (package / "cli/commands/greet.py").write_text(COMMAND.lstrip())
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


SOURCE_RULE = '''
"""SM291: a name that shouts."""

import ast

from sparsemem.review.rule import Hit, Rule


def check(module, project):
    for name in module.all(ast.Name):
        if name.id == "SHOUT":
            yield Hit(name, name.id, "SHOUT is loud")


RULE = Rule(
    code="SM291",
    name="shouting",
    finds="A loud name.",
    why="It is made up.",
    example="SHOUT = 1",
    instead="whisper = 1",
    safe="Always.",
    remedy="whisper",
    severity="warning",
    check=check,
)
'''
QUESTION = '    Question("loud", _GENERATORS, "Is it quiet?", "`review`", "It is", "`whisper`", rules=("SM291",)),'


def test_a_rule_on_source_text_is_a_file_its_lines_in_the_list_and_its_question(package: Path) -> None:
    (package / "review/rules/shouting.py").write_text(SOURCE_RULE.lstrip())
    insert(package / "review/rules/__init__.py", "    shouting,", "    spent,")
    insert(package / "review/rules/__init__.py", "    shouting.RULE,", "    spent.RULE,")
    insert(package / "checklist/questions.py", QUESTION, "    Question(")
    (package.parent / "loud.py").write_text("SHOUT = 1\n")
    done = output(package, "review", "loud.py", "--select", "SM291", "--fail-on", "error", "--json", "-")
    assert [one["message"] for one in json.loads(done)["findings"]] == ["SHOUT is loud"]
    assert "whisper = 1" in output(package, "explain", "SM291")
    assert "- [ ] Is it quiet?" in output(package, "review", "loud.py", "--fail-on", "error", "--checklist")


def test_an_option_is_a_line_and_its_name_in_its_commands(package: Path) -> None:
    insert(
        package / "cli/options.py", '        Option("--tint", "colour it", str, "COLOUR"),', '        Option("--map"'
    )
    insert(package / "cli/commands/review.py", '    add_options(parser, "--tint")', "    add_options(")
    assert "--tint COLOUR" in output(package, "review", "--help")
    (package.parent / "good.py").write_text("x = 1\n")
    (package.parent / "pyproject.toml").write_text("[tool.sparsemem.review]\ntint = 'red'\n")
    output(package, "review", "good.py")


def test_a_setting_is_a_row(package: Path) -> None:
    row = '    Tuning("tinted", {"MALLOC_TINT_": "red"}),'
    insert(package / "measure/settings/tuning_table.py", row, '    Tuning("MALLOC_ARENA_MAX=1"')
    (package.parent / "a.py").write_text("print(sum(range(1000)))\n")
    found = json.loads(
        output(package, "whatif", "--quick", "--scales", "1", "--only", "tinted", "a.py", "--json", "-")
    )
    tried = {row["name"]: row for row in found["rows"]}
    assert tried["tinted"]["environment"]["MALLOC_TINT_"] == "red"
    assert tried["tinted"]["available"]


CARRIED = """
from sparsemem.outside.memory.library_allocators import find_carriers
from sparsemem.procfs import parse_smaps
(mapping,) = parse_smaps("7f0000000000-7f0000001000 r-xp 00000000 08:01 77 /usr/lib/libtinted.so\\nRss: 4 kB\\n")
print(find_carriers([mapping]).names)
"""


def test_an_allocator_of_a_library_is_a_line(package: Path) -> None:
    insert(package / "outside/memory/library_allocators.py", '    ("libtinted.so", "tinted"),', '    ("polars"')
    environment = os.environ | {"PYTHONPATH": str(package.parent)}
    line = [sys.executable, "-c", CARRIED]
    done = subprocess.run(line, env=environment, cwd=package.parent, capture_output=True, text=True, check=True)
    assert done.stdout == "('tinted',)\n"
