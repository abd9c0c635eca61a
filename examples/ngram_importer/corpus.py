"""Files in the format of the Google Books n-grams, made with a seed: `python corpus.py FOLDER --files 4`.

Each line is `ngram TAB year TAB match_count TAB volume_count`, and a file has its lines sorted. A file is for n-grams
that begin alike, so none is in two files; its spellings (`Apple`, `apple`) are in one file, but not side by side.
"""

import argparse
import gzip
import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

PREFIXES = ("al", "be", "co", "de", "en", "fo", "ga", "hi", "in", "la", "me", "no", "on", "pa", "re", "st")
YEARS = range(1800, 2020)
SYLLABLES = ("an", "er", "ti", "on", "re", "ve", "lo", "mi", "sta", "pre", "con", "der", "gra", "nes", "ity", "al")


def make_words(number: int, rng: random.Random) -> list[str]:
    """Words of two to five syllables, all different."""
    words: dict[str, None] = {}
    while len(words) < number:
        words["".join(rng.choices(SYLLABLES, k=rng.randint(2, 5))) + str(len(words))] = None
    return list(words)


def spelled(word: str, rng: random.Random) -> str:
    """As books spell it: small, at the beginning of a sentence, in a heading."""
    chance = rng.random()
    return word if chance < 0.7 else word.capitalize() if chance < 0.95 else word.upper()


def make_lines(prefix: str, ngrams: int, words: list[str], rng: random.Random) -> Iterator[str]:
    """The lines of one file: so many spellings of pairs of words, each with the years in which it was printed."""
    likely = list(accumulate((rank + 10) ** -0.8 for rank in range(len(words))))
    firsts = [prefix + word for word in words[: max(len(words) // 100, 10)]]
    pairs = {
        f"{spelled(rng.choice(firsts), rng)} {spelled(word, rng)}"
        for word in rng.choices(words, cum_weights=likely, k=ngrams)
    }
    for pair in sorted(pairs):
        first = rng.choice(YEARS)
        for year in range(first, min(first + rng.randint(1, 8), YEARS.stop)):
            matches = rng.randint(1, 500)
            yield f"{pair}\t{year}\t{matches}\t{max(matches // 7, 1)}\n"


def make_corpus(folder: Path, files: int, ngrams: int) -> list[Path]:
    """The files, made where they are not there yet; each is moved to its place when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    words = make_words(2 * ngrams, random.Random(7))
    paths = [folder / f"2gram-{ngrams}-{prefix}.gz" for prefix in PREFIXES[:files]]
    for prefix, path in zip(PREFIXES, paths, strict=False):
        if not path.exists():
            part = path.with_suffix(".part")
            with gzip.open(part, "wt", compresslevel=1) as file:
                file.writelines(make_lines(prefix, ngrams, words, random.Random(prefix)))
            part.rename(path)
    return paths


def main() -> None:
    """Make a corpus, and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=4, choices=range(1, len(PREFIXES) + 1), metavar="1..16")
    parser.add_argument("--ngrams", type=int, default=50_000, help="spellings in a file")
    options = parser.parse_args()
    for path in make_corpus(options.folder, options.files, options.ngrams):
        print(path)


if __name__ == "__main__":
    main()
