"""Workers under fire: three of them mail while they are killed, stopped and cut off, and the database is started anew.

python benchmarks/workers.py [--recipients N] [--faults N] [--workers N] [--seed N] [--throughput [--times N]]

Judged by the mail server's own log. A fault is one of: kill -9, SIGSTOP beyond the lease, the way to the database cut
for 45 seconds, the database restarted at once; while messages go out, one after the other at random. One worker is left
well at any time, and one that has ended by itself is begun again, as its unit would.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

REPOSITORY = Path(__file__).parent.parent
sys.path.insert(0, str(REPOSITORY))

from newsletter.database import DatabaseError, connect  # noqa: E402
from newsletter.mail.delivery.leases import LEASE, LOOK  # noqa: E402
from tests.conftest import FILES, Sample  # noqa: E402
from tests.support.mail_server import Running, running  # noqa: E402
from tests.support.mailing import ISSUE, Home  # noqa: E402
from tests.support.postgres import Server, server  # noqa: E402
from tests.support.workers import Worker, counts, wait_until_there, workers  # noqa: E402

KINDS = ("kill", "kill", "kill", "stop", "cut", "restart")
STOPPED, CUT, STARTING = LEASE + 5, 45.0, 5.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipients", type=int, default=5_000)
    parser.add_argument("--faults", type=int, default=20)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gap", type=float, default=6.0, help="Seconds between two faults, on the average.")
    parser.add_argument("--limit", type=float, default=1_800.0, help="Seconds after which it is given up.")
    parser.add_argument("--throughput", action="store_true", help="Without faults: one worker, then two.")
    parser.add_argument("--times", type=int, default=2, help="How often both are measured.")
    options = parser.parse_args()
    if options.throughput:
        compare(options.recipients, options.limit, options.times)
    else:
        fire(options)


@contextlib.contextmanager
def home_of(recipients: int, connections: int, rate: int) -> Iterator[tuple[Home, Server, Running, Path]]:
    """A home on PostgreSQL whose mailing is open, and nobody mails yet."""
    with tempfile.TemporaryDirectory() as folder, server() as database:
        sample = Sample(Path(folder) / "project")
        for name, words in FILES.items():
            sample.write(name, dedent(words).lstrip("\n"))
        shutil.copytree(REPOSITORY / "templates", sample.root / "templates")
        sample.write("issues/images/bridge.png", (REPOSITORY / "issues/images/market-square.png").read_bytes())
        with running(Path(folder) / "server") as mail:
            home = Home.of(sample, mail)
            home.environment |= {
                "NEWSLETTER_DATABASE_URL": database.url,
                "NEWSLETTER_SMTP_CONNECTIONS": str(connections),
                "NEWSLETTER_SMTP_MESSAGES_PER_MINUTE": str(rate),
            }
            home.join(f"p{number}@example.org" for number in range(recipients))
            yield home, database, mail, Path(folder) / "machines"


def fire(options: argparse.Namespace) -> None:
    # At such a rate the last faults still find somebody to mail: each waits until another worker is well, some 8 s.
    seconds = options.faults * (options.gap + 9)
    rate = max(int(options.recipients / seconds * 60), 60)
    chance = random.Random(options.seed)
    with contextlib.ExitStack() as stack:
        home, database, mail, folder = stack.enter_context(home_of(options.recipients, 4 * options.workers, rate))
        machines = stack.enter_context(workers(home, database.url, folder, options.workers))
        for worker in machines:
            worker.start()
        wait_until_there(database.url, options.workers)
        home("send", ISSUE, "--point", "nl")
        begun = time.monotonic()
        done: Counter[str] = Counter()
        well_at: dict[Path, float] = {}
        watching = Takeovers(database.url)
        for _ in range(options.faults):
            time.sleep(chance.uniform(0.2, 1.8) * options.gap)
            worker = fit(machines, well_at, database.url, chance)
            kind = hurt(chance.choice(KINDS), worker, database, well_at)
            done[kind] += 1
            report(database.url, time.monotonic() - begun, kind, watching.longest)
            if time.monotonic() > begun + options.limit:
                break
        finish(database.url, begun + options.limit, machines)
        watching.end()
        accepted = mail.to()
        states = counts(database.url)
        doubtful = in_doubt(database.url)
    people = [f"p{number}@example.org" for number in range(options.recipients)]
    uncertain = states.get("uncertain", 0)
    took = time.monotonic() - begun
    print(
        f"{options.recipients:,} recipients, {options.workers} workers, {done.total()} faults: {dict(done)}, "
        f"{took:.0f} s, {rate} a minute, load {os.getloadavg()[0]:.0f}"
    )
    hurtful = done.total() - done["restart"]
    for name, found, allowed in (
        ("lost: neither mailed nor in doubt", sum(not accepted[each] and each not in doubtful for each in people), 0),
        ("mailed twice", sum(accepted[each] > 1 for each in people), 0),
        ("still to be mailed", states.get("pending", 0) + states.get("sending", 0), 0),
        ("uncertain for each worker killed, stopped or cut off", round(uncertain / max(hurtful, 1), 2), 2),
        ("seconds until what a worker held was taken over, at most", round(watching.longest, 1), 30),
    ):
        print(f"  {'pass' if found <= allowed else 'MISS'}  {name}: {found} (allowed: {allowed})")
    print(f"  uncertain: {uncertain}; {states}")


def in_doubt(url: str) -> set[str]:
    """The addresses of those of whom nobody can know."""
    with connect(url) as connection, connection.transaction(writes=False):
        rows = connection.rows(
            """select s.address from deliveries d join subscribers s on s.id = d.subscriber_id
            where d.state = 'uncertain'"""
        )
        return {str(row[0]) for row in rows}


def report(url: str, seconds: float, kind: str, longest: float) -> None:
    """One line a fault, for whoever waits."""
    with contextlib.suppress(DatabaseError):
        print(f"  {seconds:6.0f} s  {kind:<8} {counts(url)}, taken over after {longest:.1f} s at most", flush=True)


def fit(machines: list[Worker], well_at: dict[Path, float], url: str, chance: random.Random) -> Worker:
    """A worker to be hurt, once another one is well and looks after what others hold: how soon what nobody is there to
    take over is taken over says nothing.
    """
    while True:
        begin_again(machines)
        well = [worker for worker in machines if well_at.get(worker.folder, 0.0) <= time.monotonic()]
        if len(well) > 1 and count_looking(url) > 1:
            return chance.choice(well)
        time.sleep(0.2)


def begin_again(machines: list[Worker]) -> None:
    """Start those that have ended by themselves: the database was away as they began."""
    for worker in machines:
        if worker.process and worker.process.poll() is not None:
            worker.start()


def count_looking(url: str) -> int:
    """How many workers have looked within the last few seconds."""
    with contextlib.suppress(DatabaseError), connect(url) as connection, connection.transaction(writes=False):
        since = LEASE - LOOK - 3
        row = connection.row(f"select count(*) from workers where held_until > {connection.clock} + {since}")
        return int(row[0])
    return 0


def hurt(kind: str, worker: Worker, database: Server, well_at: dict[Path, float]) -> str:
    """Do one of the faults; `well_at` says when the worker can be counted on again."""
    if kind != "restart":
        well_at[worker.folder] = time.monotonic() + {"kill": STARTING, "stop": STOPPED + 5, "cut": CUT + 15}[kind]
    if kind == "restart":
        database.stop("immediate")
        time.sleep(0.5)
        database.start()
    elif kind == "kill":
        worker.kill()
        worker.start()
    elif kind == "stop":
        worker.signal(signal.SIGSTOP)
        wake = threading.Timer(STOPPED, lambda: worker.signal(signal.SIGCONT))
        wake.daemon = True
        wake.start()
    else:
        worker.link.cut()
        mend = threading.Timer(CUT, worker.link.mend)
        mend.daemon = True
        mend.start()
    return kind


class Takeovers:
    """How long what a worker held stays its own after it has stopped to renew it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._ended = threading.Event()
        self.longest = 0.0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Look no more."""
        self._ended.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(DatabaseError), connect(self._url) as connection:
                while not self._ended.wait(0.5):
                    with connection.transaction(writes=False):
                        row = connection.row(
                            f"select max({connection.clock} - held_until) from shards where owner <> ''"
                        )
                    # A lease is renewed every few seconds, so it began at the fault or before.
                    self.longest = max(self.longest, LEASE + float(row[0] or -LEASE))


def finish(url: str, ends: float, machines: list[Worker]) -> None:
    """Wait until nobody waits."""
    while time.monotonic() < ends:
        begin_again(machines)
        with contextlib.suppress(DatabaseError):
            states = counts(url)
            if not (states.get("pending") or states.get("sending")):
                return
        time.sleep(0.5)


def compare(recipients: int, limit: float, times: int) -> None:
    """One worker, then two: messages a second, and what a message costs of all processors.

    That holds on a machine which does other work as well, too.
    """
    rates: dict[int, float] = {}
    costs: dict[int, float] = {}
    for count in (1, 2) * times:
        with contextlib.ExitStack() as stack:
            home, database, mail, folder = stack.enter_context(home_of(recipients, 16, 0))
            machines = stack.enter_context(workers(home, database.url, folder, count))
            for worker in machines:  # straight to the database: what can be cut is a Python program of its own
                worker.environment["NEWSLETTER_DATABASE_URL"] = database.url
                worker.start()
            wait_until_there(database.url, count)
            home("send", ISSUE, "--point", "nl")
            begun, before = time.monotonic(), spent(machines, database, mail)
            finish(database.url, begun + limit, machines)
            accepted = counts(database.url).get("accepted", 0)
            rate = accepted / (time.monotonic() - begun)
            cost = (spent(machines, database, mail) - before) / max(accepted, 1)
        rates[count] = max(rates.get(count, 0.0), rate)
        costs[count] = min(costs.get(count, cost), cost)
        told = f"{rate:,.0f} messages a second, {cost * 1000:.2f} ms of processors a message"
        print(f"  {count} workers: {told} (load {os.getloadavg()[0]:.0f})", flush=True)
    for name, share in (("rate", rates[2] / rates[1]), ("processors", costs[1] / costs[2])):
        print(f"  {'pass' if share >= 0.95 else 'MISS'}  two of one, by {name}: {share:.0%} (asked for: 95 %)")


def spent(machines: list[Worker], database: Server, mail: Running) -> float:
    """Seconds of processors that workers, database and mail server have had."""
    control = [str(part) for part in database.control]
    head = int((Path(control[control.index("-D") + 1]) / "postmaster.pid").read_text("ascii").split()[0])
    every = {int(path.name): stat for path in Path("/proc").glob("[0-9]*") if (stat := read_stat(path))}
    ours = {head, mail.pid} | {worker.process.pid for worker in machines if worker.process}
    ours |= {number for number, stat in every.items() if int(stat[1]) == head}
    ticks = sum(sum(map(int, every[number][11:13])) for number in ours if number in every)
    ended = sum(map(int, every[head][13:15])) if head in every else 0
    return (ticks + ended) / os.sysconf("SC_CLK_TCK")


def read_stat(path: Path) -> list[str]:
    """What the kernel says of a process, from its state on; empty where it has ended."""
    try:
        return (path / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []


if __name__ == "__main__":
    main()
