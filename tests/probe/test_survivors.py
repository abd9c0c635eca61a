"""The driver that deals with one value at the end of a script: the script runs as it would by itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from sparsemem.measure.settings.survivor_scaling import DRIVER

PROGRAM = """
import atexit, sys
class Order:
    def __init__(self, number): self.number = number
ORDERS = [Order(number) for number in range(5)]
def main(): return sys.argv
print(main(), __name__, __file__.endswith("shop.py"), sys.path[0])
atexit.register(print, "over")
"""
SHOW = "print(sum(order.number for order in ORDERS))"


def run(folder: Path, way: str, name: str, text: str = PROGRAM) -> "subprocess.CompletedProcess[str]":
    (folder / "shop.py").write_text(text)
    line = [sys.executable, str(DRIVER), way, name, "shop.py", "shop.py", "--rows", "5"]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


WAYS = pytest.mark.parametrize("way", ["round trip", "child"])


@WAYS
def test_the_script_runs_as_by_itself(way: str, tmp_path: Path) -> None:
    done = run(tmp_path, way, "ORDERS")
    (tmp_path / "shop.py").write_text(PROGRAM)
    line = [sys.executable, "shop.py", "--rows", "5"]
    plain = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr, done.returncode) == (plain.stdout, "", 0)


@WAYS
@pytest.mark.parametrize(("ending", "status"), [("sys.exit(7)", 7), ("sys.exit('no')", 1), ("sys.exit()", 0)])
def test_the_exit_status_is_the_scripts(way: str, ending: str, status: int, tmp_path: Path) -> None:
    assert run(tmp_path, way, "ORDERS", PROGRAM + ending).returncode == status


@WAYS
def test_an_exception_is_shown_once(way: str, tmp_path: Path) -> None:
    done = run(tmp_path, way, "ORDERS", PROGRAM + "1 / 0\n")
    assert (done.returncode, done.stderr.count("ZeroDivisionError")) == (1, 1)


@WAYS
def test_a_name_that_is_not_there_is_told(way: str, tmp_path: Path) -> None:
    done = run(tmp_path, way, "ORDER")
    assert done.returncode == 1
    assert "--survivors ORDER: there is no such name when the script is done" in done.stderr


def test_the_value_is_another_one_afterwards_and_equal(tmp_path: Path) -> None:
    watch = "import __main__\nBEFORE = id(ORDERS[0])\n"
    see = "atexit.register(lambda: print(id(ORDERS[0]) != BEFORE, [one.number for one in ORDERS]))\n"
    done = run(tmp_path, "round trip", "ORDERS", PROGRAM + watch + "KEEP = ORDERS[0]\n" + see)
    assert "True [0, 1, 2, 3, 4]" in done.stdout


def test_an_attribute_of_a_class_or_a_module_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "store.py").write_text("LABELS = ['a', 'b']\n")
    text = "import store\nclass Shop:\n    orders = {1: 2}\n"
    for name in ("Shop.orders", "store.LABELS"):
        assert run(tmp_path, "round trip", name, text).returncode == 0
        assert run(tmp_path, "child", name, text).returncode == 0


def test_the_parent_of_the_child_never_runs_the_script(tmp_path: Path) -> None:
    text = PROGRAM + "open('runs', 'a').write('x')\n"
    assert run(tmp_path, "child", "ORDERS", text).returncode == 0
    assert (tmp_path / "runs").read_text() == "x"
