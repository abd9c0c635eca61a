"""A profiler in the target's interpreter: the target does as it does by itself, and the record is whole."""

import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from laboratory import Laboratory, Seen
from probe.test_hostile import MOMENTS
from sparsemem.measure.moments.capture_file import capture_beside
from sparsemem.measure.passes.memray_capture import Recorded, Wanted, read_capture
from sparsemem.measure.passes.profiler_figures import parse_traced
from sparsemem.model import Target

pytest.importorskip("memray")

HOSTILE = (
    "changes_directory.py", "closes_descriptors.py", "closes_streams.py", "counts_frames.py", "damages_sys.py",
    "disables_gc.py", "exits_at_once.py", "exits_with_status.py", "forks.py", "forks_strictly.py",
    "handles_every_signal.py", "interrupts_itself.py", "is_killed.py", "leaves_daemons.py", "pickles_itself.py",
    "raises.py", "runs_asyncio.py", "sigwaits.py", "starts_programs.py", "traces.py", "waits_to_be_alone.py",
    "works_in_threads.py",
)  # fmt: skip
"""Of the targets of this folder. What looks for `threading` in `sys.modules`, or at its shutdown, finds it there."""
ALL = ["start", "end", "after_atexit", "after_collect", "after_release", "after_trim"]

PROGRAMS = {
    "exits in a thread": """
        import sys, threading
        def work(): sys.exit(3)
        thread = threading.Thread(target=work); thread.start(); thread.join(); print("on")
    """,
    "works in processes": """
        import multiprocessing
        def work(n): return [str(i) for i in range(n)][-1]
        if __name__ == "__main__":
            with multiprocessing.get_context("fork").Pool(2) as pool: print(pool.map(work, [10, 1000]))
    """,
    "closes what it did not open": """
        import os
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        files = [open(f"own{n}.txt", "w") for n in range(8)]
        kept = [str(i) * 3 for i in range(200_000)]
        kept = [text * 2 for text in kept]
        for n, file in enumerate(files): file.write(f"{n}\\n" * 9); file.close()
        print([open(f"own{n}.txt").read() == f"{n}\\n" * 9 for n in range(8)], os.open("own0.txt", os.O_RDONLY) < 20)
    """,
    "changes the path": """
        import sys
        sys.path[:] = ["/nowhere"]
        sys.meta_path.clear()
        print([str(n) for n in range(3)])
    """,
    "has modules of its own": """
        import platform, random, token, rich
        print(platform.MINE, random.MINE, token.MINE, rich.MINE)
    """,
    "lists what it has open": """
        import os, resource, sys
        print(sorted(int(name) for name in os.listdir("/proc/self/fd"))[:4])
        print(resource.getrlimit(resource.RLIMIT_NOFILE), len(os.listdir("/proc/self/task")))
        print([name for name in sys.modules if name.partition(".")[0] in ("memray", "rich")], sys.getprofile())
    """,
}


EACH_WAY = """
import os, sys
for way in ("_exit", "exit", "raise", "exec", "kill"):
    child = os.fork()
    if child:
        print(way, os.waitpid(child, 0)[1], flush=True)
        continue
    KEPT = [bytes(1000) for _ in range(9_000)]
    if way == "_exit": os._exit(3)
    if way == "exit": sys.exit(4)
    if way == "exec": os.execv("/bin/echo", ["echo", "on"])
    if way == "kill": os.kill(os.getpid(), 9)
    raise ValueError(way)
"""
FORKS = {
    "forks that fork": """
        import os, threading
        def fork(depth):
            child = os.fork()
            if child: return print(depth, os.waitpid(child, 0)[1], flush=True)
            if depth: fork(depth - 1)
            thread = threading.Thread(target=print, args=("thread", depth), name="one"); thread.start(); thread.join()
            os._exit(depth)
        fork(5)
    """,
    "traces": """
        import os, sys
        seen = []
        def trace(frame, event, argument): seen.append(os.path.basename(frame.f_code.co_filename))
        def work(): assert sys.gettrace() is trace
        sys.settrace(trace)
        if child := os.fork(): os.waitpid(child, 0)
        work()
        sys.settrace(None)
        print(seen.count("capture.py"), seen.count("apart.py"), seen.count("a.py"), flush=True)
    """,
    "has a profile function": """
        import os, sys
        def profile(frame, event, argument): pass
        sys.setprofile(profile)
        if child := os.fork(): os.waitpid(child, 0)
        print(sys.getprofile() is profile, flush=True)
    """,
    "lists what it has open": """
        import gc, os, resource, sys
        for _ in range(3):
            if child := os.fork():
                os.waitpid(child, 0)
                continue
            print(sorted(int(name) for name in os.listdir("/proc/self/fd"))[:4], open("own.txt", "w").fileno())
            print(resource.getrlimit(resource.RLIMIT_NOFILE), len(os.listdir("/proc/self/task")), gc.isenabled())
            print(sys.getprofile(), flush=True)
    """,
    "works in processes": PROGRAMS["works in processes"],
    "has an executor": """
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context
        def work(n): return len([str(i) for i in range(n)])
        if __name__ == "__main__":
            with ProcessPoolExecutor(2, get_context("fork")) as pool: print(*pool.map(work, (9, 9000)))
    """,
    "has something done before another program": """
        import os, subprocess
        print(subprocess.run(["true"], preexec_fn=os.getpid).returncode)
    """,
}


def run(laboratory: Laboratory, text: str, profiler: str = "memray", forks: int = 0) -> Seen:
    """A script under the profiler, which has to do as it does by itself."""
    Path("a.py").write_text(dedent(text))
    target = Target("script", "a.py", (), laboratory.python)
    seen = laboratory.measured(target, profiler=profiler, forks=forks)
    assert seen == laboratory.plain(target)
    return seen


