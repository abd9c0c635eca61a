"""Run the commands that README.md shows, and write their output anew.

    python benchmarks/readme.py [WORD]

Only those whose line has WORD in it, where one is given. A block follows the comment `<!-- measured -->`; of an
output that ends with a panel the panel is shown. What a command leaves running is ended with it.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "README.md"
BLOCK = re.compile(r"<!-- measured -->\n```console\n\$ (.+)\n(?s:.*?)^```$", re.MULTILINE)


def output(command: str) -> list[str]:
    """The lines that a command prints at a width of 80."""
    done = subprocess.run(
        ["bash", "-c", f"trap 'kill $(jobs -p) 2>/dev/null' EXIT; {command}"],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "80", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    if not lines:
        raise SystemExit(f"{command} printed nothing, and ended with status {done.returncode}")
    return lines


def renewed(block: "re.Match[str]", word: str) -> str:
    """The block with what its command prints now."""
    command = block[1]
    if word not in command:
        return block[0]
    lines = output(command)
    panels = [number for number, line in enumerate(lines) if line.startswith("╭")]
    if panels:
        lines = ["...", *lines[panels[-1] :]]
    return "\n".join(["<!-- measured -->", "```console", f"$ {command}", *lines, "```"])


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    PAGE.write_text(BLOCK.sub(lambda block: renewed(block, wanted), PAGE.read_text()))
