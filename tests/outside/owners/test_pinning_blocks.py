"""The blocks that keep arenas, one by one, in a child that tells where its objects are."""

import pytest

from sparsemem.outside import PinningBlocks, pinning_tables, read_pinning_blocks
from tests.outside.children import Start
from tests.outside.kept import read_kept_by_type

PROGRAM = """
class Order:
    __slots__ = ('a',)
rows = [(Order(), [str(i)]) for i in range(150_000)]
KEPT = [order for order, _ in rows[::40]]
del rows
EXTRA = list(map(id, KEPT))
"""


def named(found: tuple[PinningBlocks, ...], name: str) -> PinningBlocks:
    return next(one for one in found if one.type_name == name)


def test_every_block_of_a_type_is_found_with_what_stands_before_the_object(start: Start) -> None:
    child = start(PROGRAM)

    orders = named(read_pinning_blocks(child.pid), "Order")

    # Slots alone: a garbage collector's header of 16 bytes stands before the object.
    assert sorted(orders.addresses.tolist()) == sorted(address - 16 for address in child.extra)


def test_what_the_blocks_keep_adds_up_to_the_share_of_their_type(start: Start) -> None:
    child = start(PROGRAM)

    blocks, types = read_pinning_blocks(child.pid), read_kept_by_type(child.pid).types

    shares = {one.type_name: one.share_bytes for one in types}
    assert blocks[0].type_name == types[0].type_name
    for one in blocks[:2]:
        assert one.kept_bytes.sum() == pytest.approx(shares[one.type_name], rel=0.01)


def test_tables_are_plain_lists(start: Start) -> None:
    tables = pinning_tables(read_pinning_blocks(start(PROGRAM).pid))
    assert {type(value) for table in tables for value in table.values()} == {str, list}
    assert {type(address) for table in tables for address in table["addresses"]} == {int}  # type: ignore[attr-defined]
