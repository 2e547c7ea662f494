"""How much memory a mailing takes, opening included: with 5,000 recipients and with a million.

In: the small project of the tests, `smtp-sink` as the server. Out: the peak of the real command for each, while it
opens the mailing and sends for a while (30 seconds, then SIGTERM), and whether it is flat.

    python benchmarks/memory.py [--most 1000000] [--seconds 30]
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from textwrap import dedent

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "benchmarks")]

from send import sink  # noqa: E402

from tests.conftest import FILES, Sample  # noqa: E402
from tests.support.mailing import ISSUE, SECRET, put_key, review_all, without_samples  # noqa: E402


def peak(folder: Path, count: int, seconds: float) -> tuple[float, float, int]:
    """MB at the peak, seconds until the mailing was open, and how many were sent."""
    sample = Sample(folder / "project")
    for name, words in FILES.items():
        sample.write(name, dedent(words).lstrip("\n"))
    shutil.copytree(REPOSITORY / "templates", sample.root / "templates")
    sample.write("issues/images/bridge.png", (REPOSITORY / "issues/images/market-square.png").read_bytes())
    without_samples(sample.root)
    review_all(sample.project(), ISSUE)
    subscriber_csv = folder / "roster.csv"
    with subscriber_csv.open("w", encoding="utf-8") as file:
        file.write("email,language\n")
        file.writelines(f"reader{number}@example.org,nl\n" for number in range(count))
    command = [sys.executable, "-m", "newsletter", "--project", str(sample.root)]
    environment = {
        **os.environ, "PYTHONPATH": str(REPOSITORY), "NEWSLETTER_SECRET": SECRET,
        "NEWSLETTER_DKIM_KEYS": str(put_key(sample.root / "keys")), "NEWSLETTER_SMTP_CONNECTIONS": "16",
    }  # fmt: skip
    taking = ["subscribers", "import", str(subscriber_csv), "--point", "nl", "--consent", "Ja"]
    subprocess.run([*command, *taking], env=environment, check=True, capture_output=True)
    with sink() as server:
        environment["NEWSLETTER_SMTP_URL"] = f"smtp://127.0.0.1:{server.port}?tls=none"
        begun = time.monotonic()
        process = subprocess.Popen(
            [*command, "send", ISSUE, "--point", "nl", "--yes"], env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        opened = 0.0
        while process.poll() is None and time.monotonic() - begun < 600:
            with sqlite3.connect(sample.root / "newsletter.db") as plain:
                if plain.execute("select 1 from mailings limit 1").fetchone():
                    opened = time.monotonic() - begun
                    break
            time.sleep(0.2)
        ends = time.monotonic() + seconds
        high = 0
        while process.poll() is None and time.monotonic() < ends:
            high = max(high, _peak_of(process.pid))
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        process.wait()
    with sqlite3.connect(sample.root / "newsletter.db") as plain:
        sent = plain.execute("select count(*) from deliveries where state = 'accepted'").fetchone()[0]
    return high / 1024, opened, int(sent)


def _peak_of(pid: int) -> int:
    """KB that a process has had at its most; 0 when it has ended meanwhile."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    found = {}
    for count in (5_000, options.most):
        with tempfile.TemporaryDirectory() as folder:
            # The small mailing has to last as long as it is looked at.
            seconds = options.seconds if count > 5_000 else min(options.seconds, 4.0)
            found[count], opened, sent = peak(Path(folder), count, seconds)
        print(f"  {count:>9,} recipients: {found[count]:6.0f} MB at the peak, open after {opened:.1f} s, {sent:,} sent")
    share = found[options.most] / found[5_000]
    print(f"\n  {'pass' if share <= 1.2 else 'MISS'}  million / 5,000, wanted ≤ 1.2: {share:.2f}")


if __name__ == "__main__":
    main()
