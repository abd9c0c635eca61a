"""What the probe says of libraries' pools."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.allocators.library_pools import parse_pools, total_held


def test_a_pool_is_known_by_the_module_that_brings_it():
    assert parse_pools("pyarrow 4096 mimalloc\npolars ?") == {"pyarrow": 4096, "polars": None}


@pytest.mark.parametrize(
    "line", ["pyarrow", "pyarrow many a", "pyarrow -5 a", "pyarrow ² a", "pyarrow 1", "pyarrow 1 a b", "pyarrow "]
)
def test_a_line_that_is_neither_tells_nothing(line):
    assert parse_pools(line) == {"pyarrow": None}


def test_a_pool_of_the_system_s_allocator_has_no_memory_of_its_own():
    assert parse_pools("pyarrow 4096 system") == {}


def test_without_a_pool_nothing_is_held():
    assert total_held({}) == 0


def test_the_pools_add_up():
    assert total_held({"pyarrow": 4096, "polars": 100}) == 4196


def test_a_pool_that_does_not_tell_leaves_the_sum_unknown():
    assert total_held({"pyarrow": 4096, "polars": None}) is None


@given(st.text())
def test_any_text_gives_known_sizes_or_none(text):
    assert all(size is None or size >= 0 for size in parse_pools(text).values())
