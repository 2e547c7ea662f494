"""`wrong-script`: letters of another script.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter import locales
from newsletter.translate.checks.check import Languages, TargetCheck, strip_markup, words_of
from newsletter.translate.glossary import Glossary
from newsletter.translate.masks import address_pattern
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


def _name(locale: str) -> str:
    """What a language is called in English; its tag where it has no name."""
    return locales.for_babel(locale).get_display_name("en") or locale


def find(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[str]:
    """The text is in the letters of its language; those of another only where the source has them."""
    if fault := script_fault(entry.source + entry.plural, target, languages.target):
        yield fault


def script_fault(source: str, target: str, locale: str) -> str:
    """What is wrong with the letters of a tagged text, in words; empty when nothing is."""
    script = locales.script(locale)
    if script not in _SCRIPTS:
        return ""
    words, known = strip_markup(target), strip_markup(source)
    others = [run for run in _OTHER_LETTERS[script].findall(words) if run not in known and not run.isnumeric()]
    if script == "Latn":
        return f"`{others[0]}` is not in the letters of {_name(locale)}" if others else ""
    # Names keep their Latin letters in every language; a text without any letter of its own can't be all names.
    for run in others:
        if _OTHER_LETTERS["Latn"].search(run):
            return f"`{run}` is not in the letters of {_name(locale)}"
    latin = set(re.findall(r"[A-Za-z]{2,}", known))
    for word in re.findall(r"[^\W\d_]+", words):
        # An article or an ending of the language may stand at a name of the source: الHTML.
        rest = re.sub(r"[A-Za-z]{2,}", lambda run: "" if run[0] in latin else run[0], word)
        if _LETTERS["Latn"].search(rest) and _LETTERS[script].search(rest):
            return f"`{word}` mixes letters of two scripts"
    own, foreign = (len(_LETTERS[each].findall(_without_names(words, known))) for each in (script, "Latn"))
    has_words = any(word[0].islower() for word in words_of(source))
    return (
        f"hardly a letter of it is one of {_name(locale)}" if has_words and foreign >= 10 and own < foreign / 4 else ""
    )


def _without_names(words: str, source: str) -> str:
    """The words without addresses, and without what its source writes with a capital letter too."""
    names = set(re.findall(r"[A-Z][\w-]*", source))
    return re.sub(r"[A-Z][\w-]*", lambda word: "" if word[0] in names else word[0], address_pattern().sub(" ", words))


CHECK = TargetCheck("wrong-script", find)
