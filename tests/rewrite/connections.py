"""Programs leave their databases open; who runs them closes these, or a later test is warned."""

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Any
from unittest import mock


@contextlib.contextmanager
def closed_afterwards() -> Iterator[None]:
    """Close the connections that are opened within."""
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def remembered(*arguments: Any, **named: Any) -> sqlite3.Connection:
        opened.append(connect(*arguments, **named))
        return opened[-1]

    try:
        with mock.patch("sqlite3.connect", remembered):
            yield
    finally:
        for connection in opened:
            connection.close()
