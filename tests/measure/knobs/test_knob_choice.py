"""Which knob a scan takes: the one that was named, or the one that the program offers."""

import ast
from pathlib import Path

import pytest

from sparsemem.errors import InputError, UsageError
from sparsemem.measure.knobs.input_knob import InputScaling
from sparsemem.measure.knobs.knob_choice import Named, choose_scaling
from sparsemem.measure.knobs.offered_knobs import constants, integer_options, size_constants
from sparsemem.measure.knobs.option_knob import OptionScaling, given_value
from sparsemem.measure.knobs.scaling import Scaling
from sparsemem.measure.program.program_text import ProgramText
from sparsemem.model import Target

READS = 'import os\nN = 5000 * int(os.environ["SPARSEMEM_SCALE"])\n'
OPTION = 'p.add_argument("--rows", type=int, default=1000)\n'
CONSTANT = "ROWS = 5_000\n"


def choose(source: str | None, *argv: str, vary: str | None = None, input: str | None = None) -> Scaling:  # noqa: A002
    """The scaling of a script with this text."""
    target = Target("script", "load.py", argv, "python3")
    return choose_scaling(target, ProgramText(source, source is not None), Named(vary, input), largest=4)


def arguments(scaling: Scaling, scale: int = 3) -> tuple[str, ...]:
    """What the program gets at a scale."""
    return scaling.command(scale, Path("unused")).arguments


def test_a_number_in_the_arguments_comes_before_what_the_program_offers() -> None:
    scaling = choose(READS + OPTION + CONSTANT, "--rows", "{10}")
    assert (scaling.kind, arguments(scaling)) == ("argument", ("--rows", "30"))


def test_a_read_of_the_scale_comes_before_an_option_and_a_constant() -> None:
    scaling = choose(READS + OPTION + CONSTANT, "--rows", "5", "{{x}}")
    assert (scaling.kind, scaling.detail) == ("environment", "the program reads SPARSEMEM_SCALE")
    assert arguments(scaling) == ("--rows", "5", "{x}")


@pytest.mark.parametrize(
    "source",
    [
        "import sparsemem\nN = sparsemem.scale(1000)\n",
        "from sparsemem import scale\nN = scale(1000)\n",
        "import os\nN = int(os.getenv('SPARSEMEM_SCALE', 1))\n",
    ],
)
def test_each_way_to_read_the_scale_is_seen(source: str) -> None:
    assert choose(source).kind == "environment"


@pytest.mark.parametrize(
    "source",
    ["import sparsemem\nsparsemem.watch()\n", "from sparsemem import watch\n", "# SPARSEMEM_SCALE\n", "scale(5)\n"],
)
def test_what_does_not_read_the_scale_is_not_taken_for_it(source: str) -> None:
    assert choose(source).kind == "none"


def test_one_integer_option_comes_before_a_constant() -> None:
    scaling = choose(OPTION + CONSTANT, "--verbose")
    assert (scaling.kind, scaling.detail) == ("found", "option --rows, 1000 at 1x")
    assert arguments(scaling) == ("--rows", "3000", "--verbose")


@pytest.mark.parametrize(
    ("given", "at_three"),
    [
        (("--rows", "7", "x"), ("--rows", "21", "x")),
        (("x", "--rows=7"), ("x", "--rows=21")),
        (("x",), ("--rows", "3000", "x")),
    ],
)
def test_the_value_that_was_given_for_an_option_is_its_1x_value(
    given: tuple[str, ...], at_three: tuple[str, ...]
) -> None:
    assert arguments(choose(OPTION, *given)) == at_three


@pytest.mark.parametrize("value", ["many", "-5", "²", "", "1.5"])
def test_an_option_whose_given_value_is_no_number_is_no_knob(value: str) -> None:
    assert choose(OPTION, "--rows", value).kind == "none"


def test_two_integer_options_are_no_knob_and_hide_a_constant() -> None:
    assert choose(OPTION + 'p.add_argument("--columns", default=50)\n').kind == "none"
    assert choose(OPTION + 'p.add_argument("--columns", default=50)\n' + CONSTANT).kind == "none"


