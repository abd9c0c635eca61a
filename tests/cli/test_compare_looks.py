"""compare of two looks that attach saved at different times: who has grown."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import sparsemem

PROGRAM = """
import sys
class Order:
    def __init__(self, number): self.number, self.text = number, "x" * 2000 + str(number)
class Shop:
    def __init__(self): self.orders = {}
shop = Shop()
steady = [str(at) for at in range(20_000)]
print("ready", flush=True)
for line in sys.stdin:
    for _ in range(int(line)): shop.orders[len(shop.orders)] = Order(len(shop.orders))
    print("done", flush=True)
"""


@pytest.fixture
def shop() -> Iterator["subprocess.Popen[str]"]:
    """A process that takes so many orders when it is told to."""
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    child.stdout.readline()
    yield child
    child.kill()
    child.communicate()


def order(shop: "subprocess.Popen[str]", count: int) -> None:
    assert shop.stdin is not None
    assert shop.stdout is not None
    shop.stdin.write(f"{count}\n")
    shop.stdin.flush()
    shop.stdout.readline()


def test_the_grower_between_two_saved_looks_is_named(tmp_path: Path, shop: "subprocess.Popen[str]") -> None:
    order(shop, 1000)
    assert sparsemem(tmp_path, "attach", str(shop.pid), "--json", "a.json").returncode == 0
    order(shop, 5000)
    assert sparsemem(tmp_path, "attach", str(shop.pid), "--json", "b.json").returncode == 0
    done = sparsemem(tmp_path, "compare", "a.json", "b.json")
    assert done.returncode == 0
    text = " ".join(done.stdout.replace("│", " ").split())
    assert "`__main__.shop > Shop.orders` (dict) grew by" in text
    assert "5,000 entries more" in text
    assert "Types that came: str" in text
    assert sparsemem(tmp_path, "compare", "a.json", "b.json", "--json", "c.json").returncode == 0
    heap = json.loads((tmp_path / "c.json").read_text())["heap"]
    grown = {one["owner"]: one["growth_bytes"] for one in heap["owners"]}
    assert grown["__main__.shop > Shop.orders"] >= 0.9 * heap["growth_bytes"] > 9_000_000
    assert heap["growth_seconds"] > 0
    back = sparsemem(tmp_path, "compare", "b.json", "a.json")
    assert "the live heap did not grow" in back.stdout


def test_a_look_and_a_scan_are_not_compared(tmp_path: Path, shop: "subprocess.Popen[str]") -> None:
    assert sparsemem(tmp_path, "attach", str(shop.pid), "--json", "a.json").returncode == 0
    scan = Path(__file__).parents[1] / "data" / "scan.json"
    done = sparsemem(tmp_path, "compare", "a.json", str(scan))
    assert done.returncode == 2
    assert "not one of each" in done.stderr
