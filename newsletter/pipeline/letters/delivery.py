"""What keeps letters from being taken: senders, DNS, filters of junk; in the same report as all that is checked.

In: an issue opened, what may be asked. Out: problems. Whose name and address stand in letters is looked at without
asking anybody; DNS is asked with `check --online`, a filter of one's own with `check --spam`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from newsletter.content.load import Content
from newsletter.content.model import NationalPoint
from newsletter.domains import is_sample
from newsletter.edition import EditionKey
from newsletter.mail.message.recipient import Places, sample_recipient
from newsletter.mail.message.template import MessageTemplate
from newsletter.mail.smtp.dns import resolver
from newsletter.pipeline.doctor.local_checks import examine_sender, signers
from newsletter.pipeline.doctor.network_checks import of_dns
from newsletter.pipeline.letters.spam_filters import NoFilterError, SpamFilter
from newsletter.pipeline.letters.starting_left import starting_left
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import Snapshot, prepare
from newsletter.problems import Problem, Severity, warning


@dataclass(frozen=True, slots=True)
class Junk:
    """What a filter says of a letter."""

    edition: str
    points: float
    limit: float
    symbols: tuple[str, ...]


def refused_at_sending(project: Project, content: Content) -> Iterator[Problem]:
    """Senders and words that were only there to be changed, once the project has a site of its own."""
    if is_sample(urlsplit(project.settings.site).hostname or ""):
        return
    diagnoses = (diagnosis for point in content.points.values() for diagnosis in examine_sender(point))
    senders = (diagnosis.problem for diagnosis in diagnoses if diagnosis.problem)
    for problem in (*senders, *starting_left(project, content, content.points)):
        yield replace(problem, severity=Severity.WARNING)


def dns_problems(
    project: Project, points: Mapping[str, NationalPoint], environ: Mapping[str, str]
) -> Iterator[Problem]:
    """What DNS says of the domains that letters come from, but for those of examples."""
    own = {domain: keys for domain, keys in signers(points, environ).items() if not is_sample(domain)}
    mail_domain = project.settings.domain_of_mail()
    if is_sample(mail_domain) or not own:
        return
    lookup, problems = resolver(environ)
    yield from problems
    for diagnosis in of_dns(lookup, mail_domain, own) if lookup else ():
        if diagnosis.problem:
            yield replace(diagnosis.problem, severity=Severity.WARNING)


def junk_in(snapshot: Snapshot, keys: list[EditionKey], by: SpamFilter) -> tuple[list[Junk], list[Problem]]:
    """What a filter says of each letter, as it would be mailed but for its signature."""
    found: list[Junk] = []
    problems: list[Problem] = []
    for key in keys:
        message = _message(snapshot, key)
        if message is None:
            continue
        try:
            verdict = by.judge(message)
        except NoFilterError as fault:
            hint = "start it, or name another: --spam http://127.0.0.1:11333 (rspamd), spamd://127.0.0.1:783"
            return found, [*problems, warning("no-spam-filter", str(fault), None, hint)]
        found.append(Junk(str(key), verdict.points, verdict.limit, verdict.symbols))
        if verdict.points >= verdict.limit:
            weighs = ", ".join(verdict.symbols[:8]) or "it does not say what weighs"
            said = f"{by.name} gives {verdict.points:g} points, and {verdict.limit:g} are junk: {weighs}"
            issue = snapshot.content.issue_for(key.point)
            at = snapshot.content.location(issue.subject.path) if issue else None
            hint = "look up what weighs by its name, and change that"
            problems.append(warning("junk-score", said, at, hint).of(str(key)))
    return found, problems


def _message(snapshot: Snapshot, key: EditionKey) -> bytes | None:
    prepared, settings = prepare(snapshot, key), snapshot.project.settings
    if prepared.letter is None or prepared.edition is None:
        return None
    issue, places = prepared.edition.issue, Places(settings.site, settings.domain_of_mail())
    morning = dt.datetime.combine(issue.date, dt.time(9), ZoneInfo(issue.point.time_zone))
    recipient = sample_recipient(prepared.letter, places)
    return MessageTemplate.of(prepared.letter, places).message(recipient, morning).to_bytes()
