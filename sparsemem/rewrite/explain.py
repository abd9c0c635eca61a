"""The pages of the transforms and of the reasons."""

from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.transform import Transform


def explain(name: str) -> str | None:
    """What a transform does, or why a place is left as it is and what can be done; None for no such name."""
    for transform in Transform:
        if transform.value == name.lower():
            return f"{transform.value}: a transform of rewrite\n\n{transform.text}\n"
    for reason in Reason:
        if reason.value == name.lower():
            return (
                f"{reason.value}: a reason for which rewrite leaves a place as it is\n\n{reason.sentence}\n\n"
                f"Way out: {reason.way_out}.\n"
            )
    return None


def names() -> tuple[str, ...]:
    """Everything that has a page."""
    return (*(transform.value for transform in Transform), *(reason.value for reason in Reason))
