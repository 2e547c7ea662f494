"""What the comments of a translation record: where its text is from, who decided what about it, what it was.

In: a translation, whose comments are lines for people too (`reviewed: Ada 2026-11-21 3f9a1c`). Out: the facts in them,
or the same with one more. A line counts as ours by its whole form, so a note that only begins like one is a note.
`from:` and `reviewed:` end with a short digest of the words they speak of: where it is not that of the words beside it,
a person has written those, and whoever is named has not read them. Without a digest they prove nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from unicodedata import normalize

from newsletter.files import digest_of
from newsletter.translate.unit import Catalog, State, Translation

Comments = tuple[str, ...]

ORIGIN = "from: "
REVIEWED, WAS_REVIEWED = "reviewed: ", "was reviewed: "
REJECTED, REJECTED_TEXT = "rejected: ", "rejected text: "
MINOR = "minor edit: "
THEIRS = "theirs: "
WAS = "was: "
SET_ASIDE = "set aside: "
"""A plural form for which its file has no place any more."""
NOT_TRANSLATED, OFFERED = "not translated: ", "offered: "
"""Why a machine has filled nothing in; what it has for a text that is a person's."""
PSEUDO = "pseudo"
"""The provider whose texts are no translations: any other takes their place, and no memory serves them."""
NOBODY = "by nobody named"
"""Who has accepted a text in another tool, which records no name."""
_IGNORE = "ignore-"
READ_ONLY, FORBIDDEN, EXACT_CASE = "read-only", "forbidden", "exact-case"
"""What is said of a term; `read-only` and `forbidden` are flags of Weblate too, which other tools drop."""
_MARKS = (READ_ONLY, FORBIDDEN, EXACT_CASE)
_FORMS_OF_TERM = "forms: "
DECISIONS = (REVIEWED, WAS_REVIEWED, REJECTED)
"""The decision that stands; a new one takes the place of the one before."""

_DIGITS = 6
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DIGEST = r"(?: (?P<digest>[0-9a-f]{4,12}))?"
_BY_SOMEBODY = re.compile(rf"(?:(?P<who>\S.*?) (?P<day>{_DAY})|{NOBODY}){_DIGEST}")
_FORMS = {
    # "memory 2023-11", "libre 2026-11-20 by way of en", "memory 2023-11, libre 2026-11-20"
    ORIGIN: re.compile(
        r"(?:memory (?P<recalled>[^\s,]+)|(?:memory (?P<memory>[^\s,]+), )?"
        rf"(?P<provider>\S+) (?P<day>{_DAY})(?: by way of (?P<pivot>\S+))?){_DIGEST}"
    ),
    **dict.fromkeys((REVIEWED, WAS_REVIEWED, REJECTED, MINOR), _BY_SOMEBODY),
    NOT_TRANSLATED: re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:: .+)?(?: \([^()]+\))?"),
    **dict.fromkeys((REJECTED_TEXT, THEIRS, WAS, SET_ASIDE, OFFERED), re.compile(r".+", re.DOTALL)),
}


@dataclass(frozen=True, slots=True)
class Act:
    """Who did something about a text, on which day (ISO; empty where nobody is named), and the digest of its words."""

    who: str
    day: str = ""
    digest: str = ""

    @property
    def is_named(self) -> bool:
        """True when it says who."""
        return self.who != NOBODY

    def __str__(self) -> str:
        return " ".join(filter(None, (self.who, self.day, self.digest)))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text is from: the issue in whose catalog it was found, and the machine that made it, on which day (ISO).

    Either may be missing. `pivot` is the locale by whose way a machine has translated.
    """

    memory: str = ""
    provider: str = ""
    day: str = ""
    pivot: str = ""

    def __str__(self) -> str:
        made = f"{self.provider} {self.day}" + (f" by way of {self.pivot}" if self.pivot else "")
        return ", ".join(filter(None, (self.memory and f"memory {self.memory}", self.provider and made)))


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded of a text, as values.

    `reviewers` have read these very words for this very source; `past_reviewers` what stood there before.
    `rejected` are texts that somebody has refused, `offers` what a machine has beside a person's text, `theirs` the
    other text of a merge; `not_translated` is why a machine has filled nothing in; `dismissed` are the names of checks
    that somebody has dismissed with a reason; `notes` are a person's own.
    """

    origin: Origin | None
    reviewers: tuple[Act, ...]
    past_reviewers: tuple[Act, ...]
    rejections: tuple[Act, ...]
    rejected: tuple[str, ...]
    offers: tuple[str, ...]
    theirs: tuple[str, ...]
    not_translated: str
    dismissed: tuple[str, ...]
    notes: tuple[str, ...]


