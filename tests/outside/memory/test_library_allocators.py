"""Memory of libraries' own allocators."""

import pytest

from sparsemem.outside.memory.library_allocators import Carriers, find_carriers
from sparsemem.outside.memory.regions import Region
from sparsemem.procfs import Mapping

MB = 1 << 20


def _region(start: int = 0x7F0000000000, size: int = 4 * MB) -> Region:
    return Region(start, start + size, size, False, "")


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/site-packages/pyarrow/libarrow.so.2600", ("Arrow (mimalloc)",)),
        ("/site-packages/_polars_runtime_32/_polars_runtime.abi3.so", ("polars (jemalloc)",)),
        ("/usr/lib/x86_64-linux-gnu/libjemalloc.so.2", ("jemalloc",)),
        ("/usr/lib/libtcmalloc_minimal.so.4", ("tcmalloc",)),
        ("/home/polars/service/app.cpython-312.so", ()),
    ],
)
def test_carriers_are_told_by_their_files(path: str, names: tuple[str, ...]) -> None:
    assert find_carriers([Mapping(0, 4096, "r-xp", "08:01", 7, path, 0, 0, 0)]).names == names


def test_mimalloc_has_a_place_of_its_own() -> None:
    assert Carriers(("Arrow (mimalloc)",)).name_of(_region(3 << 40), 4096) == "Arrow (mimalloc)"
    assert Carriers(()).name_of(_region(2 << 40), 4096) == "mimalloc"
    assert Carriers(()).name_of(_region((2 << 40) - MB), MB) is None
    assert Carriers(()).name_of(_region(30 << 40), MB) is None


def test_jemalloc_takes_whole_huge_pages() -> None:
    carriers = Carriers(("polars (jemalloc)",))
    assert carriers.name_of(_region(size=2 * MB), 1 << 16) == "polars (jemalloc)"
    assert carriers.name_of(_region(size=2 * MB - 4096), 1 << 16) is None
    assert carriers.name_of(_region(size=2 * MB), (1 << 16) - 1) is None


def test_arrow_alone_explains_nothing_elsewhere() -> None:
    assert Carriers(("Arrow (mimalloc)",)).name_of(_region(), MB) is None
