"""What no source may be: larger than any text, or made to hold a machine up.

In: bytes. Out: a problem, None where they may be read.
"""

from __future__ import annotations

from newsletter.problems import Location, Problem, error

MAX_BYTES = 10_000_000
"""Of a page, feed or answer, without its pictures: what has more holds data, and its tree would take a gigabyte."""
MAX_TAGS = 100_000
"""A long page has some 10,000; 100,000 took 130 MB and five seconds."""


def too_large(data: bytes, place: Location) -> Problem | None:
    """What is wrong with the size of a source."""
    tags = data.count(b"<")
    if len(data) <= MAX_BYTES and tags <= MAX_TAGS:
        return None
    message = f"it has {tags:,} tags; the limit is {MAX_TAGS:,}"
    if len(data) > MAX_BYTES:
        message = f"it has {len(data):,} bytes; the limit is {MAX_BYTES:,}"
    return error("source-too-large", message, place, "save the text that is wanted alone")


def unsafe_xml(data: bytes, place: Location) -> Problem | None:
    """What is wrong with XML that defines entities of its own: they may stand for gigabytes, or for other files."""
    if b"<!ENTITY" not in data.replace(b"\0", b"").upper():
        return None
    message = "it defines entities of its own (`<!ENTITY`), which no feed and no document needs"
    return error("unsafe-source", message, place, "ask whoever made it for another copy")
