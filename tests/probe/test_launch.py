"""Ways in which a program is started: input, modules, paths, environments and settings of its user."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from laboratory import Laboratory
from sparsemem.measure.program.standard_input import StandardInput
from sparsemem.model import Target

READS_ONE_LINE = "import sys; print(sys.stdin.readline(), sys.stdin.isatty())"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text)
    return path


def replayed(laboratory: Laboratory, target: Target, descriptor: int) -> list[bytes]:
    """What two runs print that get the same input."""
    outputs = []
    with StandardInput(descriptor) as stdin:
        for _ in range(2):
            with stdin.opened() as source:
                outputs.append(laboratory.measured(target, stdin=source).stdout)
    return outputs


def test_input_from_a_file_is_replayed(laboratory: Laboratory) -> None:
    write(laboratory.folder / "data", "skipped\n" + "line\n" * 100_000)
    target = laboratory.script("reads_input.py")
    with (laboratory.folder / "data").open("rb") as file:
        os.lseek(file.fileno(), 8, os.SEEK_SET)
        outputs = replayed(laboratory, target, file.fileno())
        assert os.lseek(file.fileno(), 0, os.SEEK_CUR) == 8
        assert outputs == [laboratory.plain(target, stdin=file).stdout] * 2
    assert outputs[0].startswith(b"500000 ")


def test_input_from_a_pipe_is_replayed(laboratory: Laboratory) -> None:
    target = laboratory.script("reads_input.py")
    with subprocess.Popen([sys.executable, "-c", "print('x' * 999_999)"], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        outputs = replayed(laboratory, target, writer.stdout.fileno())
    assert outputs[0] == outputs[1]
    assert outputs[0].startswith(b"1000000 ")


@pytest.mark.parametrize("name", ["raises.py", "forks.py"])
def test_a_pipe_that_never_closes(laboratory: Laboratory, name: str) -> None:
    source, sink = os.pipe()
    target = laboratory.script(name)
    try:
        with StandardInput(source) as stdin, stdin.opened() as pipe:
            assert laboratory.measured(target, stdin=pipe) == laboratory.plain(target)
    finally:
        os.close(source)
        os.close(sink)


def test_a_line_of_a_pipe_that_stays_open(laboratory: Laboratory) -> None:
    script = write(laboratory.folder / "reads.py", READS_ONE_LINE)
    source, sink = os.pipe()
    os.write(sink, b"first\nsecond\n")
    try:
        outputs = replayed(laboratory, laboratory.script(str(script)), source)
        assert outputs == [b"first\n False\n"] * 2
    finally:
        os.close(source)
        os.close(sink)


@pytest.mark.parametrize("module", ["tool", "package", "package.part"])
def test_modules(laboratory: Laboratory, module: str) -> None:
    text = "import sys; print(__name__, __spec__.name, __package__, __file__, sys.argv, sys.path, sys.orig_argv)"
    for path in ("tool.py", "package/__main__.py", "package/part.py"):
        write(laboratory.folder / path, text)
    write(laboratory.folder / "package" / "__init__.py", "print('init', __file__)")
    target = Target("module", module, ("an", "argument"), sys.executable)
    seen = laboratory.measured(target)
    assert seen == laboratory.plain(target)
    assert b"'an', 'argument'" in seen.stdout
    assert seen.moments[-1] == "after_trim"


@pytest.mark.parametrize("path", ["own", "own:other", ":own", "own:", "/nowhere::own"])
def test_a_path_of_its_own(laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setenv("PYTHONPATH", path)
    for name in ("describes_itself.py", "starts_programs.py"):
        target = laboratory.script(name)
        assert laboratory.measured(target) == laboratory.plain(target)


@pytest.mark.parametrize("module", ["sitecustomize", "usercustomize"])
@pytest.mark.parametrize(
    "text",
    [
        "import sys; print('customised', __name__, __file__, 'threading' in sys.modules)",
        "import threading, atexit; atexit.register(print, threading.active_count())",
        "raise ValueError('customised wrongly')",
        "import no_such_module",
    ],
    ids=["prints", "imports", "raises", "misses"],
)
def test_customisation_of_its_own(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch, module: str, text: str
) -> None:
    write(
        laboratory.folder / "own" / f"{module}.py",
        text.replace("'threading' in sys.modules", "'json' in sys.modules"),
    )
    monkeypatch.setenv("PYTHONPATH", str(laboratory.folder / "own"))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    target = laboratory.script("lists_modules.py")
    assert laboratory.measured(target) == laboratory.plain(target)


def test_an_interpreter_without_sparsemem(laboratory: Laboratory) -> None:
    venv.create(laboratory.folder / "fresh", symlinks=True, with_pip=False)
    python = str(laboratory.folder / "fresh" / "bin" / "python")
    script = write(laboratory.folder / "asks.py", "import importlib.util as u; print(u.find_spec('sparsemem'))")
    for path in (script, "describes_itself.py", "lists_modules.py", "traces.py"):
        target = Target("script", laboratory.script(str(path)).path, (), python)
        seen = laboratory.measured(target)
        assert seen == laboratory.plain(target)
        assert seen.moments[-1] == "after_trim"


def test_spelling_of_the_script(laboratory: Laboratory) -> None:
    text = "import sys; print(__file__, sys.argv, sys.path[0], sys.orig_argv); 1/0"
    write(laboratory.folder / "real" / "it self.py", text)
    (laboratory.folder / "link.py").symlink_to("real/it self.py")
    for path in ("real/it self.py", "./real/../real/it self.py", "link.py"):
        for vary in (False, True):
            target = Target("script", path, ("-x", "é", ""), sys.executable)
            assert laboratory.measured(target, vary) == laboratory.plain(target)


def test_threading_is_what_it_is(laboratory: Laboratory) -> None:
    text = """
        import sys
        held = sys.modules.get("threading")
        {first}
        assert held is None or held is sys.modules["threading"] is threading, held
        assert type(threading) is type(sys) and threading.__spec__.origin == threading.__file__
        print(sorted(vars(threading)), threading, threading.current_thread().name)
    """
    ways = [
        "import threading",
        "from threading import Thread; import threading",
        "import importlib; threading = importlib.import_module('threading')",
        "threading = __import__('threading')",
        "import logging, threading; [getattr(m, '__file__', 0) for m in list(sys.modules.values())]",
        "import importlib, threading; importlib.reload(threading)",
    ]
    for number, first in enumerate(ways):
        script = write(laboratory.folder / f"way{number}.py", text.replace("\n        ", "\n").format(first=first))
        seen = laboratory.measured(laboratory.script(str(script)))
        assert seen == laboratory.plain(laboratory.script(str(script)))
        assert seen.status == 0, seen.stderr


def test_a_probe_that_cannot_load_tells_why(laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch) -> None:
    write(laboratory.folder / "own" / "_ctypes.py", "print('taken for another')")
    monkeypatch.setenv("PYTHONPATH", str(laboratory.folder / "own"))
    script = write(laboratory.folder / "ends.py", "import _ctypes; print(_ctypes.__file__); raise SystemExit(3)")
    seen = laboratory.measured(laboratory.script(str(script)), fits=False)
    assert seen.finished is not None
    assert "_ctypes" in str(seen.finished.trouble)
    assert seen.moments == []
    assert seen.finished.run.peak_rss_bytes is not None
    assert seen.status == 3
    assert seen.stdout.endswith(b"_ctypes.py\n")
