"""What `rewrite` decides about generated programs, and whether they then do what they did: a table in Markdown.

`PYTHONPATH=.:tests python benchmarks/rewrite_matrix.py [--list] [tuned|held_out ...]` from the root of the project.
Recall: of the programs that were equal when they were converted by force, the part that T1 converts. Over-refused:
the part that no tier converts.
"""

import sys
from collections import Counter
from contextlib import chdir
from tempfile import TemporaryDirectory

from rewrite.matrix import Program, Verdict, could_be_lazy, programs, verdict
from sparsemem.rewrite import Tier

Judged = list[tuple[Program, Verdict]]


def judged(half: str) -> Judged:
    """The decision about each program: what T1 does with it, else what T3 would do."""
    found: Judged = []
    for program in programs(half):
        proven = verdict(program, Tier.T1)
        found.append((program, proven if proven.tier else verdict(program, Tier.T3)))
    return found


def table(half: str, decisions: Judged) -> str:
    """One row for each decision, and the two rates."""
    rows = [f"### {half}: {len(decisions)} programs", "", "| decision | equal | different |", "|---|---|---|"]
    for tier in (Tier.T1, Tier.T2, Tier.T3):
        equal = [verdict.equal for _, verdict in decisions if verdict.tier is tier]
        rows.append(f"| {tier.name} | {sum(equal)} | {len(equal) - sum(equal)} |")
    forced = [could_be_lazy(program) for program, verdict in decisions if verdict.tier is None]
    rows.append(f"| refused (as if converted by force) | {sum(forced)} | {len(forced) - sum(forced)} |")
    could = [verdict for program, verdict in decisions if could_be_lazy(program)]
    proven = sum(verdict.tier is Tier.T1 for verdict in could)
    refused = sum(verdict.tier is None for verdict in could)
    rows += ["", f"Recall of T1 {proven}/{len(could)} = {proven / len(could):.0%}."]
    rows[-1] += f" Over-refused {refused}/{len(could)} = {refused / len(could):.0%}."
    return "\n".join(rows)


def listed(decisions: Judged) -> str:
    """The wrong ones by name, and why equal ones are refused."""
    lines = [
        f"DIFFERENT at {one.tier.name}: {program.name}" for program, one in decisions if one.tier and not one.equal
    ]
    refused = [(program, one) for program, one in decisions if one.tier is None and could_be_lazy(program)]
    reasons = Counter(one.reasons for _, one in refused)
    lines += [f"over-refused {count}: {', '.join(names) or 'not seen'}" for names, count in reasons.most_common()]
    return "\n".join(lines)


def main() -> None:
    for half in [name for name in sys.argv[1:] if name != "--list"] or ["tuned", "held_out"]:
        with TemporaryDirectory() as place, chdir(place):  # some programs write a file
            decisions = judged(half)
            print(table(half, decisions), end="\n\n")
            if "--list" in sys.argv:
                print(listed(decisions), end="\n\n")


if __name__ == "__main__":
    main()
