"""Is an edition ready to be mailed? Only reviewed text goes out, or what a release lets go.

In: a project, an issue's content, the editions to be mailed, a release. Out: frozen letters, or for each edition that
is not ready exactly what stands in the way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.content.issue import documents_of
from newsletter.content.load import Content
from newsletter.edition import Edition, EditionKey, localise
from newsletter.locales import chain
from newsletter.mail.ledger import Frozen, Release
from newsletter.mail.recipient import Places
from newsletter.pipeline.findings import Checked
from newsletter.pipeline.pictures import picture_problems, without_known
from newsletter.pipeline.project import Catalogs, Project
from newsletter.pipeline.workshop import workshop_of
from newsletter.problems import Problem, error, has_errors, ordered
from newsletter.translate.unit import State


@dataclass(frozen=True, slots=True)
class Readied:
    """Letters that may be mailed, by locale; texts nobody has reviewed, by edition; and what stands in the way."""

    letters: dict[str, Frozen]
    unreviewed: dict[str, list[str]]
    problems: list[Problem]


def readied(project: Project, content: Content, keys: Sequence[EditionKey], release: Release) -> Readied:
    """Lay out the editions and judge them. With a release unreviewed texts don't stand in the way; errors always do."""
    from newsletter.render.layout import letter_of

    workshop, problems = workshop_of(project, content)
    catalogs = Catalogs(project, content.slug)
    places = Places(project.settings.site, project.settings.domain_of_mail())
    letters: dict[str, Frozen] = {}
    unreviewed: dict[str, list[str]] = {}
    blocked = [problem for problem in Checked(project, content, catalogs).problems() if has_errors([problem]) and keys]
    for key in keys:
        issue, translations = content.issue_for(key.point), catalogs.translations(key.locale)
        if workshop is None or issue is None or translations is None or catalogs.has_broken_templates:
            continue
        edition = localise(issue, key, translations)
        letter, found = letter_of(edition, workshop)
        pictures = picture_problems(project, content, documents_of(issue))
        found = [*pictures, *without_known([problem for problem in found if has_errors([problem])], pictures)]
        folders = tuple(f"locales/{step}/" for step in chain(key.locale))
        found += [each for each in blocked if each.location and each.location.file.startswith(folders)]
        waiting = _unreviewed(edition)
        unreviewed[str(key)] = waiting
        if waiting and not release.reason:
            found.append(_unread(key, waiting))
        problems += [problem.of(str(key)) for problem in found]
        if letter and not found:
            counts = edition.counts()
            letters[key.locale] = Frozen(
                letter, places, issue.date.isoformat(), _title(edition), counts["reviewed"], len(waiting),
                release if waiting else Release(),
            )  # fmt: skip
    for path, data in workshop.assets().items() if workshop else ():
        project.cache.put("assets", path, data)  # what a frozen letter shows can't be made again once files change
    return Readied(letters, unreviewed, ordered([*problems, *catalogs.problems]))


def _unreviewed(edition: Edition) -> list[str]:
    """Every text of an edition that no person has reviewed: paths, and the fixed words of the templates."""
    found = [path for path, state in edition.states.items() if state is not State.REVIEWED]
    words = (source for (_, source), state in edition.chrome.states.items() if state is not State.REVIEWED)
    return [*found, *(f"chrome: {source}" for source in words)]


def _unread(key: EditionKey, waiting: list[str]) -> Problem:
    places = Counter(
        "the fixed words" if path.startswith("chrome: ") else "/".join(path.split("/")[:2]) for path in waiting
    )
    where = ", ".join(f"{count} in {place}" for place, count in places.most_common())
    texts = "1 text is" if len(waiting) == 1 else f"{len(waiting)} texts are"
    hint = (
        f"review them: `newsletter review {key.issue} --locale {key.locale}`; "
        'or record an exception: --release "why" --by NAME'
    )
    return error("unreviewed-edition", f"{texts} not reviewed: {where}", None, hint)


def _title(edition: Edition) -> str:
    """The title of what leads the issue, else its subject."""
    leads = (section.lead for section in edition.issue.sections if section.lead)
    lead = next(leads, None)
    return str(edition.issue.articles[lead].title if lead else edition.issue.subject)
