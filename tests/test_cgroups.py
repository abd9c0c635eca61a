"""The memory files of control groups: version 1 as a kernel wrote them, version 2 in the form that it documents."""

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorded import cut_at_every_line, damaged, read
from sparsemem.cgroups import (
    MemoryStat,
    parse_memory_cgroup,
    parse_memory_limit,
    parse_memory_stat,
    parse_oom_kills,
)
from sparsemem.units import MB

V2_HOST = "0::/user.slice/user-1000.slice/session-2.scope\n"
V2_CONTAINER = "0::/\n"
V1_CONTAINER = """\
12:cpu,cpuacct:/docker/0123abcd
11:memory:/docker/0123abcd
1:name=systemd:/docker/0123abcd
0::/system.slice/containerd.service
"""
V1_TOGETHER = "4:cpu,memory:/pod:7/main\n"
NO_MEMORY = "3:cpuset:/\n1:name=systemd:/\n"

V1, V1_KERNEL = read("cgroup/v1-memory.stat"), read("cgroup/v1-memory.kmem.usage_in_bytes")
V2 = read("cgroup/v2-memory.stat")
UNKNOWN = MemoryStat(None, None, None, None, None)


def test_version_2_says_each_kind_and_the_kernel_s_with_its_sockets() -> None:
    assert parse_memory_stat(V2, 2) == MemoryStat(1024 * MB, 200 * MB, 100 * MB, 9 * MB, 42 * MB)


def test_a_kernel_before_5_18_has_its_own_memory_in_parts() -> None:
    older = "\n".join(line for line in V2.splitlines() if not line.startswith("kernel "))
    parts = 1245184 + 6291456 + 98304 + 12288 + 32505856
    assert parse_memory_stat(older, 2).kernel_bytes == parts + 2 * MB


def test_version_1_counts_the_groups_below_and_has_the_kernel_s_in_another_file() -> None:
    found = parse_memory_stat(V1, 1, V1_KERNEL)
    assert found.shared_bytes == 30 * MB
    assert found.file_bytes is not None
    assert 19 * MB < found.file_bytes < 23 * MB
    assert found.kernel_bytes == int(V1_KERNEL)
    assert found.anonymous_bytes is not None
    assert parse_memory_stat(V1, 1).kernel_bytes is None


def test_version_1_without_totals_is_the_group_itself() -> None:
    assert parse_memory_stat("cache 5000\nrss 7000\nshmem 1000\n", 1) == MemoryStat(7000, 1000, 4000, None, None)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(
    "text", ["", "alien", "anon x\nrss -5\n", "anon  5\n", "anon 5 kB\n", "anon 99999999999999999999\n"]
)
def test_what_is_not_said_is_unknown(text: str, version: int) -> None:
    assert parse_memory_stat(text, version, text) == UNKNOWN


def test_a_text_that_was_cut_off_is_what_it_says_so_far() -> None:
    whole = parse_memory_stat(V2, 2)
    for text in cut_at_every_line(V2):
        found = parse_memory_stat(text, 2)
        assert found.anonymous_bytes in (None, whole.anonymous_bytes)
        assert found.shared_bytes in (None, whole.shared_bytes)
        assert found.file_bytes in (None, whole.file_bytes)


@given(damaged(V1) | damaged(V2), st.sampled_from([1, 2]))
def test_no_text_breaks_it_and_no_size_is_negative(text: str, version: int) -> None:
    assert all(size is None or size >= 0 for size in astuple(parse_memory_stat(text, version, text)))


@pytest.mark.parametrize(
    ("text", "kills"),
    [
        (read("cgroup/v2-memory.events"), 2),
        (read("cgroup/v1-memory.oom_control"), 0),
        ("oom_kill_disable 0\nunder_oom 0\n", None),
        ("oom_kill many\n", None),
        ("oom_kill 7", 7),
        ("", None),
    ],
)
def test_kills_for_want_of_memory(text: str, kills: int | None) -> None:
    assert parse_oom_kills(text) == kills


@pytest.mark.parametrize(
    ("text", "group"),
    [
        (V2_HOST, (2, "/user.slice/user-1000.slice/session-2.scope")),
        (V2_CONTAINER, (2, "/")),
        (V1_CONTAINER, (1, "/docker/0123abcd")),
        (V1_TOGETHER, (1, "/pod:7/main")),
        (NO_MEMORY, None),
        ("", None),
        ("memory\n", None),
        ("0::\n", None),
        ("11:memory", None),
    ],
)
def test_the_group_that_limits_memory(text: str, group: tuple[int, str] | None) -> None:
    assert parse_memory_cgroup(text) == group


@given(damaged(V1_CONTAINER))
def test_no_text_breaks_the_parser_of_groups(text: str) -> None:
    group = parse_memory_cgroup(text)
    assert group is None or group[0] in (1, 2)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("max\n", None),
        ("536870912\n", 512 << 20),
        ("9223372036854771712\n", None),
        ("0\n", 0),
        ("", None),
        ("-1", None),
        ("²", None),
        ("1e9", None),
        ("9" * 5000, None),
    ],
)
def test_limits_of_both_versions(text: str, limit: int | None) -> None:
    assert parse_memory_limit(text) == limit


@given(st.text())
def test_no_text_breaks_the_parser_of_limits(text: str) -> None:
    limit = parse_memory_limit(text)
    assert limit is None or limit >= 0
