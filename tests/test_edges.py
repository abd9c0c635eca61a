"""The edges between the parts of the package that no import may cross."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

import sparsemem
from sparsemem.report.formats import FORMATS

PACKAGE = Path(sparsemem.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

PURE = ("model", "allocators", "procfs", "cgroups", "diagnose")
WORLD = {
    "os",
    "io",
    "subprocess",
    "pathlib",
    "shutil",
    "tempfile",
    "socket",
    "signal",
    "time",
    "datetime",
    "ctypes",
    "sys",
}
THIRD_PARTY_OF_PURE = {"numpy"}
"""In `diagnose`, where it is worth it."""

PROBE_MODULES = {
    "__future__", "_ctypes", "_tracemalloc", "_frozen_importlib", "_functools", "_operator", "_posixsubprocess",
    "_signal", "_thread", "atexit", "builtins", "gc", "itertools", "os", "posix", "resource", "sys", "threading",
    "time",
}  # fmt: skip
RENDERERS = re.compile(
    r"(?:scan|attachment|comparison|review|whatif)_(?:markdown|text|github|sarif|page|screen)|family_screen"
)
"""Names of the files of `report` that turn a whole record into a form."""
FLOORS = {
    "diagnose": [{"quantities"}, {"holders"}, {"ruling", "comparing"}, {"rules"}, {"conclusions"}],
    "measure": [
        {"program", "machine"},
        {"knobs", "moments"},
        {"run"},
        {"passes", "attach"},
        {"sweep"},
        {"verify", "settings"},
    ],
    "outside": [
        {"memory"},
        {"core", "pymalloc", "glibc", "mimalloc", "jemalloc"},
        {"ledger", "objects"},
        {"dominators"},
        {"search", "graph"},
        {"garbage"},
        {"live_heap"},
        {"owners", "waste", "caches"},
        {"map"},
    ],
    "report": [{"words"}, {"holdings"}, {"pictures"}, {"terminal", "markdown", "html"}, {"exports"}, {"review"}],
}
"""Folders of a part, from the ground up: files import from their own room and from floors below it. What lies in no
folder stands on top of them all."""
CHOICES = ("sparsemem/cli/main.py", "sparsemem/report/formats.py")
"""Import our own modules by their names, when one of many is asked for: a command, the renderer of a form."""
BESIDE = ("probe/recompile.py", "probe/survivors.py", "probe/reader/")
"""Runs in a process of its own, before the program's or after it."""


def imports(file: Path) -> Iterator[tuple[str, bool]]:
    """The modules that a file names, in full, and whether the import is for type checkers only."""
    tree = tree_of(file)
    package = ("sparsemem", *file.relative_to(PACKAGE).parent.parts)
    for_types = {
        id(node)
        for test in ast.walk(tree)
        if isinstance(test, ast.If) and isinstance(test.test, ast.Name) and test.test.id == "TYPE_CHECKING"
        for part in test.body
        for node in ast.walk(part)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in for_types) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package[: len(package) + 1 - node.level] if node.level else ()
            base = ".".join([*parents, *filter(None, [node.module])])
            is_package = base == "sparsemem" or (PACKAGE.parent / base.replace(".", "/")).is_dir()
            for alias in node.names:
                yield (f"{base}.{alias.name}" if is_package else base), id(node) in for_types


@cache
def tree_of(file: Path) -> ast.Module:
    """The file, parsed once."""
    return ast.parse(file.read_text())


@cache
def named(file: Path) -> frozenset[str]:
    """The modules that a file imports when it runs."""
    return frozenset(name for name, for_types in imports(file) if not for_types)


def part(file: Path) -> str:
    """The part of the package that a file belongs to: a folder, or a module of its own."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def part_of(module: str) -> str:
    """The part that an imported module of ours belongs to."""
    return module.partition(".")[2].partition(".")[0]


def ours(file: Path) -> set[str]:
    """The parts of the package that a file imports."""
    return {part_of(name) for name in named(file) if name.split(".")[0] == "sparsemem"} - {""}


def foreign(file: Path) -> set[str]:
    """The packages that a file imports and that are neither ours nor the standard library's."""
    tops = {name.split(".")[0] for name in named(file)}
    return tops - {"sparsemem"} - set(sys.stdlib_module_names)


FileCheck = Callable[[Path], None]


def of(*parts: str) -> Callable[[FileCheck], Callable[[], None]]:
    """For each file of these parts, in one test, which names all that are wrong."""
    files = [file for file in FILES if part(file) in parts]
    assert files
    return _for_each(files)


def every_file(check: FileCheck) -> Callable[[], None]:
    """For all files of the package, likewise."""
    return _for_each(FILES)(check)


def _for_each(files: list[Path]) -> Callable[[FileCheck], Callable[[], None]]:
    def decorate(check: FileCheck) -> Callable[[], None]:
        def test() -> None:
            assert not list(filter(None, (_wrong(check, file) for file in files)))

        test.__name__ = check.__name__
        return test

    return decorate