def facts_of(entry: Translation) -> Facts:
    """All that is recorded of a text."""
    comments = entry.comments
    return Facts(
        origin_of(comments, entry.targets),
        reviews(entry),
        acts(comments, WAS_REVIEWED),
        acts(comments, REJECTED),
        texts_kept(comments, REJECTED_TEXT),
        texts_kept(comments, OFFERED),
        texts_kept(comments, THEIRS),
        value_of(comments, NOT_TRANSLATED),
        tuple(dismissals(comments)),
        tuple(line for line in comments if not is_recorded(line) and not line.startswith(_IGNORE)),
    )


def _parsed(line: str, key: str) -> re.Match[str] | None:
    return _FORMS[key].fullmatch(line[len(key) :]) if line.startswith(key) else None


def is_recorded(line: str) -> bool:
    """True for a line of ours, False for a person's note."""
    return any(_parsed(line, key) for key in _FORMS)


def without(comments: Iterable[str], *keys: str) -> Comments:
    """The comments but for our lines of these keys."""
    return tuple(line for line in comments if not any(_parsed(line, key) for key in keys))


def value_of(comments: Iterable[str], key: str) -> str:
    """What stands behind the key, the last time it stands there; the empty text where it does not."""
    return next((line.removeprefix(key) for line in reversed(tuple(comments)) if _parsed(line, key)), "")


def acts(comments: Iterable[str], key: str) -> tuple[Act, ...]:
    """All that was done of a kind (`REVIEWED`, `WAS_REVIEWED`, `REJECTED`, `MINOR`), in the order of the lines."""
    found = (_parsed(line, key) for line in comments)
    return tuple(Act(each["who"] or NOBODY, each["day"] or "", each["digest"] or "") for each in found if each)


def words_digest(*texts: str) -> str:
    """The short digest of texts; the same however their accents are put together."""
    return digest_of([normalize("NFC", text) for text in texts])[:_DIGITS]


def _fits(digest: str, *texts: str) -> bool:
    return bool(digest) and digest_of([normalize("NFC", text) for text in texts]).startswith(digest)


def origin(of: Origin, targets: Sequence[str]) -> str:
    """The line that says where these targets are from."""
    return f"{ORIGIN}{of} {words_digest(*targets)}"


def reviewed(act: Act) -> str:
    """The line of a review that somebody has given elsewhere to the same words."""
    return f"{REVIEWED}{act}"


def rejection(by: str, today: dt.date) -> str:
    """The line that says who has rejected a text."""
    return f"{REJECTED}{Act(by, today.isoformat())}"


def minor_edit(by: str, today: dt.date) -> str:
    """The line that says who has called an edit of the source minor."""
    return f"{MINOR}{Act(by, today.isoformat())}"


def reason_left(reason: str, detail: str, by: str) -> str:
    """The line that says why a machine has filled nothing in, with what it said if that is short, and its name."""
    said = f"{reason}: {detail}" if detail.isprintable() and 0 < len(detail) <= 60 else reason
    return f"{NOT_TRANSLATED}{said}" + (f" ({by})" if by else "")


def dismissal(name: str, reason: str) -> str:
    """The line that dismisses a check of a text for a reason."""
    return f"{_IGNORE}{name}: {reason}"


def dismissals(comments: Iterable[str]) -> list[str]:
    """The checks that comments dismiss; without a reason nobody could say later whether it still holds."""
    lines = (line.removeprefix(_IGNORE).partition(":") for line in comments if line.startswith(_IGNORE))
    return [name.strip() for name, _, reason in lines if reason.strip()]


def review(by: str, today: dt.date, entry: Translation) -> str:
    """The line that says who has read this translation of this source."""
    return f"{REVIEWED}{Act(by, today.isoformat(), _read_digest(entry))}"


def review_again(act: Act, entry: Translation) -> str:
    """The line of a review that has outlived an edit of the source."""
    return f"{REVIEWED}{replace(act, digest=_read_digest(entry))}"


def nobodys_review(entry: Translation) -> str:
    """The same where another tool has recorded no name."""
    return f"{REVIEWED}{Act(NOBODY, '', _read_digest(entry))}"


def _read_digest(entry: Translation) -> str:
    return words_digest(entry.source, entry.plural, *entry.targets)


def reviews(entry: Translation) -> tuple[Act, ...]:
    """Who has read these very words, as translation of this very source."""
    return tuple(
        act for act in acts(entry.comments, REVIEWED) if _fits(act.digest, entry.source, entry.plural, *entry.targets)
    )


def has_named_review(entry: Translation) -> bool:
    """True when somebody is named who has read these very words."""
    return any(act.is_named for act in reviews(entry))


def were_read(entry: Translation) -> bool:
    """True unless the translation has changed since it was read as that of the source before."""
    past = [act.digest for act in acts(entry.comments, WAS_REVIEWED) if act.digest]
    return not past or any(_fits(each, entry.previous, entry.previous_plural, *entry.targets) for each in past)


