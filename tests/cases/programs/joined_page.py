"""SM110: a page is joined, replaced in and encoded as one string of many megabytes, alive three times for a while."""

import hashlib
import os

ROWS = 250_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))


def page():
    head = "<table>"
    body = "".join(f"<tr><td>{number}</td><td>value of row {number}</td></tr>" for number in range(ROWS))
    return head + body + "</table>"


def published():
    text = page()
    escaped = text.replace("<td>", "<td class='wide'>")
    return hashlib.sha256(escaped.encode()).hexdigest()


print(published())
