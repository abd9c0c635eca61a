"""One change after the other, each on the text that the last one left, until nothing more can be proven."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import product

from sparsemem.model.rewriting import Change, Refusal
from sparsemem.rewrite.edits.draft import Draft, Page
from sparsemem.rewrite.edits.imports import add_imports
from sparsemem.rewrite.edits.line_length import fitted
from sparsemem.rewrite.edits.twin import merge, pairs_name
from sparsemem.rewrite.producers.producer import twin_name
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Proposal, Transform
from sparsemem.rewrite.reasons import Reason, RefusedError, Tier
from sparsemem.rewrite.reshaping import groups, one_pass, second_call
from sparsemem.rewrite.transforms import attributes, calls, loops, made_whole, tuple_part
from sparsemem.source import Function, Module, UnreadableError, parse

Propose = Callable[[Program, Module], Iterable[Proposal]]
Progress = Callable[[int, int], None] | None
"""Is told how many of the modules are done."""
# Sources first, in all modules: theirs are proven to be private; in a generator anybody may run between two lines.
_TRANSFORMS = (made_whole.sources, calls.propose, made_whole.comprehensions, loops.propose, tuple_part.propose)
# Nothing of these is proven: for a run that is compared.
_TRIED = (attributes.propose, calls.handed)
# One pass before the second call: it costs nothing.
_RESHAPING = (one_pass.heaps, one_pass.sums, second_call.propose, groups.runs, groups.parts)
_TWINS = (Transform.LAZY_TWIN.value, Transform.DICT_PAIRS.value)
Place = tuple[str, int, str | None, str]
"""Path, line, function and transform."""


class Work:
    """The state of a rewriting: the program as it is now, and where its lines come from."""

    def __init__(self, sources: Mapping[str, str], tier: Tier, program: Program, skip: Collection[Change]) -> None:
        self._sources, self._tier, self._program = sources, tier, program
        modules = program.modules.items()
        self._lines = {path: list(range(1, len(Page(module).lines) + 2)) for path, module in modules}
        self._first = {path: {module.function_name(f) or "" for f in module.functions()} for path, module in modules}
        """The names of the functions that were there at first."""
        self.changes: list[Change] = []
        self._failed: dict[Place, Reason] = {}
        """Why the edits of a place could not be made."""
        self._assumed = Tier.T1
        """The tier of a change that would be proven, if what is assumed held."""
        self._passed = {(change.path, change.line, change.function, change.transform) for change in skip}

    def run(self, reshaping: bool, progress: Progress) -> list[Refusal]:
        """Make every change that the tier allows; the places that are left, in order.

        `reshaping`: whether transforms that change the shape are offered, and from T3 on made.
        """
        transforms, tier = (*_TRANSFORMS, *((*_TRIED, *_RESHAPING) if reshaping else ())), self._tier
        # What is proven first, as it is without a run: some of it is not proven any more once the rest is made.
        self._tier = Tier.T1
        self._make_all(_TRANSFORMS[:1], None)
        left = self._make_all(transforms, progress)
        self._tier = tier
        if tier is Tier.T3 and not self._program.closed:
            # As if no others imported the files, which proves nothing: for a run that is compared.
            self._assumed, now = Tier.T3, {path: page.source.text for path, page in self._program.modules.items()}
            self._program = Program({**self._sources, **now}, True, self._program.strict)
        if tier is not Tier.T1:
            left = self._make_all(transforms, progress)
        refusals = self._refusals([proposal for path in sorted(left) for proposal in left[path]])
        self._merge()
        return refusals

    def _make_all(self, transforms: Sequence[Propose], progress: Progress) -> dict[str, list[Proposal]]:
        """Make every change of these transforms; what they propose when no more can be made, by path."""
        modules, paths, left = self._program.modules, list(self._program.modules), dict[str, list[Proposal]]()
        while paths:
            path = paths.pop(0)
            left[path] = [found for propose in transforms for found in propose(self._program, modules[path])]
            if progress is not None:
                progress(len(modules) - len(paths), len(modules))
            touched = next((t for p in left[path] if self._is_allowed(p) and (t := self._made(p))), None)
            if touched:
                paths = list(dict.fromkeys([path, *touched, *paths]))
        return left

    def changed_texts(self) -> dict[str, str]:
        """The new texts of the modules that are not as they were, by their paths."""
        pairs = ((path, self._sources[path], module.source.text) for path, module in self._program.modules.items())
        return {path: fitted(before, after) for path, before, after in pairs if before != after}

    def _merge(self) -> None:
        """A private function whose calls are all switched becomes the generator itself, if all callers are seen."""
        is_closed = self._program.closed and self._assumed is Tier.T1
        names = {change.function for change in self.changes if change.transform in _TWINS and is_closed}
        for path, name in product(list(self._program.modules), sorted(names - {None}, key=str)):
            module = self._program.modules[path]
            node = next((node for node in module.functions() if module.function_name(node) == name), None)
            if node is not None:
                with suppress(RefusedError):
                    draft = Draft()
                    merge(self._program, draft, Function(module, node))
                    self._make(draft)

    def _is_allowed(self, proposal: Proposal) -> bool:
        passed = self._place(proposal) in self._passed | self._failed.keys()
        return proposal.edits is not None and proposal.tier <= self._tier and not passed

    def _made(self, proposal: Proposal) -> list[str] | None:
        """The paths that changed; None where the change could not be made, which is noted."""
        assert proposal.edits is not None
        place, draft = self._place(proposal), Draft()
        try:
            proposal.edits(draft)
            touched = self._make(draft)
        except RefusedError as refused:
            self._failed[place] = refused.reason
            return None
        self.changes.append(Change(*place, max(proposal.tier, self._assumed).name, None))  # type: ignore[arg-type]
        return touched

    def _make(self, draft: Draft) -> list[str]:
        """Make the edits; the paths that changed. Raises RefusedError where one of them is not Python any more."""
        pages = {path: page for path, page in draft.pages.items() if page.edits}
        try:
            for page in pages.values():
                add_imports(page)
            after = {path: page.applied() for path, page in pages.items()}
            for text in after.values():
                parse(text)
        except (ValueError, UnreadableError):
            raise RefusedError from None
        for path, text in after.items():
            self._lines[path] = pages[path].origins(self._lines[path])
            self._program.replace(path, text)
        return list(after)

    def _place(self, proposal: Proposal) -> Place:
        lines, number = self._lines[proposal.path], getattr(proposal.node, "lineno", 1)
        line = lines[min(number, len(lines)) - 1]
        return proposal.path, line, self._function(proposal), proposal.transform.value

    def _function(self, proposal: Proposal) -> str | None:
        """The function that gets a twin, here or in another file, or that the place is in, by its first name."""
        found = proposal.function or self._program.modules[proposal.path].function_name(proposal.node)
        known = set[str]().union(*(self._first.values() if proposal.function else [self._first[proposal.path]]))
        while found and found not in known:
            outer, _, last = found.rpartition(".")
            parts = ((home, name) for home, _, name in (name.rpartition(".") for name in known) if home == outer)
            made = (f"{home}.{own}".lstrip(".") for home, own in parts if last in (twin_name(own), pairs_name(own)))
            found = next(made, outer or None)
        return found

    def _refusals(self, left: list[Proposal]) -> list[Refusal]:
        stays = (p for p in left if p.edits is None or p.tier > self._tier)
        found = [(self._place(p), p.reason) for p in stays if p.reason is not None]
        found += self._failed.items()
        unread = ((path, 1, None, Transform.LAZY_TWIN.value) for path in self._program.unreadable)
        found += ((place, Reason.NOT_ANALYSED) for place in unread)
        refusals = dict.fromkeys(Refusal(*place, reason.value) for place, reason in found)
        return sorted(refusals, key=lambda refusal: (refusal.path, refusal.line, refusal.reason))
