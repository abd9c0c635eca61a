"""What goes wrong in a way that a person can put right: one sentence that says what to do, and an exit status."""

from pathlib import Path
from shlex import quote


class SparsememError(Exception):
    """A failure whose message is one sentence for the person at the terminal.

    `exit_status` is what the command ends with: 2, wrong usage or input that cannot be read.
    """

    exit_status = 2


class UsageError(SparsememError):
    """The command line asks for something that cannot be."""


class InputError(SparsememError):
    """A file or a program that was named cannot be read or used."""


class BudgetExceeded(SparsememError):  # noqa: N818 (the name is part of the contract)
    """A piece of work grew by more than its budget, and a trim did not help.

    `report` is the `BudgetReport`, `ledger` the parts of the process's RSS when it was raised, None where those could
    not be read.
    """

    def __init__(self, message: str, report: object = None, ledger: object = None) -> None:
        super().__init__(message)
        self.report, self.ledger = report, ledger


def refuse_notebook(path: Path) -> None:
    """Raises InputError for a notebook, whose JSON would pass for Python, with the command that makes it a script."""
    if path.suffix == ".ipynb" and path.is_file():
        command = f"jupyter nbconvert --to script {quote(str(path))}"
        raise InputError(f"{path} is a notebook: save it as a script by {command}")
