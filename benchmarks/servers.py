"""Six unkind servers, each mailed to the end by `newsletter due` alone, called again and again as a timer does.

In: a small project, readers, servers on loopback in this process. Out: a table: how long each took, how long the server
itself dictates (the pauses that it makes, and what a kind one takes from a sender that is told the limits beforehand),
and if everybody got one message.

    python benchmarks/servers.py [--recipients 1000] [--pause 60] [--only NAME]

`--pause` is how long greylisting and absence last, in seconds; it stands in for minutes.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import dedent

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from tests.conftest import FILES, Sample  # noqa: E402
from tests.support.mail_server import Running  # noqa: E402
from tests.support.mailing import ISSUE, Home  # noqa: E402
from tests.support.unkind import Manners, Unkind, unkind  # noqa: E402

Result = tuple[float, int, str]
EVERY = 1.0
"""Seconds from the end of one `due` to the next."""
LIMIT = 10.0
"""A run that takes so many times what the server dictates is given up."""


@dataclass(frozen=True)
class Row:
    """A server, its manners, the seconds that it dictates beside the sending, and whether it is away at first.

    `connections` and `per_connection` are what a sender would be told who knows this server.
    """

    name: str
    manners: Manners
    dictates: float = 0.0
    is_away: bool = False
    connections: int = 4
    per_connection: int = 200


def rows(count: int, pause: float) -> list[Row]:
    chance = random.Random(7)
    falls = [chance.random() < 0.3 for _ in range(100_000)]
    per_window = max(count // 10, 1)
    windows, dropped = -(-count // per_window) - 1, Manners(fails=falls.__getitem__, messages=20)
    return [
        Row("two connections", Manners(connections=2), connections=2),
        Row("two, the others not greeted", Manners(connections=2, is_mute=True), connections=2),
        Row(f"greylisting, {pause:g} s", Manners(grey_seconds=pause), pause),
        Row("421 after five", Manners(messages=5), per_connection=5),
        Row(f"{per_window} each 3 s", Manners(per_window=per_window, window_seconds=3.0), windows * 3.0),
        Row("garbage at connect, 3 of 10", replace(dropped, is_garbage=True), per_connection=20),
        Row("connection errors, 3 of 10", dropped, per_connection=20),
        Row(f"gone for {pause:g} s", Manners(), pause, is_away=True),
    ]


@contextlib.contextmanager
def present(row: Row) -> Iterator[tuple[int, Callable[[], Unkind | None]]]:
    """The port of a row's server, and the server, once it is there."""
    if not row.is_away:
        with unkind(row.manners) as server:
            yield server.port, lambda: server
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    found: list[Unkind] = []
    ended = threading.Event()

    def come() -> None:
        if not ended.wait(row.dictates):
            with unkind(row.manners, port) as server:
                found.append(server)
                ended.wait()

    thread = threading.Thread(target=come)
    thread.start()
    try:
        yield port, lambda: found[0] if found else None
    finally:
        ended.set()
        thread.join()


def mailed(home: Home, row: Row, count: int, *, sending: float = 1.0, connections: int = 4, most: int = 200) -> Result:
    """Seconds until everybody is accepted, how many calls of `due` that took, and what went wrong."""
    root = home.sample.root
    for path in root.glob("newsletter.db*"):
        path.unlink()
    shutil.copy(root / "kept.db", root / "newsletter.db")
    command = [sys.executable, "-m", "newsletter", "--project", str(root), "due"]
    with present(row) as (port, server):
        environment = {
            **os.environ, **home.environment, "PYTHONPATH": str(REPOSITORY),
            "NEWSLETTER_SMTP_URL": f"smtp://127.0.0.1:{port}?tls=none", "NEWSLETTER_SMTP_CONNECTIONS": str(connections),
            "NEWSLETTER_SMTP_MESSAGES_PER_CONNECTION": str(most),
        }  # fmt: skip
        begun, calls = time.monotonic(), 0
        while True:
            calls += 1
            subprocess.run(command, env=environment, capture_output=True, check=False)
            taken = time.monotonic() - begun
            if home.counts()["accepted"] == count:
                break
            if taken > LIMIT * (row.dictates + sending) + 60:
                return taken, calls, f"given up with {home.counts()['accepted']} of {count}"
            time.sleep(EVERY)
        found = server()
        assert found
        wrong = sum(number != 1 for number in found.accepted.values())
        return taken, calls, f"{wrong} not exactly once" if wrong or len(found.accepted) != count else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipients", type=int, default=1000)
    parser.add_argument("--pause", type=float, default=60.0)
    parser.add_argument("--only", default="", help="rows whose name has this in it")
    options = parser.parse_args()
    count = options.recipients
    with tempfile.TemporaryDirectory() as folder:
        sample = Sample(Path(folder) / "project")
        for name, words in FILES.items():
            sample.write(name, dedent(words).lstrip("\n"))
        shutil.copytree(REPOSITORY / "templates", sample.root / "templates")
        sample.write("issues/images/bridge.png", (REPOSITORY / "issues/images/market-square.png").read_bytes())
        with socket.socket() as closed:  # bound and not listening: nothing goes out while the mailing is opened
            closed.bind(("127.0.0.1", 0))
            home = Home.of(sample, Running(Path(folder), int(closed.getsockname()[1])))
            home.join([f"reader{number}@example.org" for number in range(count)])
            home("send", ISSUE, "--point", "nl", "--no-wait")
        assert home.counts() == {"pending": count}, home.counts()
        home.sql("pragma wal_checkpoint(truncate)")
        shutil.copy(sample.root / "newsletter.db", sample.root / "kept.db")
        print(f"{count} readers, four connections wanted, `due` each {EVERY:g} s after the last one\n")
        print(f"  {'':30}{'took':>8}{'dictated':>10}{'more':>7}{'calls':>7}")
        kind = Row("a kind one", Manners())
        mailed(home, kind, count)  # what the first run makes once is no part of any row
        for row in rows(count, options.pause):
            if options.only not in row.name:
                continue
            known = {"connections": row.connections, "most": row.per_connection}
            # The kind one before and after: the machine may be busier at one time than at another.
            sending = mailed(home, kind, count, **known)[0]
            taken, calls, wrong = mailed(home, row, count, sending=sending)
            sending = (sending + mailed(home, kind, count, **known)[0]) / 2
            dictated = row.dictates + sending
            more = taken / dictated - 1
            verdict = "MISS" if wrong or more > 0.1 else "pass"
            line = f"  {row.name:30}{taken:7.1f}s{dictated:9.1f}s{more:7.0%}{calls:7}  {verdict} {wrong}"
            print(line.rstrip(), flush=True)


if __name__ == "__main__":
    main()
