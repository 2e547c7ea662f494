"""Checks of the language itself: its script, and whether it is the right one.

In: a target beside its unit. Out: warnings. The only module that imports py3langid, and only for texts long enough:
its first answer takes half a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from newsletter import locales
from newsletter.content.tagged import plain
from newsletter.translate.checks.finding import Finding, Languages, said, sources, words_of
from newsletter.translate.comments import PSEUDO, machine_of
from newsletter.translate.glossary import Glossary
from newsletter.translate.masks import ADDRESS, TOKEN, mask
from newsletter.translate.unit import Translation

_SCRIPTS = {
    "Latn": "A-Za-zªºÀ-ÖØ-öø-\u024f\u1e00-\u1eff",
    "Grek": "\u0370-\u03ff\u1f00-\u1fff",
    "Cyrl": "\u0400-\u052f",
    "Armn": "\u0530-\u058f",
    "Hebr": "\u0590-\u05ff",
    "Arab": "\u0600-\u06ff\u0750-\u077f",
    "Geor": "\u10a0-\u10ff\u1c90-\u1cbf",
}
_LETTERS = {script: re.compile(f"[{letters}]") for script, letters in _SCRIPTS.items()}
_OTHER_LETTERS = {script: re.compile(rf"(?:(?![{letters}µ])[^\W\d_])+") for script, letters in _SCRIPTS.items()}

# Languages so near that a detector can't be trusted to tell them apart in a paragraph.
_FAMILIES = (
    "bs hr sr sl",
    "da nb nn no sv",
    "cs sk",
    "bg mk ru uk",
    "ca es gl pt an oc",
    "af nl",
    "de lb",
    "et fi",
    "id ms",
    "ga gd",
)
_ADDRESS = re.compile(ADDRESS)
_LEAST_WORDS, _LEAST_LETTERS = 8, 50
_SURE = 0.7
"""How sure the detector has to be. Of 429 longer texts of the November issue in ten languages it took none for another;
of the same texts under nine wrong locales it found 90 in a hundred."""


def wrong_script(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[Finding]:
    """The text is in the letters of its language; those of another only where the source has them."""
    if fault := script_fault(entry.source + entry.plural, target, languages.target):
        yield Finding("wrong-script", fault)


def script_fault(source: str, target: str, locale: str) -> str:
    """What is wrong with the letters of a tagged text, in words; empty when nothing is."""
    script = locales.script(locale)
    if script not in _SCRIPTS:
        return ""
    words, known = said(target), said(source)
    others = [run for run in _OTHER_LETTERS[script].findall(words) if run not in known and not run.isnumeric()]
    if script == "Latn":
        return f"`{others[0]}` is not in the letters of {locale}" if others else ""
    # Names keep their Latin letters in every language; a text without any letter of its own can't be all names.
    for run in others:
        if _OTHER_LETTERS["Latn"].search(run):
            return f"`{run}` is not in the letters of {locale}"
    latin = set(re.findall(r"[A-Za-z]{2,}", known))
    for word in re.findall(r"[^\W\d_]+", words):
        # An article or an ending of the language may stand at a name of the source: الHTML.
        rest = re.sub(r"[A-Za-z]{2,}", lambda run: "" if run[0] in latin else run[0], word)
        if _LETTERS["Latn"].search(rest) and _LETTERS[script].search(rest):
            return f"`{word}` mixes letters of two scripts"
    own, foreign = (len(_LETTERS[each].findall(_without_names(words, known))) for each in (script, "Latn"))
    has_words = any(word[0].islower() for word in words_of(source))
    return f"hardly a letter of it is one of {locale}" if has_words and foreign >= 10 and own < foreign / 4 else ""


def _without_names(words: str, source: str) -> str:
    """The words without addresses, and without what its source writes with a capital letter too."""
    names = set(re.findall(r"[A-Z][\w-]*", source))
    return re.sub(r"[A-Z][\w-]*", lambda word: "" if word[0] in names else word[0], _ADDRESS.sub(" ", words))


def wrong_language(entry: Translation, target: str, languages: Languages, glossary: Glossary) -> Iterator[Finding]:
    """A longer text is in its language, as far as a detector of languages is sure."""
    if target in sources(entry) or machine_of(entry) == PSEUDO:
        return  # said by another check; or made for layout work, in no language at all
    locale = languages.target
    words = mask(target, glossary.terms_in(plain(entry.source)), locale="pl").text
    words = TOKEN.sub(" ", words)
    found, confidence = detected(words, locale)
    if found and found not in _family(locale.split("-")[0]) and confidence >= _SURE:
        yield Finding("wrong-language", f"the text seems to be in `{found}`, not in `{locale}`")


def detected(words: str, locale: str) -> tuple[str, float]:
    """The language of a text and how sure that is (0 to 1); empty for short texts and locales nobody can tell."""
    letters = [word for word in words_of(words) if word[0].islower()]
    if len(letters) < _LEAST_WORDS or sum(map(len, letters)) < _LEAST_LETTERS:
        return "", 0.0
    detector = _detector()
    if not _family(locale.split("-")[0]) & set(detector.labels):
        return "", 0.0
    language, confidence = detector.classify(" ".join(letters))
    return str(language), float(confidence)


@cache
def _detector() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _family(language: str) -> frozenset[str]:
    return frozenset({language}.union(*(family.split() for family in _FAMILIES if language in family.split())))
