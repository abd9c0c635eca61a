"""Choosing the command: only what it needs is loaded."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commands import ROOT
from sparsemem.cli import main as command_line
from sparsemem.cli.main import COMMANDS, INTERRUPTED, main

ASKED = """
import sys
from pathlib import Path
from sparsemem.cli.main import main
status = main({arguments!r})
print(sorted({{"numpy", "psutil", "sparsemem.measure", "sparsemem.outside"}} & sys.modules.keys()))
sys.exit(status)
"""


@pytest.mark.parametrize("arguments", [["explain", "SM201"], ["review", "sparsemem/units.py"]])
def test_commands_that_measure_nothing_load_nothing_that_measures(arguments: list[str]) -> None:
    line = [sys.executable, "-c", ASKED.format(arguments=arguments)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("files", [5, 6, 7, 8])
def test_too_few_open_files_are_told_in_one_sentence(tmp_path: Path, files: int) -> None:
    (tmp_path / "program.py").write_text("x = 1\n")
    command = [sys.executable, "-m", "sparsemem", "scan", "--quick", "program.py"]
    limited = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh", *command]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(limited, cwd=tmp_path, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1] == "sparsemem: Too many open files: raise the limit with ulimit -n 1024"


class _Stopped:
    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __set_name__(self, owner: type, name: str) -> None:
        raise self.error


@pytest.mark.parametrize(("error", "is_interrupt"), [(KeyboardInterrupt(), True), (LookupError(), False)])
def test_an_interrupt_while_a_class_of_ours_is_made_is_one(
    error: BaseException, is_interrupt: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command_line, "_parser", lambda _: type("Made", (), {"field": _Stopped(error)}))
    if is_interrupt:
        assert main(["explain"]) == INTERRUPTED
        assert capsys.readouterr().err == "sparsemem: interrupted\n"
    else:
        with pytest.raises((LookupError, RuntimeError)):
            main(["explain"])


def test_a_letter_that_standard_output_does_not_know_is_an_escape(tmp_path: Path) -> None:
    text = "def total(orders):\n    return sum([orders[n].price for n in range(1_000_000)])\n"
    (tmp_path / "größe.py").write_text(text)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "sparsemem", "review", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "gr\\xf6\\xdfe.py:2: warning SM202" in done.stdout


def test_a_reader_that_goes_away_is_no_finding(tmp_path: Path) -> None:
    # More than a pipe holds, so that the writer is still there when its reader goes.
    lines = "".join(f"def f{n}(orders):\n    return sum([order.price for order in orders])\n" for n in range(1_000))
    (tmp_path / "bad.py").write_text(lines)
    command = [sys.executable, "-m", "sparsemem", "review", "bad.py"]
    read_one_byte = ["sh", "-c", '{ "$@"; echo $? >&2; } | head -c 1 >/dev/null', "sh", *command]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""}
    done = subprocess.run(read_one_byte, cwd=tmp_path, capture_output=True, text=True, env=environment, check=False)
    assert done.stderr == "141\n"


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["nonsense"]])
def test_help_loads_no_command(arguments: list[str]) -> None:
    text = (
        "import sys\nfrom sparsemem.cli.main import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
        "print(sorted(name for name in sys.modules if name.startswith('sparsemem.')))"
    )
    done = subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "['sparsemem.cli', 'sparsemem.cli.main', 'sparsemem.errors']"


def test_each_command_has_its_line_in_help() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sparsemem", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert all(f"\n    {name} " in done.stdout for name in COMMANDS)
