"""What `--help`, `explain` and the checklist name is there: commands, options and codes."""

import argparse
import re
from pathlib import Path

import pytest

from sparsemem.cli.commands.explain import find_page
from sparsemem.cli.main import COMMANDS, _parser
from sparsemem.diagnose.rules import RULES
from sparsemem.report.words.page_text import render_page
from sparsemem.review.rules import CODES
from sparsemem.rewrite import Reason, Transform

ROOT = Path(__file__).parents[2]
NAMES = [rule.code for rule in RULES] + [*CODES]
NAMES += [member.value for enumeration in (Reason, Transform) for member in enumeration]
_CALL = re.compile(r"(?:^\s*|`|python -m )sparsemem ([a-z]+)([^`\n]*)", re.MULTILINE)
_CODE = re.compile(r"SM\d{3}")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def parser_of(command: str) -> argparse.ArgumentParser:
    (found,) = (action for action in _parser([command])._actions if isinstance(action.choices, dict))
    return found.choices[command]


def options_of(command: str) -> set[str]:
    return {name for action in parser_of(command)._actions for name in action.option_strings}


def texts() -> dict[str, str]:
    """Everything that names commands, options or codes, by what it is."""
    found = {"CHECKLIST.md": (ROOT / "CHECKLIST.md").read_text(encoding="utf-8")}
    found |= {f"{command} --help": parser_of(command).format_help() for command in COMMANDS}
    for name in NAMES:
        page = find_page(name)
        assert page is not None
        found[f"explain {name}"] = render_page(page)
    return found


TEXTS = texts()
EVERY_TEXT = pytest.mark.parametrize("name", TEXTS)


@EVERY_TEXT
def test_every_code_has_a_page(name: str) -> None:
    assert [code for code in _CODE.findall(TEXTS[name]) if find_page(code) is None] == []


@EVERY_TEXT
def test_every_command_is_there_with_its_options(name: str) -> None:
    for command, rest in _CALL.findall(TEXTS[name]):
        assert command in COMMANDS
        own = rest.partition(" -- ")[0]
        assert set(_OPTION.findall(own)) <= options_of(command)


def test_the_reader_sees_commands_and_options() -> None:
    assert _CALL.findall("`sparsemem scan --md a.md x.py`, then sparsemem") == [("scan", " --md a.md x.py")]
    assert _CALL.findall("    sparsemem whatif x.py") == [("whatif", " x.py")]
    assert _OPTION.findall("--md a --fail-on b x--y") == ["--md", "--fail-on"]
    assert sum(len(_CALL.findall(text)) for text in TEXTS.values()) >= 20


@pytest.mark.parametrize("command", COMMANDS)
def test_options_that_help_names_are_there(command: str) -> None:
    every = set().union(*map(options_of, COMMANDS))
    assert set(_OPTION.findall(TEXTS[f"{command} --help"])) <= every