def _wrong(check: FileCheck, file: Path) -> str | None:
    try:
        check(file)
    except AssertionError as error:
        return f"{file.relative_to(PACKAGE).as_posix()}: {error}"
    return None


def test_the_reader_of_imports_sees_each_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path / "sparsemem")
    (tmp_path / "sparsemem/model").mkdir(parents=True)
    file = tmp_path / "sparsemem/model/a.py"
    file.write_text(
        "import os.path, json\nfrom sparsemem import procfs, model\nfrom sparsemem.model.run import Run\n"
        "from . import codec\nfrom .run import Run\nfrom ..units import MB\nfrom .. import errors\n"
        "def f():\n    import numpy\nif TYPE_CHECKING:\n    import ctypes\n"
    )
    assert named(file) == {
        "os.path", "json", "sparsemem.procfs", "sparsemem.model", "sparsemem.model.run", "sparsemem.model.codec",
        "sparsemem.units", "sparsemem.errors", "numpy",
    }  # fmt: skip
    assert ours(file) == {"procfs", "model", "units", "errors"}
    assert foreign(file) == {"numpy"}


@of("probe")
def test_the_probe_imports_a_handful_of_c_modules_and_its_own(file: Path) -> None:
    if file.relative_to(PACKAGE).as_posix().startswith(BESIDE):
        assert foreign(file) - {path.stem for path in file.parent.glob("*.py")} <= {"memray"}
        assert ours(file) == set()
        return
    modules = {name for name in named(file) if not name.startswith("sparsemem.probe")}
    assert modules <= PROBE_MODULES


@of("probe")
def test_the_probe_imports_nothing_else_of_the_package(file: Path) -> None:
    assert ours(file) <= {"probe"}
    absolute = [node for node in ast.walk(tree_of(file)) if isinstance(node, ast.ImportFrom) and not node.level]
    assert not [node for node in absolute if (node.module or "").startswith("sparsemem")]


@of(*PURE)
def test_the_pure_parts_touch_no_process_no_file_and_no_clock(file: Path) -> None:
    tops = {name.split(".")[0] for name in named(file)}
    # The largest float is a number that `sys` knows, and all that is asked of it.
    allowed = {"sys"} if file.name == "codec.py" else set()
    assert tops & WORLD <= allowed
    assert foreign(file) <= (THIRD_PARTY_OF_PURE if part(file) == "diagnose" else set())
    assert not {node.id for node in ast.walk(tree_of(file)) if isinstance(node, ast.Name)} & {
        "open",
        "input",
    }


@of(*PURE)
def test_the_pure_parts_import_only_each_other(file: Path) -> None:
    assert ours(file) <= {*PURE, "units", "errors"}


@of("model", "allocators", "procfs", "cgroups")
def test_records_and_parsers_know_nothing_of_what_is_concluded_from_them(file: Path) -> None:
    assert ours(file) <= {part(file), "errors"}


@every_file
def test_rich_is_for_the_terminal_only(file: Path) -> None:
    if "rich" in foreign(file):
        assert part(file) in ("cli", "report")
        assert part(file) == "cli" or file.name == "screens.py" or file.parent.name == "terminal"


@of("report")
def test_a_renderer_reads_no_file_and_starts_nothing(file: Path) -> None:
    tops = {name.split(".")[0] for name in named(file)}
    assert not tops & (WORLD - {"sys"})
    assert ours(file) <= {"model", "report", "units", "diagnose", "errors", "review"}
    assert not {node.id for node in ast.walk(tree_of(file)) if isinstance(node, ast.Name)} & {
        "open",
        "input",
    }


@of("report")
def test_no_renderer_imports_another(file: Path) -> None:
    if RENDERERS.fullmatch(file.stem):
        imported = {name.rpartition(".")[2] for name in named(file) if part_of(name) == "report"}
        assert not [name for name in imported if RENDERERS.fullmatch(name)]


@of("source")
def test_the_analysis_of_source_text_knows_nothing_of_who_reads_it(file: Path) -> None:
    assert ours(file) <= {"source", "errors", "model"}
    assert foreign(file) <= ({"libcst"} if file.name == "newer.py" else set())
    if file.name != "files.py":
        assert not {name.split(".")[0] for name in named(file)} & WORLD


@of("review")
def test_a_review_is_source_in_and_findings_out(file: Path) -> None:
    assert ours(file) <= {"model", "source", "review", "errors", "units"}
    assert not foreign(file)


@of("checklist")
def test_the_checklist_knows_the_rules_and_nobody_but_the_command_line_knows_it(file: Path) -> None:
    assert ours(file) <= {"model", "diagnose", "review", "checklist"}
    assert not foreign(file)


@of("rewrite")
def test_a_rewrite_is_source_in_and_source_out(file: Path) -> None:
    assert ours(file) <= {"model", "source", "rewrite", "errors"}
    assert not foreign(file)
    assert not {name.split(".")[0] for name in named(file)} & (WORLD - {"io", "sys"})


