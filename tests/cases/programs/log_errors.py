"""SM101: each line of a log becomes a dict of its fields; the paths of the errors, 1 in 70, are kept."""

import os
import re

LINES = 45_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))
PATTERN = re.compile(r"(?P<host>\S+) (?P<at>\S+) (?P<path>\S+) (?P<status>\d+) (?P<bytes>\d+)")


def log():
    return [
        f"10.0.{i % 256}.{i % 99} {i} /api/item/{i} {500 if i % 70 == 0 else 200} {i % 9000}" for i in range(LINES)
    ]


def parse(lines):
    return [match.groupdict() for line in lines if (match := PATTERN.match(line))]


def failed(requests):
    return [request["path"] for request in requests if request["status"] == "500"]


FAILED = failed(parse(log()))
print(len(FAILED))
