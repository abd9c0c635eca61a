"""SM102: letters of about a thousand characters are rendered; a third is held back for approval, page by page."""

import os
from collections import deque

LETTERS = 40_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))


def rendered():
    body = "we have received your letter and will answer it. " * 18
    return deque(f"Dear reader {number},\n{body[: 600 + number % 300]}" for number in range(LETTERS))


def send(queue):
    held = []
    for number in range(len(queue)):
        letter = queue.popleft()
        if number % 3 == 0:
            held.append(letter)
    return held


HELD = send(rendered())
print(len(HELD))
