"""The names of the transforms."""

from enum import Enum

from sparsemem.model import Page, Section


class Transform(Enum):
    """What is rewritten into what; the value stands in the JSON, the text says it in one sentence."""

    text: str

    def __new__(cls, value: str, text: str) -> "Transform":
        """Keep the text beside the value."""
        member = object.__new__(cls)
        member._value_ = value
        member.text = text
        return member

    @property
    def page(self) -> Page:
        """What `explain` shows."""
        return Page(f"{self.value}: a transform of rewrite", (Section("What it does", self.text),))

    LAZY_TWIN = ("lazy_twin", "A function that returns a list gets a generator beside it, for callers that stream.")
    LOCAL_GENERATOR = ("local_generator", "A local list that is consumed once becomes a generator.")
    DICT_PAIRS = ("dict_pairs", "A dict that is only passed over becomes a stream of (key, value) pairs.")
    FETCH_ITERATION = ("fetch_iteration", "A loop over `fetchall()` becomes a loop over the cursor.")
    READ_ITERATION = (
        "read_iteration",
        "A loop over `readlines()` or a listed reader becomes a loop over the source.",
    )
