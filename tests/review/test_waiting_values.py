"""Where values wait without a bound, in sources as they are written."""

import ast

import pytest

from sparsemem.review.waiting_values import Waiting, find_waiting

IMAGES = "def images(count):\n    for i in range(count):\n        yield bytes(i)\n"
FEED = "def feed(rows):\n    for row in rows:\n        {put}(bytes(row))\n"


def found(source: str, function: str, line: int = 2) -> Waiting | None:
    return find_waiting(ast.parse(source), function, line)


@pytest.mark.parametrize("method", ["imap", "imap_unordered", "map", "starmap_async"])
def test_a_pool_reads_its_source_to_the_end(method: str) -> None:
    source = IMAGES + f"with Pool(2) as pool:\n    for x in pool.{method}(work, images(9)): pass\n"
    assert found(source, "images") == Waiting(f"pool.{method}", 5, is_queue=False)


@pytest.mark.parametrize(
    ("made", "put"),
    [
        ("tasks = queue.Queue()", "tasks.put"),
        ("tasks = Queue()", "tasks.put_nowait"),
        ("tasks: Queue[bytes] = asyncio.Queue()", "tasks.put_nowait"),
        ("self.tasks = SimpleQueue()", "self.tasks.put"),
    ],
)
def test_a_queue_without_a_bound_takes_all(made: str, put: str) -> None:
    assert found(f"{FEED.format(put=put)}{made}\n", "feed") == Waiting(put, 3, is_queue=True)


def test_what_a_function_returns_may_be_put_by_another() -> None:
    source = "def load(n):\n    return bytes(n)\ntasks = Queue()\nfor n in range(9):\n    tasks.put(load(n))\n"
    assert found(source, "load") == Waiting("tasks.put", 5, is_queue=True)


@pytest.mark.parametrize(
    "source",
    [
        FEED.format(put="tasks.put") + "tasks = Queue(maxsize=8)\n",
        FEED.format(put="tasks.put") + "tasks = Queue(8)\n",
        FEED.format(put="cache.put") + "tasks = Queue()\n",
        FEED.format(put="tasks.append") + "tasks = Queue()\n",
        "def feed(rows):\n    return bytes(rows)\nfor x in map(work, feed(3)): pass\n",
        "def other(rows):\n    return rows\n",
        "",
    ],
    ids=["maxsize", "a bound by place", "no queue", "no put", "the lazy map", "another function", "nothing"],
)
def test_nothing_is_seen_to_wait(source: str) -> None:
    assert found(source, "feed") is None


def test_the_function_is_the_one_around_the_line() -> None:
    source = IMAGES + "with Pool(2) as pool:\n    pool.imap(work, images(9))\n"
    assert found(source, "images", line=5) is None
