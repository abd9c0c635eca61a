"""The magics: `%%sparsemem`, `%sparsemem` and `%sparsemem_scan`."""

import re
import shlex
from typing import Any

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class, no_var_expand
from IPython.display import display

from sparsemem.errors import InputError, SparsememError
from sparsemem.jupyter.cell_measuring import measure_cell
from sparsemem.jupyter.drawn_records import draw_records
from sparsemem.measure.program.own_command import run_own_command
from sparsemem.report.formats import FORMATS

_SAVING = {one.kind.FORMAT.partition(".")[2] for one in FORMATS if one.name == "json"} | {"attach"}
"""Commands that save a record; of the others what they print is shown."""
_AWAITS = (
    "%%sparsemem measures no cell that awaits: the kernel runs its loop meanwhile; write "
    "`with sparsemem.budget('1GB') as budget: await ...`, and see budget.report"
)
_NAME = re.compile(r"\$(\w+)")


@magics_class
class SparsememMagics(Magics):
    """What `%load_ext sparsemem` adds to a notebook."""

    shell: InteractiveShell

    @no_var_expand
    @line_cell_magic
    def sparsemem(self, line: str, cell: str | None = None) -> Any:
        """`%%sparsemem [NAME]`: run the cell and tell its memory; NAME gets the account.

        `%sparsemem COMMAND ...`: run a command; `$name` stands for the value of a variable, and braces stay as they
        are, for they mark the size of a program.
        """
        if cell is None:
            return self._command(line)
        name = line.strip()
        if name and not name.isidentifier():
            raise UsageError("%%sparsemem takes a name for its account, and nothing else")
        account = self._measured(cell)
        if name:
            self.shell.user_ns[name] = account
        display(account)  # type: ignore[no-untyped-call]
        return None

    @no_var_expand
    @line_magic
    def sparsemem_scan(self, line: str) -> Any:
        """`%sparsemem_scan [options] SCRIPT [-- ARGS]`: the sweep and the diagnosis of a program."""
        return self._command(f"scan {line}")

    def _measured(self, cell: str) -> Any:
        transformed = self.shell.transform_cell(cell)  # type: ignore[no-untyped-call]
        if self.shell.should_run_async(cell, transformed_cell=transformed):
            raise UsageError(_AWAITS)

        def work() -> None:
            self.shell.run_cell(cell, store_history=False)  # type: ignore[no-untyped-call]

        try:
            return measure_cell(work)
        except InputError as error:
            raise UsageError(str(error)) from None

    def _command(self, line: str) -> Any:
        name, *arguments = shlex.split(_NAME.sub(self._value, line)) or [""]
        try:
            answer = run_own_command(name, arguments, name in _SAVING)
        except SparsememError as error:
            raise UsageError(str(error)) from None
        if answer.record is None:
            print(answer.printed, end="")
        return answer.record

    def _value(self, found: re.Match[str]) -> str:
        try:
            return shlex.quote(str(self.shell.user_ns[found[1]]))
        except KeyError:
            raise UsageError(f"there is no variable {found[1]}") from None


def load_magics(shell: InteractiveShell) -> None:
    """Add the magics, and the drawings of records."""
    shell.register_magics(SparsememMagics)
    if shell.display_formatter is not None:
        draw_records(shell.display_formatter.formatters)
