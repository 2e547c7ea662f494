"""Hosts that look like others: letters of another script that nobody can tell from those of the alphabet.

In: a host, and the others of a letter. Out: why it may not be what it seems (UTS 39: mixed scripts, whole-script
confusables), in words.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("data") / "confusables.toml"
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "HEBREW", "ARABIC", "GEORGIAN", "CHEROKEE")


@cache
def _plain() -> dict[int, str]:
    found = tomllib.loads(_FILE.read_text("utf-8"))
    return {ord(letter): plain for plain, letters in found.items() for letter in letters}


def skeleton(host: str) -> str:
    """The host in letters from a to z wherever one of its letters looks like one (UTS 39 section 4)."""
    return _decoded(host).translate(_plain())


@lru_cache(maxsize=1_000)
def _decoded(host: str) -> str:
    """A host as a reader sees it: labels that begin with `xn--` in their letters (RFC 3492)."""
    labels = []
    for label in host.lower().split("."):
        try:
            labels.append(label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label)
        except UnicodeError:
            labels.append(label)
    return unicodedata.normalize("NFKC", ".".join(labels))


def visible_address(address: str) -> str:
    """An address with its host as a reader sees it; the address itself where there is nothing to see."""
    start, slashes, rest = address.partition("//")
    host, slash, path = rest.partition("/")
    return f"{start}{slashes}{_decoded(host)}{slash}{path}" if slashes and "xn--" in host.lower() else address


def _scripts(label: str) -> set[str]:
    names = (unicodedata.name(letter, "") for letter in label if letter.isalpha())
    return {script for name in names for script in _SCRIPTS if name.startswith(f"{script} ")}


def alike(host: str, others: Iterable[str]) -> str:
    """Why a host may be taken for another one, in words; empty where nothing speaks for it."""
    seen = _decoded(host)
    if seen.isascii():
        return ""
    for label in seen.split("."):
        scripts = sorted(_scripts(label))
        if len(scripts) > 1:
            both = " and ".join(script.title() for script in scripts)
            return f"the host `{seen}` mixes {both} letters in one name: {_odd(label)}"
    bare = skeleton(host)
    if bare in {_decoded(other) for other in others if other != host}:
        return f"the host `{seen}` looks like `{bare}`, and is another: {_odd(seen)}"
    if bare.isascii() and _scripts(seen) - {"LATIN"}:
        return f"the host `{seen}` looks like `{bare}`, and not one letter of its name is Latin"
    return ""


def _odd(label: str) -> str:
    """The first letter that is not what it looks like, by its name."""
    letter = next((each for each in label if not each.isascii()), "")
    return f"`{letter}` is {unicodedata.name(letter, 'no Latin letter').capitalize()}" if letter else "none is known"
