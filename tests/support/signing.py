"""What is recorded of a text, with and without the digest of the words that it speaks of."""

import re
from dataclasses import replace

from newsletter.translate.formats.comments import read_lines, write_lines
from newsletter.translate.record import digest_words
from newsletter.translate.unit import Translation

_DIGEST = re.compile(r"(?<=^from: )(.*) [0-9a-f]{6}$|(?<=reviewed: )(.*) [0-9a-f]{6}$")


def signed(entry: Translation) -> Translation:
    """The entry with its origin and its reviews speaking of the words that it has."""

    def line(comment: str) -> str:
        if comment.startswith("from: "):
            return f"{comment} {digest_words(*entry.targets)}"
        if comment.startswith("reviewed: "):
            return f"{comment} {digest_words(entry.source, entry.plural, *entry.targets)}"
        return comment

    return replace(entry, record=read_lines([line(comment) for comment in write_lines(entry.record)]))


def unsigned(comments: tuple[str, ...]) -> tuple[str, ...]:
    """The comments as they were before the digests."""
    return tuple(_DIGEST.sub(lambda found: found[1] or found[2], line) for line in comments)
