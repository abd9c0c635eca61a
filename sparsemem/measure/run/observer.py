"""Who is told of a run while it goes on."""

from typing import Protocol


class RunObserver(Protocol):
    """What a person who waits sees change."""

    def running(self, rss_bytes: int) -> None:
        """While the program runs; the RSS of its root process."""

    def reading_owners(self) -> None:
        """The program has ended and waits; who holds its heap is being found out, which takes a while."""


class Unobserved:
    """Nobody waits."""

    def running(self, rss_bytes: int) -> None:
        """Nothing."""

    def reading_owners(self) -> None:
        """Nothing."""


UNOBSERVED = Unobserved()
