"""Why a place is left as it is; the sentences stand in the files of the three kinds of reasons."""

from enum import Enum

from sparsemem.model import Page, Remedy, Section
from sparsemem.rewrite.consumer_reasons import CONSUMER_REASONS, VERIFY
from sparsemem.rewrite.producer_reasons import PRODUCER_REASONS
from sparsemem.rewrite.reshaping_reasons import RESHAPING_REASONS
from sparsemem.rewrite.timing_reasons import TIMING_REASONS

_TEXTS = CONSUMER_REASONS | PRODUCER_REASONS | TIMING_REASONS | RESHAPING_REASONS


class Reason(Enum):
    """A hazard that a rewrite would run into; the value stands in the JSON."""

    sentence: str
    way_out: str

    def __new__(cls, value: str) -> "Reason":
        """Keep the sentences beside the value."""
        member = object.__new__(cls)
        member._value_ = value
        member.sentence, member.way_out = _TEXTS[value]
        return member

    @property
    def page(self) -> Page:
        """What `explain` shows."""
        head = f"{self.value}: a reason for which rewrite leaves a place as it is"
        return Page(head, (Section("What it means", self.sentence),), (Remedy(f"{self.way_out}."),))

    @property
    def is_verifiable(self) -> bool:
        """Whether a run that is compared can show that it does no harm."""
        return VERIFY in self.way_out

    LENGTH_TAKEN = "length_taken"
    TRUTH_TESTED = "truth_tested"
    INDEXED = "indexed"
    ITERATED_TWICE = "iterated_twice"
    MUTATED = "mutated"
    COMPARED = "compared"
    FORMATTED = "formatted"
    CONCATENATED = "concatenated"
    NEEDS_SEQUENCE = "needs_sequence"
    MATERIALISED_ANYWAY = "materialised_anyway"
    STORED = "stored"
    ESCAPES = "escapes"
    DISCARDED = "discarded"
    PICKLED = "pickled"
    SHARED_BETWEEN_THREADS = "shared_between_threads"
    LOOKED_UP = "looked_up"
    SORTED_BARRIER = "sorted_barrier"
    UNKNOWN_CALLEE = "unknown_callee"
    LATER_USE = "later_use"

    MIXED_RETURNS = "mixed_returns"
    RETURNED_IN_TUPLE = "returned_in_tuple"
    RECURSIVE = "recursive"
    DECORATED = "decorated"
    OVERRIDDEN = "overridden"
    ASYNC = "async"
    BARE_NEXT = "bare_next"
    SWALLOWS_EXIT = "swallows_exit"
    RECORD_REUSED = "record_reused"
    AGGREGATES = "aggregates"
    DEDUPLICATES = "deduplicates"
    DUPLICATE_KEYS = "duplicate_keys"
    SHARED_RECORD = "shared_record"
    SCOPE = "scope"
    COMPUTES_MORE = "computes_more"
    COMPUTED_DEFAULT = "computed_default"
    NOT_A_PRODUCER = "not_a_producer"

    IN_TRY = "in_try"
    SHORT_CIRCUIT = "short_circuit"
    FAULT_ORDER = "fault_order"
    FILLS_WHEN_READ = "fills_when_read"
    INTERLEAVED_EFFECTS = "interleaved_effects"
    GAP_EFFECTS = "gap_effects"
    LATE_BINDING = "late_binding"
    CONTEXT_CHANGED = "context_changed"
    RESOURCE_CLOSED = "resource_closed"
    REREADS_FILE = "rereads_file"
    CURSOR_REUSED = "cursor_reused"
    SPLITS_MORE = "splits_more"
    SOURCE_CHANGED_IN_LOOP = "source_changed_in_loop"
    ALIASES_SOURCE = "aliases_source"
    NOT_ANALYSED = "not_analysed"

    PARTLY_SORTED = "partly_sorted"
    SEVERAL_AGGREGATES = "several_aggregates"
    COMPUTED_TWICE = "computed_twice"
    GROUPED_IN_ORDER = "grouped_in_order"
    WHOLE_RECORDS = "whole_records"
