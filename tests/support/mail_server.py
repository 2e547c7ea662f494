"""A mail server for tests, in a process of its own: it logs what it accepts, and fails in the ways that it is asked to.

What it does with a recipient stands before the @ of the address: `refuse`, `policy`, `full`, `later` (each time),
`grey` (the first time), `busy` (421), `drop` (hangs up after the 354), `mute` (takes the message and hangs up without a
reply), `refusedot` and `laterdot` (at the dot). With a plan it kills a process when a phase is met so many times.

    python -m tests.support.mail_server FOLDER [--plain] [--keep] [--rest-after N ...]

FOLDER gets `port`, `accepted.jsonl`, `plan.json` (read), and with --keep the messages under `messages/`.
After N messages it rests, before it says that it has taken the last of them, until somebody lets it go on.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PHASES = ("connect", "mail", "rcpt", "data", "body", "dot", "reply", "between")


class Server:
    def __init__(self, folder: Path, *, plain: bool, keep: bool, rest_after: list[int]) -> None:
        self.folder, self.plain, self.keep, self.rest_after = folder, plain, keep, rest_after
        self.log = (folder / "accepted.jsonl").open("ab", buffering=0)
        self.seen: Counter[str] = Counter()
        self.met: Counter[str] = Counter()
        self.open = 0

    def phase(self, name: str) -> None:
        """Kill whoever is to be killed here."""
        plan = self.folder / "plan.json"
        if not plan.exists():
            return
        wanted = json.loads(plan.read_text())
        if wanted["phase"] != name:
            return
        self.met[wanted["id"]] += 1
        if self.met[wanted["id"]] == wanted["times"]:
            pid = self.folder / f"pid-{wanted['id']}"
            while not pid.exists():
                time.sleep(0.005)
            os.kill(int(pid.read_text()), signal.SIGKILL)
            plan.unlink()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, BrokenPipeError):
            await self._talk(reader, writer)
        writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.phase("connect")
        sender = recipient = ""
        carried = 0

        async def say(text: str) -> None:
            writer.write(text.encode() + b"\r\n")
            await writer.drain()

        await say("220 test.example.org ESMTP")
        while line := (await reader.readuntil(b"\r\n")).decode("utf-8"):
            verb, _, rest = line.strip().partition(" ")
            verb = verb.upper()
            if verb == "EHLO":
                await say("250-test.example.org" if self.plain else "250-test.example.org\r\n250-PIPELINING")
                await say("250 8BITMIME")
            elif verb == "MAIL":
                self.phase("mail")
                if carried:
                    self.phase("between")
                if sender:
                    await say("503 5.5.1 Sender already specified")
                    continue
                sender, recipient = rest.partition("<")[2].partition(">")[0], ""
                if "nobody" in sender:
                    await say("550 5.7.1 Sender not welcome")
                    sender = ""
                    continue
                await say("250 2.1.0 Ok")
            elif verb == "RCPT":
                self.phase("rcpt")
                address = rest.partition("<")[2].partition(">")[0]
                said = self.judged(address) if sender else "503 5.5.1 No sender yet"
                if not said:
                    recipient = address
                await say(said or "250 2.1.5 Ok")
                if said.startswith("421"):
                    return
            elif verb == "RSET":
                sender = recipient = ""
                await say("250 2.0.0 Ok")
            elif verb == "DATA":
                self.phase("data")
                if not recipient:
                    await say("554 5.5.1 No valid recipients")
                    continue
                await say("354 Go ahead")
                if recipient.startswith("drop"):
                    return
                self.phase("body")
                message = await reader.readuntil(b"\r\n.\r\n")
                said = self.dotted(recipient)
                if said:
                    sender = recipient = ""
                    await say(said)
                    continue
                self.accept(sender, recipient, message[:-3])
                self.phase("dot")
                if recipient.startswith("mute"):
                    return
                carried += 1
                await say("250 2.0.0 Taken from reader@example.org")
                sender = recipient = ""
                self.phase("reply")
            elif verb == "QUIT":
                await say("221 2.0.0 Bye")
                return
            else:
                await say("500 5.5.2 What?")

    def judged(self, address: str) -> str:
        self.seen[address] += 1
        if address.startswith("refuse."):
            return f"550 5.1.1 <{address}>: no such mailbox"
        if address.startswith("policy"):
            return "550 5.7.1 Not from you"
        if address.startswith("full"):
            return "552 5.2.2 Mailbox full"
        if address.startswith("later.") or (address.startswith("grey") and self.seen[address] == 1):
            return "450 4.2.0 Greylisted, come back"
        if address.startswith("busy") and self.seen[address] == 1:
            return "421 4.3.2 Closing down"
        return ""

    def dotted(self, address: str) -> str:
        if address.startswith("refusedot"):
            return "554 5.6.0 Content refused"
        return "451 4.3.0 Try again" if address.startswith("laterdot") and self.seen[address] == 1 else ""

    def accept(self, sender: str, recipient: str, message: bytes) -> None:
        number = self.met["accepted"] = self.met["accepted"] + 1
        if self.keep:
            (self.folder / "messages" / f"{number:06}.eml").write_bytes(message)
        head, _, _ = message.partition(b"\r\n\r\n")
        found = [line for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:")]
        entry = {"to": recipient, "from": sender, "id": found[0].decode() if found else "", "size": len(message)}
        self.log.write(json.dumps(entry).encode() + b"\n")
        if number in self.rest_after:
            os.kill(os.getpid(), signal.SIGSTOP)


async def serve(folder: Path, *, plain: bool, keep: bool, rest_after: list[int]) -> None:
    (folder / "messages").mkdir(parents=True, exist_ok=True)
    server = Server(folder, plain=plain, keep=keep, rest_after=rest_after)
    listening = await asyncio.start_server(server.talk, "127.0.0.1", 0, limit=10_000_000, backlog=256)
    part = folder / "port.part"
    part.write_text(str(listening.sockets[0].getsockname()[1]))
    part.replace(folder / "port")
    async with listening:
        await listening.serve_forever()


@dataclass(frozen=True)
class Running:
    """A server in a process of its own."""

    folder: Path
    port: int
    pid: int = 0

    def go_on(self) -> None:
        """Let it go on once it rests."""
        while Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
            time.sleep(0.001)
        os.kill(self.pid, signal.SIGCONT)

    def accepted(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "accepted.jsonl").read_bytes().splitlines()]

    def to(self) -> Counter[str]:
        """How many messages were accepted for each address."""
        return Counter(entry["to"] for entry in self.accepted())

    def messages(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.folder / "messages").iterdir())]

    def kill_at(self, phase: str, times: int, number: int) -> Path:
        """Plan a kill; the file that is to get the pid."""
        part = self.folder / "plan.part"
        part.write_text(json.dumps({"phase": phase, "times": times, "id": number}))
        part.replace(self.folder / "plan.json")
        return self.folder / f"pid-{number}"


@contextlib.contextmanager
def running(folder: Path, *options: str) -> Iterator[Running]:
    from tests.support.processes import PATIENCE, Started  # which has this module imported beforehand

    folder.mkdir(parents=True, exist_ok=True)
    with Started("tests.support.mail_server", str(folder), *options, env=os.environ) as process:
        ends = time.monotonic() + PATIENCE
        while not (folder / "port").exists():
            assert process.poll() is None, f"the mail server did not start: {process.said()}"
            assert time.monotonic() < ends
            time.sleep(0.01)
        yield Running(folder, int((folder / "port").read_text()), process.pid)


def main(arguments: list[str]) -> None:
    """A server that runs until it is killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--rest-after", type=int, nargs="*", default=[])
    options = parser.parse_args(arguments)
    asyncio.run(serve(options.folder, plain=options.plain, keep=options.keep, rest_after=options.rest_after))


if __name__ == "__main__":
    main(sys.argv[1:])
