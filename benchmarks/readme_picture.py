"""Scan the README's example and write its picture anew: `python benchmarks/readme_picture.py`.

It is the first picture of the HTML report, with those of the page's styles that it uses, as a file of its own.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from sparsemem.cli.commands.report import read_saved
from sparsemem.report.html.gap_content import gap_of_scan

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = "examples/dict_chain/before.py"
PICTURE = ROOT / "docs" / "pictures" / "the-gap.svg"
STYLES = ROOT / "sparsemem" / "report" / "html" / "templates" / "page.css"
EDGE = 12
"""Pixels of the card around the drawing."""
COLOURS = re.compile(r"^\.sparsemem \{\n(?P<light>(?s:.*?))^\}", re.MULTILINE)


def scanned() -> str:
    """The drawing, by a scan of the example."""
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder, "scan.json")
        command = [sys.executable, "-m", "sparsemem", "scan", "--quick", "--json", str(saved), EXAMPLE]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        content = gap_of_scan(read_saved(str(saved)))
    if content is None:
        raise SystemExit("fewer than two scales completed: there is nothing to draw")
    return content.wide


def styles(drawing: str) -> str:
    """Of the page: its light colours, and the rules of the classes in the drawing."""
    text = STYLES.read_text()
    light = COLOURS.search(text)
    assert light is not None
    colours = re.findall(r"--[\w-]+: #\w+;", light["light"])
    used = {name for words in re.findall(r'class="([^"]+)"', drawing) for name in words.split()}
    rules = [rule for rule in re.findall(r"\.sparsemem svg [^{}]+\{[^}]*\}", text) if is_used(rule, used)]
    return f".sparsemem {{ {' '.join(colours)} }}\n" + "\n".join(rules)


def is_used(rule: str, used: set[str]) -> bool:
    """Whether a rule is of a class in the drawing, or of all words and lines."""
    names = set(re.findall(r"\.([\w-]+)", rule.partition("{")[0])) - {"sparsemem"}
    return not names or bool(names & used)


def alone(drawing: str) -> str:
    """The drawing as a file: on a card, so that it can be read on a dark page as well."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)
    assert size is not None
    width, height = (float(one) for one in size.groups())
    inner = drawing.replace("<svg ", f'<svg width="{width:g}" height="{height:g}" ', 1)
    whole = f"{-EDGE} {-EDGE} {width + 2 * EDGE:g} {height + 2 * EDGE:g}"
    card = f'<rect x="{-EDGE}" y="{-EDGE}" width="100%" height="100%" rx="8" fill="var(--card)"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="sparsemem" viewBox="{whole}">'
    return f"{head}\n<style>\n{styles(drawing)}\n</style>\n{card}\n{inner}\n</svg>\n"


if __name__ == "__main__":
    PICTURE.write_text(alone(scanned()))
