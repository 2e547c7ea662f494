"""Agreed terms as glossaries at DeepL (`/v2/glossaries`), made once and found again by their name.

In: terms of a pair of languages. Out: the id of a glossary that has them, or nothing where the service takes none. One
of ours that has other terms of the pair is taken away: accounts may have few.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from newsletter.files import digest_of
from newsletter.translate.providers.briefing import Pair
from newsletter.translate.providers.wire import RefusedError, Request, Wire, refusal_of

NAME = "newsletter"
"""What the names of our glossaries begin with."""


@dataclass
class Glossaries:
    """The glossaries of one key: asked for once a run, kept by the pair of languages."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    def id_for(self, wire: Wire, url: str, key: str, codes: tuple[str, str], terms: Sequence[Pair]) -> str:
        """The id of a glossary with these terms; empty where there can be none, and the texts go without."""
        with self._lock:
            if codes not in self._known:
                try:
                    self._known[codes] = _made(wire, url, key, codes, terms)
                except RefusedError:
                    self._known[codes] = ""
            return self._known[codes]

    def forget(self, codes: tuple[str, str]) -> None:
        """Send no glossary for this pair any more."""
        with self._lock:
            self._known[codes] = ""


def _made(wire: Wire, url: str, key: str, codes: tuple[str, str], terms: Sequence[Pair]) -> str:
    source, target = (code.partition("-")[0].lower() for code in codes)
    rows = sorted({(_cell(word), _cell(wanted)) for word, wanted in terms if _cell(word) and _cell(wanted)})
    # A term has one translation in a glossary; of two the first by the alphabet is as good as the other.
    entries = "\n".join(f"{word}\t{wanted}" for word, wanted in dict(reversed(rows)).items())
    if not entries:
        return ""
    head = f"{NAME} {source}-{target} "
    name = head + digest_of([entries])[:12]
    headers = {"Authorization": f"DeepL-Auth-Key {key}"}
    listed = _values(wire, Request("GET", f"{url}v2/glossaries", headers=headers)).get("glossaries")
    ours = [each for each in listed or [] if isinstance(each, dict) and str(each.get("name", "")).startswith(head)]
    for each in ours:
        if each["name"] == name:
            return str(each.get("glossary_id", ""))
    for each in ours:
        wire.send(Request("DELETE", f"{url}v2/glossaries/{each.get('glossary_id')}", headers=headers))
    form = [("name", name), ("source_lang", source), ("target_lang", target), ("entries", entries)]
    made = _values(
        wire, Request("POST", f"{url}v2/glossaries", headers=headers, form=[*form, ("entries_format", "tsv")])
    )
    return str(made.get("glossary_id", ""))


def _cell(words: str) -> str:
    return " ".join(words.split())


def _values(wire: Wire, request: Request) -> dict[str, Any]:
    reply = wire.send(request)
    refusal = refusal_of(reply)
    if refusal:
        raise RefusedError(refusal)
    found = reply.json()
    return found if isinstance(found, dict) else {}
