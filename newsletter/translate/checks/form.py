"""Checks of a translation's form: tags, placeholders, plural forms, characters that may stand in no text.

In: a target beside its unit. Out: blocking findings, for a letter with such a text could not be laid out, or would
say another thing than it seems to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.content.source import has_forbidden
from newsletter.content.tagged import tag_faults
from newsletter.translate.checks.finding import Finding, Languages, new_in, sources
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import State, Translation

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
_STRAY_PERCENT = re.compile(r"(?<!%)(?:%%)*%(?!\(\w+\)[sd]|%)")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffc]")
_BROKEN = re.compile("[\ufffd\ud800-\udfff\ue000-\uf8ff]|[ÂÃ][\u0080-\u00bf]|â€")
STRANGE = re.compile(
    rf"{_BROKEN.pattern}|{_INVISIBLE.pattern}|[\x00-\x1f\x7f-\x9f\u2028-\u202e\ufdd0-\ufdef\ufffe\uffff]"
)
"""Characters that stand in no text but where its source has them, or its language needs them."""
# Persian and the languages of India are written with joiners; right-to-left languages need marks of direction.
_WITH_JOINERS = {"ar", "bn", "ckb", "fa", "gu", "hi", "kn", "ml", "mr", "ne", "pa", "ps", "si", "ta", "te", "ur"}
_WITHOUT_SPACES = {"km", "lo", "my", "th"}
_RIGHT_TO_LEFT = frozenset(["ar", "ckb", "dv", "fa", "he", "ps", "ur", "yi"])
_MARKS_OF_DIRECTION = frozenset("\u061c\u200e\u200f\u2066\u2067\u2068\u2069")


def tags(entry: Translation, target: str, _: Languages, _glossary: Glossary) -> Iterator[Finding]:
    """Each tag of the source once, pairs nested."""
    if not any("<" in text or "\\" in text for text in (target, *sources(entry))):
        return
    faults = [tag_faults(source, target) for source in sources(entry)]
    if all(faults):
        yield Finding("lost-tag", faults[0][0], "blocking")


def placeholders(entry: Translation, target: str, _: Languages, _glossary: Glossary) -> Iterator[Finding]:
    """The placeholders of the source and no others; a form of a plural may leave the number out."""
    wanted = {found for source in sources(entry) for found in PLACEHOLDER.findall(source)}
    found = set(PLACEHOLDER.findall(target))
    # Where templates format a text, a percent sign is `%%`; it may be "hundert Prozent" all the same.
    is_formatted = bool(wanted) or "python-format" in entry.flags
    if wrong := found - wanted - ({"%%"} if is_formatted else set()):
        yield Finding("lost-placeholder", f"the placeholder {' '.join(sorted(wrong))} is not in the source", "blocking")
    if not entry.plural and (lost := wanted - found - {"%%"}):
        yield Finding("lost-placeholder", f"the placeholder {' '.join(sorted(lost))} is missing", "blocking")
    if is_formatted and _STRAY_PERCENT.search(target):
        yield Finding("lost-placeholder", "a percent sign stands alone in it; write %%", "blocking")


def plural_forms(entry: Translation, target: str, _languages: Languages, _glossary: Glossary) -> Iterator[Finding]:
    """None of the forms empty that some number has."""
    if target != next((each for each in entry.targets if each), ""):
        return  # said once a unit
    if entry.state is State.MISSING and not all(entry.targets):
        yield Finding("missing-plural-form", "a plural form of the text is empty", "blocking")
    elif len(entry.targets) > 2 and len(set(entry.targets)) == 1:  # with two that is common: one Partner, two Partner
        yield Finding("same-plural-forms", "all plural forms are the same")


def characters(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[Finding]:
    """No controls, no characters that hide or turn text, no traces of a wrong encoding."""
    if has_forbidden(target):
        message = "a character or mark stands in it that may not stand in a text"
        yield Finding("control-character", message, "blocking")
    if ("\n" in target or "\r" in target) and "\n" not in "".join(sources(entry)):
        yield Finding("control-character", "a line break stands in it, and none in the source", "blocking")
    if broken := new_in(target, entry, _BROKEN):
        message = f"`{broken[0]}` is what is left of a character in a wrong encoding"
        yield Finding("control-character", message.encode("utf-8", "replace").decode(), "blocking")
    for hidden in new_in(target, entry, _INVISIBLE):
        if not is_lawful(hidden, languages.target):
            yield Finding("hidden-character", f"the invisible character U+{ord(hidden):04X} is not in the source")


def is_lawful(hidden: str, locale: str) -> bool:
    """True for an invisible character that the language is written with."""
    language = locale.split("-")[0]
    return (
        (hidden in "\u200c\u200d" and language in _WITH_JOINERS)
        or (hidden == "\u200b" and language in _WITHOUT_SPACES)
        or (hidden in _MARKS_OF_DIRECTION and language in _RIGHT_TO_LEFT)
    )
