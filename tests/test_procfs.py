"""The texts of /proc and of control groups, recorded and broken."""

import re
from dataclasses import astuple

import pytest
from hypothesis import given

from recorded import cut_at_every_line, damaged, read
from sparsemem.procfs import (
    Mapping,
    Rollup,
    Status,
    parse_memory_devices,
    parse_newest_pid,
    parse_parent,
    parse_rollup,
    parse_smaps,
    parse_status,
    parse_thp,
    shares_anonymous_pages,
)

SMAPS, STATUS = read("proc/smaps"), read("proc/status")

HOST_MOUNTS = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
25 24 0:27 / /dev/shm rw,nosuid,nodev shared:4 - tmpfs tmpfs rw,inode64
27 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,discard
36 27 0:300 / /tmp\\040- rw,nosuid - tmpfs tmpfs rw
41 31 0:38 / /sys/fs/cgroup rw shared:9 - cgroup2 cgroup2 rw
44 27 0:44 / /mnt/tmpfs rw - nfs4 server:/tmpfs rw
"""
CONTAINER_MOUNTS = """\
812 640 0:71 / / rw,relatime master:300 - overlay overlay rw,lowerdir=/l/A:/l/B,upperdir=/u,workdir=/w
815 812 0:74 / /dev rw,nosuid - tmpfs tmpfs rw,size=65536k,mode=755
819 815 0:70 / /dev/shm rw,nosuid,nodev,noexec,relatime - tmpfs shm rw,size=65536k
"""


def mapping(path: str) -> Mapping:
    """The first recorded mapping of `path`."""
    return next(found for found in parse_smaps(SMAPS) if found.path == path)


def test_every_mapping_of_a_real_process_is_read() -> None:
    headers = re.findall(r"^[0-9a-f]+-[0-9a-f]+ ", SMAPS, re.MULTILINE)
    assert len(parse_smaps(SMAPS)) == len(headers) > 30


def test_resident_sizes_add_up_to_those_in_the_text() -> None:
    mappings = parse_smaps(SMAPS)
    for name, total in [
        ("Rss", sum(m.rss_bytes for m in mappings)),
        ("Anonymous", sum(m.anonymous_bytes for m in mappings)),
        ("Swap", sum(m.swap_bytes for m in mappings)),
    ]:
        assert total == 1024 * sum(map(int, re.findall(rf"^{name}: +(\d+) kB$", SMAPS, re.MULTILINE)))


def test_a_mapping_has_its_addresses_and_sizes_in_bytes() -> None:
    heap = mapping("[heap]")
    assert heap.end - heap.start == 1024 * int(re.findall(r"\[heap\]\nSize: +(\d+) kB", SMAPS)[0])
    assert (heap.permissions, heap.device, heap.inode) == ("rw-p", "00:00", 0)
    assert 0 < heap.anonymous_bytes <= heap.rss_bytes <= heap.end - heap.start


@pytest.mark.parametrize(
    ("path", "is_file"),
    [
        ("[heap]", False),
        ("[stack]", False),
        ("", False),
        ("[vdso]", False),
        ("/usr/local/bin/python3.11", True),
        ("/memfd:shared (deleted)", True),
        ("/dev/zero (deleted)", True),
    ],
)
def test_what_an_inode_backs_is_a_file(path: str, is_file: bool) -> None:
    assert mapping(path).is_file is is_file


def test_a_path_with_spaces_colons_and_line_ends_of_other_kinds_is_one_path() -> None:
    path = "/a b/c: 4 kB\u2028d\x0be\x85.so"
    found = parse_smaps(f"1000-3000 r--p 00000000 fe:00 7   {path}\nRss: 8 kB\nAnonymous: 4 kB\nSwap: 0 kB\n")
    assert found == [Mapping(0x1000, 0x3000, "r--p", "fe:00", 7, path, 8192, 4096, 0)]


def test_smaps_cut_off_at_any_line_keep_the_whole_entries_before() -> None:
    whole = parse_smaps(SMAPS)
    for part in cut_at_every_line(SMAPS):
        found = parse_smaps(part)
        assert [m.start for m in found] == [m.start for m in whole[: len(found)]]
        assert found[:-1] == whole[: len(found[:-1])]


@pytest.mark.parametrize("text", ["", "\n", "Rss: 4 kB\n", "hello\n1-2\n", "1000-2000 rw-p 0 00:00 0\nSize: 4 kB\n"])
def test_smaps_without_a_whole_entry_hold_nothing(text: str) -> None:
    assert parse_smaps(text) == []


@given(damaged("\n".join(SMAPS.splitlines()[:60])))
def test_no_text_breaks_the_parser_of_smaps(text: str) -> None:
    assert all(min(m.rss_bytes, m.anonymous_bytes, m.swap_bytes) >= 0 for m in parse_smaps(text))


def test_status_of_a_real_process() -> None:
    assert parse_status(STATUS) == Status(
        rss_bytes=12792 << 10, peak_rss_bytes=12792 << 10, anonymous_bytes=5204 << 10, swap_bytes=0
    )


def test_a_zombie_has_no_memory_lines_and_its_sizes_are_unknown() -> None:
    text = "Name:\tpython\nState:\tZ (zombie)\nTgid:\t9\nPid:\t9\nThreads:\t1\n"
    assert parse_status(text) == Status(None, None, None, None)


def test_a_status_cut_off_anywhere_is_known_as_far_as_it_goes() -> None:
    whole = parse_status(STATUS)
    seen = set()
    for part in cut_at_every_line(STATUS):
        found = parse_status(part)
        seen.add(found)
        assert found.rss_bytes in (None, whole.rss_bytes)
        assert found.anonymous_bytes in (None, whole.anonymous_bytes)
    assert len(seen) == 5


def test_a_process_named_like_a_memory_line_does_not_count() -> None:
    assert parse_status("Name:\tVmRSS:\t77 kB\nVmRSS:\t     8 kB\n").rss_bytes == 8192


@given(damaged(STATUS))
def test_no_text_breaks_the_parser_of_status(text: str) -> None:
    found = parse_status(text)
    assert found.rss_bytes is None or found.rss_bytes >= 0


def test_devices_of_tmpfs_are_written_as_smaps_writes_them() -> None:
    assert parse_memory_devices(HOST_MOUNTS) == {"00:1b", "00:12c"}
    assert parse_memory_devices(CONTAINER_MOUNTS) == {"00:4a", "00:46"}


@pytest.mark.parametrize("part", [*cut_at_every_line(HOST_MOUNTS), "tmpfs", " - tmpfs ", "\x00"])
def test_mounts_cut_off_or_alien_name_no_device_that_is_none(part: str) -> None:
    assert parse_memory_devices(part) <= {"00:1b", "00:12c"}


@given(damaged(HOST_MOUNTS))
def test_no_text_breaks_the_parser_of_mounts(text: str) -> None:
    assert all(re.fullmatch(r"[0-9a-f]{2,}:[0-9a-f]{2,}", device) for device in parse_memory_devices(text))


@pytest.mark.parametrize(
    ("text", "mode"),
    [("always [madvise] never\n", "madvise"), ("[always] madvise never", "always"), ("", None), ("never", None)],
)
def test_the_mode_of_huge_pages_stands_in_brackets(text: str, mode: str | None) -> None:
    assert parse_thp(text) == mode


@pytest.mark.parametrize(
    ("permissions", "inode", "path", "heap"),
    [
        ("rw-p", 0, "", True),
        ("rwxp", 0, "", True),
        ("rw-p", 0, "[heap]", True),
        ("rw-p", 0, "[anon:mimalloc]", True),
        ("rw-p", 0, "[anon:cpython:pymalloc]", True),
        ("rw-p", 0, "[stack]", False),
        ("r--p", 0, "", False),
        ("rw-s", 9, "/dev/zero (deleted)", False),
        ("rw-p", 9, "/usr/lib/libc.so.6", False),
    ],
)
def test_where_allocators_live(permissions: str, inode: int, path: str, heap: bool) -> None:
    assert Mapping(0, 4096, permissions, "00:00", inode, path, 0, 0, 0).is_heap is heap


@pytest.mark.parametrize(
    ("device", "path", "shared"),
    [
        ("00:01", "/dev/zero (deleted)", True),
        ("00:01", "/memfd:buffer (deleted)", True),
        ("00:01", "/SYSV00000000 (deleted)", True),
        ("00:1a", "/run/lock/data", True),
        ("08:01", "/usr/lib/libc.so.6", False),
    ],
)
def test_memory_that_no_disk_is_behind(device: str, path: str, shared: bool) -> None:
    mapping = Mapping(0, 4096, "rw-s", device, 9, path, 0, 0, 0)
    assert mapping.is_shared_memory(frozenset({"00:1a"})) is shared


def test_a_rollup_has_its_sums_in_bytes() -> None:
    assert parse_rollup(read("proc/smaps_rollup")) == Rollup(367 << 10, 112 << 10, 0, 112 << 10, 112 << 10)


@pytest.mark.parametrize("text", cut_at_every_line(read("proc/smaps_rollup"))[:3])
def test_what_is_missing_in_a_rollup_is_unknown(text: str) -> None:
    assert parse_rollup(text) in (Rollup(None, None, None), Rollup(367 << 10, None, None))


@given(damaged(read("proc/smaps_rollup")))
def test_no_rollup_breaks_the_parser(text: str) -> None:
    assert all(size is None or size >= 0 for size in astuple(parse_rollup(text)))


def test_anonymous_pages_are_shared_where_their_share_is_less_than_they_are() -> None:
    text = read("proc/smaps_rollup")
    assert not shares_anonymous_pages(text)
    assert shares_anonymous_pages(text.replace("Pss_Anon:            112 kB", "Pss_Anon:            110 kB"))
    assert not shares_anonymous_pages("Anonymous:  112 kB\n")  # before Linux 5.5
    assert not shares_anonymous_pages("")


@pytest.mark.parametrize(
    ("text", "pid"), [("5.38 5.16 3.61 13/138 29153\n", 29153), ("0.1 0.2 0.3 1/2 ?\n", None), ("", None)]
)
def test_the_newest_process_is_the_last_word_of_the_load(text: str, pid: int | None) -> None:
    assert parse_newest_pid(text) == pid


@pytest.mark.parametrize(
    ("text", "parent"),
    [("7 (a) S 42 7 7 0", 42), ("7 (a) S 1 (b)) R 42 7", 42), ("7 (a) S", None), ("7 (a) S x 1", None), ("", None)],
)
def test_the_parent_stands_behind_the_name(text: str, parent: int | None) -> None:
    assert parse_parent(text) == parent


def test_written_pages_are_shared_by_a_fork_where_the_mapping_is_private() -> None:
    entry = "{}-{} {} 00000000 00:00 0\nRss: 20 kB\nShared_Dirty: {} kB\nPrivate_Dirty: 5 kB\n"
    heap, untouched, posted = parse_smaps(
        entry.format("1000", "9000", "rw-p", 12)
        + entry.format("a000", "b000", "rw-p", 0)
        + entry.format("c000", "d000", "rw-s", 4)
    )
    assert [one.shared_dirty_bytes for one in (heap, untouched, posted)] == [12 << 10, 0, 4 << 10]
    assert [one.is_shared_by_fork for one in (heap, untouched, posted)] == [True, False, False]
