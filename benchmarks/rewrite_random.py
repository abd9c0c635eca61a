"""Random programs, rewritten by T1 and run before and after: how many are converted, and which of them differ.

`PYTHONPATH=.:tests python benchmarks/rewrite_random.py [NUMBER] [SEED]` from the root of the project.
"""

import sys
import warnings
from collections import Counter

from hypothesis import HealthCheck, Phase, given, seed, settings

from rewrite.matrix import rewritten
from rewrite.test_flows import INPUTS as FLOW_INPUTS
from rewrite.test_flows import PROGRAMS
from rewrite.test_generated import INPUTS, programs, tables
from rewrite.test_local_loops import INPUTS as LOOP_INPUTS
from rewrite.test_local_loops import programs as loops
from rewrite.test_random_scripts import INPUTS as SCRIPT_INPUTS
from rewrite.test_random_scripts import scripts
from sparsemem.rewrite import rewrite

KINDS = {
    "chains and tables": (programs() | tables(), INPUTS),
    "flows": (PROGRAMS, FLOW_INPUTS),
    "loops": (loops(), LOOP_INPUTS),
    "scripts": (scripts(), SCRIPT_INPUTS),
}


def judge(kind: str, text: str, found: Counter[str]) -> None:
    """Count a program, and print it where its rewrite does something else."""
    found[kind] += 1
    changed, right = rewritten(text, KINDS[kind][1])
    found[f"{kind}: converted"] += changed
    found[f"{kind}: different"] += not right
    if not right:
        print(f"--- DIFFERENT\n{text}\n--- after\n{rewrite({'main.py': text}).sources['main.py']}", flush=True)


def tried(number: int, start: int) -> Counter[str]:
    """Programs of each kind, how many are converted, and how many of these differ."""
    found: Counter[str] = Counter()
    chosen = settings(
        max_examples=number // len(KINDS),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for kind, (strategy, _) in KINDS.items():
        judged = given(strategy.map(lambda text, kind=kind: (kind, text)))(lambda pair: judge(*pair, found))
        seed(start)(chosen(judged))()
    return found


def main() -> None:
    warnings.simplefilter("ignore")
    number, start = [*map(int, sys.argv[1:]), 10_000, 1][:2] if len(sys.argv) < 3 else map(int, sys.argv[1:3])
    for name, count in tried(number, start).items():
        print(f"{name}: {count}")


if __name__ == "__main__":
    main()
