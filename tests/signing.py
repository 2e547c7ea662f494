"""What is recorded of a text, with and without the digest of the words that it speaks of."""

import re
from dataclasses import replace

from newsletter.translate.comments import ORIGIN, REVIEWED, words_digest
from newsletter.translate.unit import Translation

_DIGEST = re.compile(r"(?<=^from: )(.*) [0-9a-f]{6}$|(?<=reviewed: )(.*) [0-9a-f]{6}$")


def signed(entry: Translation) -> Translation:
    """The entry with its origin and its reviews speaking of the words that it has."""

    def line(comment: str) -> str:
        if comment.startswith(ORIGIN):
            return f"{comment} {words_digest(*entry.targets)}"
        if comment.startswith(REVIEWED):
            return f"{comment} {words_digest(entry.source, entry.plural, *entry.targets)}"
        return comment

    return replace(entry, comments=tuple(map(line, entry.comments)))


def unsigned(comments: tuple[str, ...]) -> tuple[str, ...]:
    """The comments as they were before the digests."""
    return tuple(_DIGEST.sub(lambda found: found[1] or found[2], line) for line in comments)
