"""The bytes of a page or text as characters, whatever it says of itself.

In: bytes, and the locale where one is known. Out: the text. What is valid UTF-8 is UTF-8: no other text of more than a
few words is so by chance. Else a page's own word counts, as browsers take it (WHATWG Encoding, section 4.2: what calls
itself Latin 1 is windows-1252); else the code page that Windows has for the locale; where no locale is known, the one
in which the words are those of a language that is written in it.
"""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(
    rb"<meta[^>]{0,300}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w:.-]{2,30})|<\?xml[^>]{0,100}?encoding\s{0,5}=\s{0,5}[\"']([\w:.-]{2,30})",
    re.IGNORECASE,
)
_LANG = re.compile(rb"<html[^>]{0,300}?\blang\s{0,5}=\s{0,5}[\"']?([A-Za-z]{2,3})", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNTRUE = frozenset({"ascii", "iso8859-1", "utf-8", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-7"})
"""What a page may call itself that is not valid UTF-8: a page whose first bytes could be read is in no UTF-16."""
_CODE_PAGES = {
    **dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"), "cp1250"),
    **dict.fromkeys(("be", "bg", "mk", "ru", "sr", "uk"), "cp1251"),
    "el": "cp1253",
    "tr": "cp1254",
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
}
_WESTERN = frozenset(
    (
        "af",
        "ca",
        "da",
        "de",
        "en",
        "es",
        "eu",
        "fi",
        "fr",
        "ga",
        "gl",
        "is",
        "it",
        "lb",
        "nb",
        "nl",
        "nn",
        "no",
        "pt",
        "sv",
    )
)
_OTHER_SCRIPTS = frozenset({"cp1251", "cp1253"})
_MOST_READ = 20_000
"""Bytes: by their words the language of a text is told."""
_MOST_BROKEN = 0.02
"""Of the signs beyond ASCII in a text so many may be broken for it to be UTF-8 that somebody has damaged."""


def decode(data: bytes, locale: str = "") -> str:
    """The text; a byte that its encoding has no character for becomes U+FFFD, so nothing is lost in silence."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_encoding(data, locale), "replace")


def _encoding(data: bytes, locale: str) -> str:
    foreign = sum(byte >= 0x80 for byte in data)
    damaged = data.decode("utf-8", "replace")
    if foreign and damaged.count("\ufffd") / foreign < _MOST_BROKEN:
        return "utf-8"
    found = _DECLARED.search(data[:4096])
    declared = (found[1] or found[2]).decode("ascii") if found else ""
    try:
        name = codecs.lookup(declared).name if declared else ""
        "".encode(name or "ascii")  # some names are of no encoding of characters
    except (LookupError, ValueError):
        name = ""
    if name and name not in _UNTRUE:
        return name
    language = _LANG.search(data[:4096])
    lang = language[1].decode("ascii").lower() if language else ""
    known = locale.partition("-")[0] or lang
    if known or name in ("ascii", "iso8859-1"):
        return _CODE_PAGES.get(known, "cp1252")
    return _told_by_words(data[:_MOST_READ])


def _told_by_words(data: bytes) -> str:
    """The code page in which these bytes are words of a language that is written in it: the language that is surest.

    Polish in the code page of western Europe is still taken for Polish by its other letters, but is not written so.
    """
    from newsletter.content.detected_language import language_of

    bare = re.sub(rb"<[^<>]{0,1000}>", b" ", data)
    best, most = "cp1252", 0.0
    for page in ("cp1252", *dict.fromkeys(_CODE_PAGES.values())):
        try:
            words = bare.decode(page)
        except UnicodeDecodeError:
            continue
        if page in _OTHER_SCRIPTS and not _is_in_other_script(words):
            continue
        language, sure = language_of(words)
        own = _CODE_PAGES.get(language, "cp1252" if language in _WESTERN else "")
        if own == page and sure > most:
            best, most = page, sure
    return best


def _is_in_other_script(text: str) -> bool:
    """True when most letters stand in words without any Latin one."""
    words = re.findall(r"[^\W\d_]+", text)
    foreign = sum(len(word) for word in words if min(word) > "\u02ff")
    return 2 * foreign > sum(map(len, words))
