"""Source in, source out: lists that are built whole and consumed once become generators, where that is proven."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sparsemem.model.rewriting import Change, Refusal
from sparsemem.rewrite.engine import Work, run
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.tiers import Tier
from sparsemem.rewrite.transform import Transform

__all__ = ["Reason", "Rewritten", "Tier", "Transform", "rewrite"]


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
    skip: Collection[Change] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Rewritten:
    """Rewrite all modules of a project, by their relative POSIX paths, up to `tier`. Touches no file.

    The changes in `skip` are not made, whatever their tier. `progress` is told how many of the modules are done.
    """
    work = Work(sources, tier)
    work.passed = {(change.path, change.line, change.function, change.transform) for change in skip}
    refusals = run(work, progress)
    changed = {path: text for path, text in work.texts.items() if text != sources[path]}
    return Rewritten(changed, tuple(work.changes), tuple(refusals))
