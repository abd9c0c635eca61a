"""Reasons in what would happen at another time, or is not known at all: each value's sentence and way out."""

from sparsemem.rewrite.consumer_reasons import VERIFY

TIMING_REASONS = {
    "in_try": (
        "It is made inside a `try`, and an exception would come at another time.",
        f"move the loop into the `try`, or {VERIFY}",
    ),
    "short_circuit": ("Its consumer may stop early, and the rest would not run.", VERIFY),
    "fault_order": (
        "One side may raise after the other has had an effect, or a handler tells whose exception it is.",
        VERIFY,
    ),
    "fills_when_read": (
        "One side asks an unknown object for an item, which may make it grow, while the other goes through it.",
        f"name the types of the parameters, or {VERIFY}",
    ),
    "interleaved_effects": (
        "Both sides have effects, and these would alternate.",
        f"move the effects of one side out of its loop, or {VERIFY}",
    ),
    "gap_effects": ("Something happens between the building and the use.", f"move the two together, or {VERIFY}"),
    "late_binding": (
        "A name that it reads gets another value before it is consumed.",
        "give that value another name",
    ),
    "context_changed": (
        "A context that it depends on (decimal, locale, warnings, directory, seed) is changed around it.",
        "consume it inside that context",
    ),
    "resource_closed": ("Its source is closed before it is consumed.", "consume it inside the `with`"),
    "rereads_file": (
        "The file that it is read from is written by its consumer.",
        "write to another file, and rename it at the end",
    ),
    "cursor_reused": ("The cursor or its connection is used in the loop.", "use a second cursor, or fetchmany"),
    "splits_more": (
        "splitlines() splits at more characters than a file does, and drops the line ends.",
        "iterate over the file and strip the line end, where no other separators are in it",
    ),
    "source_changed_in_loop": (
        "Its consumer changes what it is built from: the list is a snapshot.",
        "keep the list",
    ),
    "aliases_source": ("Its consumer is what it is built from, and would never end.", "keep the list"),
    "not_analysed": (
        "The file cannot be parsed by this interpreter, and may hold callers.",
        "run sparsemem with the Python that it is written for",
    ),
}
