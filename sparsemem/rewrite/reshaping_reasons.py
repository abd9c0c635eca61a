"""Reasons for which a change of shape is only offered: each value's sentence and way out."""

from sparsemem.rewrite.consumer_reasons import VERIFY

RESHAPING_REASONS = {
    "partly_sorted": (
        "All is sorted, and only the first elements are taken: a heap of so many would do, if their number is none "
        "that counts from the end.",
        VERIFY,
    ),
    "several_aggregates": (
        "Sums, lengths and extremes are taken of one list, one after the other: one loop would do, if adding up one "
        "by one gives the same.",
        VERIFY,
    ),
    "computed_twice": (
        "It is passed over several times: what makes it could be called for each pass, if that is quick and gives "
        "the same again.",
        VERIFY,
    ),
    "grouped_in_order": (
        "What is sorted already is put into groups that are all held: one after the other would do, if the order is "
        "that of the keys.",
        VERIFY,
    ),
    "whole_records": (
        "Whole records are held in groups, and one part of each is read: that part would do, if it is the same "
        "earlier on.",
        VERIFY,
    ),
}