def read(seen: Seen, wanted: Wanted = Wanted()) -> Recorded:  # noqa: B008 - frozen
    """What memray recorded of a run."""
    assert seen.finished is not None
    found = read_capture(sys.executable, capture_beside(seen.finished.place.mailbox), wanted)
    assert isinstance(found, Recorded), found
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_targets_do_as_they_do_by_themselves(laboratory: Laboratory, name: str) -> None:
    target = laboratory.script(name)
    seen = laboratory.measured(target, profiler="memray")
    assert seen == laboratory.plain(target)
    assert seen.moments == MOMENTS.get(name, ALL)
    read(seen)


@pytest.mark.parametrize("name", ["forks.py", "forks_strictly.py"])
def test_so_do_those_whose_forks_are_recorded(laboratory: Laboratory, name: str) -> None:
    target = laboratory.script(name)
    seen = laboratory.measured(target, profiler="memray", forks=16)
    assert seen == laboratory.plain(target)
    assert seen.moments == MOMENTS.get(name, ALL)


@pytest.fixture
def few_files() -> Iterator[None]:
    """A limit of open files as most systems have it."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)


@pytest.mark.usefixtures("few_files")
@pytest.mark.parametrize("name", PROGRAMS)
def test_other_programs_do_so_too(laboratory: Laboratory, name: str) -> None:
    for module in ("platform", "random", "token", "rich"):
        if name == "has modules of its own":
            Path(f"{module}.py").write_text("MINE = __name__")
    run(laboratory, PROGRAMS[name])


@pytest.mark.parametrize("name", ["exits_at_once.py", "forks.py", "raises.py", "sigwaits.py", "works_in_threads.py"])
@pytest.mark.parametrize("profiler", ["memray sums", "tracemalloc"])
def test_with_other_ways_to_record_as_well(laboratory: Laboratory, name: str, profiler: str) -> None:
    target = laboratory.script(name)
    assert laboratory.measured(target, profiler=profiler) == laboratory.plain(target)


KNOWN = """
def build(n): return [bytes(1000) for _ in range(n)]
def shorten(blocks): return [block[:500] for block in blocks]
KEPT = shorten(build(20_000))
"""


@pytest.mark.parametrize("profiler", ["memray", "memray sums"])
def test_the_peak_and_the_end_and_their_lines(laboratory: Laboratory, profiler: str) -> None:
    found = read(run(laboratory, KNOWN, profiler), Wanted(replay=True))

    peak = {line.function: line for line in found.peak.lines}
    assert peak["build"].allocations == pytest.approx(20_000, abs=10)
    assert peak["build"].bytes == pytest.approx(20_000 * 1033 + 8 * 20_000, rel=0.02)
    assert peak["shorten"].bytes == pytest.approx(20_000 * 533 + 8 * 20_000, rel=0.02)
    assert found.end.lines[0].function == "shorten"
    assert found.end.requested_bytes == pytest.approx(peak["shorten"].bytes, rel=0.02)
    assert (found.replayed is not None) == (profiler == "memray")
    if found.replayed is not None:
        assert found.replayed.end_bytes == pytest.approx(20_000 * 544 + 8 * 20_000, rel=0.02)


@pytest.mark.usefixtures("few_files")
@pytest.mark.parametrize("name", FORKS)
def test_programs_whose_forks_are_recorded_do_as_they_do_by_themselves(laboratory: Laboratory, name: str) -> None:
    run(laboratory, FORKS[name], forks=16)


@pytest.mark.parametrize(("forks", "profiler"), [(3, "memray"), (16, "memray sums")])
def test_whichever_way_a_fork_ends_its_record_is_there(laboratory: Laboratory, forks: int, profiler: str) -> None:
    seen = run(laboratory, EACH_WAY, profiler, forks)
    assert seen.finished is not None
    root = capture_beside(seen.finished.place.mailbox)
    captures = [one for one in root.parent.glob(f"{root.name}.*") if one.suffix[1:].isdigit()]

    assert len(captures) == min(forks, 5)
    for capture in captures:
        found = read_capture(sys.executable, capture, Wanted())
        assert isinstance(found, Recorded), found
        assert (found.peak.lines[0].path[-4:], found.peak.lines[0].line) == ("a.py", 8)
        assert found.peak.lines[0].bytes == pytest.approx(9_000 * 1041, rel=0.02)


def test_tracemalloc_tells_the_peak_and_the_lines_of_the_end(laboratory: Laboratory) -> None:
    seen = run(laboratory, KNOWN, "tracemalloc")
    assert seen.finished is not None
    assert "end" in seen.finished.looks

    head, *lines = seen.finished.told("end", "traced").split("\n")

    end, peak, counted = map(int, head.split())
    assert end == pytest.approx(20_000 * 541, rel=0.02)
    assert peak == pytest.approx(20_000 * (541 + 1041), rel=0.02)
    assert counted == pytest.approx(20_000 * 552, rel=0.02)
    assert parse_traced(lines)[0].line == 3


def test_a_target_that_stops_tracemalloc_is_let_do_so(laboratory: Laboratory) -> None:
    seen = run(laboratory, "import tracemalloc\ntracemalloc.stop()\nprint(tracemalloc.is_tracing())", "tracemalloc")
    assert seen.finished is not None
    assert "end" in seen.finished.looks
    assert seen.finished.told("end", "traced") == ""


def test_allocations_of_threads_have_their_lines(laboratory: Laboratory) -> None:
    text = """
        import threading
        def work(): KEPT.extend(str(i) * 20 for i in range(20_000))
        KEPT = []
        thread = threading.Thread(target=work); thread.start(); thread.join()
    """
    assert read(run(laboratory, text)).end.lines[0].function == "work"
