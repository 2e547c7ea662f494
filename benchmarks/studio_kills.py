"""A hundred kills of the studio's server and of the browser, each while somebody types.

python benchmarks/studio_kills.py [SERVERS BROWSERS]

Out: how many kills, what was lost, how many files were torn, and how often the browser's draft had what the file had
not. Bounded by the two numbers, 50 and 50 if left out.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.conftest import Sample
from tests.support.studio_kills import Kills, kill_browsers, kill_servers


def main() -> None:
    """Both, one after the other."""
    servers, browsers = (int(each) for each in (sys.argv[1:] or ["50", "50"]))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # a check may write to its last
        sample = Sample.made(Path(folder))
        tell("server", kill_servers(sample.root, servers, 17))
        tell("browser", kill_browsers(sample.root, Path(folder) / "profile", browsers, 18))


def tell(name: str, found: Kills) -> None:
    """What came of the kills of one of the two."""
    lost, torn = len(found.lost), len(found.torn)
    drafts = f"{found.from_drafts} times the draft had what the file had not"
    alone = f"{len(found.clashes)} in conflict with oneself"
    print(f"{name}: {found.kills} kills, {lost} inputs lost, {torn} files torn, {alone}, {drafts}", flush=True)


if __name__ == "__main__":
    main()
