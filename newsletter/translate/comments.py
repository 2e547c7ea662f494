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
from newsletter.translate.unit import About, Catalog, State, Translation

_HEAD = re.compile(r"([^;]*?)(?:, at most ([1-9]\d*) characters)?(?:; (.+))?")
_SOURCE, _ENGLISH = "source: ", "English: "


def about_in(lines: Sequence[str]) -> About:
    """What a file's notes for translators say of a text; `lines_about` gives the very same lines again."""
    if not lines:
        return About()
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
DECISIONS = (REVIEWED, WAS_REVIEWED, REJECTED)
"""The decision that stands; a new one takes the place of the one before."""

_DIGITS = 6
_DAY = r"\d{4}-\d\d-\d\d"
_DIGEST = r"(?: (?P<digest>[0-9a-f]{4,12}))?"
_BY_SOMEBODY = re.compile(rf"(?:(?P<who>\S.*?) (?P<day>{_DAY})|{NOBODY}){_DIGEST}")
_FORMS = {
    # "memory 2023-11", "libre 2026-11-20 by way of en", "memory 2023-11, libre 2026-11-20"
    ORIGIN: re.compile(
        rf"(?:memory [^\s,]+|(?:memory [^\s,]+, )?(?P<made>(?P<provider>\S+) {_DAY}(?: by way of \S+)?)){_DIGEST}"
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


def origin(words: str, targets: Sequence[str]) -> str:
    """The line that says where these targets are from: `libre 2026-11-20`, `memory 2023-11`."""
    return f"{ORIGIN}{words} {words_digest(*targets)}"


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
    kept = (key + text.replace("\n", r"\n") for text in texts if text)
    return tuple(dict.fromkeys((*comments, *kept)))


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


def made_by(comments: Iterable[str], targets: Sequence[str]) -> str:
    """The machine that targets are from, with the day; empty for a person's."""
    found = _made(comments, targets)
    return (found["made"] or "") if found else ""


def _made(comments: Iterable[str], targets: Sequence[str]) -> re.Match[str] | None:
    """The line of the origin, if it speaks of these targets."""
    found = next((each for line in reversed(tuple(comments)) if (each := _parsed(line, ORIGIN))), None)
    return found if found and _fits(found["digest"] or "", *targets) else None
