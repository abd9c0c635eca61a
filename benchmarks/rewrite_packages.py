"""What T1 makes of a real package, and whether its own tests give what they gave before.

    python benchmarks/rewrite_packages.py ROOT --source PATH ... [--tests ARGUMENTS] [--closed] [--diff FILE]

ROOT is the unpacked project, which stays as it is: all is done in a copy. Told are the changes, the processor time,
the outcomes of the tests that differ, comments that are gone, what a second run would change, and what ruff and
pyright (where they are installed) find that they did not find before.
"""

import argparse
import io
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import tokenize
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

PARTS = (".git", ".tox", ".ruff_cache", "__pycache__")


def outcomes(root: Path, tests: str) -> dict[str, str]:
    """The outcome of each test, by pytest."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        paths = os.pathsep.join(str(path) for path in (root / "src", root))
        line = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report.name}"]
        subprocess.run(
            [*line, *shlex.split(tests)],
            cwd=root,
            env=os.environ | {"PYTHONPATH": paths, "PYTHONHASHSEED": "0"},
            capture_output=True,
            check=False,
        )
        text = Path(report.name).read_text()
    if not text:
        raise SystemExit(f"pytest made no report in {root}: try pytest {tests} there")
    cases = ET.fromstring(text).iter("testcase")
    return {f"{case.get('classname')}::{case.get('name')}": _outcome(case) for case in cases}


def _outcome(case: ET.Element) -> str:
    return next((part.tag for part in case if part.tag in ("failure", "error", "skipped")), "passed")


def rewrite(root: Path, source: list[str], options: list[str]) -> dict[str, object]:
    """What `rewrite` saves of its changes."""
    with tempfile.NamedTemporaryFile(suffix=".json") as saved:
        line = [sys.executable, "-m", "sparsemem", "rewrite", "--write", "--json", saved.name, *options, *source]
        subprocess.run(line, cwd=root, capture_output=True, check=False)
        found: dict[str, object] = json.loads(Path(saved.name).read_text())
    return found


def comments(root: Path, source: list[str]) -> Counter[str]:
    """All comments of the files."""
    found: Counter[str] = Counter()
    for path in files(root, source):
        try:
            tokens = list(tokenize.tokenize(io.BytesIO(path.read_bytes()).readline))
        except (tokenize.TokenError, SyntaxError):
            continue
        found.update(token.string for token in tokens if token.type == tokenize.COMMENT)
    return found


def files(root: Path, source: list[str]) -> list[Path]:
    """The files that are rewritten."""
    whole = [root / name for name in source]
    return [path for part in whole for path in (sorted(part.rglob("*.py")) if part.is_dir() else [part])]


def findings(root: Path, source: list[str]) -> dict[str, Counter[str] | None]:
    """How often each rule of ruff and pyright is broken; None where the tool is not installed."""
    ruff = _json([sys.executable, "-m", "ruff", "check", "-q", "--isolated", "--output-format=json", *source], root)
    pyright = _json(["pyright", "--outputjson", *source], root)
    typed = None if pyright is None else pyright["generalDiagnostics"]
    return {
        "ruff": None if ruff is None else Counter(str(one["code"]) for one in ruff),
        "pyright": None if typed is None else Counter(str(one.get("rule")) for one in typed),
    }


def _json(line: list[str], root: Path):  # type: ignore[no-untyped-def]
    if shutil.which(line[0]) is None:
        return None
    text = subprocess.run(line, cwd=root, capture_output=True, text=True, check=False).stdout
    return json.loads(text) if text.strip() else None


def main() -> None:
    """Rewrite one package, and tell what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("root", type=Path)
    parser.add_argument("--source", nargs="+", required=True, metavar="PATH", help="relative to the root")
    parser.add_argument("--tests", metavar="ARGUMENTS", help="of pytest, as one text")
    parser.add_argument("--closed", action="store_true")
    parser.add_argument("--diff", type=Path, metavar="FILE", help="where the changes of the text are written to")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, options.root.name)
        shutil.copytree(options.root, copy, ignore=shutil.ignore_patterns(*PARTS), symlinks=True)
        report(options, copy)


def report(options: argparse.Namespace, copy: Path) -> None:
    """All in one copy of the project."""
    source = options.source
    lines = sum(len(path.read_bytes().splitlines()) for path in files(copy, source))
    before = outcomes(copy, options.tests) if options.tests else {}
    said, found = comments(copy, source), findings(copy, source)
    start = os.times()
    clock = time.monotonic()
    closed = ["--closed"] if options.closed else []
    done = rewrite(copy, source, closed)
    used = os.times().children_user + os.times().children_system - start.children_user - start.children_system
    changes = done["changes"]
    assert isinstance(changes, list)
    print(f"{options.root.name}: {lines:,} lines, {used:.1f} s of processor time ({time.monotonic() - clock:.1f} s)")
    print(f"  {len(changes)} changes:", dict(Counter(change["transform"] for change in changes)))
    for change in changes:
        print(f"    {change['path']}:{change['line']} {change['function']} {change['transform']}")
    if options.diff:
        line = ["diff", "-ru", "--exclude=__pycache__", str(options.root.resolve()), str(copy)]
        options.diff.write_bytes(subprocess.run(line, capture_output=True, check=False).stdout)
    print("  comments gone:", dict(said - comments(copy, source)))
    after = findings(copy, source)
    for tool, counts in found.items():
        then = after[tool]
        print(f"  new of {tool}:", "not installed" if counts is None or then is None else dict(then - counts))
    if options.tests:
        tested = outcomes(copy, options.tests)
        other = {name: (before.get(name), tested.get(name)) for name in before | tested}
        print(f"  tests: {dict(Counter(before.values()))} before, {dict(Counter(tested.values()))} after")
        print("  different:", {name: pair for name, pair in other.items() if pair[0] != pair[1]})
    again = rewrite(copy, source, closed)["changes"]
    assert isinstance(again, list)
    print(f"  second run: {len(again)} changes")


if __name__ == "__main__":
    main()
