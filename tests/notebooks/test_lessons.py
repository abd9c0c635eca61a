"""The lessons run from start to end, their solutions are right, and what is committed is what they show."""

import getpass
import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("nbclient", reason="nbclient is not installed: pip install 'sparsemem[lessons]'")
jupytext = pytest.importorskip("jupytext", reason="jupytext is not installed: pip install 'sparsemem[lessons]'")

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.stem for path in NOTEBOOKS.glob("[0-9]*.py"))
EACH = pytest.mark.parametrize("lesson", LESSONS)
MACHINE = re.compile(r"/(?:home|root|tmp|work|opt|var|Users|usr)/[\w.+@-]+")


@pytest.fixture(scope="module")
def execute() -> ModuleType:
    spec = importlib.util.spec_from_file_location("execute_lessons", NOTEBOOKS / "execute.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def committed(lesson: str) -> Any:
    return json.loads((NOTEBOOKS / f"{lesson}.ipynb").read_text())


def cells(lesson: str) -> list[tuple[str, str]]:
    return [(cell["cell_type"], "".join(cell["source"])) for cell in committed(lesson)["cells"]]


def outputs(lesson: str) -> list[Any]:
    return [output for cell in committed(lesson)["cells"] for output in cell.get("outputs", [])]


def said(output: Any) -> str:
    """The texts of an output, without those that are pictures."""
    forms = [output.get("text", ""), *(data for kind, data in output.get("data", {}).items() if "image/" not in kind)]
    return "".join("".join(form) for form in forms)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("default")
@pytest.mark.skipif(sys.version_info[:2] != (3, 11) or sys.platform != "linux", reason="run once, on Python 3.11")
@EACH
def test_a_lesson_runs_to_its_end_and_takes_its_own_solutions(lesson: str, execute: ModuleType) -> None:
    """Its claims are assertions in its cells."""
    notebook = execute.run_lesson(NOTEBOOKS / f"{lesson}.py", "small")
    assert execute.wrong_solutions(notebook) == []
    kept = [output for cell in execute.published(notebook).cells for output in cell.get("outputs", [])]
    assert not [said(output) for output in kept if MACHINE.search(said(output))]


@EACH
def test_the_notebook_is_made_of_its_text(lesson: str) -> None:
    text = [(cell.cell_type, cell.source) for cell in jupytext.read(NOTEBOOKS / f"{lesson}.py").cells]
    assert cells(lesson) == text


@EACH
def test_the_notebook_has_output_and_no_error(lesson: str) -> None:
    kinds = {output["output_type"] for output in outputs(lesson)}
    assert "error" not in kinds
    assert {"display_data", "execute_result"} <= kinds
    assert any("image/png" in output.get("data", {}) for output in outputs(lesson))


@EACH
def test_a_notebook_opens_whether_it_or_its_text_is_newer(lesson: str) -> None:
    """Where the two are paired, jupytext refuses the notebook in a checkout that has written it last."""
    assert "formats" not in committed(lesson)["metadata"]["jupytext"]
    assert "formats" not in jupytext.read(NOTEBOOKS / f"{lesson}.py").metadata["jupytext"]


@EACH
def test_the_notebook_names_no_folder_and_no_user_of_a_machine(lesson: str) -> None:
    texts = [*(source for _, source in cells(lesson)), *map(said, outputs(lesson))]
    assert not [text for text in texts if MACHINE.search(text)]
    user = getpass.getuser()
    assert user == "root" or not [text for text in texts if re.search(rf"\b{re.escape(user)}\b", text)]


@EACH
def test_no_figure_of_a_measurement_is_typed(lesson: str) -> None:
    """Prose that is not of the run has the sizes of a report, of an exercise and of the allocator only."""
    prose = " ".join(source for kind, source in cells(lesson) if kind == "markdown")
    found = set(re.findall(r"\b[\d.,]+ [kMG]B\b", prose))
    reported = {"10 GB", "20 GB", "33.79 GB"}
    assert found <= reported | {"1 GB", "2 GB", "4 GB", "1 MB", "2 MB", "16 kB", "4 kB", "512 bytes"}


@EACH
def test_each_exercise_is_checked_and_has_its_solution_folded_away(lesson: str, execute: ModuleType) -> None:
    exercises = [source for _, source in cells(lesson) if source.startswith("answer = ...")]
    assert len(exercises) >= 2
    assert all("check(" in source for source in exercises)
    solved = execute.solved(jupytext.read(NOTEBOOKS / f"{lesson}.py"))
    tried = [cell for cell in solved.cells if "solution" in cell.metadata.get("tags", [])]
    assert len(tried) == len(exercises)
    assert not [cell.source for cell in tried if "answer = ..." in cell.source]


@EACH
def test_cells_are_numbered_as_a_reader_would_run_them(lesson: str) -> None:
    counts = [cell["execution_count"] for cell in committed(lesson)["cells"] if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1))


def test_the_page_leads_to_each_lesson_and_nowhere_that_is_not_there() -> None:
    page = (NOTEBOOKS / "README.md").read_text()
    links = re.findall(r"\]\((?!http)([^)#]+)", page)
    assert {f"{lesson}.ipynb" for lesson in LESSONS} <= set(links)
    assert [link for link in links if not (NOTEBOOKS / link).exists()] == []


def test_what_is_of_the_machine_is_taken_out(execute: ModuleType) -> None:
    here = NOTEBOOKS.parent
    assert execute.without_machine(f"{here}/examples/a.py:3") == "examples/a.py:3"
    assert execute.without_machine("/usr/lib/python3.11/json/decoder.py:9") == "decoder.py:9"
    assert execute.without_machine("3 /tmp of a/b") == "3 /tmp of a/b"
