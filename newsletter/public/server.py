"""The server: the app on a socket, until it is told to end.

In: a `Site`, where to listen. Out: an exit code. On SIGTERM or SIGINT nobody new is let in, what is under way is
answered, mails that wait are posted, and the database is closed.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable

import uvicorn

from newsletter.public.app import app_of
from newsletter.public.site import Site

_SECONDS = 20
"""So long a request under way may take once the server was told to end."""


def run(site: Site, host: str, port: int, log: Callable[[str], None]) -> int:
    """Serve until told to end; 1 when the port can't be listened on."""
    config = uvicorn.Config(
        app_of(site, port, log),
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,  # `web.client_of` knows which of them to believe
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_SECONDS,
        h11_max_incomplete_event_size=16 * 1024,
    )
    server = uvicorn.Server(config)
    # uvicorn passes the signal on once it has ended in good order; by then it has done what it was for.
    signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        server.run()
    except SystemExit:
        log(json.dumps({"fault": "the port can't be listened on", "host": host, "port": port}))
        return 1
    except KeyboardInterrupt:
        return 0
    return 0 if server.started else 1
