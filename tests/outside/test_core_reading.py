"""Core files of real processes, against what was read of them while they lived."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sparsemem.diagnose.conclusions.attachment_diagnosis import diagnose_attachment
from sparsemem.measure.attach.core_dump import attach_core
from sparsemem.measure.attach.running_process import Attached
from sparsemem.model import Ledger
from sparsemem.outside import Reading, read_ledger
from sparsemem.outside.core_reading import open_core, read_core
from sparsemem.outside.heap_findings import Asked
from tests.outside.children import interpreters

PROGRAM = """
import os, resource, sys, threading
resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
rows = [{"id": i, "label": f"label-{i}"} for i in range(100_000)]
LABELS = [row["label"] for row in rows[::37]]
del rows
buffers = [b"x" * 20_000 for _ in range(1_000)][::9]
for _ in range(4):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
print("ready", flush=True)
sys.stdin.readline()
os.abort()
"""
_PATTERN = Path("/proc/sys/kernel/core_pattern").read_text().strip()
_LIMIT = resource.getrlimit(resource.RLIMIT_CORE)[1]
needs_cores = pytest.mark.skipif(
    "/" in _PATTERN or _PATTERN.startswith("|") or _LIMIT != resource.RLIM_INFINITY,
    reason="the kernel gives cores away, or may not write them whole",
)
needs_gdb = pytest.mark.skipif(shutil.which("gcore") is None, reason="gcore of gdb is not there")


@dataclass
class Victim:
    """A process that waits, and aborts at a word."""

    process: "subprocess.Popen[str]"
    folder: Path

    @property
    def command(self) -> str:
        """The program that it runs; not the one that was started, where that was a wrapper of it."""
        return Path(f"/proc/{self.process.pid}/cmdline").read_text().split("\0")[0]

    def read(self) -> Reading:
        """Its memory while it lives."""
        return read_ledger(self.process.pid)

    def abort(self) -> str:
        """Its core file."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.process.wait()
        (found,) = self.folder.glob("core*")
        return str(found)


@pytest.fixture(params=interpreters())
def victim(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Victim]:
    with subprocess.Popen(
        [request.param, "-c", PROGRAM],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Victim(process, tmp_path)
        process.kill()


def _parts(reading: Reading) -> Ledger:
    ledger = reading.moment.ledger
    assert ledger is not None
    return ledger


def _near(dead: int | None, living: int | None) -> bool:
    assert dead is not None
    assert living is not None
    return abs(dead - living) <= max(living // 100, 64 * 1024)


def _is_here(command: str, dead: Attached) -> bool:
    """Whether this machine has the program; else the notes say so, since it holds the names of the types."""
    here = Path(command).is_file()
    assert here != any("Not here as the process had it" in note and Path(command).name in note for note in dead.notes)
    return here


def _without_libraries(reading: Reading) -> int:
    return (reading.moment.anonymous_bytes or 0) - (_parts(reading).library_data_bytes or 0)


@needs_cores
def test_the_ledger_of_the_dead_is_that_of_the_living(victim: Victim) -> None:
    living = victim.read()
    dead = read_core(open_core(victim.abort()))
    for part in ("python_live", "python_free_blocks", "python_free_pools", "malloc_live", "malloc_free", "stack"):
        assert _near(getattr(_parts(dead), f"{part}_bytes"), getattr(_parts(living), f"{part}_bytes")), part
    # Pages of libraries that were not written are in the core as well.
    assert _near(_without_libraries(dead), _without_libraries(living))
    assert _parts(dead).total_bytes == dead.moment.rss_bytes
    assert (_parts(dead).file_bytes, dead.moment.swap_bytes) == (None, None)
    assert dead.identity.python_version == living.identity.python_version
    assert abs(dead.malloc.trimmable_bytes - living.malloc.trimmable_bytes) < 64 * 1024


@needs_cores
def test_types_values_and_owners_of_the_dead(victim: Victim) -> None:
    command = victim.command
    attached = attach_core(victim.abort(), Asked(values=True))
    found = diagnose_attachment(attached.observation)
    assert (found.target.pid, found.verdict) == (victim.process.pid, "sparse")
    assert found.target.command.startswith(command)
    if not _is_here(command, attached):
        return
    assert (found.coverage or 0) > 0.9
    assert (found.pinners[0].type, found.pinners[0].owner) == ("str", "__main__.LABELS")
    assert (found.pinners[0].values or ("",))[0].startswith("'label-")


@needs_cores
def test_a_core_that_lost_its_holes_says_nearly_the_same(victim: Victim) -> None:
    whole = victim.abort()
    dense = victim.folder / "dense"
    dense.write_bytes(Path(whole).read_bytes())
    core = open_core(str(dense))
    assert not core.has_holes
    for part in ("python_live_bytes", "python_free_blocks_bytes", "python_free_pools_bytes"):
        assert _near(getattr(_parts(read_core(core)), part), getattr(_parts(read_core(open_core(whole))), part))
    assert any("without its holes" in note for note in attach_core(str(dense), Asked()).notes)


@needs_cores
@pytest.mark.parametrize("share", [0.001, 0.5, 0.999])
def test_a_core_that_was_cut_off(victim: Victim, share: float) -> None:
    path = victim.abort()
    os.truncate(path, int(os.path.getsize(path) * share))
    with pytest.raises(Exception, match="was cut off"):
        open_core(path)


@needs_gdb
def test_a_core_written_by_gdb(victim: Victim) -> None:
    living = victim.read()
    subprocess.run(
        ["gcore", "-o", str(victim.folder / "gdb"), str(victim.process.pid)],
        stdin=subprocess.DEVNULL, capture_output=True, check=True,
    )  # fmt: skip
    path = str(victim.folder / f"gdb.{victim.process.pid}")
    dead = read_core(open_core(path))
    # Chunks of malloc may hold whole pages of zeros, which are not told from pages that nobody touched.
    for part in ("python_live", "python_free_blocks", "python_free_pools", "malloc_free"):
        assert _near(getattr(_parts(dead), f"{part}_bytes"), getattr(_parts(living), f"{part}_bytes")), part
    attached = attach_core(path, Asked())
    if _is_here(victim.command, attached):
        assert attached.observation.pinners[0].owner == "__main__.LABELS"


@needs_cores
def test_a_core_of_another_program(tmp_path: Path) -> None:
    process = subprocess.Popen(["sh", "-c", "ulimit -c unlimited; kill -ABRT $$"], cwd=tmp_path)
    process.wait()
    (path,) = tmp_path.glob("core*")
    with pytest.raises(Exception, match=r"is the core of sh -c .*, which ran no Python"):
        attach_core(str(path), Asked())
