"""How fast a mailing goes out, beside what moves mail without any promise, as ratios of one run.

In: the November letter of this repository for the point es, and postfix's `smtp-sink` as the server on loopback. Out: a
table of messages a second: `smtp-source` (C, that letter over and over, no ledger), our sender (merged, signed, each
intent and outcome durable), nodemailer's pool with DKIM (where node and `npm install` in this folder are). Each round
begins with another; the best round of each counts.

Then the same with everything, the server too, held on one processor. There the bound of any sender that signs is 1 /
(one RSA signature + the time that smtp-source takes for a message), each measured in the same rounds. Of these runs
it also tells how much of the processor sender and server took for a message: where others use the machine too, that
alone says something.

    python benchmarks/send.py [--messages 5000] [--rounds 3] [--connections 16]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from click.testing import CliRunner  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: E402
from cryptography.hazmat.primitives.hashes import SHA256  # noqa: E402
from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: E402

from newsletter.cli import main as newsletter  # noqa: E402
from newsletter.pipeline.project import open_project  # noqa: E402
from tests.support.mailing import PEM, SECRET, put_key, review_all, without_samples  # noqa: E402

ISSUE, POINT = "2023-11", "es"
SOURCE, OURS, POOL = "smtp-source, its best", "newsletter: merged, RSA, ledger", "nodemailer, pool, DKIM"
ALONE = ", one processor"
SIGNATURE = "RSA signatures alone, one processor"
BOUND = "bound: signature + smtp-source, one processor"


@dataclass
class Server:
    """A server's port and, once it has ended, the seconds of processors that it took."""

    port: int
    taken: float = 0.0


@dataclass(frozen=True)
class Took:
    """What some messages took: seconds by the clock, and of processors, the server's included."""

    seconds: float
    processors: float


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def sink() -> Iterator[Server]:
    port = free_port()
    command = ["smtp-sink", *(["-u", "nobody"] if os.geteuid() == 0 else []), f"127.0.0.1:{port}", "1024"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.02)
            server = Server(port)
            yield server
        finally:
            process.kill()
            _, process.returncode, usage = os.wait4(process.pid, 0)
        server.taken = usage.ru_utime + usage.ru_stime


