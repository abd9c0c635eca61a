"""Who is at work in a process, by its files."""

import pytest

from sparsemem.outside.memory.runtime_identity import Found, Identity, identify
from sparsemem.procfs import Mapping


def _identify(*paths: str, arenas: int = 3, segments: int = 0) -> Identity:
    mappings = [Mapping(0, 4096, "r-xp", "08:01", 7, path, 0, 0, 0) for path in paths]
    return identify(mappings, Found(arenas, segments))


GLIBC = "/usr/lib/x86_64-linux-gnu/libc.so.6"


@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("/usr/bin/python3.12", "3.12"),
        ("/opt/lib/libpython3.11.so.1.0", "3.11"),
        ("/opt/lib/libpython3.13d.so.1.0", "3.13"),
        ("/usr/bin/python3.14t", "3.14"),
        ("/usr/bin/python3.11d", "3.11"),
        ("/opt/lib/libpython3.14td.so.1.0", "3.14"),
        ("/usr/bin/python3.15", "3.15"),
        ("/usr/bin/sleep", None),
        ("/opt/python3.12/lib/json.so", None),
    ],
)
def test_python_is_told_by_its_file(path: str, version: str | None) -> None:
    assert _identify(path, GLIBC).python_version == version


def test_an_ordinary_python_has_no_limits() -> None:
    assert _identify("/usr/bin/python3.12", GLIBC) == Identity("3.12", "glibc", "glibc", "pymalloc", ())
    assert _identify("/usr/bin/python3.15", GLIBC) == Identity("3.15", "glibc", "glibc", "pymalloc", ())
    assert _identify("/usr/bin/python3.12", "/lib/libc-2.31.so").libc == "glibc"


@pytest.mark.parametrize(
    ("paths", "arenas", "says"),
    [
        (("/usr/bin/python3.12", "/lib/ld-musl-x86_64.so.1"), 1, "malloc is musl"),
        (("/usr/bin/python3.12", "/usr/lib/x86_64-linux-musl/libc.so"), 1, "malloc is musl"),
        (("/usr/bin/python3.11d", GLIBC), 1, "a debug build"),
        (("/usr/bin/python3.12", GLIBC, "/usr/lib/libjemalloc.so.2"), 1, "malloc is jemalloc"),
        (("/usr/bin/python3.12", GLIBC, "/usr/lib/libtcmalloc_minimal.so.4"), 1, "malloc is tcmalloc"),
        (("/usr/bin/python3.9", GLIBC), 0, "Pools of Python 3.9"),
        (("/usr/bin/python3.16", GLIBC), 3, "another layout than those of 3.10 to 3.15"),
        (("/usr/bin/python3.12", GLIBC), 0, "every object from malloc"),
        (("/usr/bin/python3.13t", GLIBC), 0, "object from mimalloc"),
        (("/usr/bin/sleep", GLIBC), 0, "No Python is mapped"),
    ],
)
def test_what_cannot_be_known_is_said(paths: tuple[str, ...], arenas: int, says: str) -> None:
    assert any(says in limit for limit in _identify(*paths, arenas=arenas).limits)


@pytest.mark.parametrize(("more", "fast"), [((), True), (("/usr/lib/libjemalloc.so.2",), False)])
def test_fast_bins_are_glibc_s(more: tuple[str, ...], fast: bool) -> None:
    limits = " ".join(_identify("/usr/bin/python3.12", GLIBC, *more, arenas=0).limits)
    assert ("every object from malloc" in limits, "fast bins" in limits) == (True, fast)
    assert ("MALLOC_CONF=stats_print:true prints it at the end" in limits) == (not fast)


ARROW, MIMALLOC = "/site-packages/pyarrow/libarrow.so.2600", "/usr/lib/libmimalloc.so.2.0"


@pytest.mark.parametrize(
    ("paths", "arenas", "role", "allocator"),
    [
        (("/usr/bin/python3.13t",), 0, "python", "mimalloc"),
        (("/usr/bin/python3.13",), 0, "python", "mimalloc"),
        (("/usr/bin/python3.12", MIMALLOC), 3, "malloc", "pymalloc"),
        (("/usr/bin/python3.12", MIMALLOC), 0, "malloc", "malloc"),
        (("/usr/bin/python3.12", ARROW), 3, "pool", "pymalloc"),
        (("/usr/bin/python3.12", ARROW, MIMALLOC), 3, None, "pymalloc"),
        (("/usr/bin/python3.13t", ARROW), 0, None, "mimalloc"),
        (("/usr/bin/python3.13",), 3, None, "pymalloc"),
    ],
)
def test_whose_mimalloc_it_is(paths: tuple[str, ...], arenas: int, role: str | None, allocator: str) -> None:
    found = _identify(*paths, GLIBC, arenas=arenas, segments=2)
    assert (found.mimalloc, found.python_allocator) == (role, allocator)


def test_without_a_segment_mimalloc_is_nobody_s() -> None:
    found = _identify("/usr/bin/python3.13t", GLIBC, arenas=0)
    assert (found.mimalloc, found.knows_python) == (None, False)


def test_pools_that_are_not_read_leave_python_unknown() -> None:
    found = _identify("/usr/bin/python3.9", GLIBC, arenas=0)
    assert (found.python_allocator, found.knows_python) == (None, False)
    assert not any("every object from malloc" in limit for limit in found.limits)
