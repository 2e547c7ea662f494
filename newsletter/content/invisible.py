"""Invisible characters, which come with copied text: soft hyphens, spaces of no width, marks of direction, joiners.

In: a line, or one character and a locale. Out: where a character stands that the line is not written with.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import bidirectional, name

from newsletter.patterns import late

INVISIBLE = late("[\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffc]")
# Persian and the languages of India are written with joiners; right-to-left languages need marks of direction.
_WITH_JOINERS = {"ar", "bn", "ckb", "fa", "gu", "hi", "kn", "ml", "mr", "ne", "pa", "ps", "si", "ta", "te", "ur"}
_WITHOUT_SPACES = {"km", "lo", "my", "th"}
_RIGHT_TO_LEFT = frozenset(["ar", "ckb", "dv", "fa", "he", "ps", "ur", "yi"])
_JOINERS = frozenset("\u200c\u200d")
_MARKS_OF_DIRECTION = frozenset("\u061c\u200e\u200f\u2066\u2067\u2068\u2069")
_LOST_OBJECT = "\ufffc"


# An emoji, its looks (the selector, a skin), the joiner; women are beside the sign U+2640, flags are U+1F3F3.
_EMOJI = "[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]"
_LOOKS = "[\ufe0f\u20e3\U0001f3fb-\U0001f3ff]"
_JOINED_EMOJI = late(f"(?<={_EMOJI})\u200d(?={_EMOJI})|(?<={_LOOKS})\u200d(?={_EMOJI})")


def without_joined_emoji(text: str) -> str:
    """The text without the joiners of emoji that are one picture, as families are: all other invisible ones stay."""
    return _JOINED_EMOJI.sub("", text)


def is_lawful(hidden: str, locale: str) -> bool:
    """True for an invisible character that the language is written with."""
    language = locale.split("-")[0]
    return (
        (hidden in _JOINERS and language in _WITH_JOINERS)
        or (hidden == "\u200b" and language in _WITHOUT_SPACES)
        or (hidden in _MARKS_OF_DIRECTION and language in _RIGHT_TO_LEFT)
    )


# Letters and signs that are drawn as nothing: fillers of Korean, the empty sign of Braille, selectors of looks, tags.
_BLANK = late("[\u034f\u115f\u1160\u17b4\u17b5\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]")


def is_visible(text: str) -> bool:
    """True for a text of which readers see something; white space and what is drawn as nothing are nothing."""
    return bool(_BLANK.sub("", INVISIBLE.sub("", text)).strip())


def invisible_in(line: str) -> Iterator[tuple[int, str, str]]:
    """Each kind of invisible character that nothing beside it needs: where it stands first, what it is, what to do."""
    told: set[str] = set()
    for found in INVISIBLE.finditer(line):
        hidden = found[0]
        if hidden in told or _is_needed(line, found.start()):
            continue
        told.add(hidden)
        if hidden == _LOST_OBJECT:
            hint = "name the picture by `![what it shows](file.png)`, or delete the character"
            yield found.start(), f"`{hidden}` stands for a picture or an object that was not pasted", hint
            continue
        count = sum(each == hidden and not _is_needed(line, at) for at, each in enumerate(line))
        times = f", {count} times on this line" if count > 1 else ""
        what = f"U+{ord(hidden):04X} ({name(hidden, 'no name').lower()})"
        yield (
            found.start(),
            f"an invisible character, {what}, stands here{times}",
            "delete it; it came with copied text",
        )


def _is_needed(line: str, at: int) -> bool:
    """True where emoji or letters of a script that is written with it stand beside it."""
    hidden, beside = line[at], line[max(0, at - 1) : at] + line[at + 1 : at + 2]
    if hidden in _JOINERS:  # beyond Latin, Greek, Cyrillic and Armenian
        return any(ord(each) >= 0x590 and not 0x1E00 <= ord(each) < 0x2070 for each in beside)
    if hidden == "\u200b":
        return any(0xE00 <= ord(each) < 0x10A0 or 0x1780 <= ord(each) < 0x1800 for each in beside)
    return hidden in _MARKS_OF_DIRECTION and any(bidirectional(each) in ("R", "AL") for each in line if each != hidden)
