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
        ("    lines = list(csv.reader(folder.read_text('RECORD').splitlines()))", "note"),
        ("    with importlib.resources.open_text('p', name) as file:\n        lines = file.readlines()", "note"),
    ],
)
def test_a_file_whose_name_is_written_out_does_not_grow(lines: str, severity: str) -> None:
    assert [one.finding.severity for one in found_in(READ.format(lines), "SM203")] == [severity]
