"""What is known of a watched process as a page and as JSON, on the loopback interface alone."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sparsemem.errors import InputError
from sparsemem.live.view.looked_at import LookedAt
from sparsemem.live.view.page_content import page
from sparsemem.model.codec import encode

_HOST = "127.0.0.1"


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


def data(seen: LookedAt) -> str:
    """As JSON: the samples that are held, the last ledger, descendants and owners, garbage by look."""
    told = {"pid": seen.pid, "samples": seen.samples, "moment": seen.moment, "heap": seen.heap}
    told |= {"descendants": seen.descendants, "garbage": seen.garbage}
    rates = {"bytes_a_second": seen.bytes_a_second, "seconds_to_limit": seen.seconds_to_limit}
    return json.dumps({**encode(told), **rates, "limit_bytes": seen.limit_bytes, "own_share": seen.own_share})
