"""Serves HTTP with a thread for each request, and asks itself now and then."""

import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(204)
        self.end_headers()


def ask():
    while True:
        urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/").close()
        time.sleep(0.05)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=ask, daemon=True).start()
server.serve_forever()