@pytest.mark.parametrize(
    "name", ["--seed", "--port", "--timeout", "--max-rows", "--batch-size", "--page", "--workers"]
)
def test_an_option_that_is_a_number_but_no_amount_of_data_is_no_knob(name: str) -> None:
    source = f'p.add_argument("{name}", type=int, default=1000)\n'
    assert choose(source).kind == "none"
    scaling = choose(source + OPTION)
    assert isinstance(scaling, OptionScaling)
    assert scaling.option == "--rows"


def test_one_constant_is_a_knob() -> None:
    scaling = choose(CONSTANT + "x = 10_000\nPORT = 8080\nSMALL = 99\nNAME = 'a'\n")
    assert (scaling.kind, scaling.detail) == ("found", "ROWS = 5000 at 1x")


@pytest.mark.parametrize(
    "source",
    [
        CONSTANT + "COLUMNS = 500\n",
        CONSTANT + "ROWS = 6_000\n",
        CONSTANT + "import multiprocessing as m\nm.set_start_method('spawn')\n",
        "def main():\n    ROWS = 5_000\n",
        "ROWS = len(data)\n",
        "MAX_ROWS = 5_000\n",
        "SEED = 12345\n",
        "",
        "def broken(:\n",
        "x = '\x00'\n",
        "x = " + "(" * 5000 + "\n",
    ],
    ids=["two", "assigned twice", "spawn", "not at top level", "no literal", "a bound", "a seed", "empty",
         "no Python", "null byte", "too deep"],
)  # fmt: skip
def test_without_one_clear_knob_there_is_none_and_how_to_name_one_is_said(source: str) -> None:
    scaling = choose(source, "a")
    assert scaling.kind == "none"
    assert "{1000} in the arguments, --vary NAME, --input FILE, or" in scaling.detail
    assert arguments(scaling) == ("a",)


def test_a_program_without_text_offers_nothing_to_read() -> None:
    assert choose(None, "a").kind == "none"
    assert choose(None, "{5}").kind == "argument"


@pytest.mark.parametrize(
    ("text", "detail"),
    [(READS, "the program reads SPARSEMEM_SCALE"), (OPTION, "option --rows, 1000 at 1x"), (CONSTANT, "none found")],
)
def test_what_no_changed_copy_can_stand_for_offers_all_but_a_constant(text: str, detail: str) -> None:
    target = Target("module", "load", (), "python3")
    assert choose_scaling(target, ProgramText(text, False), Named(), largest=4).detail.startswith(detail)
    with pytest.raises(UsageError, match="needs a script"):
        choose_scaling(target, ProgramText(text, False), Named(vary="ROWS"), largest=4)


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (("{5}",), {"vary": "ROWS"}),
        (("{5}", "data.csv"), {"input": "data.csv"}),
        (("data.csv",), {"vary": "ROWS", "input": "data.csv"}),
        (("{5}", "data.csv"), {"vary": "ROWS", "input": "data.csv"}),
    ],
)
def test_two_knobs_at_once_are_refused(argv: tuple[str, ...], named: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="three ways to scale; use one of them"):
        choose(CONSTANT, *argv, **named)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (None, r"needs a script that can be parsed; write \{N\} in the arguments instead"),
        ("def broken(:", "needs a script that can be parsed"),
        ("", "load.py assigns no ROWS at its top level"),
        ("def main():\n    ROWS = 5\n", "assigns no ROWS at its top level"),
        ("if True:\n    ROWS = 5\n", "assigns no ROWS at its top level"),
        ("ROWS = 5\nROWS = 6\n", "assigns ROWS 2 times; scale something else"),
        ("ROWS = len(x)\n", "the value of ROWS is no integer that could be multiplied"),
        ("ROWS = 'ab'\n", "is no integer"),
        ("ROWS = True\n", "is no integer"),
        ("ROWS = 1.5\n", "is no integer"),
        (CONSTANT + "set_start_method('spawn')\n", "the program starts spawn workers, which import the script"),
        (CONSTANT + "ctx = mp.get_context(method='forkserver')\n", "starts forkserver workers"),
        (CONSTANT + "ProcessPoolExecutor(mp_context=get_context('spawn'))\n", "starts spawn workers"),
    ],
)
def test_a_constant_that_cannot_be_multiplied_is_refused_with_the_reason(source: str | None, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as caught:
        choose(source, vary="ROWS")
    assert str(caught.value).startswith("--vary ROWS")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("source", "base"),
    [
        ("ROWS = 7\n", 7),
        ("ROWS: int = 50 * 1_000\n", 50_000),
        ("ROWS = COLUMNS = 1 << 10\n", 1024),
        ("rows = 1\nROWS = 10 ** 3 + 5 - 1\n", 1004),
        ("ROWS = 5\nset_start_method('fork')\n", 5),
    ],
)
def test_a_named_constant_is_multiplied_whatever_else_the_program_offers(source: str, base: int) -> None:
    scaling = choose(source + READS + OPTION, "{{a}}", vary="ROWS")
    assert (scaling.kind, scaling.detail) == ("variable", f"ROWS = {base} at 1x")
    assert arguments(scaling, 1) == ("{a}",)


