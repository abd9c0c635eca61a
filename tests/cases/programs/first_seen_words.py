"""SM101: a text is split whole; its vocabulary keeps the string of the first place where each word stood."""

import argparse


def text(count):
    return "\n".join(f"the {i % 300} quick words of line {i} and w{i % 17 or f'new{i}'}" for i in range(count))


def positions(words):
    return [(word.lower(), number, len(word)) for number, word in enumerate(words)]


def vocabulary(tokens):
    found = {}
    for word, number, _ in tokens:
        if word.startswith("wnew"):
            found.setdefault(word, number)
    return found


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=25_000)
VOCABULARY = vocabulary(positions(text(parser.parse_args().n).split()))
print(len(VOCABULARY))
