"""The limits of control groups, read from trees of files like the kernel's."""

from pathlib import Path

import psutil
import pytest

from sparsemem.measure.machine.memory_limits import available_bytes, default_guard, memory_limit
from sparsemem.units import GB, MB

V2 = ("memory.max", "memory.current")
V1 = ("memory.limit_in_bytes", "memory.usage_in_bytes")
NO_LIMIT_V1 = "9223372036854771712\n"


def group(folder: Path, limit: str, used: str = "0\n", names: tuple[str, str] = V2) -> None:
    """A control group with a limit and a use."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in zip(names, (limit, used), strict=True):
        (folder / name).write_text(text)


def test_the_tightest_limit_on_the_way_to_the_root_counts(tmp_path: Path) -> None:
    group(tmp_path / "pods", f"{2 * GB}\n")
    group(tmp_path / "pods/a", f"{GB}\n")
    group(tmp_path / "pods/a/main", f"{3 * GB}\n")
    group(tmp_path / "pods/b", f"{MB}\n")
    assert memory_limit(tmp_path, "0::/pods/a/main\n") == GB
    assert memory_limit(tmp_path, "0::/pods\n") == 2 * GB


def test_a_limit_of_max_is_none(tmp_path: Path) -> None:
    group(tmp_path / "user.slice", "max\n")
    assert memory_limit(tmp_path, "0::/user.slice\n") is None


def test_version_1_has_its_own_folder_and_file(tmp_path: Path) -> None:
    group(tmp_path / "memory", NO_LIMIT_V1, names=V1)
    group(tmp_path / "memory/docker/0123", f"{512 * MB}\n", names=V1)
    assert memory_limit(tmp_path, "11:memory:/docker/0123\n0::/other\n") == 512 * MB
    assert memory_limit(tmp_path, "11:memory:/\n") is None


def test_in_a_container_of_version_2_the_root_is_the_group_itself(tmp_path: Path) -> None:
    group(tmp_path, f"{256 * MB}\n", f"{100 * MB}\n")
    assert memory_limit(tmp_path, "0::/\n") == 256 * MB


@pytest.mark.parametrize("membership", ["0::/kubepods/pod7/0123\n", "0::/../../host\n"])
def test_a_path_of_the_host_that_is_not_mounted_here_falls_back_to_the_root(tmp_path: Path, membership: str) -> None:
    root = tmp_path / "a" / "b" / "cgroup"
    group(root, f"{256 * MB}\n")
    assert memory_limit(root, membership) == 256 * MB


def test_in_a_container_of_version_1_the_memory_folder_is_the_group_itself(tmp_path: Path) -> None:
    group(tmp_path / "memory", f"{256 * MB}\n", names=V1)
    assert memory_limit(tmp_path, "11:memory:/docker/not/mounted\n") == 256 * MB


@pytest.mark.parametrize("membership", ["", "0::/\n", "11:memory:/x\n", "3:cpuset:/\n", "alien", "0::/" + "x" * 5000])
def test_without_files_there_is_no_limit(tmp_path: Path, membership: str) -> None:
    assert memory_limit(tmp_path / "missing", membership) is None


@pytest.mark.parametrize("limit", ["", "alien\n", "-1\n", "1e9\n", "²\n"])
def test_a_limit_that_is_no_number_is_none(tmp_path: Path, limit: str) -> None:
    group(tmp_path, limit)
    assert memory_limit(tmp_path, "0::/\n") is None


def test_what_is_available_is_what_the_tightest_group_leaves(tmp_path: Path) -> None:
    group(tmp_path, f"{20 * MB}\n", f"{18 * MB}\n")
    group(tmp_path / "inner", f"{8 * MB}\n", f"{1 * MB}\n")
    assert available_bytes(tmp_path, "0::/inner\n") == 2 * MB


def test_a_group_over_its_limit_leaves_nothing(tmp_path: Path) -> None:
    group(tmp_path, f"{20 * MB}\n", f"{21 * MB}\n")
    assert available_bytes(tmp_path, "0::/\n") == 0


@pytest.mark.parametrize("used", ["", "alien\n", "max\n"])
def test_a_use_that_cannot_be_read_counts_as_none(tmp_path: Path, used: str) -> None:
    group(tmp_path, f"{20 * MB}\n", used)
    assert available_bytes(tmp_path, "0::/\n") == 20 * MB


def test_without_a_limit_the_kernel_says_what_is_available(tmp_path: Path) -> None:
    assert 0 < available_bytes(tmp_path, "0::/\n") <= psutil.virtual_memory().total


def test_the_guard_is_less_than_the_machine_has() -> None:
    assert 0 < default_guard() <= 0.8 * psutil.virtual_memory().total
