"""The last look at a program that did not come to its end."""

import pytest

from sparsemem.measure.run.last_look import read_last_look
from sparsemem.measure.run.rss_samples import RssSample
from sparsemem.measure.run.watched import Watched
from sparsemem.procfs import Status
from sparsemem.units import MB


def watched(*rss: int) -> Watched:
    """A program of which a sample was taken each second, and that ended then."""
    samples = [RssSample(float(second), Status(size, size, size, 0)) for second, size in enumerate(rss, 1)]
    return Watched(started=100.0, root=7, samples=samples, ended=101.0 + len(rss))


@pytest.mark.parametrize(
    ("rss", "last"),
    [
        ((30 * MB, 40 * MB), (2.0, 40 * MB)),
        ((30 * MB, 40 * MB, 4096), (2.0, 40 * MB)),  # an exec has taken its memory away, and begins with a page
        ((30 * MB, 5 * MB), (2.0, 5 * MB)),
    ],
)
def test_it_is_one_at_an_interpreter(rss: tuple[int, ...], last: tuple[float, int]) -> None:
    found = read_last_look(watched(*rss))
    assert found is not None
    assert (found.seconds, found.moment.rss_bytes) == last


def test_there_may_be_none() -> None:
    assert read_last_look(watched()) is None
    assert read_last_look(watched(4096)) is None
