"""Run the lessons from start to end, and keep what they show: `python notebooks/execute.py [NAME ...]`.

A lesson is a text (`01_....py`, the percent format of jupytext) and a notebook with its output (`01_....ipynb`). The
text is written by hand; the notebook is made of it here. It needs the extra `notebooks`.
"""

import argparse
import getpass
import os
import re
import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
LESSONS = sorted(path for path in HERE.glob("[0-9]*.py"))
_FOLDED = re.compile(r"<details>.*?```python\n(.*?)```", re.DOTALL)
_UNANSWERED = re.compile(r"^answer = \.\.\..*\n", re.MULTILINE)
_MACHINE = re.compile(r"(?:/(?:home|root|tmp|work|opt|usr|var|Users|private)(?:/[\w.+@-]+)*/)(?=[\w.+@-]*)")
"""A folder of the machine: what is committed names files, not where somebody had them."""

_ONLY_TELLS = ("say(", "box(", "shown(")
"""Beginnings of cells whose output is for everybody, and whose source is folded away in JupyterLab."""


def solved(notebook: Any) -> Any:
    """The notebook with each exercise once more, answered by the solution that is folded away below it."""
    cells, open_exercise = [], None
    for cell in notebook.cells:
        cells.append(cell)
        if "exercise" in cell.metadata.get("tags", []):
            open_exercise = cell
        elif open_exercise is not None and (found := _FOLDED.search(cell.source)):
            rest = _UNANSWERED.sub("", open_exercise.source)
            cells.append(nbformat.v4.new_code_cell(f"{found[1]}\n{rest}", metadata={"tags": ["solution"]}))
            open_exercise = None
    assert open_exercise is None, f"an exercise has no solution: {open_exercise}"
    notebook.cells = cells
    return notebook


def run_lesson(lesson: Path, size: str, seconds: int = 900) -> Any:
    """The notebook of a lesson with its output, and all solutions tried. Raises what a cell raises."""
    os.environ["SPARSEMEM_LESSON"] = size
    notebook = solved(jupytext.read(lesson))
    here = {"metadata": {"path": str(HERE)}}
    NotebookClient(notebook, timeout=seconds, kernel_name="python3", resources=here).execute()
    return notebook


def shown_text(output: Any) -> str:
    """What an output says in any of its forms."""
    data = output.get("data", {})
    return "\n".join([output.get("text", ""), *(str(data[kind]) for kind in data if kind.startswith("text/"))])


def wrong_solutions(notebook: Any) -> list[str]:
    """The solutions that their own exercise does not take."""
    tried = [cell for cell in notebook.cells if "solution" in cell.metadata.get("tags", [])]
    return [cell.source for cell in tried if "**Right.**" not in "".join(map(shown_text, cell.outputs))]


def published(notebook: Any) -> Any:
    """The notebook as it is committed: the exercises open, nothing of the machine, nothing that differs by itself."""
    notebook.cells = [cell for cell in notebook.cells if "solution" not in cell.metadata.get("tags", [])]
    executed = iter(range(1, len(notebook.cells) + 1))
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            _number(cell, next(executed))
        cell.id = f"cell-{number}"
        cell.metadata.pop("execution", None)
        if cell.source.startswith(_ONLY_TELLS):
            cell.metadata["jupyter"] = {"source_hidden": True}
        for output in cell.get("outputs", []):
            _scrub(output)
    notebook.metadata.pop("language_info", None)
    # Jupytext in a reader's Jupyter would refuse a notebook that is newer than its text, as after any checkout.
    notebook.metadata.get("jupytext", {}).pop("formats", None)
    return notebook


def _number(cell: Any, count: int) -> None:
    """As if the solutions had not been run."""
    cell.execution_count = count
    for output in cell.outputs:
        if "execution_count" in output:
            output["execution_count"] = count


def _scrub(output: Any) -> None:
    output.get("metadata", {}).clear()
    if "text" in output:
        output["text"] = without_machine(output["text"])
    if "text/html" in output.get("data", {}):
        output["data"].pop("text/markdown", None)
    for kind, value in output.get("data", {}).items():
        if isinstance(value, str) and not kind.startswith("image/"):
            output["data"][kind] = without_machine(value)


def without_machine(text: str) -> str:
    """The text without folders of the machine and the name of its user."""
    text = _MACHINE.sub("", text.replace(f"{HERE.parent}/", ""))
    user = getpass.getuser()
    return text if user == "root" else re.sub(rf"\b{re.escape(user)}\b", "user", text)


def main() -> int:
    """Run the lessons; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="parts of the names of lessons; all without one")
    parser.add_argument("--full", action="store_true", help="at full size, which takes minutes and some GB")
    parser.add_argument("--check", action="store_true", help="run only, and write nothing")
    options = parser.parse_args()
    for lesson in LESSONS:
        if options.names and not any(name in lesson.stem for name in options.names):
            continue
        print(lesson.stem, end=" ", flush=True)
        notebook = run_lesson(lesson, "full" if options.full else "small")
        wrong = wrong_solutions(notebook)
        print("ran" if not wrong else f"has wrong solutions: {wrong}")
        if wrong:
            return 1
        if not options.check:
            nbformat.write(published(notebook), lesson.with_suffix(".ipynb"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
