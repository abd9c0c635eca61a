"""The collector, scraped over HTTP from a process that has a cache."""

import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

import sparsemem
from sparsemem.units import MB

ROOT = Path(sparsemem.__file__).parents[1]
SERVICE = """
import functools
from prometheus_client import CollectorRegistry, start_http_server
from sparsemem.exporters.prometheus_collector import SparsememCollector
@functools.lru_cache(maxsize=None)
def price(i): return f"{i}" * 500
for i in range(3_000): price(i)
registry = CollectorRegistry()
registry.register(SparsememCollector(caches_every=60))
server, _ = start_http_server(0, addr="127.0.0.1", registry=registry)
print(server.server_address[1], flush=True)
input()
"""


def scrape(port: int) -> dict[str, Any]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=100) as answer:
        return {one.name: one for one in text_string_to_metric_families(answer.read().decode())}


def test_a_scrape_has_the_ledger_that_adds_up_and_the_caches() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVICE], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        families = scrape(port)
        assert "sparsemem_cache_entries" not in families, "caches are read beside: a scrape does not wait for them"
        deadline = time.monotonic() + 100
        while "sparsemem_cache_entries" not in families:
            assert time.monotonic() < deadline
            time.sleep(0.1)
            families = scrape(port)
        process.kill()
    rss = families["sparsemem_rss_bytes"].samples[0].value
    assert rss > 5 * MB
    assert sum(sample.value for sample in families["sparsemem_ledger_bytes"].samples) == rss
    assert families["sparsemem_live_bytes"].samples[0].value > 4 * MB
    entries = {sample.labels["cache"]: sample.value for sample in families["sparsemem_cache_entries"].samples}
    assert entries["__main__.price"] == 3_000
    sizes = {sample.labels["cache"]: sample.value for sample in families["sparsemem_cache_bytes"].samples}
    assert sizes["__main__.price"] == pytest.approx(3_000 * 1_950, rel=0.4)
