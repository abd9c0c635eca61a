"""The size profile of real children: what it notes, and that no target behaves otherwise for it."""

import sys
from pathlib import Path
from textwrap import dedent

import pytest

from laboratory import Laboratory, Seen
from probe.test_hostile import HOSTILE, MOMENTS
from sparsemem.measure.passes.return_sizes import SizeProfile, size_profile
from sparsemem.model import Returned, Target

HAS_MONITORING = sys.version_info >= (3, 12)
SEE_IT = () if HAS_MONITORING else ("describes_itself.py", "profiles.py", "traces_past_the_end.py")
"""On 3.11 `sys.getprofile()` tells of it, and the call that sets another function is told to that one as ended."""
LOSE_IT = () if HAS_MONITORING else ("recurses_deeply.py",)
"""On 3.11 a profile function that does not fit on the stack is taken away."""


def run(laboratory: Laboratory, text: str, name: str = "a.py") -> tuple[Seen, SizeProfile]:
    """A script under the profile, which has to do as it does by itself."""
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(dedent(text), encoding="utf-8")
    target = Target("script", name, (), laboratory.python)
    seen = laboratory.measured(target, profiles_sizes=True)
    assert seen == laboratory.plain(target)
    assert seen.finished is not None
    return seen, size_profile(seen.finished)


def of(profile: SizeProfile) -> dict[str, Returned]:
    """The functions by their names."""
    assert profile.sizes is not None
    return {one.function: one for one in profile.sizes}


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in SEE_IT])
def test_hostile_targets_do_as_they_do_by_themselves(laboratory: Laboratory, name: str) -> None:
    target = laboratory.script(name)
    seen = laboratory.measured(target, profiles_sizes=True)
    assert seen == laboratory.plain(target)
    if "end" in MOMENTS.get(name, ["end"]):
        assert seen.finished is not None
        assert size_profile(seen.finished).is_whole == (name not in LOSE_IT)


def test_without_being_asked_for_there_is_none(laboratory: Laboratory) -> None:
    Path("a.py").write_text("print(1)")
    finished = laboratory.measured(Target("script", "a.py", (), laboratory.python)).finished
    assert finished is not None
    assert not finished.told("end", "heard")
    assert size_profile(finished).sizes is None


KINDS = """
def first(): return [None] * 100
def second(): return dict.fromkeys(range(7))
def third(): return {1, 2}
def fourth(): return (1, 2, 3)
def fifth(): return frozenset("ab")
def sixth(): return "x" * 30
def seventh(): return b"y" * 31
def eighth(): return bytearray(32)
for function in (first, second, third, fourth, fifth, sixth, seventh, eighth): function()
print(*(function().__sizeof__() for function in (first, second, third, fourth, fifth, sixth, seventh, eighth)))
"""


def test_each_kind_of_container_with_its_length_and_the_size_of_its_own_block(laboratory: Laboratory) -> None:
    seen, profile = run(laboratory, KINDS)
    found = sorted(of(profile).values(), key=lambda one: one.line)
    assert [one.elements for one in found] == [100, 7, 2, 3, 2, 30, 31, 32]
    assert [one.bytes for one in found] == list(map(int, seen.stdout.split()))
    assert {(one.path, one.calls, one.generators) for one in found} == {("a.py", 2, 0)}


def test_the_largest_of_many_and_how_often(laboratory: Laboratory) -> None:
    _, profile = run(laboratory, "def build(n): return [0] * n\nfor n in (3, 500, 4): build(n)")
    assert (of(profile)["build"].calls, of(profile)["build"].elements) == (3, 500)


def test_what_returns_no_container_is_known_to_run(laboratory: Laboratory) -> None:
    _, profile = run(laboratory, "def f(): return 5\ndef g(): return object()\nf(), g(), g()")
    assert [(one.calls, one.elements, one.bytes) for one in map(of(profile).get, "fg") if one] == [
        (1, None, None),
        (2, None, None),
    ]


def test_generators_and_what_gives_one_but_not_what_they_yield(laboratory: Laboratory) -> None:
    _, profile = run(
        laboratory,
        """
        def rows():
            yield [0] * 1000
        def lazily(): return (row for row in rows())
        list(lazily()), list(rows())
        """,
    )
    found = of(profile)
    assert (found["rows"].calls, found["rows"].generators, found["rows"].elements) == (2, 2, None)
    assert (found["lazily"].calls, found["lazily"].generators) == (1, 1)
    assert set(found) == {"rows", "lazily"}


def test_coroutines_return_once_however_often_they_wait(laboratory: Laboratory) -> None:
    text = "import asyncio\nasync def load():\n    for _ in range(5): await asyncio.sleep(0)\n    return [1] * 20\n"
    _, profile = run(laboratory, text + "asyncio.run(load())")
    assert (of(profile)["load"].calls, of(profile)["load"].elements) == (1, 20)


def test_a_call_that_raises_did_not_return(laboratory: Laboratory) -> None:
    text = "def f(n):\n    if n: raise ValueError\n    return []\nf(0)\ntry: f(1)\nexcept ValueError: print('raised')"
    assert of(run(laboratory, text)[1])["f"].calls == 1


