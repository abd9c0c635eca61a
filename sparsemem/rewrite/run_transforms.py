"""One change after the other, each on the text that the last one left, until nothing more can be proven."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product

from sparsemem.model.rewriting import Change, Refusal
from sparsemem.rewrite.edits.draft import Text, applied, origins
from sparsemem.rewrite.edits.line_length import fitted
from sparsemem.rewrite.edits.pages import Draft
from sparsemem.rewrite.edits.pairs import pairs_name
from sparsemem.rewrite.edits.twin import merge
from sparsemem.rewrite.producers.producer import twin_name
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Proposal, Transform
from sparsemem.rewrite.reasons import Reason, RefusedError
from sparsemem.rewrite.reshaping import group_parts, groups, one_pass, partial_sort, second_call
from sparsemem.rewrite.tiers import Tier
from sparsemem.rewrite.transforms import calls, comprehensions, loops, sources, tuple_part
from sparsemem.source import Function, UnreadableError, parse

# Sources first: theirs are proven to be private; within a generator anybody may run between two of its lines.
_TRANSFORMS = (sources, calls, comprehensions, loops, tuple_part)
# One pass before the second call: it costs nothing.
_RESHAPING = (partial_sort, one_pass, second_call, groups, group_parts)
_TWINS = (Transform.LAZY_TWIN.value, Transform.DICT_PAIRS.value)
Place = tuple[str, int, str | None, str]
"""Path, line, function and transform."""


@dataclass(slots=True)
class Work:
    """The state of a rewriting: the program as it is now, and where its lines come from."""

    sources: Mapping[str, str]
    tier: Tier
    closed: bool = True
    strict: bool = False
    reshaping: bool = False
    """Whether transforms that change the shape are offered, and from T3 on made."""
    program: Program = field(init=False)
    lines: dict[str, list[int]] = field(init=False)
    functions: dict[str, frozenset[str]] = field(init=False)
    """The names of the functions that were there at first."""
    changes: list[Change] = field(default_factory=list)
    failed: dict[Place, Reason] = field(default_factory=dict)
    """Why the edits of a place could not be made."""
    passed: set[Place] = field(default_factory=set)
    """Places to be left alone, as was asked for."""

    def __post_init__(self) -> None:
        """Index everything."""
        self.program = Program(self.sources, self.closed, self.strict)
        self.functions = {
            path: frozenset(name for node in module.functions() if (name := module.function_name(node)))
            for path, module in self.program.modules.items()
        }
        self.lines = {path: list(range(1, len(Text(text).lines) + 2)) for path, text in self.sources.items()}


def run(work: Work, progress: Callable[[int, int], None] | None = None) -> list[Refusal]:
    """Make every change that the tier allows; the places that are left, in order."""
    paths = list(work.program.modules)
    left: dict[str, list[Proposal]] = {}
    while paths:
        path = paths.pop(0)
        transforms = (*_TRANSFORMS, *(_RESHAPING if work.reshaping else ()))
        found = (transform.propose(work.program, work.program.modules[path]) for transform in transforms)
        left[path] = [proposal for proposals in found for proposal in proposals]
        if progress is not None:
            progress(len(work.program.modules) - len(paths), len(work.program.modules))
        touched = next((t for p in left[path] if _is_allowed(work, p) and (t := _made(work, p))), None)
        if touched:
            paths = [path, *(other for other in [*touched, *paths] if other != path)]
            paths = list(dict.fromkeys(paths))
    refusals = _refusals(work, [proposal for path in sorted(left) for proposal in left[path]])
    _merge(work)
    return refusals


def changed_texts(work: Work) -> dict[str, str]:
    """The new texts of the modules that are not as they were, by their paths."""
    pairs = ((path, work.sources[path], module.source.text) for path, module in work.program.modules.items())
    return {path: fitted(before, after) for path, before, after in pairs if before != after}


def _merge(work: Work) -> None:
    """A private function whose calls are all switched becomes the generator itself, where all callers are seen."""
    names = {change.function for change in work.changes if change.transform in _TWINS and work.closed} - {None}
    for path, name in product(list(work.program.modules), sorted(names, key=str)):
        module = work.program.modules[path]
        node = next((node for node in module.functions() if module.function_name(node) == name), None)
        if node is not None:
            with suppress(RefusedError):
                draft = Draft()
                merge(work.program, draft, Function(module, node))
                _make(work, draft)


def _is_allowed(work: Work, proposal: Proposal) -> bool:
    passed = _place(work, proposal) in work.passed | work.failed.keys()
    return proposal.edits is not None and proposal.tier <= work.tier and not passed


def _place(work: Work, proposal: Proposal) -> Place:
    return proposal.path, _line(work, proposal), _function(work, proposal), proposal.transform.value


def _made(work: Work, proposal: Proposal) -> list[str] | None:
    """The paths that changed; None where the change could not be made, which is noted."""
    assert proposal.edits is not None
    line, function, draft = _line(work, proposal), _function(work, proposal), Draft()
    try:
        proposal.edits(draft)
        touched = _make(work, draft)
    except RefusedError as refused:
        work.failed[_place(work, proposal)] = refused.reason
        return None
    made = proposal.transform.value, proposal.tier.name, None
    work.changes.append(Change(proposal.path, line, function, *made))  # type: ignore[arg-type]
    return touched


def _make(work: Work, draft: Draft) -> list[str]:
    """Make the edits; the paths that changed. Raises RefusedError where one of them is not Python any more."""
    pages = {path: page for path, page in draft.pages.items() if page.edits}
    try:
        after = {path: applied(page.text, page.edits) for path, page in pages.items()}
        for text in after.values():
            parse(text)
    except (ValueError, UnreadableError):
        raise RefusedError from None
    for path, text in after.items():
        work.lines[path] = origins(work.lines[path], pages[path], pages[path].edits)
        work.program.replace(path, text)
    return list(after)


def _line(work: Work, proposal: Proposal) -> int:
    lines = work.lines[proposal.path]
    number: int = proposal.node.lineno  # type: ignore[attr-defined]
    return lines[min(number, len(lines)) - 1]


def _function(work: Work, proposal: Proposal) -> str | None:
    """The function that gets a twin, here or in another file, or that the place is in, by its first name."""
    found = proposal.function or work.program.modules[proposal.path].function_name(proposal.node)
    paths = work.functions if proposal.function else (proposal.path,)
    known = frozenset[str]().union(*(work.functions.get(path, ()) for path in paths))
    while found and found not in known:
        outer, _, last = found.rpartition(".")
        parts = ((name, *name.rpartition(".")) for name in known)
        made = (name for name, home, _, own in parts if home == outer and last in (twin_name(own), pairs_name(own)))
        found = next(made, outer or None)
    return found


def _refusals(work: Work, left: list[Proposal]) -> list[Refusal]:
    found = {
        Refusal(p.path, _line(work, p), _function(work, p), p.transform.value, p.reason.value): None
        for p in left
        if p.reason is not None and (p.edits is None or p.tier > work.tier)
    }
    for (path, line, function, transform), reason in work.failed.items():
        found[Refusal(path, line, function, transform, reason.value)] = None
    unread = [Refusal(path, 1, None, Transform.LAZY_TWIN.value, Reason.NOT_ANALYSED.value) for path in
              work.program.unreadable]  # fmt: skip
    return sorted([*found, *unread], key=lambda refusal: (refusal.path, refusal.line, refusal.reason))
