"""Errors by service, from a log with one JSON object on each line, read line by line."""

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path

SERVICES = ("basket", "payment", "search", "stock")


def write_log(path, count):
    """The log that the services write."""
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            level = "error" if number % 9 == 0 else "info"
            event = {"id": number, "service": SERVICES[number % 4], "level": level, "text": f"request {number} done"}
            file.write(json.dumps(event) + "\n")


def read_events(path):
    """The events of a log."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def errors_by_service(path):
    """How many errors each service reported."""
    events = read_events(path)
    return Counter(event["service"] for event in events if event["level"] == "error")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=80_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "events.jsonl")
        write_log(path, options.events)
        for service, errors in sorted(errors_by_service(path).items()):
            print(f"{service:10} {errors:8,}")


if __name__ == "__main__":
    main()
