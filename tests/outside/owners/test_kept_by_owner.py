"""Who keeps arenas and pages, on programs whose answer is known."""

import pytest

from sparsemem.outside import make_reading, open_source, open_view
from sparsemem.outside.owners.kept_by_owner import KeptByOwner
from tests.outside.children import Start, interpreters
from tests.outside.kept import divide, read_kept

MB = 1 << 20
IMPORTS = "import ctypes, json, os, sys\n"
"""What the child's report needs: it is not to lie among what the program has freed."""
THREE = """
rows = [{'id': i, 'name': f'name {i}', 'v': [i] * 3} for i in range(160_000)]
class Shop:
    def __init__(self, names):
        self._names = names
LARGE = [row['name'] for row in rows[:80_000:40]]
shop = Shop({row['name'] for row in rows[80_000:128_000:40]})
SMALL = {row['name']: 1 for row in rows[128_000::40]}
del rows
"""
SET = "__main__.shop > Shop._names"
"""Who has the second part of them."""
TWO = """
rows = [{'id': i, 'name': f'name {i}', 'v': [i] * 3} for i in range(100_000)]
FIRST, SECOND = [row['name'] for row in rows[::40]], [row['name'] for row in rows[20::40]]
del rows
"""
SHARED = """
rows = [{'id': i, 'name': f'name {i}', 'v': [i] * 3} for i in range(100_000)]
class Session:
    def __init__(self, names):
        self.names = names
FIRST = [row['name'] for row in rows[:50_000:40]]
SECOND = FIRST[::2]
REGISTRY = {'one': Session([row['name'] for row in rows[50_000::40]])}
del rows
"""
PAGES = """
chunks = [bytes(900 + i % 40) for i in range(120_000)]
MANY, FEW = chunks[:90_000:4], tuple(chunks[90_000::4])
del chunks
"""


def _by_owner(owners: tuple[KeptByOwner, ...] | None) -> dict[str | None, KeptByOwner]:
    assert owners is not None
    return {one.owner: one for one in reversed(owners)}


@pytest.mark.parametrize("python", interpreters())
class TestArenas:
    def test_three_owners_of_known_sizes(self, start: Start, python: str) -> None:
        owners = read_kept(start(IMPORTS + THREE, python).pid).owners
        found = _by_owner(owners)
        assert owners is not None
        assert [one.owner for one in owners[:3]] == [
            "__main__.LARGE",
            SET,
            "__main__.SMALL",
        ]
        total = sum(one.share_bytes for one in owners[:3])
        for owner, expected in (
            ("__main__.LARGE", 0.5),
            (SET, 0.3),
            ("__main__.SMALL", 0.2),
        ):
            assert abs(found[owner].share_bytes / total - expected) < 0.05 * expected + 2 * MB / total
            assert found[owner].sole_bytes > found[owner].share_bytes - 4 * MB
        assert found["__main__.LARGE"].type_name == "str"

    def test_two_owners_in_the_same_arenas(self, start: Start, python: str) -> None:
        found = _by_owner(read_kept(start(IMPORTS + TWO, python).pid).owners)
        first, second = found["__main__.FIRST"], found["__main__.SECOND"]
        assert first.share_bytes == pytest.approx(second.share_bytes, abs=3 * MB)
        assert first.share_bytes > 12 * MB
        # Neither would bring anything back alone.
        assert max(first.sole_bytes, second.sole_bytes) < 3 * MB

    def test_what_two_names_hold_goes_with_neither_alone(self, start: Start, python: str) -> None:
        found = _by_owner(read_kept(start(IMPORTS + SHARED, python).pid).owners)
        names = [name for name in ("__main__.FIRST", "__main__.SECOND") if name in found]
        assert max(found[name].share_bytes for name in names) > 6 * MB
        assert max(found[name].sole_bytes for name in names) < 3 * MB
        assert found["__main__.REGISTRY > Session.names"].sole_bytes > 10 * MB

    def test_shares_add_up(self, start: Start, python: str) -> None:
        source = open_source(start(IMPORTS + THREE, python).pid)
        ledger = make_reading(source).moment.ledger
        kept = divide(open_view(source))
        assert ledger is not None
        assert kept.owners is not None
        assert kept.owner_coverage is not None
        assert kept.owner_coverage > 0.97
        free = (ledger.python_free_blocks_bytes or 0) + (ledger.python_free_pools_bytes or 0)
        assert sum(one.share_bytes for one in kept.owners) == pytest.approx(free, rel=0.001)

    def test_values_of_the_owners(self, start: Start, python: str) -> None:
        found = _by_owner(read_kept(start(IMPORTS + TWO, python).pid, values=True).owners)
        assert all(value.startswith("'name ") for value in found["__main__.FIRST"].values or ("?",))


@pytest.mark.parametrize("python", interpreters())
def test_owners_of_pages(start: Start, python: str) -> None:
    kept = read_kept(start(IMPORTS + PAGES, python).pid)
    many, few = kept.page_owners[:2]
    assert (many.owner, few.owner) == ("__main__.MANY", "__main__.FEW")
    assert (many.type_name, few.type_name) == ("bytes", "bytes")
    assert 22_500 <= many.blocks <= 22_502
    assert many.share_bytes / few.share_bytes == pytest.approx(3, rel=0.05)
    assert many.sole_bytes > 0.95 * many.share_bytes > 20 * MB
