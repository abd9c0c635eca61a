"""Draw findings at random from a saved review, to be judged by hand: their place, code and lines of source.

python -m sparsemem review PACKAGES --json found.json
python benchmarks/sample_findings.py found.json 100 7
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

_BEFORE, _AFTER, _MOST = 2, 6, 24


def main(path: str, count: str, seed: str) -> None:
    findings = json.loads(Path(path).read_text(encoding="utf-8"))["findings"]
    for number, finding in enumerate(random.Random(int(seed)).sample(findings, int(count)), 1):
        print(f"## {number} {finding['location']['path']}:{finding['location']['line']} {finding['code']}")
        print(finding["message"], *excerpt(finding), sep="\n")


def excerpt(finding: dict[str, Any]) -> list[str]:
    """The lines around the finding, and around what it is tied to."""
    lines = Path(finding["location"]["path"]).read_text(encoding="utf-8", errors="replace").splitlines()
    line = finding["location"]["line"]
    other = finding["evidence"].get("consumed_at") or finding["evidence"].get("spent_at") or line
    first, last = max(0, min(line, other) - _BEFORE), max(line, other) + _AFTER
    shown = lines[first:last]
    return shown if len(shown) <= _MOST else [*shown[: _MOST // 2], "    ...", *shown[-_MOST // 2 :]]


if __name__ == "__main__":
    main(*sys.argv[1:])
