"""Six points that mail at once through one server, each in a process of its own: the server sees one sender.

In: a small project with six points, readers, a server on loopback in this process that counts. Out: how many messages
the server took in its busiest minute, and how many connections were open at once, beside what the project allows.

    python benchmarks/points.py [--points 6] [--readers 30] [--per-minute 60] [--connections 2]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from tests.conftest import FILES, Sample  # noqa: E402
from tests.support.mail_server import Running  # noqa: E402
from tests.support.mailing import ISSUE, Home  # noqa: E402
from tests.support.unkind import Manners, unkind  # noqa: E402

MINUTE = 60.0


def busiest(times: list[float], span: float = MINUTE) -> int:
    """The most of these moments, in order, that lie within one span of seconds."""
    first = most = 0
    for last, at in enumerate(times):
        while at - times[first] >= span:
            first += 1
        most = max(most, last - first + 1)
    return most


def home_of(root: Path, points: list[str], readers: int) -> Home:
    """A home whose points have so many readers each, and an issue that may be mailed."""
    sample = Sample(root)
    for name, text in FILES.items():
        sample.write(name, text)
    shutil.copytree(REPOSITORY / "templates", root / "templates")
    sample.write("issues/images/bridge.png", (REPOSITORY / "issues/images/market-square.png").read_bytes())
    for point in points:
        sample.write(
            f"issues/points/{point}.yaml", FILES["issues/points/eu.yaml"].replace("country: EU", "country: NL")
        )
    home = Home.of(sample, Running(root, 1))
    for point in points:
        home.join([f"{point}{number}@example.org" for number in range(readers)], point=point, language="en")
    return home


def main() -> None:
    """Mail them all at once, and print what the server has seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=6)
    parser.add_argument("--readers", type=int, default=30, help="of each point")
    parser.add_argument("--per-minute", type=int, default=60)
    parser.add_argument("--connections", type=int, default=2)
    options = parser.parse_args()
    points = [f"p{number}" for number in range(options.points)]
    with tempfile.TemporaryDirectory() as folder, unkind(Manners()) as server:
        home = home_of(Path(folder) / "project", points, options.readers)
        environment = {
            **os.environ, **home.environment, "PYTHONPATH": str(REPOSITORY), "NEWSLETTER_SMTP_URL": server.url,
            "NEWSLETTER_SMTP_CONNECTIONS": str(options.connections),
            "NEWSLETTER_SMTP_MESSAGES_PER_MINUTE": str(options.per_minute),
        }  # fmt: skip
        command = [sys.executable, "-m", "newsletter", "--project", str(home.sample.root), "send", ISSUE, "--yes"]
        begun = time.monotonic()
        senders = [
            subprocess.Popen(
                [*command, "--point", point], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            for point in points
        ]
        codes = [sender.wait(timeout=1200) for sender in senders]
        taken = time.monotonic() - begun
    wanted = len(points) * options.readers
    once = list(server.accepted.values()) == [1] * wanted
    print(f"{len(points)} points, {wanted} readers, {len(senders)} processes at once: {taken:.0f} s")
    for name, found, allowed in (
        ("messages in the busiest minute", busiest(server.taken_at), options.per_minute * 1.02 + 1),
        ("connections at once", server.most_open, options.connections),
        ("ended with a fault", sum(map(bool, codes)), 0),
        ("not exactly once", int(not once), 0),
    ):
        print(f"  {'pass' if found <= allowed else 'MISS'}  {name}: {found} (allowed: {allowed:g})")


if __name__ == "__main__":
    main()