def reopened(comments: Comments, *, was_reviewed: bool = False) -> Comments:
    """The comments of a text that somebody has to read again: who read it before is said in the past.

    With `was_reviewed` somebody did, even where the tool they used has recorded no name.
    """
    who = [str(act) for act in acts(comments, REVIEWED)]
    if was_reviewed and not who and value_of(comments, ORIGIN):
        who = [NOBODY]
    if not who:
        return comments
    return (*without(comments, REVIEWED, WAS_REVIEWED), *dict.fromkeys(WAS_REVIEWED + each for each in who))


def with_texts(comments: Comments, key: str, texts: Sequence[str]) -> Comments:
    """The comments with texts kept in them, one a line; a line break is written as backslash and n."""
    kept = (_kept(key, text) for text in texts if text)
    return tuple(dict.fromkeys((*comments, *kept)))


def texts_kept(comments: Iterable[str], key: str) -> tuple[str, ...]:
    """The texts that are kept in comments, in one line each, as they stand there."""
    return tuple(line.removeprefix(key) for line in comments if _parsed(line, key))


def has_texts(comments: Iterable[str], key: str, texts: Sequence[str]) -> bool:
    """True when all of these texts are kept in the comments, and there are any."""
    wanted = {_kept(key, text) for text in texts if text}
    return bool(wanted) and wanted <= set(comments)


def _kept(key: str, text: str) -> str:
    return key + text.replace("\n", r"\n")


def as_read(entry: Translation) -> Translation:
    """The entry of a file in the state that its comments leave it.

    Whatever flag is there, a pseudo text is not reviewed, and neither is one that has changed since it was read.
    """
    if entry.state is not State.REVIEWED or not entry.comments:
        return entry
    has_changed = any(act.digest for act in acts(entry.comments, REVIEWED)) and not reviews(entry)
    if has_changed or machine_of(entry) == PSEUDO:
        return replace(entry, state=State.NEEDS_REVIEW)
    return entry


def is_of_a_person(entry: Translation) -> bool:
    """True when a person wrote the text or has ever accepted it; no machine may overwrite such a text."""
    if entry.state is State.REVIEWED or value_of(entry.comments, WAS_REVIEWED) or value_of(entry.comments, REVIEWED):
        return True
    return any(entry.targets) and not machine_of(entry)


def named_only(catalog: Catalog) -> Catalog:
    """The catalog with nothing reviewed that nobody named has read (`[review] named`)."""
    return replace(
        catalog,
        entries=tuple(
            replace(entry, state=State.NEEDS_REVIEW)
            if entry.state is State.REVIEWED and not has_named_review(entry)
            else entry
            for entry in catalog.entries
        ),
    )


def is_unnamed(entry: Translation) -> bool:
    """True for a machine's text that counts as reviewed though nobody is named who has read it."""
    return entry.state is State.REVIEWED and bool(machine_of(entry)) and not has_named_review(entry)


def machine_of(entry: Translation) -> str:
    """The machine that the text is from, by way of the memory too; empty for a person's, also one made from it."""
    return machine_in(entry.comments, entry.targets)


def machine_in(comments: Iterable[str], targets: Sequence[str]) -> str:
    """The same from its parts."""
    found = _made(comments, targets)
    return (found["provider"] or "") if found else ""


def origin_of(comments: Iterable[str], targets: Sequence[str]) -> Origin | None:
    """Where targets are from; None for a person's, also those made from a machine's."""
    found = _made(comments, targets)
    if found is None:
        return None
    memory = found["recalled"] or found["memory"] or ""
    return Origin(memory, found["provider"] or "", found["day"] or "", found["pivot"] or "")


def _made(comments: Iterable[str], targets: Sequence[str]) -> re.Match[str] | None:
    """The line of the origin, if it speaks of these targets."""
    found = next((each for line in reversed(tuple(comments)) if (each := _parsed(line, ORIGIN))), None)
    return found if found and _fits(found["digest"] or "", *targets) else None


def marks_of_term(comments: Iterable[str]) -> frozenset[str]:
    """What comments say of a term: `READ_ONLY`, `FORBIDDEN`, `EXACT_CASE`."""
    return frozenset(comments) & frozenset(_MARKS)


def forms_of_term(comments: Iterable[str]) -> tuple[str, ...]:
    """The other ways to write a term."""
    listed = (line.removeprefix(_FORMS_OF_TERM) for line in comments if line.startswith(_FORMS_OF_TERM))
    return tuple(form for line in listed for each in line.split(",") if (form := each.strip()))


def note_of_term(comments: Iterable[str]) -> str:
    """What a person has written beside a term."""
    rest = (line for line in comments if not (line.startswith(_FORMS_OF_TERM) or is_recorded(line) or line in _MARKS))
    return " ".join(rest)


def of_term(comments: Iterable[str], marks: Iterable[str], forms: Sequence[str], note: str) -> Comments:
    """What is recorded of an entry, and then what a table says of its term."""
    said = [*marks, *([_FORMS_OF_TERM + ", ".join(forms)] if forms else []), *([note] if note else [])]
    return (*(line for line in comments if is_recorded(line)), *said)
