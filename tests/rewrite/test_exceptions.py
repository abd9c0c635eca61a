"""Who sees an exception, or what it leaves half done: each way of that, around a function that it leaves."""

import subprocess
import sys

import pytest

from sparsemem.rewrite import rewrite

STATE = """class Box:
    def __init__(self):
        self.bad = 0

    def numbers(self, words):
        found = []
        for word in words:
            if not word.isalnum():
                self.bad += 1
                continue
            found.append(int(word))
        return found

    def run(self):
        return named(self.numbers("1 - 7 - x -".split()))


def named(numbers):
    table, found = {1: 2, 2: 3}, 0
    for number in numbers:
        found += table[number]
    return found


def work(box):
    return box.run()


"""
WAYS = {
    "a handler around a call": """
box = Box()
try:
    work(box)
except ValueError:
    print("value", box.bad)
except KeyError:
    print("key", box.bad)
""",
    "a function that is handed on": """
def attempt(function, box):
    try:
        return function(box)
    except (ValueError, TypeError):
        return "value", box.bad
    except KeyError:
        return "key", box.bad
print(attempt(work, Box()))
""",
    "a table of functions": """
box = Box()
for name, job in {"work": work}.items():
    try:
        job(box)
    except Exception as error:
        print(type(error), box.bad)
""",
    "a bound method that is handed on": """
class Runner:
    def __init__(self, job):
        self.job = job
    def go(self):
        try:
            self.job()
        except Exception as error:
            print(type(error))
box = Box()
Runner(box.run).go()
print(box.bad)
""",
    "a name that is worked out": """
box = Box()
for name in ["run"]:
    try:
        getattr(box, name)()
    except KeyError:
        print(box.bad)
    except ValueError:
        print("value", box.bad)
""",
    "a name that is worked out, of what is called elsewhere": """
def main(names):
    for name in names:
        try:
            getattr(Box(), name)()
        except KeyError:
            print("key")
        except ValueError:
            print("value")
main(["run"])
Box().run()
""",
    "an object that a class method makes": """
class Done:
    def __init__(self, box):
        self.fill(box)
    def fill(self, box):
        self.found = named(box.numbers("1 - 7 - x -".split()))
    @classmethod
    def of(cls, box):
        try:
            return cls(box)
        except KeyError:
            print("key", box.bad)
        except ValueError:
            print("value", box.bad)
Done.of(Box())
""",
    "a text that is run": """
def main(text):
    try:
        eval(text)
    except KeyError:
        print("key")
    except ValueError:
        print("value")
main("work(Box())")
work(Box())
""",
    "what is done at last": """
box = Box()
def main():
    try:
        print(work(box))
    finally:
        print(box.bad)
main()
""",
    "a context": """
class Seen(Box):
    def __enter__(self):
        return self
    def __exit__(self, *found):
        print(found[0], self.bad)
        return True
with Seen() as box:
    print(work(box))
""",
    "a context that looks like a file": """
class Kept:
    def __init__(self, box):
        self.box = box
    def open(self):
        return self
    def __enter__(self):
        return self
    def __exit__(self, *found):
        print(found[0], self.box.bad)
        return True
box = Box()
with Kept(box).open():
    print(work(box))
""",
    "a decorator around the caller": """
def twice(function):
    def again(box):
        for _ in range(2):
            try:
                return function(box)
            except Exception as error:
                print(type(error), box.bad)
    return again
@twice
def outer(box):
    return work(box)
outer(Box())
""",
    "a lambda": """
box = Box()
job = lambda: work(box)
try:
    job()
except KeyError:
    print("key", box.bad)
except ValueError:
    print("value", box.bad)
""",
    "a generator that is taken from elsewhere": """
def steps(box):
    yield 1
    yield work(box)
box = Box()
waiting = steps(box)
try:
    for step in waiting:
        print(step)
except KeyError:
    print("key", box.bad)
except ValueError:
    print("value", box.bad)
""",
    "a generator that waits": """
def watch(box):
    try:
        yield 1
    finally:
        print(box.bad)
def main():
    box = Box()
    watcher = watch(box)
    next(watcher)
    print(work(box))
main()
""",
    "a special method": """
class Long(Box):
    def __len__(self):
        return work(self)
box = Long()
try:
    len(box)
except KeyError:
    print("key", box.bad)
except ValueError:
    print("value", box.bad)
""",
    "a text that a log asks for": """
import logging
class Shown(Box):
    def __str__(self):
        return str(work(self))
box = Shown()
logging.warning("%s", box)
print(box.bad)
""",
    "what runs at the end": """
import atexit
box = Box()
atexit.register(lambda: print(box.bad))
work(box)
""",
    "an object that is told of its end": """
class Told(Box):
    def __del__(self):
        print(self.bad)
def main():
    work(Told())
main()
""",
    "a hook": """
import sys
box = Box()
sys.excepthook = lambda *found: print(found[0], box.bad)
work(box)
""",
    "a thread": """
import threading
box = Box()
thread = threading.Thread(target=work, args=(box,))
thread.start()
thread.join()
print(box.bad)
""",
}


@pytest.mark.parametrize("is_counted", [True, False], ids=["half done", "which"])
@pytest.mark.parametrize("way", WAYS)
def test_what_is_seen_of_an_exception_stays(way: str, is_counted: bool) -> None:
    counted = "                self.bad += 1\n"
    sources = {"main.py": (STATE if is_counted else STATE.replace(counted, "")) + WAYS[way]}
    done = rewrite(sources)
    assert _run({**sources, **done.sources}["main.py"]) == _run(sources["main.py"])
    assert not (is_counted and done.changes)


def _run(text: str) -> tuple[str, int]:
    """In a process of its own: some of these are told of its end."""
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    return done.stdout, done.returncode


def test_where_it_ends_the_program_nobody_sees_what_it_leaves() -> None:
    done = rewrite({"main.py": f"{STATE}box = Box()\nprint(work(box), box.bad)\n"})
    assert [change.function for change in done.changes] == ["Box.numbers"]


@pytest.mark.parametrize("last", ["os.remove(path)", "print(box.bad)"])
def test_what_removes_files_at_last_sees_no_objects(last: str) -> None:
    head = "import os, tempfile\nhandle, path = tempfile.mkstemp()\nos.close(handle)\nbox = Box()\n"
    done = rewrite({"main.py": f"{STATE}{head}try:\n    print(work(box))\nfinally:\n    {last}\n"})
    assert bool(done.changes) == ("remove" in last)
