"""Two hundred browsers are told of a save, each by its own stream of events.

python benchmarks/events.py [BROWSERS [SAVES]]

Out: how long after a save they have been told, all of them and 95 in a hundred, what a page takes meanwhile, and what
the server weighs and does while nothing happens. Bounded by the numbers: 200 browsers and 20 saves if left out.
"""

from __future__ import annotations

import os
import selectors
import socket
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.support.home_of_many import HOST, HomeOfMany, home_of_many

ARTICLE = "issues/articles/bridges.md"
_PATIENCE, _QUIET = 20.0, 10.0
PEOPLE = ["Ana", "Bo", "Cy", "Di", "Ed", "Fe", "Gil", "Hana"]
"""One person hears at most fifty streams."""


def main() -> None:
    """The streams, the saves, and a rest."""
    numbers = [int(each) for each in sys.argv[1:]]
    browsers, saves = (numbers + [200, 20][len(numbers) :])[:2]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = home_of_many(Path(folder), PEOPLE)
        with home.studio() as process:
            before = weight_of(process.pid)
            streams = [open_stream(home, PEOPLE[number % len(PEOPLE)]) for number in range(browsers)]
            try:
                told, pages = save_and_listen(home, streams, saves)
                after, busy = weight_of(process.pid), cpu_of(process.pid)
                time.sleep(_QUIET)
                rest = (cpu_of(process.pid) - busy) / _QUIET
            finally:
                for stream in streams:
                    stream.close()
    for what, each in (("from a save's answer until a browser is told", told), ("a page meanwhile", pages)):
        ranked = sorted(each)
        middle, late = statistics.median(ranked) * 1000, ranked[int(len(ranked) * 0.95)] * 1000
        print(f"{what}: median {middle:.0f} ms, p95 {late:.0f} ms, longest {ranked[-1] * 1000:.0f} ms")
    print(f"{browsers} browsers, {len(told)} events of {browsers * saves} arrived")
    print(f"memory {before:.0f} → {after:.0f} MB; while nothing happens {rest * 100:.1f} % of a processor")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)


def open_stream(home: HomeOfMany, name: str) -> socket.socket:
    """A browser of somebody that listens, once it has been told of the beginning."""
    stream = socket.create_connection(("127.0.0.1", home.port), timeout=_PATIENCE)
    head = f"GET /events HTTP/1.1\r\nhost: {HOST}\r\ncookie: __Host-studio={home.cookies[name]}\r\n\r\n"
    stream.sendall(head.encode())
    read = b""
    while b"event: letter" not in read:
        read += stream.recv(65_536)
    stream.setblocking(False)
    return stream


def save_and_listen(home: HomeOfMany, streams: list[socket.socket], saves: int) -> tuple[list[float], list[float]]:
    """Seconds from each save until each browser was told; and of a page that is asked for in between."""
    told, pages, was = [], [], "Bridges over the river"
    _, tag, _ = home.ask("Ana", "GET", f"/files/{ARTICLE}")
    with selectors.DefaultSelector() as selector:
        for stream in streams:
            selector.register(stream, selectors.EVENT_READ)
        for number in range(saves):
            value = f"Bridges {number}"
            edit = {"op": "set", "path": ["title"], "value": value, "was": was}
            begun = time.perf_counter()
            status, tag, said = home.ask("Ana", "PATCH", f"/files/{ARTICLE}", {"edits": [edit]}, tag)
            assert status == 200, said
            was, waiting = value, set(streams)
            while waiting and time.perf_counter() - begun < _PATIENCE:
                for key, _ in selector.select(0.5):
                    if b"event: letter" in key.fileobj.recv(65_536) and key.fileobj in waiting:  # type: ignore[union-attr]
                        told.append(time.perf_counter() - begun)
                        waiting.discard(key.fileobj)
            begun = time.perf_counter()
            assert home.ask("Ana", "GET", "/me")[0] == 200
            pages.append(time.perf_counter() - begun)
    return told, pages


def weight_of(number: int) -> float:
    """Megabytes that a process holds."""
    lines = Path(f"/proc/{number}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def cpu_of(number: int) -> float:
    """The seconds of CPU that a process has taken."""
    spent = Path(f"/proc/{number}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
