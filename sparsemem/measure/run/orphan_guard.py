"""A shell that waits beside a run, in case this process is killed: nothing of ours could clean up then."""

import subprocess
from contextlib import suppress
from typing import Self

# The first line names the process group; the pipe's end after it means that its holder is gone.
_SCRIPT = 'read -r group && { read -r _; kill -9 "-$group"; }'


class Keeper:
    """Ends the process group of a run when this process ends without closing the keeper.

    The probe has the root process die with its parent; forked and started processes do not inherit that.
    """

    def __init__(self) -> None:
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", _SCRIPT],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )

    def keep(self, group: int) -> None:
        """Name the process group."""
        if self._shell.stdin is not None:
            with suppress(BrokenPipeError):
                self._shell.stdin.write(b"%d\n" % group)
                self._shell.stdin.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._shell.kill()
        self._shell.communicate()
