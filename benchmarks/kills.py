"""A mailing under fire: 5,000 recipients and 100 SIGKILLs at every phase of a message, judged by the server's own log.

python benchmarks/kills.py [--recipients N] [--kills N] [--seed N]
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from textwrap import dedent

REPOSITORY = Path(__file__).parent.parent
sys.path.insert(0, str(REPOSITORY))

from tests.conftest import FILES, Sample  # noqa: E402
from tests.support.kills import CONNECTIONS, killed  # noqa: E402
from tests.support.mail_server import running  # noqa: E402
from tests.support.mailing import Home  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipients", type=int, default=5_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sample = Sample(Path(folder) / "project")
        for name, words in FILES.items():
            sample.write(name, dedent(words).lstrip("\n"))
        shutil.copytree(REPOSITORY / "templates", sample.root / "templates")
        sample.write("issues/images/bridge.png", (REPOSITORY / "issues/images/market-square.png").read_bytes())
        with running(Path(folder) / "server") as server:
            toll = killed(Home.of(sample, server), options.recipients, options.kills, seed=options.seed)
    print(f"{options.recipients:,} recipients, {toll.kills.total()} kills: {dict(toll.kills)}")
    for name, found, allowed in (
        ("lost", toll.lost, 0),
        ("copies of those whose outcome was not in doubt", toll.unexplained, 0),
        ("copies of uncertain ones, settled by resending", toll.copies, CONNECTIONS * toll.kills.total()),
        ("uncertain after one kill, at most", toll.most_uncertain, CONNECTIONS),
        ("recipients with more than one Message-ID", toll.other_ids, 0),
        ("suppressed, erased or foreign mailed", toll.strangers, 0),
    ):
        print(f"  {'pass' if found <= allowed else 'MISS'}  {name}: {found} (allowed: {allowed})")


if __name__ == "__main__":
    main()
