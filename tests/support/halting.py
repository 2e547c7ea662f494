"""`newsletter`, which halts where it has said certain words of how far it is, and waits for a signal.

In: those words, and the arguments of the command. Out: `halted` on its output once it is there. Tables are read and
written in small parts, with so little of the database in memory that what is written is in its file at once.
"""

import signal
import sys

import pytest

from newsletter.cli import main as command
from newsletter.cli.support.output import Progress


def main(arguments: list[str]) -> None:
    words, *rest = arguments

    def halt_at(progress: Progress, said: str) -> None:
        if words in said:
            sys.stdout.write("halted\n")
            while True:
                signal.pause()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Progress, "say", halt_at)
        patch.setattr("newsletter.database.connection._WIDE_CACHE_KB", 100)
        patch.setattr("newsletter.mail.audience.importing._MERGED_AT_ONCE", 1_000)
        patch.setattr("newsletter.pipeline.audience.importing._EVERY", 1_000)
        command(rest)
