"""Run the commands that the pages under examples/ show, and write their output and the guide's table anew.

    python benchmarks/examples.py [NAME ...]

A page shows a command in a block that begins with `$ python -m sparsemem`; what follows it there is replaced by what
the command prints now. The row of a pair in the table comes from the same run of `compare` that its page shows; its
last column is the peak of what `rewrite` makes of the first program, over that of the second.
Memory repeats to a few per cent from run to run; wall times are those of a machine that may be busy.
"""

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from sparsemem.units import format_ratio, format_size

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
GUIDE = EXAMPLES / "README.md"
BLOCK = re.compile(r"^```console\n\$ python -m sparsemem (.+)\n(?s:.*?)^```$", re.MULTILINE)
TABLE = re.compile(r"(?<=<!-- table -->\n)(?s:.*)(?=<!-- end of table -->)")
HEAD = (
    "| pair | peak before | peak after | peak RSS | RSS at end | gap at end | no longer found | by `rewrite` |\n"
    "|---|---|---|---|---|---|---|---|\n"
)


def pairs() -> list[Path]:
    """The folders that hold a program before and after."""
    return sorted(path.parent for path in EXAMPLES.glob("*/before.py") if (path.parent / "after.py").exists())


def run(command: str, saved: Path, folder: Path = ROOT) -> str:
    """What `sparsemem` prints for a command, at a width of 80; `compare` saves its figures as well.

    A rewrite tells on standard error what it verified.
    """
    extra = ["--json", str(saved)] if command.startswith("compare ") else []
    name, *arguments = shlex.split(command)
    done = subprocess.run(
        [sys.executable, "-m", "sparsemem", name, *extra, *arguments],
        cwd=folder,
        env=os.environ | {"COLUMNS": "80", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if name == "rewrite" else subprocess.PIPE,
        text=True,
        check=False,
    )
    # A review has the status 1 when it finds something.
    if done.returncode not in (0, 1) or not done.stdout:
        raise SystemExit(f"sparsemem {command} ended with status {done.returncode}: {done.stderr or done.stdout}")
    return done.stdout


def excerpt(command: str, printed: str) -> str:
    """The part of an output that a page shows: of a scan, the sweep and the answer."""
    lines = [line.rstrip() for line in printed.rstrip().splitlines()]
    if command.startswith("scan "):
        answer = max(at for at, line in enumerate(lines) if line.startswith("╭"))
        lines = [
            *lines[: next(at for at, line in enumerate(lines) if line.startswith("At 8x"))],
            "...",
            *lines[answer:],
        ]
    return "\n".join(lines)


def measure(pair: Path) -> str:
    """Write the page of a pair anew; its row in the table."""
    page = pair / "README.md"
    figures: dict[str, Any] = {}

    def shown(block: re.Match[str]) -> str:
        command = block[1]
        with tempfile.TemporaryDirectory() as folder:
            saved = Path(folder, "compare.json")
            printed = run(command, saved)
            if saved.exists():
                figures[command.split()[-1]] = json.loads(saved.read_text())
        return f"```console\n$ python -m sparsemem {command}\n{excerpt(command, printed)}\n```"

    text = BLOCK.sub(shown, page.read_text())
    page.write_text(text)
    cells = row(pair.name, text.splitlines()[0].lstrip("# "), figures[f"examples/{pair.name}/after.py"])
    return f"| {' | '.join([*cells, rewritten(pair)])} |"


def rewritten(pair: Path) -> str:
    """The peak of what `rewrite` verifiably makes of the first program, over that of the second; `-`: nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program, saved = folder / "before.py", folder / "compare.json"
        for path in (pair / "before.py", pair / "after.py"):
            shutil.copy(path, folder)
        run(f"rewrite --tier T3 --write --verify '{sys.executable} before.py' before.py", saved, folder)
        if program.read_text() == (pair / "before.py").read_text():
            return "-"
        run("compare --quick after.py before.py", saved, folder)
        return format_ratio(json.loads(saved.read_text())["ratios"]["peak_rss"], 1)


def row(name: str, title: str, figures: dict[str, Any]) -> list[str]:
    """The cells of a pair in the table, but for the last."""
    if not figures["same_output"]:
        raise SystemExit(f"the programs of {name} do not print the same")
    before, after = (format_size(figures[side]["peak_rss_bytes"][-1]) for side in ("before", "after"))
    ratios = [figures["ratios"][quantity] for quantity in ("peak_rss", "end_rss", "gap_end")]
    cells = [f"[{title}]({name}/README.md)", before, after, *(format_ratio(ratio, 1) for ratio in ratios)]
    return [*cells, ", ".join(figures["gone"]) or "nothing"]


def write_table(rows: list[str]) -> None:
    """Put these rows into the guide."""
    text = HEAD + "".join(f"{one}\n" for one in rows)
    GUIDE.write_text(TABLE.sub(lambda _: text, GUIDE.read_text()))


def main() -> None:
    """Measure the pairs that are named, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="a folder under examples/ (default: all)")
    names = parser.parse_args().names
    lines = (line for line in GUIDE.read_text().splitlines() if "/README.md) | " in line)
    rows = {line.partition("](")[2].partition("/")[0]: line for line in lines}
    for pair in [EXAMPLES / name for name in names] or pairs():
        print(pair.name, flush=True)
        rows[pair.name] = measure(pair)
        write_table([rows[known.name] for known in pairs() if known.name in rows])


if __name__ == "__main__":
    main()
