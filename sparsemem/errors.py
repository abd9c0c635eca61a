"""What goes wrong in a way that a person can put right: one sentence that says what to do, and an exit status."""


class SparsememError(Exception):
    """A failure whose message is one sentence for the person at the terminal.

    `exit_status` is what the command ends with: 2, wrong usage or input that cannot be read.
    """

    exit_status = 2


class UsageError(SparsememError):
    """The command line asks for something that cannot be."""


class InputError(SparsememError):
    """A file or a program that was named cannot be read or used."""
