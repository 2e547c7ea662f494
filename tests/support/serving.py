"""`newsletter serve` in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.conftest import REPOSITORY


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(root: Path, port: int, *options: str, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, once it answers."""
    command = [sys.executable, "-m", "newsletter", "--project", str(root), "serve", "--port", str(port), *options]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NEWSLETTER_")}
    with subprocess.Popen(
        command, env={**clean, "PYTHONPATH": str(REPOSITORY), **environ}, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            for _ in range(300):
                if process.poll() is not None or answers(port):
                    break
                time.sleep(0.1)
            yield process
        finally:
            process.kill()


def answers(port: int) -> bool:
    """True when the server is up; whoever else may hold the port is not waited for."""
    connection = HTTPConnection("127.0.0.1", port, timeout=0.5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
