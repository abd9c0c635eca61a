"""What a project sets in pyproject.toml, and that every command that reads source text chooses its files alike."""

from pathlib import Path

import pytest

from commands import sparsemem
from sparsemem.cli.project_settings import chosen_files, project_table, strings
from sparsemem.errors import InputError, SparsememError, UsageError

STREAMED = """\
def names(count):
    found = []
    for number in range(count):
        found.append(f"name {number}")
    return found


def total(orders):
    return sum([order.price for order in orders])


for name in names(3):
    print(name)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a program that is excluded, and one that is not."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    for name in ("a.py", "docs/conf.py"):
        (tmp_path / name).write_text(STREAMED)
    (tmp_path / "pyproject.toml").write_text('[tool.sparsemem]\nexclude = ["docs/*"]\n')
    return tmp_path


def test_the_table_and_its_lists(folder: Path) -> None:
    assert strings(project_table(), "exclude") == ("docs/*",)
    assert strings(project_table(), "select") == ()


@pytest.mark.usefixtures("folder")
def test_what_the_project_excludes_is_left_out_even_where_it_is_named() -> None:
    assert chosen_files([Path()]) == [Path("a.py")]
    assert chosen_files([Path("docs/conf.py")]) == []


@pytest.mark.parametrize("command", [("review",), ("rewrite",), ("rewrite", "--write")], ids=" ".join)
def test_commands_choose_alike(folder: Path, command: tuple[str, ...]) -> None:
    done = sparsemem(folder, *command, ".")
    assert "conf.py" not in done.stdout + done.stderr
    assert (folder / "docs/conf.py").read_text() == STREAMED
    (folder / "pyproject.toml").unlink()
    done = sparsemem(folder, *command, ".")
    assert "conf.py" in done.stdout + done.stderr or (folder / "docs/conf.py").read_text() != STREAMED


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("[tool", InputError, "pyproject.toml cannot be read: "),
        ("tool = 3", UsageError, "[tool] in pyproject.toml must be a table"),
        ("[tool]\nsparsemem = 3", UsageError, "[tool.sparsemem] in pyproject.toml must be a table"),
        (
            '[tool.sparsemem]\nexclude = "docs"',
            UsageError,
            "exclude in [tool.sparsemem] of pyproject.toml must be a list",
        ),
        ("[tool.sparsemem]\nexclude = [3]", UsageError, "must be a list of strings"),
    ],
)
def test_wrong_files_are_refused_in_one_sentence(
    folder: Path, text: str, kind: type[SparsememError], said: str
) -> None:
    (folder / "pyproject.toml").write_text(text)
    with pytest.raises(kind) as caught:
        chosen_files([Path()])
    assert said in str(caught.value)
    done = sparsemem(folder, "rewrite", ".")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
