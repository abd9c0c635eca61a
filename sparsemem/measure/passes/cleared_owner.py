"""The largest scale once more with an owner cleared at its end: what comes back shows whether the owner kept it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sparsemem.errors import InputError
from sparsemem.measure.passes.pass_protocol import Evidence, PassRequest, pass_run
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.run.finished import Finished
from sparsemem.measure.run.turn import Setting, Subject
from sparsemem.model import Target
from sparsemem.model.owner_names import LEADS_TO, find_owner


@dataclass(frozen=True, slots=True)
class ClearedOwner:
    """The claim of a report, put to the test."""

    subject: Subject
    name: str
    """Of the owner, as the person gave it."""

    def announcement(self) -> Sequence[str]:
        """That it follows."""
        return (f"One more run at the largest scale follows, with {self.name} cleared at its end.",)

    def make(self, evidence: Evidence, setting: Setting) -> Iterator[Evidence]:
        """One run. Raises InputError where no owner, or several, have that name, or it cannot be cleared."""
        scales = [run.scale for run in evidence.completed()]
        if not scales:
            raise InputError(f"{self.name} cannot be proved: the program does not get to its end, where that is done")
        owner = find_owner(self.name, evidence.pinners or (), evidence.heap.caches if evidence.heap else ())
        scale = max(scales)
        with pass_run(self.subject, scale, setting, Instrumentation(clears=_last_step(owner))) as finished:
            check_cleared(owner, finished)
            yield replace(evidence, cleared=(owner, finished.run))


def _last_step(owner: str) -> str:
    """What of an owner's path the program can be asked to clear: `Class.attribute` of all instances, or the name."""
    return owner.rpartition(LEADS_TO)[2]


def check_cleared(owner: str, finished: Finished) -> None:
    """Raises InputError where nothing of the owner's name was there at the end of the run."""
    if finished.run.moments.after_collect is not None and not int(finished.told("after_collect", "cleared") or 0):
        raise InputError(
            f"{owner} cannot be proved: by this name nothing could be cleared at the end of the program, as it is no "
            "attribute of a loaded module, a class or an instance; name another of the report"
        )


def requested(request: PassRequest) -> ClearedOwner | None:
    """With `--prove NAME`."""
    name = request.options.get("prove")
    if not name:
        return None
    if not may_be_there(name, request.subject.target):
        raise InputError(
            f"--prove {name}: {request.subject.target.path} and the modules beside it have no such name; name one of "
            "theirs, or one of a library in full, with its module"
        )
    return ClearedOwner(request.subject.named("Cleared, "), name)


def may_be_there(name: str, target: Target) -> bool:
    """Whether the text of the script or of a module beside it has the name; True where that does not tell.

    A name with a module in front may be of any module that the program imports.
    """
    *modules, last = name.split(".")
    if target.kind == "module" or modules not in ([], ["__main__"]) or not last.isidentifier():
        return True
    folder = Path(target.path).absolute().parent
    texts = [Path(target.path), *folder.glob("*.py"), *folder.glob("*/*.py")][:_MOST_FILES]
    if len(texts) == _MOST_FILES:
        return True
    return any(re.search(rf"\b{re.escape(last)}\b", path.read_text(errors="replace")) for path in texts)


_MOST_FILES = 500
"""Of a folder with more it is not looked up."""
