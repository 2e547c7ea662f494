"""`newsletter serve` in a process of its own."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.support.processes import PATIENCE, Started, command


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(root: Path, port: int, *options: str, **environ: str) -> Iterator[Started]:
    """The command in a process of its own, once it answers or has ended."""
    with command(root, "serve", "--port", str(port), *options, env=environ) as process:
        ends = time.monotonic() + PATIENCE
        while process.poll() is None and not answers(port):
            assert time.monotonic() < ends, process.said()
            time.sleep(0.05)
        yield process


def answers(port: int) -> bool:
    """True when the server is up; whoever else may hold the port is not waited for."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
