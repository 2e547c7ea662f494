"""A machine that answers later, measured: what is left of sixty texts, what faults and kills lose, how many requests.

`python benchmarks/etranslation.py [--only kind|faults|requests] [--locales 24] [--kills 10]`. The service is
`tools/etranslation_server.py`; what it brings goes to the home's address without HTTP. Runs that are killed are
processes of their own.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.later_goals import Found, with_a_kind_server, with_every_fault  # noqa: E402
from tools.etranslation_server import LANGUAGES  # noqa: E402

LOCALES = [each.lower() for each in LANGUAGES if each not in ("EN", "RU", "ZH", "JA", "AR", "UK", "TR", "IS")]
"""Twenty-four: the official languages of the EU but English, and Norwegian."""


def say(what: str, found: Found, is_good: bool) -> None:
    """The figures, and whether they are good."""
    print(
        f"{what}: {found.units} units, {found.requests} requests ({found.faulty} with a fault), {found.runs} runs, "
        f"{found.killed} killed, {found.seconds:.1f} s: {found.broken} broken, {found.twice} stored twice, "
        f"{found.left} left ({found.most_left} of a language at most), {found.unaccounted} not accounted for: "
        f"{'pass' if is_good else 'MISS'}"
    )


def main() -> None:
    """The goals of the issue."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", choices=["kind", "faults", "requests"])
    options.add_argument("--locales", type=int, default=24)
    options.add_argument("--kills", type=int, default=10)
    options.add_argument("--seed", type=int, default=1)
    wanted = options.parse_args()
    locales = LOCALES[: wanted.locales]
    if wanted.only in (None, "kind"):
        found = with_a_kind_server(locales)
        say("kind", found, not found.broken and found.most_left <= 1 and found.requests <= len(locales))
    if wanted.only in (None, "requests"):
        found = with_a_kind_server(locales, 250)
        say("250 texts", found, found.requests <= len(locales) and not found.broken)
    if wanted.only in (None, "faults"):
        found = with_every_fault(locales, wanted.kills, wanted.seed)
        say("faults at 0.3", found, not (found.broken or found.twice or found.unaccounted))


if __name__ == "__main__":
    main()