def test_an_input_must_stand_in_the_arguments(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("id\n1\n2\n3\n4\n")
    with pytest.raises(UsageError, match="does not stand in the program's arguments; put it after --"):
        choose("", "other.csv", input=str(data))
    with pytest.raises(InputError, match="cannot be read: No such file or directory"):
        choose("", "missing.csv", input="missing.csv")


def test_an_input_is_replaced_wherever_and_however_it_is_spelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data.csv").write_text("id\n1\n2\n3\n4\n")
    (folder := tmp_path / "run").mkdir()
    argv = ("data.csv", "--in=./data.csv", "--", str(tmp_path / "data.csv"), "other.csv", "x=y", "")
    scaling = choose("", *argv, input="data.csv")
    part = str(folder / "data.csv")
    command = scaling.command(2, folder)
    assert command.arguments == (part, f"--in={part}", "--", part, "other.csv", "x=y", "")
    assert Path(part).read_text() == "id\n1\n2\n"
    assert scaling.detail == "the first s/4 of the records of data.csv"


def test_the_largest_scale_gets_the_input_itself(tmp_path: Path) -> None:
    data = tmp_path / "data.txt"
    data.write_text("1\n2\n")
    scaling = InputScaling((str(data),), str(data), largest=2)
    assert scaling.command(2, tmp_path).arguments == (str(data),)


def test_an_input_that_is_no_array_is_refused_before_the_first_run(tmp_path: Path) -> None:
    data = tmp_path / "data.json"
    data.write_text('{"rows": []}')
    with pytest.raises(InputError, match="is not a JSON array"):
        choose("", str(data), input=str(data))


@pytest.mark.parametrize(
    ("argv", "value"),
    [((), None), (("--rows", "5"), "5"), (("--rows=5",), "5"), (("--rows",), ""), (("--rowsize", "5"), None)],
)
def test_the_value_given_for_an_option(argv: tuple[str, ...], value: str | None) -> None:
    assert given_value(argv, "--rows") == value


@pytest.mark.parametrize(
    ("call", "options"),
    [
        ('add_argument("--rows", "-r", default=10)', [("--rows", 10)]),
        ('add_argument("-r", "--rows", default=2 * 5)', [("--rows", 10)]),
        ('click.option("--rows", default=10)', [("--rows", 10)]),
        ('add_argument("rows", default=10)', []),
        ('add_argument("--rows", default=0)', []),
        ('add_argument("--rows", default=True)', []),
        ('add_argument("--rows", default="10")', []),
        ('add_argument("--rows", type=int)', []),
        ("add_argument(*names, **options)", []),
    ],
)
def test_integer_options_of_a_program(call: str, options: list[tuple[str, int]]) -> None:
    assert [(o.name, o.default) for o in integer_options(ast.parse(call))] == options


@pytest.mark.parametrize(
    ("value", "integer"),
    [("5", 5), ("1 << 4", 16), ("2 ** 3", 8), ("2 ** -1", None), ("1 << 1000", None), ("-5", None), ("1 / 2", None),
     ("a * 2", None), ("'a' * 2", None), ("True", None), ("(2 + 3) * 4", 20)],
)  # fmt: skip
def test_values_of_constants(value: str, integer: int | None) -> None:
    assert constants(ast.parse(f"X = {value}")) == {"X": [integer]}


def test_constants_below_a_hundred_or_not_in_capitals_are_no_sizes() -> None:
    tree = ast.parse("A = 99\nB = 100\nc = 500\nD = E = 200\nLIMIT_ROWS = 700\nF, G = 300, 400\n")
    assert size_constants(tree) == [("B", 100), ("D", 200), ("E", 200)]
