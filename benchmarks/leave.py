"""One-click leave under load: 200 requests a second for 30 seconds, by RFC 8058 POSTs over loopback.

    python benchmarks/leave.py [--rate 200] [--seconds 30]

Each request ends the subscription of another reader, so that each is a transaction on disk. Beside it stands what one
commit costs on this disk without any server: nothing can be faster that keeps its promise.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from newsletter.database import connect
from newsletter.mail.message.tokens import Claim, Purpose, Tokens

SECRET = "0123456789abcdef" * 4
REPOSITORY = Path(__file__).parents[1]
PORT = 8129


def prepared(folder: Path, readers: int) -> None:
    for name in ("issues", "templates", "locales"):
        shutil.copytree(REPOSITORY / name, folder / name)
    shutil.copy(REPOSITORY / "newsletter.toml", folder)
    with connect(f"sqlite:///{folder / 'newsletter.db'}") as connection, connection.transaction():
        people = [{"id": n, "a": f"reader{n}@example.org", "h": f"{n:032x}"} for n in range(1, readers + 1)]
        connection.run("insert into subscribers values (:id, :a, :h, '')", people)
        connection.run("insert into subscriptions values (:id, 'es', 'active', 'es', '', '', '')", people)


def commit_ms(folder: Path) -> float:
    with sqlite3.connect(folder / "newsletter.db", isolation_level=None) as connection:
        connection.execute("pragma synchronous = full")
        connection.execute("create table probe (n integer)")
        began = time.perf_counter()
        for number in range(200):
            connection.execute("insert into probe values (?)", (number,))
        return (time.perf_counter() - began) * 5


async def left(token: str, due: float) -> tuple[int, float]:
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    body = b"List-Unsubscribe=One-Click"
    head = (
        f"POST /u/{token} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    began = time.perf_counter()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        writer.write(head.encode() + body)
        answer = await reader.read()
        writer.close()
    except OSError:
        return 0, time.perf_counter() - began
    return int(answer[9:12] or b"0"), time.perf_counter() - began


async def load(tokens: list[str], rate: float) -> list[tuple[int, float]]:
    began = time.perf_counter() + 0.2
    return await asyncio.gather(*(left(token, began + n / rate) for n, token in enumerate(tokens)))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seconds", type=float, default=30)
    given = parser.parse_args()
    count = int(given.rate * given.seconds)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepared(folder, count)
        print(f"one commit on this disk: {commit_ms(folder):.2f} ms")
        command = [sys.executable, "-m", "newsletter", "--project", str(folder), "serve", "--port", str(PORT)]
        environ = {**os.environ, "NEWSLETTER_SECRET": SECRET, "PYTHONPATH": str(REPOSITORY)}
        server = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)
        time.sleep(4)
        tokens = Tokens((SECRET,))
        links = [tokens.make(Purpose.LEAVE, Claim(n)) for n in range(1, count + 1)]
        answers = asyncio.run(load(links, given.rate))
        server.terminate()
        code = server.wait(30)
        with sqlite3.connect(folder / "newsletter.db") as connection:
            (ended,) = connection.execute("select count(*) from subscriptions where state = 'ended'").fetchone()
    times = sorted(seconds * 1000 for _, seconds in answers)
    statuses = dict(Counter(status for status, _ in answers))
    print(f"{count} requests at {given.rate:.0f}/s: by status {statuses}, {ended} ended, exit code {code}")
    print(
        "ms: " + ", ".join(f"{share * 100:g} % {times[int(share * (count - 1))]:.1f}" for share in (0.5, 0.9, 0.99, 1))
    )


if __name__ == "__main__":
    main()
