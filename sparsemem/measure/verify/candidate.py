"""A rewrite of which any part can be left out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sparsemem.measure.verify.project_copies import Files
from sparsemem.model import Change

Rewriter = Callable[[Collection[Change]], tuple[Mapping[str, str], Sequence[Change]]]
"""From the changes that are not to be made to the new texts, by path, and the changes that are made."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A project and what can be made of it."""

    originals: Mapping[str, str]
    rewriter: Rewriter
    encode: Callable[[str, str], bytes]
    """The content of the file at a path with this text: in the encoding that it has."""

    def files(self, skip: Collection[Change]) -> Files:
        """The files that change when some changes are not made."""
        return {path: self.encode(path, text) for path, text in self.rewriter(skip)[0].items()}

    def changes(self, skip: Collection[Change] = ()) -> list[Change]:
        """What is made when some changes are not."""
        return list(self.rewriter(skip)[1])
