"""A review as JSON: what other programs read."""

import json

from sparsemem.model.codec import encode
from sparsemem.review.result import Review


def render_json(review: Review) -> str:
    """The review with the name and version of its format first."""
    head = {"format": Review.FORMAT, "version": Review.VERSION}
    return json.dumps(head | encode(review), indent=1, allow_nan=False) + "\n"
