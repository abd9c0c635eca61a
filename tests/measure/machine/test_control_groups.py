"""What control groups say, read from trees of files like the kernel's."""

import os
from pathlib import Path

import pytest

from recorded import read
from sparsemem.measure.machine.control_groups import ControlGroup, find_group, group_of
from sparsemem.measure.machine.group_charges import GroupWatch
from sparsemem.measure.machine.memory_limits import available_bytes, memory_charge, memory_limit
from sparsemem.units import GB, MB

V1_FILES = {
    "memory.usage_in_bytes": "53911552\n",
    "memory.limit_in_bytes": "9223372036854771712\n",
    "memory.stat": read("cgroup/v1-memory.stat"),
    "memory.oom_control": read("cgroup/v1-memory.oom_control"),
    "memory.kmem.usage_in_bytes": read("cgroup/v1-memory.kmem.usage_in_bytes"),
}
V2_FILES = {
    "memory.current": f"{2 * GB}\n",
    "memory.max": "max\n",
    "memory.high": "max\n",
    "memory.stat": read("cgroup/v2-memory.stat"),
    "memory.events": read("cgroup/v2-memory.events"),
}


def make(folder: Path, files: dict[str, str], **changed: str) -> None:
    """A group's folder; `changed` names files with an underscore in place of the point."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (files | {name.replace("_", ".", 1): text for name, text in changed.items()}).items():
        (folder / name).write_text(text)


def found(root: Path, membership: str) -> ControlGroup:
    group = find_group(root, membership)
    assert group is not None
    return group


def test_a_group_of_version_2(tmp_path: Path) -> None:
    make(tmp_path / "pod" / "main", V2_FILES)
    group = found(tmp_path, "0::/pod/main\n")
    memory = group.read_memory()
    assert memory is not None
    assert (group.version, group.is_own) == (2, True)
    assert (memory.charged_bytes, memory.shared_bytes, memory.dirty_bytes) == (2 * GB, 200 * MB, 9 * MB)
    assert group.read_oom_kills() == 2
    assert (group.limits(), group.highs()) == ([], [])


def test_a_hierarchy_of_version_2_without_the_memory_controller_is_none(tmp_path: Path) -> None:
    """As it is beside one of version 1: names and contents are those of a real one, below a mount of cgroup2."""
    bare = {"cgroup.controllers": "hugetlb\n", "cgroup.events": "populated 1\nfrozen 0\n", "cgroup.type": "domain\n"}
    make(tmp_path / "pod", bare | {"memory.pressure": read("cgroup/v2-memory.pressure")})
    assert find_group(tmp_path, "0::/pod\n") is None


@pytest.mark.skipif(not Path("/sys/fs/cgroup/unified").exists(), reason="version 2 is not mounted beside version 1")
def test_a_real_hierarchy_beside_one_of_version_1_accounts_for_nothing() -> None:
    assert find_group(Path("/sys/fs/cgroup/unified"), "0::/\n") is None


def test_a_group_of_version_1(tmp_path: Path) -> None:
    make(tmp_path / "memory" / "docker" / "1", V1_FILES)
    group = found(tmp_path, "9:name=systemd:/\n4:memory:/docker/1\n0::/\n")
    memory = group.read_memory()
    assert memory is not None
    assert (group.version, memory.charged_bytes, memory.shared_bytes) == (1, 53911552, 30 * MB)
    assert memory.kernel_bytes == 888832
    assert (group.read_oom_kills(), group.highs()) == (0, [])


def test_the_tightest_bound_up_the_tree_counts_and_high_is_one_of_its_own(tmp_path: Path) -> None:
    make(tmp_path / "a", V2_FILES, memory_max=f"{4 * GB}", memory_high=f"{3 * GB}")
    make(tmp_path / "a" / "b", V2_FILES, memory_max=f"{8 * GB}", memory_high=f"{5 * GB}")
    group = found(tmp_path, "0::/a/b\n")
    assert min(group.limits()) == (4 * GB, 2 * GB)
    assert min(group.highs()) == (3 * GB, 2 * GB)
    assert memory_limit(tmp_path, "0::/a/b\n") == 4 * GB
    assert available_bytes(tmp_path, "0::/a/b\n") <= 1 * GB


def test_in_a_container_the_root_of_the_mount_is_the_group(tmp_path: Path) -> None:
    make(tmp_path, V2_FILES)
    assert found(tmp_path, "0::/kubepods/not/mounted\n").read_oom_kills() == 2


@pytest.mark.parametrize("membership", ["", "alien", "0::/\n", "4:memory:/x\n", "0::/" + "x" * 5000])
def test_without_files_there_is_no_group(tmp_path: Path, membership: str) -> None:
    assert find_group(tmp_path, membership) is None


@pytest.mark.parametrize("text", ["", "alien\n", "\udcff"])
def test_files_that_say_nothing_say_nothing(tmp_path: Path, text: str) -> None:
    for name in V2_FILES:
        (tmp_path / name).write_bytes(os.fsencode(text))
    group = found(tmp_path, "0::/\n")
    assert (group.read_memory(), group.read_charged(), group.read_oom_kills()) == (None, None, None)
    assert GroupWatch(group).record() is None


def test_this_process_s_group_and_that_of_none() -> None:
    here = group_of(os.getpid())
    assert here is None or here.folders
    assert group_of(2**22 + 1) is None


def test_a_run_s_group_from_before_to_its_end(tmp_path: Path) -> None:
    make(tmp_path, V2_FILES, memory_max=f"{3 * GB}")
    watch = GroupWatch(find_group(tmp_path, "0::/\n"))
    make(tmp_path, V2_FILES, memory_max=f"{3 * GB}", memory_current="2500000000", memory_events="oom_kill 5\n")
    watch.look()
    make(tmp_path, V2_FILES, memory_max=f"{3 * GB}", memory_current="2400000000", memory_events="oom_kill 5\n")
    watch.look_at_end()
    group = watch.record()
    assert group is not None
    assert (group.limit_bytes, group.high_bytes, group.oom_kills) == (3 * GB, None, 3)
    assert group.peak_charged_bytes == 2_500_000_000
    assert group.before is not None
    assert group.end is not None
    assert (group.before.charged_bytes, group.end.charged_bytes) == (2 * GB, 2_400_000_000)


def test_kills_that_nobody_counts_are_unknown(tmp_path: Path) -> None:
    make(tmp_path, V2_FILES)
    (tmp_path / "memory.events").unlink()
    group = GroupWatch(find_group(tmp_path, "0::/\n")).record()
    assert group is not None
    assert group.oom_kills is None
    assert GroupWatch(None).record() is None


def test_the_charge_of_a_process_is_that_of_the_tightest_limit_or_of_its_own_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    membership = "0::/a/b\n"
    monkeypatch.setattr(
        "sparsemem.measure.machine.memory_limits.group_of", lambda pid, root: find_group(root, membership)
    )
    make(tmp_path / "a", V2_FILES, memory_current="700")
    make(tmp_path / "a" / "b", V2_FILES, memory_current="500", memory_high="900")
    charge = memory_charge(1, tmp_path)
    assert charge is not None
    assert (charge.limit_bytes, charge.used_bytes, charge.high_bytes) == (None, 500, 900)
    make(tmp_path / "a", V2_FILES, memory_current="700", memory_max="800")
    charge = memory_charge(1, tmp_path)
    assert charge is not None
    assert (charge.limit_bytes, charge.used_bytes) == (800, 700)
    membership = "0::/\n"
    assert memory_charge(1, tmp_path) is None
