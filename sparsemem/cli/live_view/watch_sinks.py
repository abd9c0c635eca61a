"""Where the records of a watch go: a file, standard output, or nowhere."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sparsemem.errors import InputError
from sparsemem.live.watch_file import WatchFile

_MOST_BYTES = 100 << 20
"""Of the file of a watch, beyond which it is thinned."""


class Sink(Protocol):
    """Where records go."""

    def add(self, entry: dict[str, Any]) -> None: ...


class Lines:
    """Standard output."""

    def add(self, entry: dict[str, Any]) -> None:
        """A line, at once."""
        print(json.dumps(entry), flush=True)


class _Nothing:
    def add(self, entry: dict[str, Any]) -> None: ...


@contextmanager
def opened_sink(name: str | None, pid: int) -> Iterator[Sink]:
    """A file of a watch, which `sparsemem.growth` reads. Raises InputError where it cannot be written."""
    if name is None:
        yield _Nothing()
    elif name == "-":
        yield Lines()
    else:
        try:
            file = WatchFile(Path(name), _MOST_BYTES, {"pid": pid, "started": time.time()})
        except OSError as error:
            raise InputError(f"{name} cannot be written: {error.strerror}") from None
        try:
            yield file
        finally:
            file.add({"ended": "stopped"})
            file.close()
