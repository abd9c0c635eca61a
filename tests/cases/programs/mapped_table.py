"""SM107: records of fixed size are written and read in a shared mapping of a file: file pages, not heap."""

import argparse
import mmap
import struct
import tempfile

RECORD = struct.Struct("<qdq")
PAGE = 4096


class Table:
    """A record at the beginning of each page of a file."""

    def __init__(self, count):
        with tempfile.TemporaryFile() as file:
            file.truncate(count * PAGE)
            self.view = mmap.mmap(file.fileno(), count * PAGE)

    def put(self, number):
        RECORD.pack_into(self.view, number * PAGE, number, number / 3, -number)

    def close(self):
        self.view.flush()


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=5_000)
COUNT = parser.parse_args().n
TABLE = Table(COUNT)
for row in range(COUNT):
    TABLE.put(row)
TABLE.close()
print(len(TABLE.view))
