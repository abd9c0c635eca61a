import pytest

from sparsemem.errors import UsageError
from sparsemem.review.settings import Settings, parse_settings


def test_reads_the_table() -> None:
    text = '[tool.sparsemem]\nselect = ["sm2"]\nignore = ["SM202"]\nexclude = ["docs/*"]\n'
    assert parse_settings(text, "pyproject.toml") == Settings(("SM2",), ("SM202",), ("docs/*",))


def test_without_the_table_everything_is_selected() -> None:
    settings = parse_settings("[project]\n", "pyproject.toml")
    assert settings.selects("SM201")
    assert settings.selects("SM235")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool", "not valid TOML"),
        ('[tool.sparsemem]\nselect = "SM201"\n', "list of strings"),
        ("[tool.sparsemem]\nignore = [3]\n", "list of strings"),
        ('[tool.sparsemem]\nselect = ["SM999"]\n', "no rule of review"),
    ],
)
def test_wrong_tables_are_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_settings(text, "pyproject.toml")
