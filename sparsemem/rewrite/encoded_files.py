"""Source files byte for byte: their encoding, their byte order mark and their line ends stay."""

import codecs
import io
import tokenize
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sparsemem.source.files import display_path


@dataclass(frozen=True, slots=True)
class File:
    """A source file as it is: `text` holds its own line ends."""

    path: Path
    name: str
    """POSIX, relative to the working directory where it is under it."""
    text: str
    encoding: str
    mark: bytes

    def encoded(self, text: str) -> bytes:
        """Another text in the same encoding."""
        return self.mark + text.encode(self.encoding)


def read_file(path: Path) -> File | str:
    """The file, or why it cannot be read."""
    try:
        content = path.read_bytes()
        mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
        encoding = tokenize.detect_encoding(io.BytesIO(content).readline)[0].replace("utf-8-sig", "utf-8")
        return File(path, display_path(path), content[len(mark) :].decode(encoding), encoding, mark)
    except (SyntaxError, UnicodeDecodeError) as error:
        return f"{display_path(path)} cannot be decoded: {error}; save it in UTF-8 or declare its encoding"
    except OSError as error:
        return f"{display_path(path)} cannot be read: {error.strerror}"


def read_files(paths: Iterable[Path]) -> tuple[list[File], list[str]]:
    """The files, and a sentence for each that cannot be read."""
    found = [read_file(path) for path in paths]
    return [file for file in found if isinstance(file, File)], [text for text in found if isinstance(text, str)]
