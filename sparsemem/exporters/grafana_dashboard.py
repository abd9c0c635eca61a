"""A dashboard of Grafana over the figures of `prometheus_collector`.

`python -m sparsemem.exporters.grafana_dashboard > sparsemem.json`, then import the file in Grafana.
"""

import json
from typing import Any

_SCHEMA = 39
"""The version of Grafana 11's dashboards; later ones take it, too."""
_WIDTH, _HEIGHT = 12, 9
_SOURCE = {"type": "prometheus", "uid": "${datasource}"}
_PANELS = (
    ("RSS, live heap and gap", ("sparsemem_rss_bytes", "sparsemem_live_bytes", "sparsemem_gap_bytes"), False),
    ("Where the RSS is", ("sparsemem_ledger_bytes",), True),
    ("Caches by what clearing them frees", ("sparsemem_cache_bytes",), False),
    ("Growth of the live heap, bytes a second", ("deriv(sparsemem_live_bytes{FILTER}[15m])",), False),
)
_LEGENDS = {"sparsemem_ledger_bytes": "{{part}}", "sparsemem_cache_bytes": "{{cache}}"}
_FILTER = '{instance=~"$instance"}'


def dashboard() -> dict[str, Any]:
    """As Grafana reads it."""
    variables = [
        {"name": "datasource", "type": "datasource", "query": "prometheus"},
        {
            "name": "instance",
            "type": "query",
            "datasource": _SOURCE,
            "query": "label_values(sparsemem_rss_bytes, instance)",
            "multi": True,
            "includeAll": True,
        },
    ]
    return {
        "title": "Memory of Python processes (sparsemem)",
        "uid": "sparsemem",
        "schemaVersion": _SCHEMA,
        "tags": ["sparsemem", "python", "memory"],
        "time": {"from": "now-6h", "to": "now"},
        "refresh": "30s",
        "templating": {"list": variables},
        "panels": [_panel(at, *panel) for at, panel in enumerate(_PANELS)],
    }


def _panel(at: int, title: str, expressions: tuple[str, ...], is_stacked: bool) -> dict[str, Any]:
    """One picture; two stand beside each other."""
    place = {"x": at % 2 * _WIDTH, "y": at // 2 * _HEIGHT, "w": _WIDTH, "h": _HEIGHT}
    custom = {"fillOpacity": 40 if is_stacked else 5, "stacking": {"mode": "normal" if is_stacked else "none"}}
    return {
        "id": at + 1,
        "title": title,
        "type": "timeseries",
        "datasource": _SOURCE,
        "gridPos": place,
        "fieldConfig": {
            "defaults": {"unit": "Bps" if "deriv" in expressions[0] else "bytes", "custom": custom},
            "overrides": [],
        },
        "targets": [_target(number, one) for number, one in enumerate(expressions)],
    }


def _target(number: int, expression: str) -> dict[str, Any]:
    query = expression.replace("{FILTER}", _FILTER) if "{FILTER}" in expression else f"{expression}{_FILTER}"
    legend = _LEGENDS.get(expression, f"{expression.partition('{')[0]} {{{{instance}}}}")
    return {"refId": chr(ord("A") + number), "expr": query, "legendFormat": legend, "datasource": _SOURCE}


if __name__ == "__main__":
    print(json.dumps(dashboard(), indent=1))
