"""SM110: an export builds every record, dumps all into one string and checks it by loading it back."""

import argparse
import json


def records(count):
    return [{"id": number, "tags": ["a", "b"], "weight": number / 7} for number in range(count)]


def export(count):
    found = records(count)
    text = json.dumps(found)
    if json.loads(text) != found:
        raise ValueError("the export cannot be read")
    return len(text)


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=60_000)
print(export(parser.parse_args().n))
