"""The acceptance of an engine's answer: a translation that may be stored, or the reason why not.

In: a `Masked` text, what an engine answered, the locales of both. Out: `Accepted` with a text that breaks no blocking
check, or `Rejected` with a reason that has a stable name. Whatever a machine says comes in through here.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from newsletter.content.invisible import is_lawful, without_joined_emoji
from newsletter.content.tagged import plain
from newsletter.translate.checks.blocking import is_blocked
from newsletter.translate.checks.changed_address import changed_addresses
from newsletter.translate.checks.check import DENSE
from newsletter.translate.checks.hidden_character import STRANGE
from newsletter.translate.checks.numbers import differences
from newsletter.translate.checks.same_as_source import is_language
from newsletter.translate.checks.wrong_script import script_fault
from newsletter.translate.glossary import Glossary
from newsletter.translate.machine.restore import MaskError, restore, tidy
from newsletter.translate.masks import TOKEN, Masked
from newsletter.translate.unit import Translation

REASONS = {
    "empty": "nothing came back",
    "error-page": "a web page or a record of an error came back",
    "error-text": "the message of a service came back",
    "refusal": "a language model talked about the text",
    "markup": "the answer has tags, brackets or backslashes of its own",
    "control-character": "the answer has invisible or broken characters",
    "line-break": "the answer has more than one line",
    "loop": "the answer says the same over and over",
    "length": "the answer is much shorter or longer than the text",
    "unchanged": "the text came back as it was sent",
    "lost-mask": "a tag, address, placeholder or term is missing",
    "doubled-mask": "a tag, address, placeholder or term is there twice",
    "unknown-mask": "there is a mask that was not sent",
    "tags": "tags cross each other",
    "addresses": "web or e-mail addresses have changed",
    "numbers": "numbers have changed",
    "script": "the answer is in the letters of another language",
    "blocked": "the answer breaks a check of every translation",
}
"""Why an answer is not taken, by name: what a catalog says of a unit that stays untranslated."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A translation that may be stored."""

    text: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """An answer that may not: why, by name, and what it is about."""

    reason: str
    detail: str = ""


_ERROR_PAGE = re.compile(
    r"<!doctype|<html|<head\b|<body\b|<title>|</\w+>\s*</html>|^\s*[{\[]\s*\"\w+\"\s*:", re.IGNORECASE
)
_ERROR_TEXT = re.compile(
    r"MYMEMORY WARNING|QUERY LENGTH LIMIT|INVALID (?:LANGUAGE|EMAIL|SOURCE|TARGET)|NO QUERY SPECIFIED"
    r"|PLEASE SELECT TWO DISTINCT LANGUAGES|too many requests|quota exceeded|rate limit|internal server error"
    r"|bad gateway|service unavailable|gateway time-?out|error [45]\d\d|unauthorized|slowdown:|visit /status"
    r"|unsupported language|language .{0,12}not supported",
    re.IGNORECASE,
)
# Language models talk about the text in place of translating it.
_REFUSAL = re.compile(
    r"^\W*(?:I(?:['’]m| am) sorry|I (?:can(?:no|['’])t|cannot|am unable)|as an? (?:AI|language model)|sure[,!]"
    r"|certainly[,!]|of course[,!]|here(?:['’]s| is| are) (?:the|your|a) |translation:"
    r"|translated text|the translation (?:is|of)|lo siento, (?:pero )?no puedo|claro[,!]|aquí (?:está|tienes|tiene) "
    r"|(?:je suis )?désolée?, (?:mais )?je ne|voici la traduction|hier ist die übersetzung|ecco la traduzione"
    r"|(?:es )?tut mir leid, (?:aber )?ich kann|mi dispiace, (?:ma )?non posso"
    r"|desculpe, (?:mas )?não posso|aqui está a tradução|het spijt me, (?:maar )?ik kan|hier is de vertaling)"
    r"|```|\bas an AI language model\b|\(?(?:note|translator['’]s note):",
    re.IGNORECASE,
)
_SORRY = re.compile(
    r"sorry|apolog|cannot|can['’]t|unable|sient|lament|désol|leid|dispiac|scus|desculp|spijt|przepras|žao|λυπ",
    re.IGNORECASE,
)
# Whatever of these a source has is masked, so an engine that answers with one has made it up.
_MARKUP = re.compile(r"<[A-Za-z/!?]|\\|javascript:", re.IGNORECASE)
_MADE_UP = re.compile(r"[\[\]{}`]|\*\*")
_SAME = re.compile(r"([^\W\d_])\1{5}")
_NO_TRANSLATION = ((_ERROR_PAGE, "error-page"), (_ERROR_TEXT, "error-text"), (_REFUSAL, "refusal"), (_MARKUP, "markup"))
_WORD = re.compile(r"\w+")


def accept_answer(
    masked: Masked, answer: object, locale: str, glossary: Glossary, *, source_locale: str = "en"
) -> Accepted | Rejected:
    """The translation into `locale` that an answer makes, or why it makes none; each form of a plural by itself."""
    if not isinstance(answer, str) or not answer.strip():
        return Rejected("empty")
    try:
        text = tidy(masked, answer)
        if reason := _what_it_is(masked.text, answer.strip(), text) or _how_long_it_is(masked.text, text, locale):
            return Rejected(reason)
        for strange in STRANGE.findall(without_joined_emoji(text)):
            if strange not in masked.source and not is_lawful(strange, locale):
                return Rejected("control-character", f"U+{ord(strange[0]):04X}")
        if text == masked.text and is_language(masked.source, glossary, source_locale):
            return Rejected("unchanged")
        restored = restore(masked, text)
        if made_up := _MADE_UP.search(TOKEN.sub("", text)):
            return Rejected("markup", made_up.group())
    except MaskError as fault:
        return Rejected(fault.reason, fault.detail)
    return _as_it_was_meant(masked.source, restored, locale, glossary, source_locale)


def _as_it_was_meant(
    source: str, restored: str, locale: str, glossary: Glossary, source_locale: str
) -> Accepted | Rejected:
    if changed := changed_addresses(source, restored):
        return Rejected("addresses", ", ".join(changed))
    lost, added = differences(plain(source), plain(restored), source_locale, locale)
    if lost or added:
        return Rejected("numbers", ", ".join((*lost, *added)))
    if fault := script_fault(source, restored, locale):
        return Rejected("script", fault)
    if is_blocked(Translation("", source, (restored,))):
        return Rejected("blocked")
    return Accepted(restored)


def _what_it_is(sent: str, answer: str, text: str) -> str:
    """Why an answer is no translation at all; empty when it may be one."""
    for pattern, reason in _NO_TRANSLATION:
        # A newsletter may well write of services that are unavailable.
        if pattern.search(text) and not pattern.search(sent) and not (reason == "refusal" and _SORRY.search(sent)):
            return reason
    return "line-break" if "\n" in answer or "\r" in answer else ""


def _how_long_it_is(sent: str, text: str, locale: str) -> str:
    words, words_sent = (TOKEN.sub("", each).casefold() for each in (text, sent))
    runs, runs_sent = _runs(words), _runs(words_sent)
    if any(count >= 3 > runs_sent[run] for run, count in runs.items()) or _SAME.search(words):
        return "loop"
    least = 0.1 if locale.split("-")[0] in DENSE else 0.3
    if len(words_sent) >= 20 and not least <= len(words) / len(words_sent) <= 3:
        return "length"
    return "length" if len(words) > 3 * len(words_sent) + 30 else ""


def _runs(text: str) -> Counter[tuple[str, ...]]:
    """Every four words in a row, counted."""
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + 4]) for at in range(len(words) - 3))
