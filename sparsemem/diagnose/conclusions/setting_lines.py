"""A setting as it is written down: into a Dockerfile, a unit file of systemd, the program."""

from collections.abc import Mapping

from sparsemem.model.tried_settings import SettingRow

_RELEASE = "sparsemem.trim()  # where a batch is done"


def docker_line(environment: Mapping[str, str]) -> str | None:
    """`ENV A=1 B=2`; None for no variables. See the reference of ENV: quotes go round what has a space."""
    if not environment:
        return None
    return f"ENV {' '.join(f'{name}={_quoted(value)}' for name, value in environment.items())}"


def unit_line(environment: Mapping[str, str]) -> str | None:
    """`Environment="A=1" "B=2"`, as systemd.exec(5) has it; there a percent sign is doubled."""
    if not environment:
        return None
    pairs = (f'"{name}={_escaped(value)}"' for name, value in environment.items())
    return f"Environment={' '.join(pairs)}".replace("%", "%%")


def program_code(row: SettingRow) -> str | None:
    """The lines that a row needs in the program; None where it needs none."""
    lines = [*filter(None, (row.code, _RELEASE if row.released else None))]
    return "\n".join(lines) or None


def _quoted(value: str) -> str:
    if not any(letter in value for letter in " \t\"'\\$"):
        return value
    return f'"{_escaped(value).replace("$", chr(92) + "$")}"'


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
