"""What is known on this machine of whether it can mail: site, senders, secret, database, signatures.

In: a project that is the home, its points, an environment. Out: diagnoses. Nobody is asked over the network.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from newsletter.content.model import NationalPoint
from newsletter.database import (
    DatabaseError,
    absolute,
    beside,
    connect,
    damage,
    is_there,
    is_to_be_read_by_others,
    try_writing,
)
from newsletter.domains import is_sample, to_ascii
from newsletter.mail.audience.keyring import OtherSecretError, address_key
from newsletter.mail.delivery.backup_record import last_backup
from newsletter.mail.message.dkim import Key, keys_for, read_keys
from newsletter.mail.message.tokens import Tokens, tokens_from
from newsletter.people.store import Person, is_operator, list_people
from newsletter.pipeline.doctor.diagnosis import N_, Diagnosis, note, ok, wrong
from newsletter.pipeline.doctor.network_checks import name_of
from newsletter.pipeline.doctor.restored import describe_trouble
from newsletter.pipeline.home_database import missing_database, problem_of
from newsletter.pipeline.installation import DKIM_KEYS
from newsletter.pipeline.project import Project
from newsletter.pipeline.scaffold.init import SAMPLE_LINES
from newsletter.problems import Location, error, has_errors, warning
from newsletter.settings.project import FILE, SECRET, Settings

_PROVIDERS = frozenset({"aol", "gmail", "gmx", "googlemail", "hotmail", "icloud", "outlook", "yahoo", "ymail"})
"""Names of mailboxes, whatever country's ending follows."""
_OTHER_PROVIDERS = frozenset(
    {
        "abv.bg", "free.fr", "freemail.hu", "interia.pl", "laposte.net", "libero.it", "live.com", "mac.com", "mail.ru",
        "me.com", "msn.com", "o2.pl", "onet.pl", "orange.fr", "proton.me", "protonmail.com", "sapo.pt", "seznam.cz",
        "t-online.de", "wanadoo.fr", "web.de", "wp.pl", "yandex.ru",
    }
)  # fmt: skip

OLD_BACKUP = dt.timedelta(days=8)
"""Older than a backup of every week is."""


def examine_here(
    project: Project, points: Mapping[str, NationalPoint], environ: Mapping[str, str]
) -> Iterator[Diagnosis]:
    """All that mailing stands on and that can be seen from here, topic by topic."""
    yield from examine_site(project.settings)
    for point in points.values():
        yield from examine_sender(point)
    tokens, problems = tokens_from(environ.get(SECRET, ""))
    yield from (wrong("secret", problem) for problem in problems)
    if tokens:
        older = len(tokens.secrets) - 1
        said = N_("{name} can't be guessed; {n} older still good") if older else N_("{name} can't be guessed")
        yield ok("secret", said, name=SECRET, n=str(older))
    yield from _of_database(project, tokens)
    keys, found = _keys(environ)
    yield from found
    for domain, names in _domains(points).items():
        if keys:
            yield _signed(domain, names, keys_for(keys, f"@{domain}"))


def signers(points: Mapping[str, NationalPoint], environ: Mapping[str, str]) -> dict[str, Sequence[Key]]:
    """The keys that sign for each domain of a sender."""
    keys, _ = _keys(environ)
    return {domain: keys_for(keys, f"@{domain}") for domain in _domains(points)}


def examine_site(settings: Settings) -> Iterator[Diagnosis]:
    """Where links in letters lead, and the domain of return paths."""
    at = Location(FILE)
    if is_sample(urlsplit(settings.site).hostname or ""):
        message = f"`site` is a sample ({settings.site}): links in letters would lead there"
        hint = "set `site`, or NEWSLETTER_SITE, to your own address"
        yield wrong("senders", error("sample-site", message, at, hint))
    elif settings.site.startswith("https:"):
        yield ok("senders", N_("the site is {site}"), site=settings.site)
    else:
        message = f"the site {settings.site} is not https:, so no letter can be left in one click"
        yield wrong("senders", error("site-without-https", message, at, "give the site a certificate"))
    domain = settings.mail_domain
    if is_sample(domain):
        message = f"the domain of mail, {domain}, is a sample"
        hint = "set `mail_domain` to a domain of your own, or leave it out"
        yield wrong("senders", error("sample-address", message, at, hint))


def examine_sender(point: NationalPoint) -> Iterator[Diagnosis]:
    """Whose name, address and house stand in a point's letters."""
    file = Location(f"issues/{point.path}.yaml", path=point.path)
    addresses = {"from": point.from_.address, "reply-to": point.reply_to}
    samples = [name for name, address in addresses.items() if is_sample(_domain(address))]
    if samples:
        message = f"`{'` and `'.join(samples)}` of {point.slug} are samples, to which nobody can write"
        yield wrong("senders", error("sample-address", message, file, "write addresses that are read"))
    lines = [line for line in point.postal_address if any(sample in line for sample in SAMPLE_LINES)]
    if lines:
        message = f"the postal address of {point.slug} is a sample: {', '.join(lines)}"
        hint = "write the address of your house: readers have a right to know who writes to them"
        yield wrong("senders", error("sample-postal-address", message, file, hint))
    domain = _domain(point.from_.address)
    if is_of_provider(domain):
        message = f"{point.slug} sends from {domain}, which nobody but {domain} can sign for"
        hint = "send from a domain of your own, and keep this address as `reply-to`"
        yield wrong("senders", error("sender-at-mailbox-provider", message, file, hint))
    elif not samples:
        yield ok("senders", N_("{point} sends from {domain}"), point=point.slug, domain=domain)


