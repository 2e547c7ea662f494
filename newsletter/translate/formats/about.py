"""What a translator should know of a text, as the notes of a PO file (`#.`) say it.

In: the lines of an entry's notes. Out: an `About`, and back. Lines that do not follow the form are kept as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from newsletter.translate.unit import About

_HEAD = re.compile(r"([^;]*?)(?:, at most ([1-9][0-9]*) characters)?(?:; (.+))?")
_SOURCE, _ENGLISH = "source: ", "English: "


_NOTHING = About()


def about_in(lines: Sequence[str]) -> About:
    """What a file's notes for translators say of a text; `lines_about` gives the very same lines again."""
    return _about(tuple(lines)) if lines else _NOTHING


# Most texts of a catalog are of a few kinds.
@lru_cache(maxsize=4_096)
def _about(lines: tuple[str, ...]) -> About:
    head, *rest = lines
    found = _HEAD.fullmatch(head)
    kind, limit, note = found.groups() if found else (head, None, None)
    facts = {_SOURCE: "", _ENGLISH: ""}
    for key in facts:
        if rest and rest[0].startswith(key) and rest[0] != key:
            facts[key] = rest.pop(0).removeprefix(key)
    notes = (note or "", *rest) if note or rest else ()
    return About(kind, int(limit or 0), facts[_SOURCE], facts[_ENGLISH], notes)


def lines_about(about: About) -> tuple[str, ...]:
    """What is known of a text as notes for translators: `title, at most 120 characters`, `source: nl`, `English: …`."""
    if about == About():
        return ()
    note, *rest = about.notes or ("",)
    limit = f", at most {about.limit} characters" if about.limit else ""
    facts = {_SOURCE: about.source_locale, _ENGLISH: about.english}
    head = f"{about.kind}{limit}" + (f"; {note}" if note else "")
    return (head, *(key + fact for key, fact in facts.items() if fact), *rest)
