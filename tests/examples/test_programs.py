"""Both programs of a pair, run as a reader would run them, print the same; and the second takes less."""

import ast
import json
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from commands import sparsemem
from examples.pairs import EXAMPLES, NEEDS, PAIRS, ROOT, size_option

EVERY_PAIR = pytest.mark.parametrize("pair", PAIRS)
PROGRAMS = sorted(f"{path.parent.name}/{path.name}" for pair in PAIRS for path in (EXAMPLES / pair).glob("*.py"))


def skip_without(pair: str) -> None:
    if pair in NEEDS and find_spec(NEEDS[pair]) is None:
        pytest.skip(f"{NEEDS[pair]} is not installed: pip install 'sparsemem[examples]'")


def printed(pair: str, program: str, size: int) -> str:
    option = size_option(pair)
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / pair / program), *([option, str(size)] if option else [])],
        env=os.environ | {"SPARSEMEM_SCALE": "0" if size < 1_000 else "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stderr == ""
    return done.stdout


@EVERY_PAIR
@pytest.mark.parametrize("size", [1, 1_003])
def test_both_programs_print_the_same(pair: str, size: int) -> None:
    skip_without(pair)
    before = printed(pair, "before.py", size)
    assert printed(pair, "after.py", size) == before
    assert before or size == 1


def test_a_plain_list_in_the_place_of_tee_prints_the_same() -> None:
    assert printed("two_passes", "with_list.py", 1_003) == printed("two_passes", "before.py", 1_003)


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_says_what_it_does_in_its_first_line(program: str) -> None:
    text = (EXAMPLES / program).read_text()
    assert len(text.splitlines()) <= 100
    assert (ast.get_docstring(ast.parse(text)) or "").endswith(".")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pair", "quantity", "most"),
    [
        ("named_steps", "peak_rss", 0.4),
        ("streaming_cursor", "peak_rss", 0.5),
        ("cache_refresh", "peak_rss", 0.85),
        ("compact_survivors", "gap_end", 0.4),
        ("cyclic_tree", "end_rss", 0.5),
    ],
)
def test_compare_proves_the_saving(pair: str, quantity: str, most: float) -> None:
    """With bounds that leave room: the pages show what is saved at their sizes."""
    paths = [f"examples/{pair}/{name}.py" for name in ("before", "after")]
    done = sparsemem(ROOT, "compare", "--quick", "--scales", "1", "--json", "-", *paths)
    assert done.returncode == 0, done.stderr
    saved = json.loads(done.stdout)
    assert saved["same_output"] is True
    assert saved["ratios"][quantity] < most
