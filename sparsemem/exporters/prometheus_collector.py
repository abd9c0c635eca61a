"""A collector for `prometheus_client`: `REGISTRY.register(SparsememCollector())`.

Needs the extra `sparsemem[prometheus]`.
"""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from sparsemem.exporters.own_figures import NAMES, OwnFigures


class SparsememCollector(Collector):
    """Gauges of this process, in bytes and entries. The ledger is read when a scrape finds it older than `every`
    seconds; caches where `caches_every` is given."""

    def __init__(self, every: float = 15.0, caches_every: float | None = None) -> None:
        self._figures = OwnFigures(every, caches_every)

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """The names alone: registering reads nothing."""
        yield from _families().values()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Those that are known."""
        families = _families()
        for figure in self._figures.read():
            families[figure.name].add_metric([] if figure.label is None else [figure.label], figure.value)
        yield from (family for family in families.values() if family.samples)


def _families() -> dict[str, GaugeMetricFamily]:
    return {
        name: GaugeMetricFamily(name, told, labels=[label] if label else []) for name, (told, label) in NAMES.items()
    }
