"""A setting as a line for a Dockerfile, for a unit file and for the program."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.diagnose.conclusions.setting_lines import docker_line, program_code, unit_line
from sparsemem.model import SettingRow

TUNED = {"LD_PRELOAD": "/usr/lib/liba.so", "MALLOC_CONF": "background_thread:true,dirty_decay_ms:1000"}


def test_variables_stand_on_one_line() -> None:
    assert docker_line(TUNED) == f"ENV LD_PRELOAD=/usr/lib/liba.so MALLOC_CONF={TUNED['MALLOC_CONF']}"
    assert unit_line(TUNED) == f'Environment="LD_PRELOAD=/usr/lib/liba.so" "MALLOC_CONF={TUNED["MALLOC_CONF"]}"'


def test_no_variable_is_no_line() -> None:
    assert (docker_line({}), unit_line({})) == (None, None)


@given(st.text("ab \t\"'\\$%", min_size=1))
def test_a_value_with_any_letter_is_read_as_it_was(value: str) -> None:
    line = docker_line({"A": value})
    assert line is not None
    # A shell takes quotes and backslashes as a Dockerfile does.
    assert shlex.split(line.replace("\\$", "$")) == ["ENV", f"A={value}"]


def test_a_percent_sign_is_doubled_for_systemd() -> None:
    assert unit_line({"A": "50%"}) == 'Environment="A=50%%"'


@pytest.mark.parametrize(
    ("code", "released", "expected"),
    [(None, False, None), ("gc.freeze()", False, "gc.freeze()"), (None, True, "sparsemem.trim()")],
)
def test_lines_for_the_program(code: str | None, released: bool, expected: str | None) -> None:
    found = program_code(SettingRow("a", {}, True, None, code=code, released=released))
    assert (found or "").startswith(expected or "")
    assert (found is None) == (expected is None)
