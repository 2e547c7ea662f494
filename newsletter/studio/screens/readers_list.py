"""A list of people for a point: sent, looked at column by column and row by row, and taken in.

The list stays in the studio's memory meanwhile; what names it stands in a form, never in an address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from newsletter.files import digest_of
from newsletter.locales import autonym, canonical, has_decimal_comma
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.editing.listing import points_at
from newsletter.pipeline.readers.refused import refused_table
from newsletter.pipeline.readers.taking_in import (
    Choices,
    ListLook,
    ListRequest,
    SentList,
    look_at_list,
    take_list,
)
from newsletter.pipeline.use_case import Refused
from newsletter.problems import Problem
from newsletter.studio.list_words import columns_said, list_said, row_said
from newsletter.studio.request import StudioRequest, StudioResponse, not_found, redirect
from newsletter.studio.routes import Route
from newsletter.studio.screens.readers import CSV, doer_of, file_of, page_of
from newsletter.studio.sent_files import read_sent
from newsletter.studio.studio import Studio
from newsletter.studio.words import Words

MOST_SENT = 20 * 1024 * 1024
_UNSAID = "without-consent"
_COLUMN = re.compile(r"column-(\d{1,3})")


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A list as the page shows it; `asked` are the codes of what has to be answered before it can be taken in.

    `mark` tells the choices that it was looked at with from others; `is_changed` where it was to be taken in by others.
    """

    held: str
    file: str
    look: ListLook
    choices: Choices
    mark: str
    is_changed: bool
    said: Sequence[str]
    asked: frozenset[str]
    refused: Sequence[tuple[int, str, str]]
    unsaid: int
    """Rows that lack nothing but what the page asks once for all of them: what people agreed to; not in `refused`."""

    @property
    def count(self) -> int:
        """How many rows do not join."""
        return len(self.look.refused) + self.look.untold

    @property
    def others(self) -> int:
        """How many of them are refused each for a reason of its own."""
        return self.count - self.unsaid

    @property
    def fates(self) -> Mapping[str, int]:
        """How many rows of each fate; none before it can be taken."""
        return self.look.imported.fates if self.look.imported else {}

    @property
    def answers(self) -> Sequence[tuple[str, str]]:
        """The choices as fields of a form, by which the list can be looked at once more."""
        columns = [(f"column-{at}", name) for at, name in sorted((self.choices.columns or {}).items())]
        others = (
            ("dates", self.choices.dates), ("taken-as", self.choices.taken_as), ("consent", self.choices.consent),
            ("consent-locale", self.choices.consent_locale),
        )  # fmt: skip
        return [*columns, *others]

    @property
    def left(self) -> int:
        """Who has left elsewhere, and is kept out from now on."""
        return sum(self.fates.get(fate, 0) for fate in ("left", "closed", "barred", "gone"))

    @property
    def does_something(self) -> bool:
        """True where taking it in changes anything."""
        return any(self.fates.get(fate, 0) for fate in ("new", "left", "closed", "barred"))


def take_in(studio: Studio, request: StudioRequest) -> StudioResponse:
    """A list is sent, looked at once more with other answers, taken in, or left."""
    slug, person = request.params["point"], request.visitor.id
    points = points_at(studio.resident.project)
    if slug not in points:
        return not_found()
    form = read_sent(request)
    sent = form.files.get("list")
    if sent is not None:
        if not sent.data:
            return page_of(studio, request, list_fault=request.words.gettext("Choose a file first."))
        kept = SentList(sent.name, sent.data)
        held = studio.lists.hold(person, slug, kept)
        return _looked(studio, request, held, kept, Choices())
    held, act = form.fields.get("held", ""), form.fields.get("act", "look")
    if act == "leave":
        studio.lists.drop(held, person, slug)
        return redirect(f"/readers/{slug}")
    found = studio.lists.find(held, person, slug)
    if found is None:
        said = request.words.gettext("The list is not kept any more. Choose the file again.")
        return page_of(studio, request, list_fault=said)
    choices = _choices(form.fields)
    if act == "refused":
        return _refused_rows(studio, request, found, choices)
    is_as_looked_at = form.fields.get("looked") == _mark(choices)
    return _looked(studio, request, held, found, choices, takes=act == "take", is_as_looked_at=is_as_looked_at)


