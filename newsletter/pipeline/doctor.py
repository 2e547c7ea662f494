"""`newsletter doctor`: whether this installation is sound.

In: a project that is the home, its points, an environment. Out: diagnoses, as they are made: of senders, secret,
database and signatures from this machine alone; of mail servers and DNS by asking them. Nothing is mailed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from newsletter.content.model import NationalPoint
from newsletter.database import DatabaseError, absolute, connect, damage, is_there, is_to_be_read_by_others
from newsletter.mail.dns import resolver
from newsletter.mail.domain import to_ascii
from newsletter.mail.keyring import OtherSecretError, address_key
from newsletter.mail.route import Route, route_of
from newsletter.mail.sign import Key, keys_for, read_keys
from newsletter.mail.tokens import Tokens, tokens_from
from newsletter.pipeline import outside
from newsletter.pipeline.diagnosis import Diagnosis, note, ok, wrong
from newsletter.pipeline.objections import trouble_with
from newsletter.pipeline.project import Project
from newsletter.pipeline.subscribers import told
from newsletter.problems import Location, error, has_errors, warning
from newsletter.settings import FILE, SECRET

DKIM_KEYS = "NEWSLETTER_DKIM_KEYS"
_USUAL_LETTER = 150_000
_SIGNATURES = 4_000
"""Octets that the headers of a reader's message may have above those of a build's sample."""
_SAMPLES = frozenset({"example.org", "example.com", "example.net"})
_SAMPLE_ENDS = frozenset({"example", "test", "invalid", "localhost", "local"})
_PROVIDERS = frozenset({"aol", "gmail", "gmx", "googlemail", "hotmail", "icloud", "outlook", "yahoo", "ymail"})
"""Names of mailboxes, whatever country's ending follows."""
_OTHER_PROVIDERS = frozenset(
    {
        "abv.bg", "free.fr", "freemail.hu", "interia.pl", "laposte.net", "libero.it", "live.com", "mac.com", "mail.ru",
        "me.com", "msn.com", "o2.pl", "onet.pl", "orange.fr", "proton.me", "protonmail.com", "sapo.pt", "seznam.cz",
        "t-online.de", "wanadoo.fr", "web.de", "wp.pl", "yandex.ru",
    }
)  # fmt: skip


def examine(
    project: Project, points: Mapping[str, NationalPoint], environ: Mapping[str, str], *, offline: bool = False
) -> Iterator[Diagnosis]:
    """Everything that mailing stands on, topic by topic."""
    yield from _of_settings(project)
    for point in points.values():
        yield from _of_sender(point)
    tokens, problems = tokens_from(environ.get(SECRET, ""))
    yield from (wrong("secret", problem) for problem in problems)
    if tokens:
        several = f"; {len(tokens.secrets) - 1} older still good" if len(tokens.secrets) > 1 else ""
        yield ok("secret", f"{SECRET} can't be guessed{several}")
    yield from _of_database(project, tokens)
    keys, found = _keys(environ)
    yield from found
    signed_by = {}
    for domain, names in _domains(points).items():
        signed_by[domain] = keys_for(keys, f"@{domain}")
        if keys:
            yield _signed(domain, names, signed_by[domain])
    routes, found = _routes(project, points, environ)
    yield from found
    if offline:
        yield note("mail server", "not asked, because of --offline")
        yield note("DNS", "not asked, because of --offline")
        return
    mail_domain = project.settings.domain_of_mail()
    largest = _largest(project.root)
    for route, names in routes.items():
        yield from outside.of_server(route, names, mail_domain, largest)
    lookup, problems = resolver(environ)
    yield from (wrong("DNS", problem) for problem in problems)
    if lookup:
        yield from outside.of_dns(lookup, mail_domain, signed_by)


def _of_settings(project: Project) -> Iterator[Diagnosis]:
    settings = project.settings
    at = Location(FILE)
    if settings.site.startswith("https:"):
        yield ok("senders", f"the site is {settings.site}")
    else:
        message = f"the site {settings.site} is not https:, so no letter can be left in one click"
        yield wrong("senders", error("site-without-https", message, at, "give the site a certificate"))
    domain = settings.domain_of_mail()
    if is_sample(domain):
        message = f"the domain of mail, {domain}, is a sample"
        hint = "set `site`, or `mail_domain`, to a domain of your own"
        yield wrong("senders", error("sample-address", message, at, hint))


def _of_sender(point: NationalPoint) -> Iterator[Diagnosis]:
    file = Location(f"issues/{point.path}.yaml")
    addresses = {"from": point.from_.address, "reply-to": point.reply_to}
    samples = [name for name, address in addresses.items() if is_sample(_domain(address))]
    if samples:
        message = f"`{'` and `'.join(samples)}` of {point.slug} are samples, to which nobody can write"
        yield wrong("senders", error("sample-address", message, file, "write addresses that are read"))
    domain = _domain(point.from_.address)
    if is_of_provider(domain):
        message = f"{point.slug} sends from {domain}, which nobody but {domain} can sign for"
        hint = "send from a domain of your own, and keep this address as `reply-to`"
        yield wrong("senders", error("sender-at-mailbox-provider", message, file, hint))
    elif not samples:
        yield ok("senders", f"{point.slug} sends from {domain}")


def _domain(address: str) -> str:
    return to_ascii(address.rpartition("@")[2])


def is_sample(domain: str) -> bool:
    """True for a domain that stands in examples only (RFC 2606), or for an address of a machine."""
    labels = domain.split(".")
    return labels[-1] in _SAMPLE_ENDS or labels[-1].isdigit() or ".".join(labels[-2:]) in _SAMPLES


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
            trouble = trouble_with(project, connection)
    except (DatabaseError, OtherSecretError) as caught:
        yield wrong("database", told(caught))
        return
    if fault:
        hint = "stop everything that writes, and bring back the last good copy"
        yield wrong("database", error("damaged-database", f"the database is damaged: {fault}", None, hint))
    elif trouble:
        hint = "if a backup was restored, go on as docs/operators.md says about backups"
        yield wrong("database", error("restored-database", trouble, None, hint))
    else:
        yield ok("database", "it opens, is up to date and whole" + ("; the secret fits" if tokens else ""))


def _keys(environ: Mapping[str, str]) -> tuple[list[Key], list[Diagnosis]]:
    folder = environ.get(DKIM_KEYS, "")
    hint = f"make keys as docs/operators.md says, and put their folder into {DKIM_KEYS}"
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
    return ok("signatures", f"{whose}: signed by " + ", ".join(f"{outside.name_of(key)} ({key.size})" for key in keys))


def _routes(
    project: Project, points: Mapping[str, NationalPoint], environ: Mapping[str, str]
) -> tuple[dict[Route, list[str]], list[Diagnosis]]:
    """The routes there are, each with its points; a fault that points share is told once."""
    found: dict[Route, list[str]] = {}
    problems = []
    for point in points.values():
        route, faults = route_of(project.settings, point, environ)
        problems += faults
        if route:
            found.setdefault(route, []).append(point.slug)
    return found, [wrong("mail server", problem) for problem in dict.fromkeys(problems)]


def _largest(root: Path) -> int:
    """Octets of the largest message: by what has been built, else what letters usually have."""
    built = [path.stat().st_size + _SIGNATURES for path in (root / "build").glob("*/*/*/letter.eml")]
    return max(built, default=_USUAL_LETTER)