def _domain(address: str) -> str:
    return to_ascii(address.rpartition("@")[2])


def is_of_provider(domain: str) -> bool:
    """True for a domain of mailboxes, whose owner alone can sign for it."""
    name, _, ending = domain.partition(".")
    is_family = name in _PROVIDERS and bool(re.fullmatch(r"((co|com)\.)?[a-z]{2,3}", ending))
    return is_family or domain in _OTHER_PROVIDERS


def _domains(points: Mapping[str, NationalPoint]) -> dict[str, list[str]]:
    """The domains of senders, each with its points."""
    found: dict[str, list[str]] = {}
    for point in points.values():
        found.setdefault(_domain(point.from_.address), []).append(point.slug)
    return found


def _of_database(project: Project, tokens: Tokens | None) -> Iterator[Diagnosis]:
    url = absolute(project.settings.database.url, project.root)
    if not is_there(url) and beside(url, project.root, ".seal").exists():
        yield wrong("database", problem_of(missing_database(project)))
        return
    if not is_there(url):
        hint = "on the home: `newsletter subscribers import`; elsewhere none is needed"
        yield wrong("database", warning("no-database", "there is no database yet, so nobody to mail", None, hint))
        return
    if is_to_be_read_by_others(url):
        hint = "chmod 600 it, and the files beside it that begin with its name"
        message = "the database can be read by others on this machine"
        yield wrong("database", warning("open-database", message, None, hint))
    try:
        with connect(url) as connection:
            with connection.transaction(writes=False):
                fault = damage(connection)
                if tokens:
                    address_key(connection, tokens.secrets, keep=False)
                backed_up = last_backup(connection)
                people = list_people(connection)
            trouble = describe_trouble(project, connection)
            if not fault:
                try_writing(connection)
    except (DatabaseError, OtherSecretError) as caught:
        yield wrong("database", problem_of(caught))
        return
    if fault:
        hint = "stop everything that writes, and bring back the last good copy"
        yield wrong("database", error("damaged-database", f"the database is damaged: {fault}", None, hint))
    elif trouble:
        hint = "if a backup was restored, go on as docs/operators/backups.md says"
        yield wrong("database", error("restored-database", trouble, None, hint))
    else:
        fits = N_("it opens, is up to date and whole; the secret fits")
        yield ok("database", fits if tokens else N_("it opens, is up to date and whole"))
    yield _of_backups(backed_up, dt.datetime.now(dt.UTC))
    yield from _of_people(people, project.settings.studio.site)


def _of_people(people: Sequence[Person], site: str) -> Iterator[Diagnosis]:
    """Who may sign in, and who is told when mailing stops; nothing where there is neither a studio nor anybody."""
    if people:
        operators = sum(is_operator(person) for person in people)
        said = N_("people who may sign in: {n}; operators among them, who are mailed what stops: {operators}")
        yield ok("database", said, n=str(len(people)), operators=str(operators))
    elif site:
        hint = "`newsletter people add NAME ADDRESS --role operator` lets the first one in"
        yield wrong("database", warning("nobody-to-sign-in", f"nobody may sign in at {site} yet", None, hint))


def _of_backups(made: dt.datetime | None, now: dt.datetime) -> Diagnosis:
    if made is None:
        return note("database", N_("no backup was made by `newsletter backup`"))
    if now - made > OLD_BACKUP:
        hint = "let `newsletter backup` run every night, as docs/operators/backups.md says"
        message = f"the last backup was made {(now - made).days} days ago"
        return wrong("database", warning("old-backup", message, None, hint))
    said = N_("the last backup was made on {day} at {time} UTC")
    return ok("database", said, day=f"{made:%Y-%m-%d}", time=f"{made:%H:%M}")


def _keys(environ: Mapping[str, str]) -> tuple[list[Key], list[Diagnosis]]:
    folder = environ.get(DKIM_KEYS, "")
    hint = f"make keys as docs/operators/mail-server.md says, and put their folder into {DKIM_KEYS}"
    if not folder:
        message = f"{DKIM_KEYS} is not set in the environment, so nothing can be signed"
        return [], [wrong("signatures", error("no-dkim-keys", message, None, hint))]
    keys, problems = read_keys(Path(folder))
    if not keys and not has_errors(problems):
        problems.append(error("no-dkim-keys", f"no key is in the folder of {DKIM_KEYS}", None, hint))
    return keys, [wrong("signatures", problem) for problem in problems]


def _signed(domain: str, names: Sequence[str], keys: Sequence[Key]) -> Diagnosis:
    whose = f"{domain} ({', '.join(names)})"
    if not keys:
        hint = f"make a key named `news._domainkey.{domain}.pem`"
        return wrong("signatures", error("sender-without-dkim", f"no key signs for {whose}", None, hint))
    named = ", ".join(f"{name_of(key)} ({key.size})" for key in keys)
    return ok("signatures", N_("{domain}: signed by {keys}"), domain=whose, keys=named)