def _looked(
    studio: Studio,
    request: StudioRequest,
    held: str,
    sent: SentList,
    choices: Choices,
    *,
    takes: bool = False,
    is_as_looked_at: bool = True,
) -> StudioResponse:
    """A look at the list; it is taken in by the very choices that were looked at, and by no others."""
    slug = request.params["point"]
    points = points_at(studio.resident.project)
    asked = ListRequest(studio.place, slug, points, sent, choices, read_clock())
    look = take_list(asked, doer_of(request)) if takes and is_as_looked_at else look_at_list(asked)
    if isinstance(look, Refused):
        return page_of(studio, request, refused=look)
    choices = replace(
        choices,
        columns={at: column.read_as for at, column in enumerate(look.columns)},
        consent_locale=choices.consent_locale or points[slug].locale,
    )
    if takes and look.imported and look.imported.is_written:
        # It is taken in once; by another name its refused rows can still be had.
        studio.lists.drop(held, request.visitor.id, slug)
        again = studio.lists.hold(request.visitor.id, slug, sent) if look.refused else ""
        return page_of(studio, request, taken=_shown(request.words, again, sent, look, choices))
    shown = _shown(request.words, held, sent, look, choices, is_changed=takes)
    return page_of(studio, request, list=shown, read_as=columns_said(request.words), own_name_of=autonym)


def _refused_rows(studio: Studio, request: StudioRequest, sent: SentList, choices: Choices) -> StudioResponse:
    """The refused rows as a table, with the reason of each: it can be mended and sent in again as it is."""
    slug = request.params["point"]
    points = points_at(studio.resident.project)
    asked = ListRequest(studio.place, slug, points, sent, choices, read_clock())
    _ = request.words.gettext
    # A workbook was made by the spreadsheet of somebody of this point, or of whoever looks at it now.
    spoken = (request.words.locale, *(points[slug].locales[:1] if slug in points else ()))
    parted = ";" if any(map(has_decimal_comma, spoken)) else ","
    heads = (_("Refused row"), _("Why it was refused"))
    table = refused_table(asked, heads, lambda row: row_said(request.words, row.problem, row.holds), parted)
    if isinstance(table, Refused):
        return page_of(studio, request, refused=table)
    name = _("refused-{point}-{day}.csv").format(point=slug, day=f"{asked.now:%Y-%m-%d}")
    return file_of(table.encode("utf-8-sig"), CSV, name)


def _shown(
    words: Words, held: str, sent: SentList, look: ListLook, choices: Choices, *, is_changed: bool = False
) -> Shown:
    problems: Sequence[Problem] = look.problems
    said = list(dict.fromkeys(list_said(words, problem) for problem in problems))
    faults = look.imported.faults if look.imported and not choices.consent else ()
    unsaid = sum(fault.count for fault in faults if fault.problem.code == _UNSAID)
    each = [row for row in look.refused if not unsaid or row.problem.code != _UNSAID]
    refused = [(row.line, row.holds, row_said(words, row.problem, row.holds)) for row in each]
    codes = frozenset(problem.code for problem in problems)
    asked = (
        codes | ({"ambiguous-date"} if choices.dates else set()) | ({"file-of-leavers"} if choices.taken_as else set())
    )
    return Shown(held, sent.file, look, choices, _mark(choices), is_changed, said, asked, refused, unsaid)


def _mark(choices: Choices) -> str:
    """What tells choices from others."""
    columns = [f"{at}={name}" for at, name in sorted((choices.columns or {}).items())]
    return digest_of([*columns, choices.dates, choices.taken_as, choices.consent, choices.consent_locale])[:16]


def _choices(fields: Mapping[str, str]) -> Choices:
    columns = {int(found[1]): value for name, value in fields.items() if (found := _COLUMN.fullmatch(name))}
    dates, taken_as = fields.get("dates", ""), fields.get("taken-as", "")
    return Choices(
        columns or None,
        dates if dates in ("dmy", "mdy") else "",
        taken_as if taken_as in ("readers", "left") else "",
        " ".join(fields.get("consent", "").split())[:500],
        canonical(fields.get("consent-locale", "")[:40]) or "",
    )


ROUTES = (Route("/readers/{point}/import", post=take_in, max_body=MOST_SENT),)
