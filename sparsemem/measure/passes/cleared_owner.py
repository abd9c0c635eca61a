"""A run without an owner: what comes back then shows whether it kept what it is said to keep."""

from dataclasses import dataclass

from sparsemem.errors import InputError
from sparsemem.measure.run.single_run import Finished
from sparsemem.measure.run.turn import Subject
from sparsemem.model import Run


@dataclass(frozen=True, slots=True)
class Claim:
    """The program, with whom to tell of the run, and the owner as it was named."""

    subject: Subject
    name: str


@dataclass(frozen=True, slots=True)
class Without:
    """The run, in which the owner was cleared before the last moments."""

    owner: str
    run: Run


def run_without(owner: str, finished: Finished) -> Without:
    """What came of a run that was to clear the owner. Raises InputError where nothing of its name was there."""
    if finished.run.moments.after_collect is not None and not finished.cleared:
        raise InputError(
            f"{owner} cannot be proved: by this name nothing could be cleared at the end of the program, as it is no "
            "attribute of a loaded module, a class or an instance; name another of the report"
        )
    return Without(owner, finished.run)
