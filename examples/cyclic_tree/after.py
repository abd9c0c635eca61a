"""Scanned documents become trees of chapters and pages, one after another; a page only points at its chapter."""

import argparse
import weakref
import zlib

DOCUMENTS = 150
CHAPTERS = 4
PAGES = 5


class Part:
    """A document, a chapter or a page; `scan` is the picture of a page."""

    def __init__(self, title, parent=None, scan=b""):
        self.title = title
        self.scan = scan
        self.parts = []
        self._parent = None
        if parent is not None:
            self._parent = weakref.ref(parent)
            parent.parts.append(self)

    @property
    def parent(self):
        """The part above; None for a document, and where that part is gone."""
        return self._parent and self._parent()

    def path(self):
        """The titles from the document down to this part."""
        return self.title if self.parent is None else f"{self.parent.path()}/{self.title}"


def read_document(number, size):
    """A document with its pages, each of `size` bytes; stands in for reading a file."""
    document = Part(f"document {number}")
    for place in range(CHAPTERS):
        chapter = Part(f"chapter {place}", document)
        for page in range(PAGES):
            Part(f"page {page}", chapter, f"{number} {place} {page};".encode().ljust(size, b"."))
    return document


def pages(part):
    """The parts that have none below them."""
    if not part.parts:
        yield part
    for below in part.parts:
        yield from pages(below)


def checksums(document):
    """The path and the checksum of each page."""
    return {page.path(): zlib.crc32(page.scan) for page in pages(document)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scan-bytes", type=int, default=50_000)
    options = parser.parse_args()
    total = 0
    for number in range(DOCUMENTS):
        found = checksums(read_document(number, options.scan_bytes))
        total = zlib.crc32(repr(sorted(found.items())).encode(), total)
    print(f"{DOCUMENTS} documents, checksum {total:08x}")


if __name__ == "__main__":
    main()
