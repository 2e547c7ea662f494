"""What a letter links to is there when it arrives: pages of mailings that are about to open are public before they do.

In: a project, its open ledger, letters as they will be frozen. Out: their web versions, the articles they lead to and
what these show, in the folder that is served; or the reasons why they can't be there. A process that is killed in
between leaves a page a moment too early, never a letter that leads nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from newsletter.database import Connection
from newsletter.mail.delivery import published as public
from newsletter.mail.delivery.published import Published
from newsletter.mail.delivery.rows import Frozen
from newsletter.pipeline.archive.letters import Led
from newsletter.pipeline.archive.mailed import mailed_so_far
from newsletter.pipeline.archive.make import Maker
from newsletter.pipeline.archive.record import Site
from newsletter.pipeline.project import Project
from newsletter.problems import Problem, Severity, error, ordered
from newsletter.render.environment import TemplateError

_HINT = "let this user write there, or name another folder in NEWSLETTER_ARCHIVE_FOLDER"


@contextmanager
def publish(
    project: Project, connection: Connection, letters: Sequence[Frozen], opened_at: dt.datetime
) -> Iterator[list[Problem]]:
    """Publish what letters of one issue link to, and let nobody else touch the archive while they are opened inside.

    What stands in the way are errors: with any of them nothing may be opened.
    """
    site = Site(project.archive_folder)
    try:
        held = site.hold()
    except OSError as fault:
        yield [_unwritable(fault)]
        return
    with held:
        try:
            found = _published(project, connection, site, letters, opened_at)
        except TemplateError as fault:
            found = [fault.problem]
        except OSError as fault:
            found = [_unwritable(fault)]
        yield found


def _published(
    project: Project, connection: Connection, site: Site, letters: Sequence[Frozen], opened_at: dt.datetime
) -> list[Problem]:
    """Problems with what the letters link to, once their issue's pages are written; what is open already is left."""
    opening = {_as_public(each, opened_at): each for each in letters}
    issue = next(iter(opening)).issue
    with connection.transaction(writes=False):
        before = list(public.find_published(connection, issue))
        known = {each.path for each in before}
        opening = {each: letter for each, letter in opening.items() if each.path not in known}
        if not opening:
            return []
        mailed = mailed_so_far(connection).including(issue, [*before, *opening])
        maker = Maker(project, site.folder, mailed)
        pages = {each.path: public.Frozen(one.letter.html, one.letter.text) for each, one in opening.items()}
        made = maker.make_issue(issue, site, connection, list(opening), pages)
    if made is None:
        return maker.problems
    led, problems = made
    found = []
    for each in opening:
        own = [problem for problem in problems if f"{problem.edition}/" == each.path]
        found += [replace(problem, severity=Severity.ERROR) for problem in own] or _missing(site, each, led)
    return ordered(found)


def _as_public(frozen: Frozen, opened_at: dt.datetime) -> Published:
    letter = frozen.letter
    issue, point, locale = letter.edition.split("/")
    return Published(
        0, issue, point, locale, opened_at, frozen.issue_date, letter.subject, letter.preheader, letter.sender[0],
        frozen.places.site, frozen.texts,
    )  # fmt: skip


def _missing(site: Site, each: Published, led: Led) -> list[Problem]:
    """What a letter shows or leads to in its issue and that is not there."""
    wanted = [each.path, *led.paths.get(each.path, ())]
    own = (path for path in wanted if path.startswith((f"{each.issue}/", "images/", "calendar/")))
    lost = [path for path in own if not site.has(f"{path}index.html" if path.endswith("/") else path)]
    hint = "`newsletter archive` says what is wrong with it"
    return [
        error("unpublished-page", f"the letter leads to /{path}, which can’t be published", None, hint).of(
            each.path.rstrip("/")
        )
        for path in lost
    ]


def update_lists(project: Project, connection: Connection) -> list[Problem]:
    """Bring lists, feeds and search up to date with what has been opened; what fails is told and made up for later."""
    site = Site(project.archive_folder)
    try:
        with site.hold(), connection.transaction(writes=False):
            Maker(project, site.folder, mailed_so_far(connection)).update_lists()
    except TemplateError as fault:
        return [replace(fault.problem, severity=Severity.WARNING)]
    except OSError as fault:
        return [replace(_unwritable(fault), severity=Severity.WARNING)]
    return []


def _unwritable(fault: OSError) -> Problem:
    reason = (fault.strerror or "it can’t be written").lower()
    message = f"the pages that letters lead to can’t be published: {fault.filename}: {reason}"
    return error("unwritable-archive", message, None, _HINT)
