"""`{N}` in the arguments."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.errors import UsageError
from sparsemem.measure.knobs.argument_knob import ArgumentScaling, fill, has_number


@pytest.mark.parametrize(
    ("argument", "at_three"),
    [
        ("{1000}", "3000"),
        ("--rows={1000}", "--rows=3000"),
        ("{2}x{5}", "6x15"),
        ("{007}", "21"),
        ("{{", "{"),
        ("}}", "}"),
        ("{{5}}", "{5}"),
        ("{{{5}}}", "{15}"),
        ('{{"rows": {10}}}', '{"rows": 30}'),
        ("{{}}", "{}"),
        ("plain 5", "plain 5"),
        ("", ""),
        ("ümlaut{4}²", "ümlaut12²"),
    ],
)
def test_numbers_in_braces_are_multiplied_and_doubled_braces_are_literal(argument: str, at_three: str) -> None:
    has_number((argument,))
    assert fill((argument,), 3) == (at_three,)


@pytest.mark.parametrize("argument", ["{1000}", "a{1}b", "{{{5}}}", "{1}{2}"])
def test_a_number_in_braces_is_a_knob(argument: str) -> None:
    assert has_number(("--first", argument))


@pytest.mark.parametrize("argument", ["", "1000", "{{1000}}", "{{", "}}", "{{x}}"])
def test_without_a_number_in_single_braces_there_is_no_knob(argument: str) -> None:
    assert not has_number((argument,))


@pytest.mark.parametrize(
    "argument",
    ["{x}", "{}", "{ 5 }", "{1_000}", "{-5}", "{1.5}", "{1e3}", "{0x10}", "{²}", "{٣}", "{5", "5}", "{", "}", "{0}",
     '{"rows": 5}', "{" + "9" * 5000 + "}"],
)  # fmt: skip
def test_anything_else_in_braces_is_refused_with_the_way_to_write_a_brace(argument: str) -> None:
    with pytest.raises(UsageError, match=r"write \{\{ for a literal brace$") as caught:
        has_number(("fine", argument))
    assert "\n" not in str(caught.value)


def test_the_command_has_every_argument_in_its_place() -> None:
    scaling = ArgumentScaling(("--rows", "{10}", "data.csv", "{{x}}"))
    command = scaling.command(4, Path("unused"))
    assert command.arguments == ("--rows", "40", "data.csv", "{x}")
    assert (command.script, command.environment) == (None, {})
    assert (scaling.kind, scaling.detail) == ("argument", "--rows {10} data.csv {{x}}")


@given(st.text())
def test_what_is_not_refused_can_be_filled(argument: str) -> None:
    try:
        has_number((argument,))
    except UsageError:
        return
    assert isinstance(fill((argument,), 2)[0], str)


@given(st.text(), st.integers(1, 10**12), st.integers(1, 100))
def test_any_text_can_stand_around_a_number_when_its_braces_are_doubled(text: str, number: int, scale: int) -> None:
    literal = text.replace("{", "{{").replace("}", "}}")
    argument = f"{literal} {{{number}}} {literal}"
    assert has_number((argument,))
    assert fill((argument,), scale) == (f"{text} {number * scale} {text}",)
