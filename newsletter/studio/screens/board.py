"""The board: what is next for me, how far the newest issue is, edition by edition; all other issues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from newsletter.content.slugs import issue_slugs
from newsletter.people.rights import Act, Thing, ThingKind
from newsletter.people.roles import RoleKind
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.editing.board import EditionRow, IssueBoard, board_of
from newsletter.pipeline.editing.choices import language_within
from newsletter.pipeline.editing.issues import IssueGlance, issues_at
from newsletter.pipeline.editing.kept_board import keep_board, recall_board, state_of
from newsletter.pipeline.snapshot import Snapshot
from newsletter.render.cldr import Cldr
from newsletter.studio.request import StudioRequest, StudioResponse, not_found
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio
from newsletter.studio.words import Words
from newsletter.translate.acceptance import is_same_person

_NEAR = 60
"""Days; what is further away is told by its date alone."""


@dataclass(frozen=True, slots=True)
class Next:
    """What to do next: a sentence, why and until when, and the button that leads there."""

    title: str
    why: str
    button: str
    address: str


def board(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page. `?issue=` shows another issue than the newest in full.

    An issue that nobody has opened yet is counted once its page is there, which asks for the rest with `counted`.
    """
    issues = issues_at(studio.project.root)
    asked = request.query.get("issue", "")
    shown = next((each for each in issues if each.slug == asked), issues[0] if issues else None)
    is_part = "counted" in request.query
    found = _found(studio, shown.slug, is_awaited=is_part) if shown else None
    mine = [row for row in found.rows if _is_of(row, request)] if found else []
    today = read_clock().date()
    return studio.page(
        request,
        "board_part.html" if is_part else "board.html",
        here="issues",
        shown=shown,
        board=found,
        mine=mine,
        next=_next(request, shown, found, mine, today),
        others=[each for each in issues if each != shown],
        away=_away(request.words, shown.date, today) if shown and shown.date else "",
        near=abs((shown.date - today).days) <= _NEAR if shown and shown.date else False,
        stage_words=_stages(request.words),
        awaited=_awaited(studio, request, found) if found else {},
    )


