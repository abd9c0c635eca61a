import re
from collections import Counter

import pytest

from rewrite.cases import Case, cases
from rewrite.hazards import HAZARDS, Hazard, injected
from rewrite.running import behaviour
from sparsemem.rewrite import Tier, rewrite

CONVERTED = [case for case in cases("converted") if injected(case.sources["main.py"], HAZARDS[0])]
READING = [case for case in CONVERTED if "read_iteration" in case.transforms]


def decisions(sources: dict[str, str], tier: Tier) -> Counter[tuple[str, str | None]]:
    return Counter((change.transform, change.function) for change in rewrite(sources, tier=tier).changes)


def test_there_are_enough_to_change() -> None:
    assert len(CONVERTED) >= 25
    assert len(READING) >= 3


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.__name__)
def test_a_hazard_flips_the_decision(hazard: Hazard) -> None:
    kept, flipped = [], 0
    for case in CONVERTED:
        changed = {**case.sources, "main.py": injected(case.sources["main.py"], hazard) or ""}
        before, after = decisions(case.sources, case.tier), decisions(changed, case.tier)
        flipped += after < before
        if before and not after < before:
            kept.append((case.title, after))
    assert not kept
    assert flipped >= 25


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.__name__)
def test_what_is_left_of_the_rewrite_is_equal(hazard: Hazard) -> None:
    for case in CONVERTED:
        changed = {**case.sources, "main.py": injected(case.sources["main.py"], hazard) or ""}
        done = rewrite(changed, tier=Tier.T1)
        if done.changes:
            assert behaviour({**changed, **done.sources}) == behaviour(changed), case.title


@pytest.mark.parametrize("case", READING, ids=lambda case: case.title)
def test_a_loop_that_is_moved_out_of_the_with_is_moved_in_again_or_left(case: Case) -> None:
    text = case.sources["main.py"]
    if "readlines():" in text:
        text = re.sub(
            r"( +)for line in file\.readlines\(\):", r"\1lines = file.readlines()\n\1for line in lines:", text
        )
    moved = re.sub(r"^ {8}(for \w+ in \w+:)\n {12}", r"    \1\n        ", text, flags=re.MULTILINE)
    assert moved != text or case.title.endswith("into its block")
    assert behaviour({"main.py": moved}).raised is None
    done = rewrite({"main.py": moved}).sources
    assert not done or behaviour(done) == behaviour({"main.py": moved})


@pytest.mark.parametrize(
    "line", ["import functools\n\n\n@functools.cache\n", "def same(f):\n    return f\n\n\n@same\n"]
)
def test_a_decorated_producer_is_refused(line: str) -> None:
    for case in cases("converted"):
        if (
            set(case.transforms) == {"lazy_twin"}
            and len(case.sources) == 1
            and "class" not in case.sources["main.py"]
        ):
            name = case.transforms["lazy_twin"][-1]
            changed = case.sources["main.py"].replace(f"def {name}(", f"{line}def {name}(")
            assert name not in {function for _, function in decisions({"main.py": changed}, Tier.T3)}, case.title
