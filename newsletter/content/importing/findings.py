"""What a reader has found in a source: drafts, where each value of them came from, and what it could not tell.

In: a source, as bytes, and what the asker knows (`Asked`). Out: `Imported`. A reader is a pure function of those two
(`Reader`), of no files and no network. Nothing is invented: a value was **taken** as it stands in the source,
**guessed** from something that stands there, or is **missing**, and each is told. What the source alone can't tell is a
`Question`; whoever has an answer reads the same source again with it in `Asked.answers`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from newsletter.content.clean.cleaned import LeftOut
from newsletter.content.importing.drafts import ArticleDraft, NetworkDraft
from newsletter.problems import Path, Problem


class Certainty(StrEnum):
    """How sure a value is."""

    TAKEN = "taken"
    GUESSED = "guessed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something stands in the source; what is not known is 0 or empty.

    `line` counts from 1; `element` is where it is in a tree (`html/body/main/h1`, `channel/item[2]/title`, `p[14]`, or
    the key of an answer in JSON: `data/attributes/title`); `excerpt` are its words as they stand there.
    """

    line: int = 0
    element: str = ""
    excerpt: str = ""


class Reason(StrEnum):
    """How a value was guessed. `Finding.origin` says from what."""

    PAGE_TITLE = "page-title"  # the title of the window, without the name of the site
    FILE_NAME = "file-name"  # of the source itself
    FIRST_HEADING = "first-heading"
    FIRST_LINE = "first-line"  # a short first paragraph without a full stop
    BOLD_LINE = "bold-line"  # a heading that is only set in bold
    SLUG_OF_TITLE = "slug-of-title"
    LANGUAGE_OF_WORDS = "language-of-words"  # told by the words themselves
    PROJECT_LOCALE = "project-locale"  # that of the project, as nothing says another
    MARKUP = "markup"  # something that often marks it: an element's class, a byline
    ANSWERED = "answered"  # by whoever was asked
    COUNTRY_NAME = "country-name"  # a variant of a country's name
    COUNTRY_OF_PLACE = "country-of-place"
    LAST_DASH = "last-dash"  # what stands before and behind the last dash of a line
    NAME_IN_TEXT = "name-in-text"  # a card without a title: a name that its text uses
    ORDER = "order"  # of what stands around it
    YEAR_OF_ISSUE = "year-of-issue"
    USUAL_KIND = "usual-kind"  # a meeting that says none is of the usual kind


@dataclass(frozen=True, slots=True)
class Finding:
    """Where one value came from. `path` is where it will be: `articles/heerlen/title`, `networks/x/partners/0/country`.

    `value` is what is written there as a text, empty for what is missing and for a whole body. `reason` is None but for
    what is guessed.
    """

    path: Path
    certainty: Certainty
    value: str = ""
    origin: Origin = Origin()
    reason: Reason | None = None


class Doubt(StrEnum):
    """What text alone can't tell."""

    HEADING_OR_CAPTION = "heading-or-caption"  # a short line
    YEAR = "year"  # a day without one
    WHICH_DAY = "which-day"  # day and month may be exchanged: `03/04/2024`
    WHICH_LANGUAGE = "which-language"  # of the page's several
    NAME = "name"  # of a card without a title


@dataclass(frozen=True, slots=True)
class Question:
    """Something to be decided. `id` is the same each time the same source is read, and stands in `Asked.answers`.

    `choices` are what an answer may be; empty where it may be any text. `proposal` is what is done without an answer,
    empty where that is to leave the value absent. `path` is the value that it is about, empty where that is none yet.
    """

    id: str
    doubt: Doubt
    origin: Origin
    choices: tuple[str, ...] = ()
    proposal: str = ""
    path: Path = ""


@dataclass(frozen=True, slots=True)
class SourcePicture:
    """A picture that the source names or holds.

    `source` is what drafts call it; `name` what its file was called; `data` its bytes where the source holds them, else
    None: then `address` is where it is, empty for one that lies beside the source.
    """

    source: str
    name: str
    address: str = ""
    data: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever asks knows of a source.

    `locale` is the one that they say it is in, empty where they don't know; `default_locale` is the project's, for a
    source that does not tell. `address` is where it was fetched, or empty: by it links are completed.
    `name` is what its file is called, or empty. `day` is that of the issue that it is for: its year is offered for days
    without one. `answers` are by the ids of questions.
    """

    locale: str = ""
    default_locale: str = "en"
    address: str = ""
    name: str = ""
    day: dt.date | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imported:
    """All that became of a source, in its order. With problems that are errors there may be no drafts."""

    articles: tuple[ArticleDraft, ...] = ()
    networks: tuple[NetworkDraft, ...] = ()
    pictures: tuple[SourcePicture, ...] = ()
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()


Reader: TypeAlias = Callable[[bytes, Asked], Imported]
"""What reads a source of one kind; raises nothing for whatever the bytes are."""
