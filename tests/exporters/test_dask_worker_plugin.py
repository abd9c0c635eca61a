"""A real cluster of two workers: ledgers of what Dask calls unmanaged, and a trim."""

import asyncio
import os
import time
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from sparsemem.units import MB

distributed = pytest.importorskip("distributed", reason="needs sparsemem[dask]")


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """As it was: Dask has all children of this process from then on read settings of malloc."""
    with mock.patch.dict(os.environ):
        yield


def waste() -> int:
    """Leaves memory that malloc keeps."""
    rows = [bytearray(3_000) for _ in range(20_000)]
    kept = rows[::200]
    del rows
    waste.kept = kept  # type: ignore[attr-defined]
    return len(kept)


@pytest.mark.filterwarnings("ignore")
def test_two_workers_have_ledgers_in_their_metrics_and_give_back() -> None:
    from sparsemem.exporters.dask_worker_plugin import (  # noqa: PLC0415 (not there without the library)
        SparsememPlugin,
        trim_workers,
        worker_memory,
    )

    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        client.register_plugin(SparsememPlugin(every=0.1))
        client.run(waste)
        before = worker_memory(client)
        assert len(before) == 2
        for one in before.values():
            assert one.moment.ledger is not None
            assert one.moment.ledger.total_bytes == one.moment.rss_bytes
            assert 20 * MB < one.unmanaged_bytes <= one.moment.rss_bytes
        trimmed = trim_workers(client)
        assert set(trimmed) == set(before)
        assert all((one.returned_bytes or 0) > 20 * MB for one in trimmed.values())
        deadline = time.monotonic() + 60
        while not all(told(worker) for worker in cluster.scheduler.workers.values()):
            assert time.monotonic() < deadline, "the next heartbeats have the figures"
            time.sleep(0.2)
        client.run(slow_metric)
        client.unregister_worker_plugin("sparsemem")
        while any("sparsemem" in worker.metrics for worker in cluster.scheduler.workers.values()):
            assert time.monotonic() < deadline, "the next heartbeats have them no more"
            time.sleep(0.2)
        assert set(client.scheduler_info()["workers"]) == set(before), "no heartbeat ended a worker"


def slow_metric(dask_worker: Any) -> None:
    """Another plugin's, for which each heartbeat waits, so that the metrics change meanwhile."""

    async def metric(worker: Any) -> int:
        await asyncio.sleep(0.4)
        return 1

    dask_worker.metrics = {"slow": metric, **dask_worker.metrics}


def told(worker: Any) -> bool:
    """Whether the scheduler has the ledger of a worker, and it adds up."""
    sizes = worker.metrics.get("sparsemem") or {}
    return sizes.get("rss_bytes", 0) > 20 * MB and "malloc_live" in sizes
