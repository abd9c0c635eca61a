"""How far `rewrite` alone brings the pairs under examples/: the peak of before.py, rewritten, and of after.py.

    python benchmarks/rewrite_examples.py [--verify] [NAME ...]

Each program runs by itself with the same arguments, `before.py` a second time after `rewrite --write` changed a copy
of it, with `--verify` after the road that tries and compares what is not proven. Peaks are the children's ru_maxrss,
of which an idle interpreter has some 10 MB; "near" marks a rewritten peak of at most 1.3 times the one of after.py.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"
NEAR = 1.3


def peak_bytes(script: Path, arguments: list[str]) -> int:
    """The most memory that a program used, by the kernel."""
    line = [sys.executable, str(script), *arguments]
    child = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=script.parent)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{script.name} of {script.parent.name} ended with {child.returncode}")
    return usage.ru_maxrss * 1024


def rewrite(script: Path, verify: bool) -> None:
    """Change the program in place, as far as is proven, or was tried and compared."""
    line = [sys.executable, "-m", "sparsemem", "rewrite", "--closed", "--write", script.name]
    road = ["--tier", "T3", "--verify", script.name] if verify else []
    subprocess.run([*line, *road], cwd=script.parent, capture_output=True, check=False)


def compare(pair: Path, verify: bool, arguments: list[str]) -> None:
    """Print one row."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, pair.name)
        shutil.copytree(pair, copy)
        before, after = (peak_bytes(copy / f"{name}.py", arguments) for name in ("before", "after"))
        text = (copy / "before.py").read_text()
        rewrite(copy / "before.py", verify)
        changed = (copy / "before.py").read_text() != text
        written = peak_bytes(copy / "before.py", arguments) if changed else before
    said = "unchanged" if not changed else "near" if written <= NEAR * after else ""
    print(
        f"{pair.name:20s} {before / 1e6:8.1f} {written / 1e6:10.1f} {after / 1e6:8.1f} {written / after:7.2f}x {said}"
    )


def main() -> None:
    """Compare the pairs that are named, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--verify", action="store_true", help="try and compare what is not proven, too")
    parser.add_argument("--arguments", default="", help="for each program, as one text")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    pairs = sorted(path.parent for path in EXAMPLES.glob("*/before.py"))
    print(f"{'pair':20s} {'before':>8s} {'rewritten':>10s} {'after':>8s}   MB")
    for pair in pairs:
        if not options.names or pair.name in options.names:
            compare(pair, options.verify, options.arguments.split())


if __name__ == "__main__":
    main()
