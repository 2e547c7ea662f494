"""What is recorded of a translation: where its text is from, who decided what about it, and what it was.

These are values. How they look in a file is known to its reader and writer alone (of PO files: `comments`); what
they mean for a text is in `authorship`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from unicodedata import normalize

from newsletter.files import digest_of

NOBODY = "by nobody named"
"""Who has accepted a text in another tool, which records no name."""
READ_ONLY, FORBIDDEN, EXACT_CASE = "read-only", "forbidden", "exact-case"
"""What is said of a term; `read-only` and `forbidden` are flags of Weblate too, which other tools drop."""
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Act:
    """Who did something about a text, on which day (ISO; empty where nobody is named), and the digest of its words.

    The digest of a review is that of source, plural and targets; without one it proves nothing.
    """

    who: str
    day: str = ""
    digest: str = ""

    @property
    def is_named(self) -> bool:
        """True when it says who."""
        return self.who != NOBODY

    def __str__(self) -> str:
        return " ".join(filter(None, (self.who, self.day)))


@dataclass(frozen=True, slots=True)
class Said:
    """What a person has asked or answered about a text, on which day (ISO)."""

    kind: Literal["question", "answer"]
    who: str
    day: str
    words: str

    def __str__(self) -> str:
        return f"{self.who} {self.day}: {self.words}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text is from: the issue in whose catalog it was found, and the machine that made it, on which day (ISO).

    Either may be missing. `pivot` is the locale by whose way a machine has translated. `digest` is that of the targets
    it speaks of; where they are others, a person has written them. A text of people that came in a file has its name:
    `aligned` where it was an article of before, `file` where somebody has sent translations back.
    """

    memory: str = ""
    provider: str = ""
    day: str = ""
    pivot: str = ""
    digest: str = ""
    aligned: str = ""
    file: str = ""

    def __str__(self) -> str:
        if self.aligned or self.file:
            return f"aligned from {self.aligned} {self.day}" if self.aligned else f"file {self.file} {self.day}"
        made = f"{self.provider} {self.day}" + (f" by way of {self.pivot}" if self.pivot else "")
        return ", ".join(filter(None, (self.memory and f"memory {self.memory}", self.provider and made)))


@dataclass(frozen=True, slots=True)
class NotTranslated:
    """Why a machine has filled nothing in: the reason, what it said (may be empty), and its name (may be empty)."""

    reason: str
    detail: str = ""
    by: str = ""

    def __str__(self) -> str:
        return self.reason + (f": {self.detail}" if self.detail else "") + (f" ({self.by})" if self.by else "")


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A check that somebody has dismissed, by its name or Weblate's; without a reason it holds nothing back."""

    check: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """All that is recorded of a text, as its file says it; `authorship` has what of it holds for the words of today.

    Texts of several forms stand one by one, in their order. The empty tuple (None) is said of nothing.
    """

    notes: tuple[str, ...] = ()
    """Words of people and lines of other tools, as they stand; of a term what it means."""
    term_marks: tuple[str, ...] = ()
    """Of a term: `READ_ONLY`, `FORBIDDEN`, `EXACT_CASE`."""
    term_forms: tuple[str, ...] = ()
    """Of a term: other ways to write it."""
    dismissals: tuple[Dismissal, ...] = ()
    talk: tuple[Said, ...] = ()
    """What people have asked and answered about the text, in the order in which they did."""
    rejections: tuple[Act, ...] = ()
    rejected: tuple[str, ...] = ()
    """Texts that somebody has refused."""
    origin: Origin | None = None
    written: Act | None = None
    """Who wrote the words, by the digest of the targets."""
    reviews: tuple[Act, ...] = ()
    acceptances: tuple[Act, ...] = ()
    """Who has accepted the text while others have still to: it is no reviewed one yet (`acceptance`)."""
    past_reviews: tuple[Act, ...] = ()
    """Who had read the text before it, or its source, changed."""
    minor_edits: tuple[Act, ...] = ()
    """Who has called an edit of the source minor."""
    replaced: tuple[str, ...] = ()
    """What a term was before a table said otherwise."""
    set_aside: tuple[str, ...] = ()
    """Plural forms for which the file has no place any more."""
    theirs: tuple[str, ...] = ()
    """The other text of a merge."""
    offers: tuple[str, ...] = ()
    """What a machine has beside a person's text."""
    not_translated: NotTranslated | None = None
    layout: tuple[str, ...] = field(default=(), compare=False)
    """The lines of its file, where they stand in another order or form than the writer's; for the writer alone."""

    def is_dismissed(self, names: frozenset[str]) -> bool:
        """True when a check of one of the names is dismissed with a reason."""
        return any(each.reason and each.check in names for each in self.dismissals)


NOTHING = Record()
"""Of nearly every text nothing is recorded."""


def digest_words(*texts: str) -> str:
    """The short digest of texts, six hexadecimal digits; the same however their accents are put together."""
    return digest_of([normalize("NFC", text) for text in texts])[:_DIGITS]


def fits_words(digest: str, *texts: str) -> bool:
    """True when the digest, of any length, is that of these texts; an empty one fits none."""
    return bool(digest) and digest_of([normalize("NFC", text) for text in texts]).startswith(digest)


def add_texts(known: tuple[str, ...], texts: Sequence[str]) -> tuple[str, ...]:
    """The texts that are known and these, each once, no empty one."""
    return tuple(dict.fromkeys((*known, *filter(None, texts))))
