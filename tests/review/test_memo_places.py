"""Memos among the dicts of a running program, as `attach` shows them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from commands import sparsemem

PROGRAM = """
import time
_users = {}
def user(key):
    if key not in _users:
        _users[key] = [key] * 60
    return _users[key]
class Shop:
    def __init__(self): self.rates = {}
    def rate(self, day):
        try: return self.rates[day]
        except KeyError:
            self.rates[day] = value = [day] * 60
            return value
index = {}
def add(rows):
    for row in rows:
        if row not in index: index[row] = [row] * 60
    return index
small = {}
def few(key):
    if key not in small: small[key] = [key]
    return small[key]
shop = Shop()
for i in range(9_000): user(i), shop.rate(i), few(i % 10)
add(range(9_000))
print("ready", flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize(("name", "line"), [("work.py", ["work.py"]), ("shop/work.py", ["-m", "shop.work"])])
def test_a_memo_is_a_cache_and_a_growing_index_is_none(tmp_path: Path, name: str, line: list[str]) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(PROGRAM)
    line = [sys.executable, *line]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as child:
        assert child.stdout is not None
        child.stdout.readline()
        try:
            done = sparsemem(tmp_path, "attach", str(child.pid), "--json", "-")
        finally:
            child.kill()
    assert done.returncode == 0, done.stderr
    caches = [one for one in json.loads(done.stdout)["heap"]["caches"] if one["kind"] == "memo"]
    found = {one["owner"].split(" > ")[-1]: (one["entries"], one["location"]) for one in caches}
    assert found == {
        "__main__._users": (9_000, {"path": name, "line": 6, "function": "user"}),
        "Shop.rates": (9_000, {"path": name, "line": 13, "function": "rate"}),
    }
    assert all(one["retained_bytes"] > 9_000 * 500 for one in caches)
    assert all(0 <= one["returned_bytes"] < one["retained_bytes"] for one in caches), "each lies among the other"


def test_a_module_is_scanned_as_a_script_is(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "work.py").write_text(PROGRAM.replace("time.sleep(600)", ""))
    done = sparsemem(tmp_path, "scan", "--quick", "--json", "-", "-m", "shop.work")
    assert done.returncode == 0, done.stderr
    caches = [one for one in json.loads(done.stdout)["heap"]["caches"] if one["kind"] == "memo"]
    assert {one["owner"].split(" > ")[-1] for one in caches} == {"__main__._users", "Shop.rates"}
    assert {one["location"]["path"] for one in caches} == {"shop/work.py"}


def test_a_process_that_looks_at_itself_finds_them_too(tmp_path: Path) -> None:
    ask = "import sparsemem; print(sorted(one.owner for one in sparsemem.caches() if one.kind == 'memo'))\n"
    (tmp_path / "work.py").write_text(PROGRAM.replace("time.sleep(600)\n", ask))
    done = subprocess.run([sys.executable, "work.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == str(["__main__._users", "__main__.shop > Shop.rates"])
