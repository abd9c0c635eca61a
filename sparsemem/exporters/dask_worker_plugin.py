"""Dask's "unmanaged" memory of each worker as a ledger, and a trim of all workers. Needs `sparsemem[dask]`.

`client.register_plugin(SparsememPlugin())` adds the ledger to the metrics of each worker, which the scheduler has as
`scheduler.workers[address].metrics["sparsemem"]`; `worker_memory(client)` asks for it now, and `trim_workers(client)`
gives back what can be given back.
"""

from asyncio import Future
from dataclasses import dataclass
from typing import Any

from distributed import Client, Worker, WorkerPlugin

import sparsemem
from sparsemem.exporters.own_figures import OwnFigures
from sparsemem.live.readable_record import Readable
from sparsemem.live.trimming import Trimmed
from sparsemem.model import Moment
from sparsemem.report.words.ledger_words import sizes
from sparsemem.units import format_size

_METRIC = "sparsemem"


class SparsememPlugin(WorkerPlugin):
    """The figures of each worker, read in a thread when a heartbeat finds them older than `every` seconds; the
    heartbeat does not wait, and has those of before."""

    name = _METRIC

    def __init__(self, every: float = 30.0) -> None:
        self.every = every

    def setup(self, worker: Worker) -> None:
        """On the worker, when it starts."""
        figures = OwnFigures(self.every)
        known: dict[str, float] = {}
        read_last: list[Future[None]] = []

        def read() -> None:
            known.update({one.label or one.name.removeprefix("sparsemem_"): one.value for one in figures.read()})

        def metric(asked: Worker) -> dict[str, float]:
            if not read_last or read_last[0].done():
                read_last[:] = [asked.loop.run_in_executor(None, read)]
            return dict(known)

        # A heartbeat may be going through the metrics of before, and waiting for one of another plugin's.
        worker.metrics = {**worker.metrics, _METRIC: metric}

    def teardown(self, worker: Worker) -> None:
        """On the worker, when it ends."""
        worker.metrics = {name: ask for name, ask in worker.metrics.items() if name != _METRIC}


@dataclass(frozen=True, slots=True, repr=False)
class WorkerMemory(Readable):
    """Of one worker: what Dask holds for its tasks by its own count, and where the RSS is."""

    address: str
    managed_bytes: int
    moment: Moment

    @property
    def unmanaged_bytes(self) -> int:
        """As Dask has it: the RSS less what it holds itself."""
        return max(self.moment.rss_bytes - self.managed_bytes, 0)

    def __str__(self) -> str:
        told = f"{format_size(self.managed_bytes)} managed, {format_size(self.unmanaged_bytes)} unmanaged"
        return f"{self.address}: {told}. {sizes('It holds', self.moment)}"


def worker_memory(client: Client) -> dict[str, WorkerMemory]:
    """By the address of each worker, now."""
    found: dict[str, tuple[int, Moment]] = client.run(_look)
    return {address: WorkerMemory(address, *one) for address, one in found.items()}


def trim_workers(client: Client) -> dict[str, Trimmed]:
    """Collect, release libraries' pools and trim malloc on each worker: what each step returned, by address."""
    found: dict[str, Trimmed] = client.run(sparsemem.trim)
    return found


def _look(dask_worker: Any) -> tuple[int, Moment]:
    """On a worker, which Dask hands in by the name of the argument."""
    return int(dask_worker.data.fast.total_weight) if hasattr(
        dask_worker.data, "fast"
    ) else 0, sparsemem.ledger().moment
