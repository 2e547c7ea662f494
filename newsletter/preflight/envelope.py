"""What is read before a letter is opened: subject, preheader; and the part for programs that show text alone.

In: a letter examined. Out: a subject that shouts, a preheader that says nothing new, a text part that says less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import category, combining, east_asian_width

from lxml import etree

from newsletter.content.tagged import plain
from newsletter.content.texts import walk
from newsletter.preflight.check import LetterCheck
from newsletter.preflight.dom import HEADINGS, INVISIBLE, is_hidden, words_of
from newsletter.preflight.finding import Finding
from newsletter.preflight.letter import Examined

PHONE_SUBJECT = 20.0
"""Widths of a subject that the narrowest common phones show (iPhone SE, Gmail on Android in portrait), in em: some
forty letters of Latin, twenty signs of Chinese.
"""
LEAST_PREHEADER, MOST_PREHEADER = 8.0, 80.0
"""The same of a preheader: less tells nothing, more nobody sees on any screen."""
SHARED = 0.6
"""The least share of the text part's words that the HTML has too: it is 0.78 or more in the letters of November 2023,
0.39 or less between letters in two languages."""
LEAST_TEXT = 200
_NARROW, _BROAD = frozenset("iIjlftr.,:;!|'’‘()[]/ \u00a0ıίιі"), frozenset("mwæœшщжюмфω@%&—…")
_MARKUP = re.compile(r"</?[a-z][^>\n]*>|&(?:[a-z]+|#\d+);")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")


def width_of(text: str) -> float:
    """How wide a text is in a font of phones, in em: narrow and wide letters of each script count as they are drawn."""
    return sum(map(_width, text))


def shown_within(text: str, width: float) -> str:
    """As much of a text as fits into so many em."""
    rest = width
    for at, letter in enumerate(text):
        rest -= _width(letter)
        if rest < 0:
            return text[:at]
    return text


def _width(letter: str) -> float:
    if combining(letter) or category(letter) in ("Cf", "Mn", "Me"):
        return 0.0
    if east_asian_width(letter) in ("W", "F"):
        return 1.0
    if letter in _NARROW:
        return 0.28
    return 0.68 if letter.isupper() or letter in _BROAD else 0.52


def find_shouting(letter: Examined) -> Iterator[Finding]:
    """A subject in capital letters, or with several exclamation marks, is what junk looks like."""
    subject = letter.letter.subject
    letters = [each for each in subject if each.isalpha() and each.lower() != each.upper()]
    words = _WORD.findall(subject)
    capitals = [word for word in words if len(word) > 3 and word.isupper()]
    if len(letters) >= 8 and sum(each.isupper() for each in letters) > len(letters) * 0.6:
        yield Finding(f"the subject is written in capital letters: “{subject}”", path=_path(letter, "subject"))
    elif len(capitals) >= 3:
        yield Finding(f"the subject has {len(capitals)} words in capital letters", path=_path(letter, "subject"))
    elif re.search(r"[!?]{2}|!.*!", subject):
        yield Finding(f"the subject shouts: “{subject}”", path=_path(letter, "subject"))


def find_late_subject(letter: Examined) -> Iterator[Finding]:
    """What a phone shows of a subject says something: not only a name and a number that each issue has."""
    shown = shown_within(letter.letter.subject, PHONE_SUBJECT)
    words = _WORD.findall(shown)
    wordmark = letter.theme.wordmark.casefold()
    said = [word for word in words if word.casefold() not in wordmark and len(word) > 2]
    if words and len(said) < 2 and shown != letter.letter.subject:
        message = f"a phone shows “{shown}…” of the subject, which says nothing of this issue"
        yield Finding(message, path=_path(letter, "subject"))


def find_poor_preheader(letter: Examined) -> Iterator[Finding]:
    """The preheader stands first in the letter, hidden, and says something that the subject does not."""
    first = next(letter.body.iterchildren(etree.Element), None)
    if first is not None and first.get("role") == "main":
        first = next(first.iterchildren(etree.Element), None)
    words = "" if first is None else INVISIBLE.sub(" ", " ".join(first.itertext(etree.Element))).strip()
    path = _path(letter, "preheader")
    if first is None or not is_hidden(first) or not words:
        yield Finding("the letter does not begin with its preheader, hidden", template="<mj-preview")
    elif _is_said(words, letter.letter.subject):
        yield Finding(f"the preheader says nothing that the subject does not: “{words[:60]}”", path=path)
    elif width_of(words) < LEAST_PREHEADER:
        yield Finding(f"the preheader has {len(words)} characters, and there is room for a sentence", path=path)
    elif (shown := shown_within(words, MOST_PREHEADER)) != words:
        message = f"the preheader has {len(words)} characters, and no program shows more than {len(shown)} of them"
        yield Finding(message, path=path)


def _is_said(words: str, subject: str) -> bool:
    """True when one of the two stands in the other, whatever the marks at its ends."""
    one, other = (each.casefold().strip(" .,:;!?…") for each in (words, subject))
    return one in other or other in one


def find_doubled_word(letter: Examined) -> Iterator[Finding]:
    """The same word twice in the subject or preheader."""
    for field in ("subject", "preheader"):
        for one, other in pairwise(getattr(letter.letter, field).split()):
            if len(one) > 1 and one[0].isalpha() and one.casefold() == other.casefold():
                yield Finding(f"the {field} has “{one}” twice in a row", path=_path(letter, field))


def _path(letter: Examined, field: str) -> str:
    return str(getattr(letter.edition.issue, field).path)


def find_short_text(letter: Examined) -> Iterator[Finding]:
    """The text part says as much as the HTML, in the same words."""
    seen = " ".join(words for _, words in letter.runs)
    text = letter.letter.text
    if len(text) < LEAST_TEXT or len(_bare(text)) < len(_bare(seen)) / 2:
        message = f"the text part has {len(text)} characters; the letter says {len(seen)}"
        yield Finding(message, template="newsletter.txt")
        return
    written, laid_out = (set(re.findall(r"[^\W\d_]{3,}", _bare(words).casefold())) for words in (text, seen))
    if len(written & laid_out) < SHARED * len(written):
        message = f"of the words of the text part the letter has {len(written & laid_out) / len(written):.0%}"
        yield Finding(message, template="newsletter.txt")


def find_lost_heading(letter: Examined) -> Iterator[Finding]:
    """Each heading stands in the text part too; that of a table of contents (links into the letter) need not."""
    written = " ".join(letter.letter.text.split())
    marks = [*letter.body.iter("a", *HEADINGS)]
    for mark, after in pairwise([*marks, letter.body]):
        is_of_contents = after.tag == "a" and (after.get("href") or "").startswith("#")
        if mark.tag in HEADINGS and not is_of_contents and words_of(mark) not in written:
            yield Finding(f"the text part lacks the heading “{words_of(mark)[:60]}”", element=mark)


def find_markup(letter: Examined) -> Iterator[Finding]:
    """The text part has no markup and no entity of HTML; what is typed so in a text is told there."""
    typed = "\n".join(plain(text.words) if text.is_tagged else text.words for text in walk(letter.edition.issue))
    for found in dict.fromkeys(_MARKUP.findall(letter.letter.text)):
        if found not in typed:
            yield Finding(f"the text part has the markup `{found[:60]}`", written=found, template=found)


def _bare(words: str) -> str:
    return re.sub(r"https?://\S+", " ", words)


CHECKS = (
    LetterCheck("shouting-subject", find_shouting, "write it as you would say it"),
    LetterCheck("late-subject", find_late_subject, "begin with what is new; the sender's name says who writes"),
    LetterCheck("poor-preheader", find_poor_preheader, "say in one sentence what the subject leaves out"),
    LetterCheck("doubled-word-outside", find_doubled_word, "take one out"),
    LetterCheck("short-text-part", find_short_text, "say in newsletter.txt what newsletter.mjml says"),
    LetterCheck("lost-heading", find_lost_heading, "print it in newsletter.txt"),
    LetterCheck("markup-in-text", find_markup, "write the words alone"),
)
"""What is asked of the envelope and the text part."""
