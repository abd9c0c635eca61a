"""The transforms, and what each offers: a place, how certain it is, and the edits that it would make.

Of a stream, what could be made while it is consumed: whether it may be, whatever makes it.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass

from sparsemem.model import Page as Explanation
from sparsemem.model import Section
from sparsemem.rewrite.consumers.hazards import only_reads_files
from sparsemem.rewrite.consumers.judging import judged
from sparsemem.rewrite.consumers.site import Site, in_block
from sparsemem.rewrite.consumers.taken_once import is_taken_once
from sparsemem.rewrite.edits.draft import Draft
from sparsemem.rewrite.edits.generators import move_into
from sparsemem.rewrite.edits.imports import widen
from sparsemem.rewrite.producers.producer import fill
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.alternation import Verdict
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.value import Value
from sparsemem.rewrite.reasons import Named, Reason, Tier
from sparsemem.source import Module, life_of

TRIED = frozenset({Reason.UNKNOWN_CALLEE, Reason.LATER_USE, Reason.IN_TRY})
"""Where nothing is known of what consumes a list, which a run that is compared can show."""


class Transform(Named):
    """What is rewritten into what; the sentence says it."""

    @property
    def page(self) -> Explanation:
        """What `explain` shows."""
        return Explanation(f"{self.value}: a transform of rewrite", (Section("What it does", self.sentence),))

    LAZY_TWIN = ("lazy_twin", "A function that returns a list gets a generator beside it, for callers that stream.")
    LOCAL_GENERATOR = ("local_generator", "A local list that is consumed once becomes a generator.")
    DICT_PAIRS = ("dict_pairs", "A dict that is only passed over becomes a stream of (key, value) pairs.")
    FETCH_ITERATION = ("fetch_iteration", "A loop over `fetchall()` becomes a loop over the cursor.")
    READ_ITERATION = (
        "read_iteration",
        "A loop over `readlines()` or a listed reader becomes a loop over the source.",
    )
    PARTIAL_SORT = ("partial_sort", "`sorted(x)[:n]` becomes `heapq.nsmallest(n, x)`: n elements are held, not all.")
    ONE_PASS = ("one_pass", "Sums, lengths and extremes of one list are kept up to date in one loop.")
    SECOND_CALL = ("second_call", "What makes a result that is passed over several times is called for each pass.")
    GROUP_RUNS = ("group_runs", "A dict of groups of a sorted source becomes `itertools.groupby`.")
    GROUP_PARTS = ("group_parts", "Groups of which one part of each record is read keep that part alone.")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One place. `reason` stands against a better tier; without `edits` nothing can be done about it at all."""

    path: str
    node: ast.AST
    transform: Transform
    tier: Tier
    reason: Reason | None
    edits: Callable[[Draft], None] | None = None
    """Raises RefusedError where they cannot be made after all."""
    function: str | None = None
    """Of a twin the function that gets it; else the one that the place is in is named."""


def refused(path: str, node: ast.AST, transform: Transform, reason: Reason, function: str | None = None) -> Proposal:
    """A place that no tier rewrites."""
    return Proposal(path, node, transform, Tier.T5, reason, None, function)


def offered(
    module: Module, node: ast.AST, kind: tuple[Transform, Reason], edit: Callable[..., None], *found: object
) -> Proposal:
    """A place in one file that only a run can show to be right, and what makes the edits of what was found there."""
    make = lambda draft: edit(draft.page(module), *found)  # noqa: E731
    return Proposal(module.source.path, node, kind[0], Tier.T3, kind[1], make)


@dataclass(frozen=True, slots=True)
class Stream:
    """Where a list or dict is made, an element and what making it does in a run, and the edits for one consumer."""

    node: ast.expr | ast.stmt
    transform: Transform
    run: Callable[[Frame], Result]
    edits: Callable[[Draft, Site | None], None]
    """None where it makes no difference how the consumer takes it."""
    function: str | None = None
    """Of a twin the function that gets it."""
    doubt: Callable[[Frame], Verdict | None] = lambda _: None
    """What stands against it besides, if anything: pairs may share a key."""


def proposed(program: Program, module: Module, stream: Stream, site: Site | Reason) -> Proposal:
    """How certain it is that the elements may be made while they are consumed there."""
    node, is_dict = stream.node, stream.transform is Transform.DICT_PAIRS
    place = module.source.path, node, stream.transform
    uses = _uses(module, node)
    if is_dict and (site is Reason.INDEXED or any(isinstance(module.parent(use), ast.Compare) for use in uses)):
        site = Reason.LOOKED_UP
    on_the_spot = isinstance(node, ast.ListComp) and not isinstance(module.parent(node), ast.Assign)
    # A generator expression that gets out takes each element once, whoever has it.
    in_expression = len(uses) == 1 and isinstance(module.parent(uses[0]), ast.comprehension)
    in_expression = in_expression and in_block(module, module.statement(node), uses[0]) is not None
    handed_on = in_expression or isinstance(module.parent(node), ast.Lambda)
    tried = site in TRIED or (site is Reason.ESCAPES and handed_on)
    tried = tried or (site is Reason.STORED and len(uses) == 1 and is_taken_once(program, module, uses[0]))
    tried = tried and not is_dict and not on_the_spot and not isinstance(module.parent(node), ast.NamedExpr)
    if isinstance(site, Reason) and tried:
        return Proposal(*place, Tier.T3, site, lambda draft: stream.edits(draft, None), stream.function)
    if isinstance(site, Reason):
        return refused(*place, site, stream.function)
    frame = entered(program, module, node)
    doubt = stream.doubt(frame)
    if doubt is not None and doubt[0] > Tier.T3:
        return refused(*place, doubt[1] or Reason.DUPLICATE_KEYS, stream.function)
    item, step = stream.run(frame)
    whole = Value("dict", element=item.part(1), key=item.part(0)) if is_dict else Value("list", element=item)
    verdict = judged(program, module, site, step, item, whole)
    verdict = doubt if doubt is not None and verdict[0] < doubt[0] else verdict
    if site.into is not None and verdict[0] < Tier.T3 and not only_reads_files(frame, site.into):
        verdict = Tier.T3, Reason.RESOURCE_CLOSED

    def edits(draft: Draft) -> None:
        stream.edits(draft, site)
        if site.into is not None:
            move_into(draft.page(module), site.into, module.statement(site.region), module.statement(site.made))
        for there, argument in site.consumer.handed if not is_dict else ():
            widen(draft.page(there), argument)

    return Proposal(*place, *verdict, edits, stream.function)


def _uses(module: Module, node: ast.AST) -> list[ast.AST]:
    """Where the value is used: that of an expression, the only one of a name, or all that this may have."""
    target = getattr(node if isinstance(node, ast.Assign) else module.parent(node), "targets", [node])[0]
    variable, life = module.variable(target), life_of(module, target)
    if life is not None:
        return [use for use in life.uses if fill(module, use, "list") is None]
    return [*variable.references] if variable is not None else [node]


def is_silent(module: Module, node: ast.expr, site: Site | Reason, silent: frozenset[Reason]) -> bool:
    """Whether it is meant to be whole, and nobody wants to hear of it: in the middle of another expression."""
    return site in silent and not isinstance(module.parent(node), ast.Assign)
