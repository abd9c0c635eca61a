"""The dashboard asks for figures that the collector has."""

import json
import re
import subprocess
import sys
from pathlib import Path

import sparsemem
from sparsemem.exporters.grafana_dashboard import dashboard
from sparsemem.exporters.own_figures import NAMES


def test_each_panel_asks_for_figures_that_there_are() -> None:
    queries = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]
    asked = {name for query in queries for name in re.findall(r"sparsemem_\w+", query)}
    assert asked <= NAMES.keys()
    assert {"sparsemem_rss_bytes", "sparsemem_ledger_bytes", "sparsemem_cache_bytes"} <= asked
    assert all("$instance" in query for query in queries)


def test_panels_do_not_overlap() -> None:
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in dashboard()["panels"]]
    assert len(set(places)) == len(places)


def test_it_is_printed_as_json() -> None:
    line = [sys.executable, "-m", "sparsemem.exporters.grafana_dashboard"]
    done = subprocess.run(
        line, cwd=Path(sparsemem.__file__).parents[1], capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(done.stdout) == dashboard()
