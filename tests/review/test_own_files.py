"""A source that is read whole is a warning where it is somebody's data, and no file of the program's own."""

import pytest

from review.reviewing import found_in

READ = """import codecs, csv, importlib.resources, os


def load_orders(folder, name):
{0}
    for line in lines:
        use(line)
"""


@pytest.mark.parametrize(
    ("lines", "severity"),
    [
        ("    with open(name) as file:\n        lines = file.readlines()", "warning"),
        ("    lines = open(name).readlines()", "warning"),
        ("    path = os.path.join(folder, name)\n    lines = open(path).readlines()", "warning"),
        ("    with folder.open('rb') as file:\n        lines = file.readlines()", "warning"),
        ("    lines = name.cursor().fetchall()", "warning"),
        ("    lines = open(os.path.join(folder, 'SHARED')).readlines()", "note"),
        ("    path = os.path.join(folder, 'SHARED')\n    lines = codecs.open(path).read().splitlines()", "note"),
        ("    with (folder / 'theme.conf').open() as file:\n        lines = file.readlines()", "note"),
        ("    lines = open(join(folder, 'Entries')).readlines()", "note"),
        ("    lines = open(folder.LOG_PATH).readlines()", "note"),
        ("    lines = open(folder.log_path).readlines()", "warning"),
        ("    lines = list(csv.reader(folder.read_text('RECORD').splitlines()))", "note"),
        ("    with importlib.resources.open_text('p', name) as file:\n        lines = file.readlines()", "note"),
    ],
)
def test_a_file_whose_name_is_written_out_does_not_grow(lines: str, severity: str) -> None:
    assert [one.finding.severity for one in found_in(READ.format(lines), "SM203")] == [severity]


@pytest.mark.parametrize(
    ("called", "severity"),
    [
        ("KNOWN = _load(Path(__file__).parent / 'sections.csv')", "note"),
        ("KNOWN = _load(Path(__file__).parent / 'sections.csv')\nOTHER = _load(sys.argv[1])", "warning"),
        ("LOAD = _load", "warning"),
        ("", "warning"),
    ],
)
def test_a_function_of_the_module_that_only_gets_names_which_are_written_out(called: str, severity: str) -> None:
    text = "import pandas, sys\nfrom pathlib import Path\ndef _load(name):\n    table = pandas.read_csv(name)\n"
    found = found_in(f"{text}    return [row.shell for row in table.itertuples()]\n{called}\n", "SM203")
    assert [one.finding.severity for one in found] == [severity]
