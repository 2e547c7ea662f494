"""Small web servers of tests, in a thread: what a handler answers, on loopback, gone at once when nobody asks any more.

In: a handler, as of `http.server`. Out: the server, with its port.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from typing import Any

_LOOK = 0.02
"""Seconds between two looks whether it is to end; the library's half a second would be waited by each test."""


@contextmanager
def web_server(handler: Callable[..., Any]) -> Iterator[ThreadingHTTPServer]:
    """A server that answers by a handler, each request in a thread of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(_LOOK,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
