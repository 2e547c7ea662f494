"""The gate: what is about to be mailed holds nothing that was only there to be changed, and is signed if it can be.

In: an installation, an issue's content, the letters of a point as they are laid out. Out: what refuses the mailing,
each with what to do about it, and what a person should see. Nobody is asked over the network.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

from newsletter.content.load import Content
from newsletter.content.model import NationalPoint
from newsletter.content.tagged import plain
from newsletter.content.texts import walk
from newsletter.database import Connection
from newsletter.domains import as_looked_up, in_plain_letters, is_sample
from newsletter.edition import EditionKey
from newsletter.mail.delivery import ledger, opening
from newsletter.mail.delivery.rows import Decisions
from newsletter.mail.message.dkim import keys_for
from newsletter.mail.smtp.route import variable_of
from newsletter.pipeline.doctor.diagnosis import Diagnosis
from newsletter.pipeline.doctor.local_checks import examine_sender, examine_site
from newsletter.pipeline.doctor.network_checks import name_of
from newsletter.pipeline.installation import DKIM_KEYS, Installation
from newsletter.pipeline.letters.starting_left import stands, starting_left
from newsletter.pipeline.project import Project
from newsletter.pipeline.scaffold.starting_words import starting_links
from newsletter.pipeline.sending.readiness import Readiness, judge_readiness
from newsletter.pipeline.snapshot import Snapshot
from newsletter.problems import Location, Problem, Severity, error, ordered, warning
from newsletter.render.letter.letter import Letter

_TOLD_ELSEWHERE = frozenset({"site-without-https"})
"""What `installation` warns of."""
_REFUSED = frozenset({"sample-site", "sample-address", "sample-postal-address"})
"""What of an installation's faults keeps a mailing back; servers and records may differ from what can be seen here."""
_ADDRESS = re.compile(r"""\b(?:href|src|background)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_IN_TEXT = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+")
_NAMED = re.compile(r"(?<![\w.:/-])(?:[^\W_](?:[\w-]*\w)?\.)+[^\W\d_][\w-]*[^\W_]")
"""A host that running text names without a scheme, which many mail programs make a link of."""


def judge_editions(
    installation: Installation,
    connection: Connection,
    snapshot: Snapshot,
    keys: Sequence[EditionKey],
    decisions: Decisions,
) -> Readiness:
    """The editions of one point laid out, with all that stands in their way or should be seen before they go."""
    found = judge_readiness(snapshot, keys, decisions)
    senders = {letter.sender[1] for letter in found.ready_or_not.values()}
    with connection.transaction(writes=False):
        was_signed = any(ledger.last_signature(connection, sender.rpartition("@")[2]) for sender in senders)
    problems = gate_problems(installation, snapshot.content, found.ready_or_not, was_signed=was_signed)
    problems += _nobody(connection, snapshot.content, keys)
    letters = {
        locale: replace(each, signed_by=_signers(installation, each.letter)) for locale, each in found.letters.items()
    }
    # The gate asks more of links than preflight does, and tells all that it would.
    seen = [problem for problem in found.problems if problem.code != "sample-link"]
    return replace(found, letters=letters, problems=ordered([*seen, *found.meaningless, *problems]))


def _nobody(connection: Connection, content: Content, keys: Sequence[EditionKey]) -> Iterator[Problem]:
    """A point that nobody reads: what is mailed to nobody is mailed, and those who join later do not get it."""
    for point in {key.point: content.points[key.point] for key in keys}.values():
        with connection.transaction(writes=False):
            found, _ = opening.expect_recipients(connection, content.slug, point.slug, point.locales, point.locale)
        if not any(each.by_wish + each.by_default + each.already for each in found):
            hint = f"`newsletter subscribers import FILE.csv --point {point.slug}` first: who joins later gets none"
            yield warning("no-recipients", f"nobody gets {content.slug}/{point.slug}: it has no readers", None, hint)


def _signers(installation: Installation, letter: Letter) -> str:
    return " ".join(name_of(key) for key in keys_for(installation.keys, letter.sender[1]))


def gate_problems(
    installation: Installation, content: Content, letters: Mapping[EditionKey, Letter], *, was_signed: bool
) -> list[Problem]:
    """All that the letters of one point should not be mailed with.

    `was_signed` says that the last mailing from the domain of this sender had a signature.
    """
    found: list[Problem] = []
    for point in {key.point: content.points[key.point] for key in letters}.values():
        diagnoses = [*examine_site(installation.project.settings), *examine_sender(point)]
        found += _of_installation(diagnoses)
        found += _unsigned(installation, content, point, was_signed)
        found += starting_left(installation.project, content, [point.slug])
    for key, letter in letters.items():
        found += _sample_links(installation.project, content, key, letter)
    return ordered(found)


def _of_installation(diagnoses: list[Diagnosis]) -> Iterator[Problem]:
    for diagnosis in diagnoses:
        problem = diagnosis.problem
        if problem and problem.code not in _TOLD_ELSEWHERE:
            yield problem if problem.code in _REFUSED else replace(problem, severity=Severity.WARNING)


def _unsigned(
    installation: Installation, content: Content, point: NationalPoint, was_signed: bool
) -> Iterator[Problem]:
    """No signature: told where none was ever made, an error where this shell only lacks the keys, or other points have
    some. A point with a mail server of its own may be signed there.
    """
    address = point.from_.address
    if keys_for(installation.keys, address):
        return
    domain = address.rpartition("@")[2]
    if was_signed and not installation.environ.get(DKIM_KEYS):
        message = f"the last letter from {domain} was signed, and {DKIM_KEYS} is not set here"
        hint = f"set {DKIM_KEYS} as the services have it: `set -a; . /etc/newsletter/environment`"
        yield error("lost-signature", message, None, hint)
        return
    senders = (each.from_.address for each in content.points.values())
    others = sorted({sender.rpartition("@")[2] for sender in senders if keys_for(installation.keys, sender)})
    if others and point.smtp is None and not installation.environ.get(variable_of(point.slug)):
        message = f"no DKIM key signs for {domain}, the domain of {point.slug}, though one signs for {others[0]}"
        made = f"make a key for {domain}, as docs/operators/mail-server.md says"
        hint = f"{made}, or let `from` be an address at {others[0]}"
        yield error("unsigned-point", message, None, hint)
        return
    yield from installation.signing(address)[1]


def _sample_links(project: Project, content: Content, key: EditionKey, letter: Letter) -> Iterator[Problem]:
    """Links of a letter that lead to nobody's site, and such hosts in its texts; our own are told with the setting."""
    site = project.settings.site
    addresses = [html.unescape(one or other) for one, other in _ADDRESS.findall(letter.html)]
    addresses += [address.rstrip(".,;:)") for address in _IN_TEXT.findall(letter.text)]
    addresses += _behind_links(content, key.point)
    for address in dict.fromkeys(addresses):
        if address == site or address.startswith(f"{site}/"):
            continue
        host = next(filter(is_sample, _hosts_of(address)), "")
        is_starting = address.rstrip("/") in starting_links()
        if not is_starting and not host:
            continue
        why = "which is the one of a starting file" if is_starting else f"and {host} is nobody’s site"
        yield _sample_link(
            content, key, address, f"a link leads to {address[:80]}, {why}", "write where it should lead"
        )
    linked = {host for address in (site, *addresses) for host in _hosts_of(address)}
    for name in _named_samples(content, key.point, letter):
        if as_looked_up(name) not in linked:
            message = f"the text names {name[:80]}, which is nobody’s site"
            yield _sample_link(content, key, name, message, "write the site that is meant, or take it out")


def _sample_link(content: Content, key: EditionKey, address: str, message: str, hint: str) -> Problem:
    at = _place_of(content, key.point, address)
    problem = error("sample-link", message, at, hint)
    return problem if at else problem.of(str(key))


def _named_samples(content: Content, point: str, letter: Letter) -> Iterator[str]:
    """Hosts of examples that running text names, in the letter or on an article's page.

    Only those that say so: in text `settings.local` may be a file. Those of the point's own mailboxes are told there.
    """
    issue, of = content.issue_for(point), content.points[point]
    texts = [plain(each.words) if each.is_tagged else each.words for each in (walk(issue) if issue else ())]
    names = dict.fromkeys(name for text in (letter.text, *texts) for name in _NAMED.findall(in_plain_letters(text)))
    own = {address.rpartition("@")[2] for address in (of.from_.address, of.reply_to)}
    yield from (name for name in names if "example" in name.lower() and is_sample(name) and name not in own)


def _behind_links(content: Content, point: str) -> Iterator[str]:
    """Links on the articles' own pages, to which the letter leads."""
    issue = content.issue_for(point)
    for article in issue.articles.values() if issue else ():
        for block in article.body.texts():
            yield from (target for _, target in (block.text.targets if block.text else ()))


def _hosts_of(address: str) -> list[str]:
    """The host of a web address, or those of all mailboxes that a mail would go to (RFC 6068)."""
    if address.lower().startswith("mailto:"):
        to, _, query = address[len("mailto:") :].partition("?")
        copies = (value for name, value in parse_qsl(query) if name.lower() in ("to", "cc", "bcc"))
        boxes = (box for every in (unquote(to), *copies) for box in every.split(","))
        return [box.rpartition("@")[2].strip(" <>").lower() for box in boxes if "@" in box]
    try:
        parts = urlsplit(in_plain_letters(address))
        return [parts.hostname] if parts.scheme in ("http", "https") and parts.hostname else []
    except ValueError:
        return []


def _place_of(content: Content, point: str, address: str) -> Location | None:
    """Where an address stands in the files that a point's letter is made of."""
    own = [each for name, each in content.sources.items() if "/points/" not in f"/{name}" or name.endswith(f"/{point}")]
    host = next(iter(_hosts_of(address)), "")
    plainly = address.replace(host, as_looked_up(host)) if host else address
    needles = dict.fromkeys(each.removeprefix("mailto:") for each in (address, unquote(address), plainly))
    places = (stands(source, needle) for needle in needles for source in own)
    return next(filter(None, places), None)