@every_file
def test_only_the_measuring_part_starts_processes(file: Path) -> None:
    starts = named(file) & {"subprocess", "multiprocessing", "concurrent.futures", "pty"}
    # A review spreads its own work over processes; no program that it reviews is started.
    # A process that looks at itself is read by a helper, which runs our own code alone.
    # One that is watched has a recorder, likewise.
    own = {
        "review.py": {"concurrent.futures"},
        "helper_process.py": {"subprocess"},
        "kept_helper.py": {"subprocess"},
        "watching.py": {"subprocess"},
        "watched_command.py": {"subprocess"},
        "fresh_runs.py": {"subprocess"},  # of pytest: one test alone
    }
    assert not starts or part(file) == "measure" or starts == own.get(file.name)


@of("measure")
def test_what_measures_concludes_nothing_and_shows_nothing(file: Path) -> None:
    assert ours(file) <= {*PURE, "units", "errors", "measure", "outside", "probe"} - {"diagnose"}
    assert "rich" not in foreign(file)


@of("jupyter")
def test_what_is_for_notebooks_is_loaded_by_the_extension_only(file: Path) -> None:
    assert ours(file) <= {
        "jupyter",
        "measure",
        "model",
        "report",
        "units",
        "errors",
    }  # and what the package itself has
    assert not foreign(file) or file.name == "magics.py"


@every_file
def test_nothing_but_the_extension_imports_what_is_for_notebooks(file: Path) -> None:
    assert "jupyter" not in ours(file) or part(file) in ("jupyter", "__init__")


@every_file
def test_nothing_but_the_entry_imports_the_command_line(file: Path) -> None:
    if "cli" in ours(file):
        assert part(file) in ("cli", "__main__")


@every_file
def test_measured_code_is_never_imported_by_the_parent(file: Path) -> None:
    calls = [node.func for node in ast.walk(tree_of(file)) if isinstance(node, ast.Call)]
    names = {func.id for func in calls if isinstance(func, ast.Name)} | {
        func.attr for func in calls if isinstance(func, ast.Attribute)
    }
    loads = names & {"import_module", "run_path", "run_module", "exec", "eval"}
    assert not loads or part(file) == "probe" or (loads == {"import_module"} and any(map(file.match, CHOICES)))


def test_what_is_chosen_by_its_name_lies_where_an_import_might_lead() -> None:
    assert {one.renderer.split(":")[0] for one in FORMATS} - {"model.saved_records"} <= {
        ".".join(file.relative_to(PACKAGE).with_suffix("").parts) for file in FILES if part(file) == "report"
    }


def test_each_file_name_means_one_thing_in_the_whole_package() -> None:
    names = [file.name for file in FILES if file.name not in ("__init__.py", "__main__.py")]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def room(module: str) -> str:
    """The folder within its part that a module of ours belongs to; empty for one that lies in none."""
    names = module.split(".")
    inside = PACKAGE.joinpath(*names[1:])
    return names[2] if len(names) > 3 or (len(names) == 3 and inside.is_dir()) else ""


def floor(part: str, room: str) -> int:
    """How high a room of a part stands."""
    return next((at for at, rooms in enumerate(FLOORS[part]) if room in rooms), len(FLOORS[part]))


def module_of(file: Path) -> str:
    """The full name of a file's module."""
    return ".".join(("sparsemem", *file.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


@of(*FLOORS)
def test_rooms_import_only_from_floors_below(file: Path) -> None:
    module, own = module_of(file), part(file)
    here = room(module)
    for name in named(file):
        if name.startswith(f"sparsemem.{own}.") and room(name) != here:
            assert floor(own, room(name)) < floor(own, here), f"{module} imports {name}"


@pytest.mark.parametrize("own", FLOORS)
def test_every_folder_stands_on_a_floor(own: str) -> None:
    folders = {path.name for path in (PACKAGE / own).iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= set().union(*FLOORS[own])


@pytest.mark.parametrize("own", FLOORS)
def test_no_files_import_each_other_in_a_circle(own: str) -> None:
    modules = {module_of(file): file for file in FILES if part(file) == own}
    below = {module: named(file) & set(modules) - {module} for module, file in modules.items()}
    while free := {module for module, names in below.items() if not names}:
        below = {module: names - free for module, names in below.items() if module not in free}
    assert not below, f"in a circle, or above one: {sorted(below)}"


def test_importing_the_package_loads_nothing_heavy() -> None:
    program = "import sys; before = set(sys.modules); import sparsemem; print(*(set(sys.modules) - before))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PACKAGE.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["sparsemem"]


@pytest.mark.parametrize(
    "module", ["sparsemem.model.saved_records", "sparsemem.diagnose.conclusions.diagnosis", "sparsemem.procfs"]
)
def test_the_pure_parts_load_no_third_party(module: str) -> None:
    program = f"import sys; import {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PACKAGE.parent, capture_output=True, text=True, check=True
    )
    assert not {"rich", "psutil", "subprocess"} & set(done.stdout.split())
