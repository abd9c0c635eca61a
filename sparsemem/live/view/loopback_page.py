"""What is known of a watched process as a page and as JSON, on the loopback interface alone."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sparsemem.errors import InputError
from sparsemem.live.process_records import ProcessHeap, ProcessLedger
from sparsemem.live.view.drawn_series import DESCENDANT_COLUMNS, descendant_rows, series_rows, sparkline
from sparsemem.live.view.looked_at import KEPT, LookedAt
from sparsemem.model.codec import encode
from sparsemem.report.html.html_blocks import html_paragraphs, html_table
from sparsemem.units import format_seconds, format_size

_HOST = "127.0.0.1"
_HEAD = """<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>sparsemem watch</title>
<style>
:root { color-scheme: light dark; font: 15px system-ui, sans-serif }
body { margin: 2em }
table { border-collapse: collapse; margin: 1.2em 0 }
caption { text-align: left; font-weight: 600; padding-bottom: .3em }
th, td { padding: .15em .8em .15em 0 }
tbody tr { border-top: 1px solid #8884 }
</style>"""


class LoopbackPage:
    """Serves until it is closed. Raises InputError where the port is taken."""

    def __init__(self, seen: LookedAt, port: int) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                _answer(self, seen)

            def log_message(self, *told: Any) -> None:
                """Nothing: the terminal has a picture on it."""

        try:
            self._server = ThreadingHTTPServer((_HOST, port), Handler)
        except (OSError, OverflowError) as error:
            raise InputError(f"port {port} of {_HOST} cannot be served: {error}") from None
        self.address = f"http://{_HOST}:{self._server.server_address[1]}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Nobody is answered any more."""
        self._server.shutdown()
        self._server.server_close()


def _answer(request: BaseHTTPRequestHandler, seen: LookedAt) -> None:
    """Only who asks for this host by its own name: a page of somewhere else may not read it by a name of its own."""
    host = request.headers.get("Host", "").rpartition(":")[0] or request.headers.get("Host", "")
    if host not in (_HOST, "localhost"):
        request.send_error(403)
        return
    pages = {"/": ("text/html; charset=utf-8", page), "/data.json": ("application/json", data)}
    found = pages.get(request.path)
    if found is None:
        request.send_error(404)
        return
    body = found[1](seen).encode()
    request.send_response(200)
    request.send_header("Content-Type", found[0])
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def page(seen: LookedAt) -> str:
    """As HTML."""
    last = seen.samples[-1] if seen.samples else None
    lines = [f"Process {seen.pid}: {seen.command}"]
    if last is not None:
        tree = f", {last.processes} processes {format_size(last.tree_bytes)}" if last.processes > 1 else ""
        lines.append(f"RSS {format_size(last.rss_bytes)}, PSS {format_size(last.pss_bytes)}{tree}")
    if seen.bytes_a_second is not None:
        lines.append(f"{format_size(round(seen.bytes_a_second * 3600))} an hour")
    if seen.seconds_to_limit is not None:
        lines.append(f"{format_seconds(seen.seconds_to_limit)} to the limit of {format_size(seen.limit_bytes)}")
    lines.append(f"our own use {100 * seen.own_share:.1f} % of a core")
    ledger = ProcessLedger(seen.moment)._repr_html_() if seen.moment else ""
    heap = ProcessHeap(seen.heap)._repr_html_() if seen.heap else ""
    return _HEAD + html_paragraphs(*lines) + _series(seen) + ledger + _descendants(seen) + heap


def _series(seen: LookedAt) -> str:
    rows = [
        (name, format_size(values[-1] if values else None), sparkline(values)) for name, values in series_rows(seen)
    ]
    return html_table("The last minutes", ("", "now", "from the lowest to the highest"), rows)


def _descendants(seen: LookedAt) -> str:
    return html_table("Descendants", DESCENDANT_COLUMNS, descendant_rows(seen, KEPT)) if seen.descendants else ""


def data(seen: LookedAt) -> str:
    """As JSON: the samples that are held, the last ledger, descendants and owners, garbage by look."""
    told = {"pid": seen.pid, "samples": seen.samples, "moment": seen.moment, "heap": seen.heap}
    told |= {"descendants": seen.descendants, "garbage": seen.garbage}
    rates = {"bytes_a_second": seen.bytes_a_second, "seconds_to_limit": seen.seconds_to_limit}
    return json.dumps({**encode(told), **rates, "limit_bytes": seen.limit_bytes, "own_share": seen.own_share})
