"""The counts of a review in words; all formats for people end with them."""

from sparsemem.model import Review


def summary(review: Review) -> str:
    """`3 findings; 12 known to be small are hidden (--all shows them); 1 silenced by a comment`."""
    found = len(review.findings)
    parts = [f"{_counted(found, 'finding')}" if found else "No findings"]
    if review.hidden:
        verb = "is" if review.hidden == 1 else "are"
        parts.append(f"{review.hidden} known to be small {verb} hidden (--all shows them)")
    if review.suppressed:
        parts.append(f"{review.suppressed} silenced by a comment")
    if review.skipped:
        parts.append(f"{_counted(len(review.skipped), 'file')} not reviewed")
    return "; ".join(parts)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