@contextlib.contextmanager
def one_processor() -> Iterator[None]:
    """All that is done and started meanwhile shares one processor."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def signatures(count: int = 400) -> Took:
    """RSA signatures of 2,048 bits over a header of 1,500 bytes."""
    key = load_pem_private_key(PEM, None)
    assert isinstance(key, RSAPrivateKey)
    form = (PKCS1v15(), SHA256())
    begun, used = time.perf_counter(), time.process_time()
    for number in range(count):
        key.sign(b"%1500d" % number, *form)
    return Took((time.perf_counter() - begun) / count, (time.process_time() - used) / count)


def project(folder: Path, count: int) -> tuple[Path, dict[str, str]]:
    """The November issue, all reviewed, with so many subscribers of one point, and its environment."""
    root = folder / "project"
    for name in ("issues", "templates", "locales"):
        shutil.copytree(REPOSITORY / name, root / name)
    shutil.copy(REPOSITORY / "newsletter.toml", root)
    without_samples(root)
    opened, _ = open_project(root, {})
    assert opened is not None
    review_all(opened, ISSUE)
    environment = {"NEWSLETTER_SECRET": SECRET, "NEWSLETTER_DKIM_KEYS": str(put_key(root / "keys"))}
    subscriber_csv = folder / "roster.csv"
    rows = "".join(f"reader{number}@example.org,Ada Example,es\n" for number in range(count))
    subscriber_csv.write_text("email,name,language\n" + rows)
    command = [
        "--project",
        str(root),
        "subscribers",
        "import",
        str(subscriber_csv),
        "--point",
        POINT,
        "--consent",
        "Sí",
    ]
    result = CliRunner().invoke(newsletter, command, env=environment)
    assert result.exit_code == 0, result.output
    return root, environment


def sent(root: Path, environment: dict[str, str], connections: int, count: int) -> Took:
    """What the real command takes to deliver a message, from the first connection to the last outcome."""
    with sink() as server:
        shutil.copy(root / "newsletter.db", root / "kept.db")
        extra = {
            "NEWSLETTER_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=none",
            "NEWSLETTER_SMTP_CONNECTIONS": str(connections),
            "NEWSLETTER_SMTP_MESSAGES_PER_CONNECTION": "1000",
        }
        # Opened first, so that laying out the letter is not part of the time.
        opening = [sys.executable, "-m", "newsletter", "--project", str(root)]
        whole = {**os.environ, **environment, **extra, "PYTHONPATH": str(REPOSITORY)}
        subprocess.run(
            [*opening, "send", ISSUE, "--point", POINT, "--no-wait", "--yes"],
            env={**whole, "NEWSLETTER_SMTP_URL": "smtp://127.0.0.1:1?tls=none"},
            capture_output=True,
            check=False,
        )
        run = [sys.executable, __file__, "--run", str(root)]
        done = subprocess.run(run, env=whole, capture_output=True, check=False, text=True)
        assert done.returncode == 0, done.stderr
        with sqlite3.connect(root / "newsletter.db") as plain:
            found = plain.execute("select count(*) from deliveries where state = 'accepted'").fetchone()[0]
        assert found == count, f"{found} of {count} accepted"
        for path in root.glob("newsletter.db*"):
            path.unlink()
        (root / "kept.db").replace(root / "newsletter.db")
    seconds, used = map(float, done.stdout.splitlines()[-1].split())
    return Took(seconds / count, (used + server.taken) / count)


def run_timed(root: Path) -> None:
    """The command `resume` in this process; its last line says how long its delivering took, and of processors."""
    from newsletter.mail.delivery.deliver import deliver as plain
    from newsletter.pipeline.sending import run

    taken: tuple[float, float] = (0.0, 0.0)

    def timed(*arguments: Any) -> None:
        nonlocal taken
        begun, used = time.perf_counter(), time.process_time()
        plain(*arguments)
        taken = time.perf_counter() - begun, time.process_time() - used

    vars(run)["deliver"] = timed
    try:
        newsletter(["--project", str(root), "resume", ISSUE, "--json"], standalone_mode=False)
    except SystemExit as end:
        if end.code:
            raise
    print(*taken)


def source(letter: Path, count: int, connections: int) -> Took:
    """What smtp-source takes for the letter; with filler of its size (`-l`) server and it look at fewer lines."""
    with sink() as server:
        begun = time.perf_counter()
        process = subprocess.Popen(
            ["smtp-source", "-d", "-s", str(connections), "-m", str(count), "-F", str(letter), "-f", "a@example.org",
             "-t", "b@example.org", f"127.0.0.1:{server.port}"],
        )  # fmt: skip
        _, process.returncode, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        assert process.returncode == 0
    return Took(seconds / count, (usage.ru_utime + usage.ru_stime + server.taken) / count)


def pool(message: bytes, folder: Path, count: int) -> float | None:
    """Nodemailer's pool with DKIM on the same parts; None where it is not installed."""
    here = REPOSITORY / "benchmarks"
    if not (here / "node_modules/nodemailer").is_dir() or shutil.which("node") is None:
        return None
    from email import message_from_bytes
    from email.policy import default

    parsed = message_from_bytes(message, policy=default)
    text, html = (part.get_content() for part in parsed.iter_parts())
    (folder / "letter.json").write_text(json.dumps({"text": text, "html": html, "key": PEM.decode()}))
    with sink() as server:
        done = subprocess.run(
            ["node", str(here / "nodemailer_pool.mjs"), str(server.port), str(count), str(folder / "letter.json")],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        run_timed(options.run)
        return
    if not shutil.which("smtp-source"):
        sys.exit("smtp-source is missing; Debian has it in the package postfix.")
    count = options.messages
    with tempfile.TemporaryDirectory() as folder:
        root, environment = project(Path(folder), count)
        Path(folder).chmod(0o755)
        out = Path(folder) / "out"
        CliRunner().invoke(newsletter, ["--project", str(root), "build", ISSUE, "--point", POINT, "--out", str(out)])
        message = next(out.rglob("letter.eml")).read_bytes()
        letter = Path(folder) / "letter"
        letter.write_bytes(message.replace(b"\r\n", b"\n"))  # smtp-source ends each line by CRLF itself
        names = (SOURCE, OURS, POOL, SIGNATURE, SOURCE + ALONE, OURS + ALONE)
        rates: dict[str, list[float]] = {name: [] for name in names}
        used: dict[str, list[float]] = {name: [] for name in names}

        def note(name: str, *all_took: Took) -> None:
            rates[name] += [1 / took.seconds for took in all_took]
            used[name] += [took.processors for took in all_took]

        def by_source(where: str = "") -> None:
            note(SOURCE + where, *(source(letter, count, at_once) for at_once in (4, 8, 16)))

        def by_us(where: str = "") -> None:
            note(OURS + where, sent(root, environment, options.connections, count))

        def by_source_alone() -> None:
            with one_processor():
                note(SIGNATURE, signatures())
                by_source(ALONE)

        def by_us_alone() -> None:
            with one_processor():
                by_us(ALONE)

        def by_pool() -> None:
            taken = pool(message, Path(folder), max(count // 10, 100))
            rates[POOL] += [max(count // 10, 100) / taken] if taken else []

        runs: list[Callable[[], None]] = [by_source, by_us, by_source_alone, by_us_alone, by_pool]
        for number in range(options.rounds):
            at = number % len(runs)
            for run in [*runs[at:], *runs[:at]]:
                run()
    best = {name: max(found) for name, found in rates.items() if found}
    best[BOUND] = 1 / (1 / best[SIGNATURE] + 1 / best[SOURCE + ALONE])
    how = f"{options.connections} connections, best of {options.rounds}"
    print(f"{count:,} messages of {len(message) // 1000} KB, {how}\n")
    for name, rate in best.items():
        print(f"  {name:48}{rate:9,.0f} a second{100 * rate / best[SOURCE]:8.0f} %")
    least = {name: min(used[name]) for name in (SIGNATURE, SOURCE + ALONE, OURS + ALONE)}
    least[BOUND] = least[SIGNATURE] + least[SOURCE + ALONE]
    print("\nOf the processor, the server included, for a message:\n")
    for name, seconds in least.items():
        print(f"  {name:48}{1e6 * seconds:9,.0f} µs{100 * least[BOUND] / seconds:14.0f} %")
    share = best[OURS] / best[SOURCE]
    print(f"\n  {'pass' if share >= 0.65 else 'MISS'}  newsletter / smtp-source, wanted ≥ 0.65: {share:.2f}")
    alone, two = best[OURS + ALONE] / best[BOUND], best[OURS] / best[OURS + ALONE]
    print(f"  {'pass' if alone >= 0.9 else 'MISS'}  newsletter / bound on one processor, wanted ≥ 0.9: {alone:.2f}")
    alone = least[BOUND] / least[OURS + ALONE]
    print(f"  {'pass' if alone >= 0.9 else 'MISS'}  the same by what they take of it, wanted ≥ 0.9: {alone:.2f}")
    print(f"  {'pass' if two >= 1.4 else 'MISS'}  newsletter with a second processor, wanted ≥ 1.4: {two:.2f}")
    if POOL in best:
        ahead = best[OURS] / best[POOL]
        print(f"  {'pass' if ahead >= 6 else 'MISS'}  newsletter / nodemailer with DKIM, wanted ≥ 6: {ahead:.1f}")
    else:
        print("  nodemailer is not installed: run `npm install` in benchmarks/")


if __name__ == "__main__":
    main()
