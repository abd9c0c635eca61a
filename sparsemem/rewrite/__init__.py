"""Source in, source out: lists that are built whole and consumed once become generators, where that is proven."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sparsemem.model.rewriting import Change, Refusal
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Transform
from sparsemem.rewrite.reasons import PROMISE, Reason, Tier
from sparsemem.rewrite.run_transforms import Work

__all__ = ["PROMISE", "Reason", "Rewritten", "Tier", "Transform", "rewrite"]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new text of the files that change, each change, and each place that is left as it is."""

    sources: dict[str, str]
    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...]


def rewrite(
    sources: Mapping[str, str],
    *,
    tier: Tier = Tier.T1,
    closed: bool = True,
    strict: bool = False,
    reshaping: bool = False,
    skip: Collection[Change] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Rewritten:
    """Rewrite all modules of a project, by their relative POSIX paths, up to `tier`. Touches no file.

    `closed`: no others import these, so that all callers and all subclasses are seen. `strict`: where two things may
    raise, T1 also keeps which of the two exceptions it is that ends the program.
    `reshaping`: changes of shape, which are never proven, are offered as well, and made from T3 on.
    The changes in `skip` are not made, whatever their tier. `progress` is told how many of the modules are done.
    """
    work = Work(sources, tier, Program(sources, closed, strict), skip)
    refusals = work.run(reshaping, progress)
    return Rewritten(work.changed_texts(), tuple(work.changes), tuple(refusals))
