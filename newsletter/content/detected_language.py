"""The language of a text, told by its words.

In: a text. Out: the language that a detector takes it for, and how sure that is.
The only module that imports `gcld3` (of cld3-py).
"""

from __future__ import annotations

from functools import cache

import gcld3

# Languages so near that a detector can't be trusted to tell them apart in a paragraph.
_FAMILIES = (
    "bs hr sr sl",
    "da nb nn no sv",
    "cs sk",
    "bg mk ru sr uk",
    "ca es gl pt an oc",
    "af nl",
    "de lb",
    "et fi",
    "id ms",
    "ga gd",
)
_LONGEST = 2_000
"""Bytes of a text that the detector reads; of a longer one it takes parts from all over it."""
_SHARED = frozenset({"bs", "hr", "sr"})
"""One language by three names, among which the detector shares out how sure it is: it gives each about a half."""
KNOWN = frozenset(
    tag
    for line in (
        "af am ar az be bg bn bs ca ceb co cs cy da de el en eo es et eu fa fi fil fr fy ga gd gl gu ha haw he hi hmn",
        "hr ht hu hy id ig is it ja jv ka kk km kn ko ku ky la lb lo lt lv mg mi mk ml mn mr ms mt my nb ne nl no ny",
        "pa pl ps pt ro ru sd si sk sl sm sn so sq sr st su sv sw ta te tg th tr uk ur uz vi xh yi yo zh zu",
    )
    for tag in line.split()
)
"""The languages that the detector knows, by our tags."""
_OTHER_TAGS = {"iw": "he", "no": "nb"}
"""Its tags where they are not ours; script and region are cut off."""


def language_of(words: str) -> tuple[str, float]:
    """The language of a text, and how sure that is (0 to 1)."""
    # One for each text costs 0.08 ms, and threads share none: it reads without Python's lock.
    detector = gcld3.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=_LONGEST)
    found = detector.FindLanguage(text=words)
    tag = found.language.split("-")[0]
    sure = min(1.0, 2 * found.probability) if tag in _SHARED else found.probability
    return _OTHER_TAGS.get(tag, tag), float(sure)


@cache
def family_of(locale: str) -> frozenset[str]:
    """The language of a locale, with those that a detector can't tell from it."""
    language = locale.split("-")[0]
    return frozenset({language}.union(*(family.split() for family in _FAMILIES if language in family.split())))
