"""Values of objects, against those that the process has."""

import pytest

from sparsemem.outside import read_pinners
from tests.outside.children import Start, interpreters


@pytest.mark.parametrize("python", interpreters())
@pytest.mark.parametrize(
    ("name", "expression", "expected"),
    [
        ("str", "'abc' + str(i)", "'abc"),
        ("str", "'é' * 30 + str(i)", "'" + "é" * 30),
        ("str", "'日本' * 4 + str(i)", "'" + "日本" * 4),
        ("str", "'\\U0001f600' * 2 + str(i)", "'\U0001f600\U0001f600"),
        ("int", "-(10 ** 30 + i)", "-1000000000000000000000000"),
        ("int", "10 ** 12 + i", "1000000"),
        ("float", "i + 0.25", ".25"),
        ("bytes", "b'key ' + str(i).encode()", "b'key "),
    ],
)
def test_values(start: Start, python: str, name: str, expression: str, expected: str) -> None:
    child = start(f"x = [{expression} for i in range(90_000)]", python)
    pinner = next(pinner for pinner in read_pinners(child.pid, values=True).types if pinner.type_name == name)
    assert pinner.values is not None
    assert any(expected in value for value in pinner.values)
    assert all(len(value) <= 40 for value in pinner.values)