def count(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The button that leads to an issue's problems, once all letters have been looked at."""
    from newsletter.pipeline.letters.findings import findings_of  # what looks at letters takes a while to load

    issue = request.params["issue"]
    if issue not in issue_slugs(studio.project.root):
        return not_found()
    checked = studio.resident.check(issue)
    found = findings_of(checked.snapshot, checked.problems)
    return studio.part(request, "problem_count.html", slug=issue, problems=found.count, is_whole=True)


def _awaited(studio: Studio, request: StudioRequest, board: IssueBoard) -> dict[str, str]:
    from newsletter.studio.awaited_words import awaited_words  # needed by no board that has still to be counted

    return awaited_words(request.words, studio.project.root, board.slug)


def _found(studio: Studio, slug: str, *, is_awaited: bool) -> IssueBoard | None:
    """The board of an issue: as it was kept where no file has changed; None for one that has to be counted first, and
    is not awaited.
    """
    resident, project = studio.resident, studio.project
    if not resident.has_opened(slug):
        kept = recall_board(project, slug)
        if kept or not is_awaited:
            return kept
    state = state_of(project)
    counted = _board(resident.snapshot(slug))
    keep_board(project, counted, state)
    return counted


@lru_cache(maxsize=8)
def _board(snapshot: Snapshot) -> IssueBoard:
    """The board of a state of the files; the same snapshot has the same."""
    return board_of(snapshot)


def _is_of(row: EditionRow, request: StudioRequest) -> bool:
    """True for an edition that is this person's by their role, also before they have read any of it; on a desk, and for
    who has no point or language, for one whose language they review.
    """
    key, roles = row.name.key, request.visitor.roles or ()
    own = [role for role in roles if role.kind in (RoleKind.POINT, RoleKind.REVIEWER)]
    if own:
        return any(role.of == (key.point if role.kind is RoleKind.POINT else key.locale) for role in own)
    return bool(request.person) and any(is_same_person(request.person, each) for each in row.people)


def _next(
    request: StudioRequest,
    shown: IssueGlance | None,
    board: IssueBoard | None,
    mine: Sequence[EditionRow],
    today: dt.date,
) -> Next:
    """What comes next; for who looks after points and may not write for all, their mailing once all has been read."""
    words, points = request.words, request.visitor.points
    _, n_ = words.gettext, words.ngettext
    if shown and board is None:
        why = _("Its texts are being counted in all languages.")
        return Next(shown.subject or shown.slug, why, _("Open the issue"), f"/issues/{shown.slug}/compose")
    if (shown is None or board is None) and not request.visitor.may(Act.WRITE, Thing(ThingKind.CENTRAL)):
        why = _("As soon as an editor has begun one, its texts are here.")
        return Next(_("There is no issue yet"), why, _("Articles"), "/articles/")
    if shown is None or board is None:
        return Next(
            _("Begin with an issue"),
            _("An issue is one dated number of the newsletter: a subject, and sections with articles and networks."),
            _("New issue"),
            "/new/issue",
        )
    compose, states = f"/issues/{board.slug}/compose", board.states
    if board.stage == "broken":
        title = n_("Mend {n} mistake", "Mend {n} mistakes", board.errors).format(n=board.errors)
        why = _("Until then there is no letter, or not for every point.")
        if not board.errors:
            title, why = _("Put something into the issue"), _("There is no letter to look at yet.")
            return Next(title, why, _("Open the issue"), compose)
        button = n_("See {n} problem", "See {n} problems", board.errors).format(n=board.errors)
        return Next(title, why, button, f"/issues/{board.slug}/check")
    if board.stage == "ready":
        why = _("Every text in every language has been read by somebody.")
        if points:
            address = f"/send/{board.slug}/{points[0]}" if len(points) == 1 else f"/send/{board.slug}"
            return Next(_("The issue is ready"), why, _("See what is sent"), address)
        return Next(_("The issue is ready"), why, _("Open the issue"), compose)
    when = _due_words(words, board.rows, today)
    if row := next((each for each in mine if not each.is_ready), None):
        return _reading(words, board, row, today)
    if board.stage == "composing":
        why = _("Nothing is translated yet. Once it says what it should, hand it to the reviewers.")
        return Next(_("Compose the issue"), f"{why} {when}".strip(), _("Open the issue"), compose)
    count = sum(states.get(state, 0) for state in ("needs-review", "stale", "missing"))
    ready = sum(row.is_ready for row in board.rows)
    title = n_("{n} text is still open", "{n} texts are still open", count).format(n=Cldr(words.locale).number(count))
    total = len(board.rows)
    why = n_("{ready} of {n} edition is ready.", "{ready} of {n} editions are ready.", total).format(
        ready=ready, n=total
    )
    return Next(title, f"{why} {when}".strip(), _("Open the issue"), compose)


def _reading(words: Words, board: IssueBoard, row: EditionRow, today: dt.date) -> Next:
    """To go on with the language that this person reviews."""
    n_, language = words.ngettext, language_within(words.locale, row.name.key.locale)
    title = n_("Read {n} text in {language}", "Read {n} texts in {language}", row.open_texts)
    stale = row.states.get("stale", 0)
    why = n_("The source of {n} has changed since.", "The sources of {n} have changed since.", stale) if stale else ""
    why = f"{why.format(n=stale)} {_due_words(words, [row], today)}".strip()
    title = title.format(n=Cldr(words.locale).number(row.open_texts), language=language)
    return Next(title, why, words.gettext("Go on reviewing"), f"/review/{board.slug}/{row.name.address}")


def _due_words(words: Words, rows: Iterable[EditionRow], today: dt.date) -> str:
    days = [row.due for row in rows if row.due and not row.is_ready]
    if not days:
        return ""
    day = min(days)
    said = Cldr(words.locale).weekday(day)
    if day < today:
        return words.gettext("They were due on {day}.").format(day=said)
    if day == today:
        return words.gettext("They are due today.")
    return words.gettext("They are due on {day}, {away}.").format(day=said, away=_away(words, day, today))


def _away(words: Words, day: dt.date, today: dt.date) -> str:
    """How far a day is away, in words."""
    days = (day - today).days
    if days in (0, 1, -1):
        return {0: words.gettext("today"), 1: words.gettext("tomorrow"), -1: words.gettext("yesterday")}[days]
    if days > 0:
        return words.ngettext("in {n} day", "in {n} days", days).format(n=days)
    return words.ngettext("{n} day ago", "{n} days ago", -days).format(n=-days)


def _stages(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "broken": _("needs mending"),
        "composing": _("being composed"),
        "review": _("in review"),
        "ready": _("ready"),
    }


ROUTES = (
    Route("/", get=board),
    Route("/issues/{issue}/problem-count", get=count),
)
