"""Is an edition ready to be mailed? Only reviewed text goes out, or what a release lets go.

In: an issue opened, the editions to be mailed, a release. Out: frozen letters, or for each edition that
is not ready exactly what stands in the way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsletter.content.issue import documents_of
from newsletter.edition import Edition, EditionKey
from newsletter.locales import chain
from newsletter.mail.delivery.rows import Decision, Decisions, Frozen
from newsletter.mail.message.recipient import Places
from newsletter.pipeline.letters.accept import with_accepted
from newsletter.pipeline.letters.examine import letter_problems
from newsletter.pipeline.snapshot import Snapshot, prepare
from newsletter.pipeline.translation.findings import Checked
from newsletter.problems import Problem, error, has_errors, ordered
from newsletter.render.letter.letter import Letter
from newsletter.translate.chrome import PAGES
from newsletter.translate.unit import State


@dataclass(frozen=True, slots=True)
class Readiness:
    """Letters that may be mailed, by locale, and what stands in the way.

    `ready_or_not` has every letter that could be laid out. By edition the texts that nobody has reviewed, and those
    that are not translated: paths, and fixed words. Of problems the errors stand in the way; `meaningless` says
    where a letter has pseudo-text, which only a copy to oneself may have.
    """

    letters: dict[str, Frozen]
    ready_or_not: dict[EditionKey, Letter]
    unreviewed: dict[str, list[str]]
    untranslated: dict[str, list[str]]
    problems: list[Problem]
    meaningless: list[Problem]


def judge_readiness(snapshot: Snapshot, keys: Sequence[EditionKey], decisions: Decisions) -> Readiness:
    """Lay out the editions and judge them.

    A release lets texts go that nobody has reviewed, `untranslated` those that are left in another language; errors
    stand in the way whatever anybody has decided.
    """
    project, catalogs, problems = snapshot.project, snapshot.catalogs, list(snapshot.theme.problems)
    places = Places(project.settings.site, project.settings.domain_of_mail())
    letters: dict[str, Frozen] = {}
    ready_or_not: dict[EditionKey, Letter] = {}
    unreviewed: dict[str, list[str]] = {}
    untranslated: dict[str, list[str]] = {}
    meaningless: list[Problem] = []
    checked = [each for each in Checked(snapshot).problems() if keys and _is_of_letters(each)]
    for key in keys:
        prepared = prepare(snapshot, key)
        edition, letter = prepared.edition, prepared.letter
        if edition is None or snapshot.context is None or catalogs.has_broken_templates:
            continue
        issue = edition.issue
        found = [*snapshot.picture_problems(documents_of(issue)), *prepared.faults, *prepared.too_long]
        found += letter_problems(snapshot, prepared)
        folders = tuple(f"locales/{step}/" for step in chain(key.locale))
        found += [each for each in checked if each.location and each.location.file.startswith(folders)]
        waiting, missing = _to_review(edition), _untranslated(edition)
        if pseudo := [*edition.pseudo, *(f"chrome: {source}" for _, source in edition.chrome.pseudo)]:
            meaningless.append(_pseudo_text(key, pseudo).of(str(key)))
            waiting = [path for path in waiting if path not in pseudo]
        unreviewed[str(key)], untranslated[str(key)] = waiting, missing
        if missing and not decisions.untranslated.reason:
            found.append(_not_translated(key, missing))
        if waiting and not decisions.release.reason:
            found.append(_not_reviewed(key, waiting))
        problems += [problem.of(str(key)) for problem in found]
        for path, data in prepared.resources.items():
            project.cache.put("assets", path, data)  # what a frozen letter shows can't be made again once files change
        if letter:
            ready_or_not[key] = letter
        # What is there and broken is told where it stands; no decision lets it go.
        is_broken = bool(edition.unusable or edition.chrome.unusable)
        if letter and not has_errors(found) and not is_broken:
            needed = Decisions(
                decisions.release if waiting else Decision(), decisions.untranslated if missing else Decision()
            )
            letters[key.locale] = Frozen(
                letter, places, issue.date.isoformat(), _title(edition), edition.text_counts(), needed
            )
    found = with_accepted(ordered([*problems, *_concerning(keys, catalogs.problems)]), snapshot.content)
    return Readiness(letters, ready_or_not, unreviewed, untranslated, found, meaningless)


def _concerning(keys: Sequence[EditionKey], problems: Sequence[Problem]) -> Iterator[Problem]:
    """Problems of catalogs, but for those of languages that none of these editions is in."""
    folders = tuple(f"locales/{step}/" for key in keys for step in chain(key.locale))
    for problem in problems:
        file = problem.location.file if problem.location else ""
        if not file.startswith("locales/") or file.startswith(folders):
            yield problem


def _is_of_letters(problem: Problem) -> bool:
    """False for a warning about a page's words, which keep no letter back and stand in none."""
    is_of_pages = problem.location is not None and problem.location.file.endswith(f"/{PAGES}.po")
    return not is_of_pages or has_errors([problem])


def _to_review(edition: Edition) -> list[str]:
    """Every text of an edition that nobody has reviewed: paths, and the fixed words of the templates."""
    found = [path for path, state in edition.states.items() if state is State.NEEDS_REVIEW]
    words = (source for (_, source), state in edition.chrome.states.items() if state is State.NEEDS_REVIEW)
    return [*found, *(f"chrome: {source}" for source in words)]


def _untranslated(edition: Edition) -> list[str]:
    """The same of what nobody has translated."""
    return [*edition.untranslated_paths(), *(f"chrome: {source}" for source in edition.untranslated_words())]


def _not_reviewed(key: EditionKey, waiting: list[str]) -> Problem:
    hint = (
        f"review them: `newsletter review {key.issue} --locale {key.locale}`; "
        'or record an exception: --release "why" --by NAME'
    )
    return error("unreviewed-edition", f"{_texts(waiting)} not reviewed: {_where(waiting)}", None, hint)


def _pseudo_text(key: EditionKey, pseudo: list[str]) -> Problem:
    """Told whatever anybody has decided: a decision is about texts that mean something."""
    hint = f"translate them: `newsletter translate {key.issue} --to {key.locale}`, or in locales/{key.locale}"
    message = f"{_texts(pseudo)} pseudo-text, which is no translation: {_where(pseudo)}"
    return error("pseudo-text", message, None, hint)


def _not_translated(key: EditionKey, missing: list[str]) -> Problem:
    hint = (
        f"translate them: `newsletter translate {key.issue} --to {key.locale}`, or in locales/{key.locale}; "
        'or leave them as they are and say so: --untranslated "why" --by NAME'
    )
    message = f"{_texts(missing)} not translated into {key.locale}: {_where(missing)}"
    return error("untranslated-edition", message, None, hint)


def _texts(paths: list[str]) -> str:
    return "1 text is" if len(paths) == 1 else f"{len(paths)} texts are"


def _where(paths: list[str]) -> str:
    """How many there are in which article, network or other file."""
    places = Counter(
        "the fixed words" if path.startswith("chrome: ") else "/".join(path.split("/")[:2]) for path in paths
    )
    return ", ".join(f"{count} in {place}" for place, count in places.most_common())


def _title(edition: Edition) -> str:
    """The title of what leads the issue, else its subject."""
    leads = (section.lead for section in edition.issue.sections if section.lead)
    lead = next(leads, None)
    return str(edition.issue.articles[lead].title if lead else edition.issue.subject)
