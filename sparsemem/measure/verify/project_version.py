"""One version of the project as a side of a comparison: run in its copy, with all that it puts out kept."""

import re
from dataclasses import dataclass
from pathlib import Path

from sparsemem.measure.run.turn import Setting, Subject, take_turn
from sparsemem.measure.sweep.output_differences import Kept
from sparsemem.measure.sweep.paired_sweep import STDOUT
from sparsemem.measure.verify.project_copies import Files, Trees
from sparsemem.measure.verify.pytest_outcomes import REPORT, write_outcomes

_FRAMES = re.compile(rb"(?m)^(Traceback \(most recent call last\):\n)(?:[ \t].*\n)+")
"""The calls of a traceback: their lines and their text are those of the source, which is not the same."""


@dataclass(frozen=True, slots=True)
class Version:
    """The project with some files replaced."""

    subject: Subject
    trees: Trees
    files: Files
    is_tests: bool

    def take(self, scale: int, repeat: int, setting: Setting, folder: Path) -> Kept:
        """Run it once in a copy of its own. Of tests their outcomes are kept, since what they print holds times."""
        with self.trees.laid(self.files):
            earlier = self.trees.stamps()
            finished = take_turn(self.subject, scale, repeat, setting, folder)
            if self.is_tests:
                return Kept(finished, {"test outcomes": write_outcomes(self.trees.place / REPORT, folder)})
            errors = folder / "errors"
            errors.write_bytes(_FRAMES.sub(rb"\1", finished.place.stderr.read_bytes()))
            outputs = {STDOUT: finished.place.stdout, "standard error": errors}
            return Kept(finished, outputs | self.trees.written(earlier, folder))
