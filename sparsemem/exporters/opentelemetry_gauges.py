"""Observable gauges for OpenTelemetry: `observe(metrics.get_meter("shop"))`.

Needs the extra `sparsemem[opentelemetry]`, and a `MeterProvider` of the program's own.
"""

from collections.abc import Callable, Iterator

from opentelemetry.metrics import CallbackOptions, Meter, Observation

from sparsemem.exporters.own_figures import NAMES, OwnFigures


def observe(meter: Meter, every: float = 15.0, caches_every: float | None = None) -> None:
    """Make a gauge for each figure, read as `OwnFigures` says; names have dots: `sparsemem.ledger.bytes`."""
    figures = OwnFigures(every, caches_every)
    for name, (told, label) in NAMES.items():
        unit = "By" if name.endswith("_bytes") else "{entry}"
        meter.create_observable_gauge(name.replace("_", "."), [_callback(figures, name, label)], unit, told)


def _callback(
    figures: OwnFigures, name: str, label: str | None
) -> Callable[[CallbackOptions], Iterator[Observation]]:
    def read(options: CallbackOptions) -> Iterator[Observation]:
        for figure in figures.read():
            if figure.name == name:
                yield Observation(figure.value, {label: figure.label} if label and figure.label else {})

    return read
