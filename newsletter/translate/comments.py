"""What the comments of a translation record: where its text is from, who decided what about it, what it was.

In: the comments of an entry. Out: the same with one more fact, or an answer. They are words for people too, so each
stands on a line of its own: `reviewed: Ada 2026-11-21`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from newsletter.translate.unit import State, Translation

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
KEYS = (ORIGIN, REVIEWED, WAS_REVIEWED, REJECTED, REJECTED_TEXT, MINOR, THEIRS, WAS, SET_ASIDE, NOT_TRANSLATED, OFFERED)
"""How the comments that we write begin; everything else is a person's note."""
PSEUDO = "pseudo"
"""The provider whose texts are no translations: any other takes their place, and no memory serves them."""
DECISIONS = (REVIEWED, WAS_REVIEWED, REJECTED)
"""The decision that stands; a new one takes the place of the one before."""


def without(comments: Iterable[str], *keys: str) -> Comments:
    """The comments but for those that begin with one of the keys."""
    return tuple(line for line in comments if not line.startswith(keys))


def value_of(comments: Iterable[str], key: str) -> str:
    """What stands behind the key, the last time it stands there; the empty text where it does not."""
    return next((line.removeprefix(key) for line in reversed(tuple(comments)) if line.startswith(key)), "")


def reopened(comments: Comments, *, was_reviewed: bool = False) -> Comments:
    """The comments of a text that somebody has to read again: who read it before is said in the past.

    With `was_reviewed` somebody did, even where the tool they used has recorded no name.
    """
    who = value_of(comments, REVIEWED)
    if was_reviewed and not who and value_of(comments, ORIGIN):
        who = "by a person"
    return (*without(comments, REVIEWED, WAS_REVIEWED), WAS_REVIEWED + who) if who else comments


def with_texts(comments: Comments, key: str, texts: Sequence[str]) -> Comments:
    """The comments with texts kept in them, one a line; a line break is written as backslash and n."""
    kept = (key + text.replace("\n", r"\n") for text in texts if text)
    return tuple(dict.fromkeys((*comments, *kept)))


def is_of_a_person(entry: Translation) -> bool:
    """True when a person wrote the text or has ever accepted it; no machine may overwrite such a text."""
    if entry.state is State.REVIEWED or value_of(entry.comments, WAS_REVIEWED) or value_of(entry.comments, REVIEWED):
        return True
    return any(entry.targets) and not provider_of(entry.comments)


def provider_of(comments: Iterable[str]) -> str:
    """The machine that a text is from, by way of the memory too; empty for a person's."""
    origin = value_of(comments, ORIGIN)
    if origin.startswith("memory "):
        origin = origin.partition(", ")[2]
    return origin.partition(" ")[0]
