"""Gauges, read by the library's own reader."""

import pytest

from sparsemem.exporters.opentelemetry_gauges import observe
from sparsemem.units import MB

sdk = pytest.importorskip("opentelemetry.sdk.metrics", reason="needs sparsemem[opentelemetry]")


def test_gauges_are_those_of_the_process() -> None:
    from opentelemetry.sdk.metrics.export import InMemoryMetricReader  # noqa: PLC0415 (not there without the library)

    reader = InMemoryMetricReader()
    provider = sdk.MeterProvider([reader])
    observe(provider.get_meter("test"))
    data = reader.get_metrics_data()
    metrics = {one.name: one for one in data.resource_metrics[0].scope_metrics[0].metrics}
    provider.shutdown()
    rss = metrics["sparsemem.rss.bytes"].data.data_points[0].value
    assert rss > 20 * MB
    assert metrics["sparsemem.rss.bytes"].unit == "By"
    parts = {point.attributes["part"]: point.value for point in metrics["sparsemem.ledger.bytes"].data.data_points}
    assert sum(parts.values()) == rss
    assert parts["python_live"] > MB
