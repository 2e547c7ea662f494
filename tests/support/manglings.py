"""What engines do to texts: each mangling takes a good translation (with its source) and spoils it.

Seeded chance is handed in, so that the same seed gives the same damage.
"""

import random
import re
from collections.abc import Callable

Mangling = Callable[[str, str, random.Random], str]
TOKEN = re.compile(r"\[[A-Za-z]+\d+[A-Za-z]+\]")


def _tokens(change: Callable[[str, random.Random], str]) -> Mangling:
    """A mangling of one mask; a text without masks stays as it is."""

    def mangle(text: str, _: str, chance: random.Random) -> str:
        found = list(TOKEN.finditer(text))
        if not found:
            return text
        one = chance.choice(found)
        return text[: one.start()] + change(one[0], chance) + text[one.end() :]

    return mangle


def _every(change: Callable[[str], str]) -> Mangling:
    return lambda text, _, __: TOKEN.sub(lambda found: change(found[0]), text)


def _reversed(text: str, _: str, __: random.Random) -> str:
    """The masks in the opposite order: pairs close before they open."""
    found = TOKEN.findall(text)
    return TOKEN.sub(lambda _: found.pop(), text)


def _crossed(text: str, _: str, __: random.Random) -> str:
    """The last two masks change places."""
    found = list(TOKEN.finditer(text))
    if len(found) < 2:
        return text
    a, b = found[-2], found[-1]
    return text[: a.start()] + b[0] + text[a.end() : b.start()] + a[0] + text[b.end() :]


def _numbers(text: str, _: str, chance: random.Random) -> str:
    masks = [found.span() for found in TOKEN.finditer(text)]
    digits = [d.start() for d in re.finditer(r"\d", text) if not any(a <= d.start() < b for a, b in masks)]
    if not digits:
        return text
    at = chance.choice(digits)
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]


def _word(text: str, chance: random.Random) -> re.Match[str] | None:
    words = list(re.finditer(r"(?<![\w\[<{%@/.])[^\W\d_]{3,}(?![\w\]>}@])", text))
    return chance.choice(words) if words else None


def _at_word(change: Callable[[str], str]) -> Mangling:
    def mangle(text: str, _: str, chance: random.Random) -> str:
        found = _word(text, chance)
        return text if found is None else text[: found.start()] + change(found[0]) + text[found.end() :]

    return mangle


def _url_changed(text: str, _: str, __: random.Random) -> str:
    return re.sub(r"https?://", "https://www.", text) + ("" if "http" in text else " https://example.com/promo")


MANGLINGS: dict[str, Mangling] = {
    # masks
    "token lost": _tokens(lambda _, __: ""),
    "all tokens lost": _every(lambda _: ""),
    "token doubled": _tokens(lambda token, _: token + token),
    "tokens spaced": _every(lambda token: f"[ {token[1:-1]} ]"),
    "tokens in small letters": _every(str.lower),
    "tokens full-width": _every(lambda token: token.translate({i: i + 0xFEE0 for i in range(0x21, 0x7F)})),
    "brackets translated": _every(lambda token: f"({token[1:-1]})"),
    "brackets lost": _every(lambda token: token[1:-1]),
    "letters of tokens in Cyrillic": _every(lambda token: token.replace("X", "Х")),
    "token renumbered": _tokens(lambda token, chance: re.sub(r"\d+", lambda _: str(chance.randint(50, 99)), token)),
    "token invented": lambda text, _, __: f"{text} [X77X]",
    "tokens reversed": _reversed,
    "tokens crossed": _crossed,
    "spaces around tokens": _every(lambda token: f" {token} "),
    # markup and addresses
    "entities": lambda text, _, __: text.replace("&", "&amp;").replace("'", "&#39;") + " &amp;",
    "tag invented": _at_word(lambda word: f"<b>{word}</b>"),
    "numbered tag invented": _at_word(lambda word: f"<b9>{word}</b9>"),
    "script invented": lambda text, _, __: f"{text}<script>alert(1)</script>",
    "markdown added": _at_word(lambda word: f"**{word}**"),
    "link added": _at_word(lambda word: f"[{word}](https://example.com/)"),
    "url changed": _url_changed,
    "placeholder invented": lambda text, _, __: f"{text} {{name}}",
    "template code": lambda text, _, __: f"{text} {{{{ config }}}}",
    "quotes escaped": lambda text, _, __: '\\"' + text.replace('"', '\\"') + '\\"',
    # words
    "number changed": _numbers,
    "number added": lambda text, _, __: f"{text} 4711",
    "names translated": lambda text, _, __: re.sub(r"\bURBACT\b", "STADTPAKT", text).replace("Cities@Heart", "Herz"),
    "word looped": lambda text, _, __: text + " y así sucesivamente" * 12,
    "letter looped": lambda text, _, __: text + "a" * 80,
    "end cut off": lambda text, _, __: text[: max(1, len(text) // 5)],
    "source returned": lambda _, source, __: source,
    "empty": lambda _, __, ___: "",
    "only spaces": lambda _, __, ___: "  \u00a0 ",
    "error text": lambda _, __, ___: "Error 500 (Server Error)!!1",
    "error page": lambda _, __, ___: "<!DOCTYPE html><html><title>502 Bad Gateway</title></html>",
    "quota notice": lambda _, __, ___: "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY.",
    "refusal": lambda _, __, ___: "I'm sorry, but as an AI language model I can't help with that request.",
    "chatter": lambda text, _, __: f"Sure! Here is the translation: {text}",
    "two translations": lambda text, _, __: f"{text}\n\nAlternative: {text}",
    "other script": lambda text, _, __: re.sub(r"(?<!\[)\b[^\W\d_]{2,}\b(?![\d\]])", "翻译", text),
    # characters
    "bidi override": _at_word(lambda word: f"\u202e{word}\u202c"),
    "control characters": _at_word(lambda word: f"{word[:1]}\x08{word[1:]}"),
    "zero-width": _at_word(lambda word: f"{word[:1]}\u200b{word[1:]}"),
    "replacement characters": _at_word(lambda word: "\ufffd" * len(word)),
    "mojibake": lambda text, _, __: f"{text} é".encode().decode("latin-1"),
    "line breaks": _at_word(lambda word: f"{word}\n\n"),
    "nul": lambda text, _, __: f"{text}\0",
}
"""By name. Those that an engine does every day come first; some leave a short or plain text as it is."""