def test_names_are_qualified_and_comprehensions_and_bodies_are_no_functions(laboratory: Laboratory) -> None:
    _, profile = run(
        laboratory,
        """
        class A:
            def rows(self):
                def inner(): return [[y for y in range(3)] for x in range(12)]
                return inner()
        A().rows()
        """,
    )
    assert set(of(profile)) == {"A.rows", "A.rows.<locals>.inner"}


def test_neither_the_standard_library_nor_installed_packages_nor_code_without_a_file(laboratory: Laboratory) -> None:
    package = Path("lib/site-packages")
    package.mkdir(parents=True)
    (package / "other.py").write_text("def rows(): return [1] * 50")
    _, profile = run(
        laboratory,
        """
        import fractions, sys, textwrap
        sys.path.append("lib/site-packages")
        import other
        exec("def made(): return [1]\\nmade()")
        def mine(): return other.rows()
        print(len(mine()), textwrap.wrap("a b", 1), fractions.Fraction("1/3"))
        """,
    )
    assert set(of(profile)) == {"mine"}


ODD = ["tab\there.py", "line\nend.py", "a\\nb 'c' \"d\".py", "\udc80.py", "\x0c.py", "é/ü.py"]


@pytest.mark.parametrize("name", ODD)
def test_odd_paths_survive(laboratory: Laboratory, name: str) -> None:
    _, profile = run(laboratory, "def é(): return [1]\né()", name)
    assert (of(profile)["é"].path, of(profile)["é"].line) == (name, 1)


def test_no_code_of_the_target_is_run_to_measure(laboratory: Laboratory) -> None:
    _, profile = run(
        laboratory,
        """
        def fail(*arguments): raise RuntimeError("looked at")
        Kind = type("Kind", (type,), dict.fromkeys(("__hash__", "__eq__", "__getattribute__"), fail))
        names = ("__len__", "__sizeof__", "__getattribute__", "__class__", "__hash__", "__eq__", "__iter__")
        Rows = Kind("Rows", (list,), dict.fromkeys(names, fail))
        one = list.__new__(Rows)
        list.extend(one, range(15))
        def rows(): return one
        rows()
        """,
    )
    assert of(profile)["rows"].elements == 15


def test_a_target_that_takes_all_tools(laboratory: Laboratory) -> None:
    _, profile = run(
        laboratory,
        """
        import sys
        monitoring = getattr(sys, "monitoring", None)
        def rows(): return [1] * 20
        rows()
        for tool in range(6) if monitoring else ():
            print(monitoring.get_tool(tool))
            monitoring.use_tool_id(tool, "mine")
            monitoring.register_callback(tool, monitoring.events.PY_RETURN, lambda *told: print(tool, told[2]))
            monitoring.set_events(tool, monitoring.events.PY_RETURN)
        rows()
        """,
    )
    assert profile.is_whole == (not HAS_MONITORING)
    assert of(profile)["rows"].elements == 20


def test_a_target_that_sets_a_profile_function_of_its_own(laboratory: Laboratory) -> None:
    text = (
        "import sys\ndef rows(): return [1] * 20\nrows()\n"
        "sys.setprofile(lambda frame, event, value: None)\nrows()\nprint(sys.getprofile() is not None)"
    )
    _, profile = run(laboratory, text)
    assert profile.is_whole == HAS_MONITORING
    assert of(profile)["rows"].calls == (2 if HAS_MONITORING else 1)


def test_a_forked_child_is_no_part_of_it(laboratory: Laboratory) -> None:
    _, profile = run(
        laboratory,
        """
        import os
        def rows(n): return [1] * n
        rows(5)
        if os.fork(): print(os.wait()[1])
        else: rows(500)
        """,
    )
    assert of(profile)["rows"].elements == 5


@pytest.mark.skipif(not HAS_MONITORING, reason="a profile function is of one thread")
def test_no_return_of_any_thread_is_lost(laboratory: Laboratory) -> None:
    _, profile = run(
        laboratory,
        """
        import sys, threading
        sys.setswitchinterval(1e-5)
        def rows(n): return [None] * n
        def work(n):
            for i in range(5000): rows(i % n)
        threads = [threading.Thread(target=work, args=(n,)) for n in (50, 10, 20, 30)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        """,
    )
    assert (of(profile)["rows"].calls, of(profile)["rows"].elements) == (20_000, 49)


def test_nothing_is_left_of_it_at_exit(laboratory: Laboratory) -> None:
    text = """
        import atexit, sys
        @atexit.register
        def look():
            monitoring = getattr(sys, "monitoring", None)
            print(sys.getprofile(), [monitoring.get_tool(tool) for tool in range(6)] if monitoring else None)
            print(monitoring and monitoring.register_callback(4, monitoring.events.PY_RETURN, None))
        def rows(): return [1]
        rows()
        """
    seen, _ = run(laboratory, text)
    assert seen.stdout.split()[0] == b"None"
