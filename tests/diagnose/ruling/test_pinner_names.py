"""Those who keep free memory, named at the end of a finding's sentence."""

import pytest

from sparsemem.diagnose.ruling.pinner_names import name_pinners
from sparsemem.diagnose.ruling.runtime_rule import Conclusion
from sparsemem.model import Pinner


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("str", "40,001 str of app.WAITING in 44,410 pages"),
        # No size: so many objects.
        ("bytes", "40,001 objects (bytes) of app.WAITING in 44,410 pages"),
        ("bytes and list", "40,001 objects (bytes and list) of app.WAITING in 44,410 pages"),
    ],
)
def test_objects_are_counted_by_type_and_owner(kind: str, said: str) -> None:
    pinner = Pinner("app.WAITING", kind, 40_001, 46_000_000, 44_410, 130_000_000, 129_000_000, heap="malloc")
    found = name_pinners(Conclusion("error", "It is held.", 136_000_000, {}), (pinner,), "malloc", "pages")
    assert found.message == f"It is held. Alive in them: {said}."
    assert found.subject == "app.WAITING"
