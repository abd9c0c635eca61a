"""What the title of a verdict says, by the finding that it follows."""

import pytest

from sparsemem.model import Finding
from sparsemem.report.words.scan_words import verdict_title


@pytest.mark.parametrize(
    ("codes", "title"),
    [
        (("SM101", "SM105"), "sparse: freed memory that does not go back"),
        (("SM105", "SM103"), "sparse: private memory beside both allocators"),
        (("SM106",), "sparse: huge pages hold more than was asked for"),
    ],
)
def test_only_freed_memory_is_called_freed(codes: tuple[str, ...], title: str) -> None:
    findings = [Finding(code, "", "error", "", None, None, 1, {}, ()) for code in codes]
    assert verdict_title("sparse", findings) == title
