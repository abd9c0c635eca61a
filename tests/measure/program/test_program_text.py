"""What is read of a program before it runs, whatever the interpreter takes for one."""

import zipapp
import zipfile
from pathlib import Path

import pytest

from sparsemem.errors import InputError
from sparsemem.measure.program.program_text import ProgramText, is_one_file, read_program
from sparsemem.model import Target

TEXT = "ROWS = 5_000\n"


def read(path: str, kind: str = "script") -> ProgramText:
    return read_program(Target(kind, path, (), "python3"))  # type: ignore[arg-type]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that can be run, in the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "load").mkdir()
    (tmp_path / "load/__main__.py").write_text(TEXT)
    return tmp_path / "load"


def test_a_script_is_read_and_can_be_changed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(TEXT)
    assert read(str(tmp_path / "a.py")) == ProgramText(TEXT, True)


def test_a_folder_an_archive_and_a_module_have_a_text_of_which_no_copy_can_be_run(package: Path) -> None:
    zipapp.create_archive(package, "load.pyz")
    assert read("load") == read("load.pyz") == read("load", "module") == ProgramText(TEXT, False)


def test_what_is_compiled_or_lies_elsewhere_has_no_text(package: Path) -> None:
    (package / "a.pyc").write_bytes(b"\xa7\r\r\n")
    with zipfile.ZipFile("load.pyz", "w") as archive:
        archive.write(package / "a.pyc", "__main__.pyc")
    nothing = ProgramText(None, False)
    assert read("load/a.pyc") == read("load.pyz") == read("elsewhere", "module") == nothing


def test_a_folder_with_nothing_to_run_is_refused(package: Path) -> None:
    (package / "__main__.py").unlink()
    with pytest.raises(InputError, match="is a directory; name the script in it, or use -m for a package"):
        read("load")


def test_only_a_file_can_be_loaded_by_another(package: Path) -> None:
    zipapp.create_archive(package, "load.pyz")
    targets = [Target("script", "load/__main__.py", (), ""), Target("module", "load", (), "")]
    targets += [Target("script", path, (), "") for path in ("load", "load.pyz")]
    assert [is_one_file(target) for target in targets] == [True, False, False, False]
