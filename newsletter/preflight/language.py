"""Languages, and the direction of writing: what a screen reader speaks with and how words are laid out.

In: a letter examined. Out: where it does not say its language, or is in another (WCAG 2.2, 3.1.1, 3.1.2, 1.3.2; Email
Markup Consortium: `lang` and `dir` on html and on each child of body, since mail programs drop html and body).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import bidirectional

from lxml import etree

from newsletter.content.detected_language import family_of
from newsletter.content.foreign import unmarked
from newsletter.content.tagged import plain
from newsletter.content.texts import walk
from newsletter.locales import direction
from newsletter.preflight.check import LetterCheck
from newsletter.preflight.dom import around, tag_of
from newsletter.preflight.finding import Finding
from newsletter.preflight.letter import Examined
from newsletter.problems import Severity
from newsletter.translate.checks.wrong_language import detected
from newsletter.translate.unit import State

_SURE = 0.9
"""How sure the detector of languages has to be: a text in its own locale has no source beside it to compare with."""
_SMALL = frozenset(["the", "and", "with", "from", "this", "that", "their", "which", "of", "by", "between"])
"""Small words that no other language of Europe has but by chance, and none has two of."""
_LEAST = 5
_NAME = re.compile(r"\b[A-Z][\w’'-]*(?:\s+(?:[A-Z][\w’'-]*|of|the|and|for|with|by|in|at|on))*\s+[A-Z][\w’'-]*")


def find_language(letter: Examined) -> Iterator[Finding]:
    """`html` says the edition's language and direction."""
    wanted = (letter.locale, direction(letter.locale))
    told = (letter.root.get("lang"), letter.root.get("dir"))
    if told != wanted:
        said = " and ".join(
            f"no `{name}`" if value is None else f'{name}="{value}"'
            for name, value in zip(("lang", "dir"), told, strict=True)
        )
        yield Finding(f"the letter is in {wanted[0]} ({wanted[1]}), and its `html` has {said}", template="<mjml")


def find_parts(letter: Examined) -> Iterator[Finding]:
    """So does each child of the body."""
    wanted = (letter.locale, direction(letter.locale))
    for child in letter.body.iterchildren(etree.Element):
        if (child.get("lang"), child.get("dir")) != wanted:
            message = f"a part of the letter does not say that it is in {wanted[0]} ({wanted[1]}): {tag_of(child)}"
            yield Finding(message, element=child)


def find_other_language(letter: Examined) -> Iterator[Finding]:
    """A text that its author has written is in the locale that its file says.

    Translations have checks of their own, but for a sentence that is too short for a detector. A copy of the source is
    theirs to tell (`same-as-source`), where a person may say that it is right.
    """
    for text in walk(letter.edition.issue):
        words = plain(unmarked(text.words))
        if text.is_name:
            continue
        if text.path in letter.edition.words:
            source, translation = letter.edition.words[text.path]
            is_translated = letter.edition.states[text.path] is not State.MISSING and translation != source.words
            is_short = not detected(words, letter.locale)[0]
            if is_translated and is_short and is_english(words) and not letter.locale.startswith("en"):
                yield Finding(f"the translation of the {text.kind} seems to be in `en`", path=text.path)
            continue
        found, sure = detected(words, text.locale)
        if not found and is_english(words) and not text.locale.startswith("en"):
            found, sure = "en", 1.0
        if found and sure >= _SURE and found not in family_of(text.locale):
            message = f"the {text.kind} seems to be in `{found}`, and its file says `locale: {text.locale}`"
            yield Finding(message, path=text.path)


def is_english(words: str) -> bool:
    """True for a sentence too short for a detector that can only be English, by the small words in it."""
    small = {word for word in re.findall(r"[a-z]+", _NAME.sub(" ", words).casefold()) if word in _SMALL}
    return len(words.split()) >= _LEAST and len(small) >= 2


def find_direction(letter: Examined) -> Iterator[Finding]:
    """A Latin address that begins with its number loses it to the other end of the line in an Arabic letter."""
    own = direction(letter.locale)
    other = {"L"} if own == "rtl" else {"R", "AL"}
    for element, words in letter.runs:
        kinds = [bidirectional(character) for character in words]
        strong = {kind for kind in kinds if kind in ("L", "R", "AL")}
        if not strong or not strong <= other:
            continue
        is_loose = kinds[0] not in other or kinds[-1] not in other | {"EN"}
        told = next((at.get("dir") or at.tag for at in around(element) if at.get("dir") or at.tag == "bdi"), own)
        if is_loose and told == own:
            yield Finding(f"“{words[:60]}” runs the other way than the letter, and is not set apart", element=element)


CHECKS = (
    LetterCheck(
        "letter-without-language", find_language, "write `<mjml lang=\"{{ locale }}\" dir=\"{{ dir }}\">`",
        severity=Severity.ERROR,
    ),
    LetterCheck(
        "part-without-language", find_parts, "give it `lang=\"{{ locale }}\" dir=\"{{ dir }}\"` in the template"
    ),
    LetterCheck("other-language", find_other_language, "write it in that language, or say its own in `locale:`"),
    LetterCheck("loose-direction", find_direction, "put it into `<bdi>…</bdi>` in the template"),
)  # fmt: skip
"""What is asked of languages."""
