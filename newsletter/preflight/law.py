"""What the law asks of every letter, as far as its own bytes show it.

In: a letter examined. Out: no way to leave, no postal address, pictures that count who reads (ePrivacy 13(4) and 5(3),
CNIL 2026-042; RFC 8058 is of the message, and is checked where messages are made).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.preflight.check import LetterCheck
from newsletter.preflight.dom import name_of, style, words_of
from newsletter.preflight.finding import Finding
from newsletter.preflight.letter import Examined
from newsletter.problems import Severity


def find_no_way_out(letter: Examined) -> Iterator[Finding]:
    """A link to leave, with words, in the HTML and in the text."""
    address = f"{letter.site}/u/"
    if not any(link.get("href").startswith(address) and name_of(link) for link in letter.links):
        yield Finding("the letter has no link to leave", template="{% block footer")
    if address not in letter.letter.text:
        yield Finding("the text part has no link to leave", template="newsletter.txt")


def find_no_address(letter: Examined) -> Iterator[Finding]:
    """The postal address of who writes, in the HTML and in the text."""
    seen, written = (" ".join(each.split()) for each in (words_of(letter.body), letter.letter.text))
    for line in letter.edition.issue.point.postal_address:
        words = " ".join(line.split())
        if words not in seen or words not in written:
            where = "the letter" if words not in seen else "the text part"
            yield Finding(f"{where} lacks the line “{words[:60]}” of the postal address", template="postal_address")
            return


def find_pixel(letter: Examined) -> Iterator[Finding]:
    """No picture comes from elsewhere, is made for one reader, or is too small to be seen: each tells who reads."""
    pictures = f"{letter.site}/images/"
    for image in letter.images:
        source, own = image.get("src") or "", style(image)
        sizes = {image.get("width"), image.get("height"), own.get("width"), own.get("height")}
        if sizes & {"0", "1", "0px", "1px"}:
            yield Finding(
                f"a picture of one pixel counts who reads: {source[:80]}",
                written=source,
                template=source,
                element=image,
            )
        elif not re.fullmatch(re.escape(pictures) + r"[\w.-]+", source):
            message = f"a picture comes from elsewhere, and tells its server who reads: {source[:80]}"
            yield Finding(message, written=source, template=source, element=image)


CHECKS = (
    LetterCheck(
        "letter-without-leaving", find_no_way_out, "print `slots.leave` with words, as the first templates do",
        severity=Severity.ERROR,
    ),
    LetterCheck("letter-without-postal-address", find_no_address, "print `point.postal_address` in both templates"),
    LetterCheck(
        "tracking-pixel", find_pixel, "take it out, or put the picture into issues/images/", severity=Severity.ERROR
    ),
)  # fmt: skip
"""What the law asks."""
