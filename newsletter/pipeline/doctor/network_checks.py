"""What others say of an installation's mail: its mail servers, and DNS.

In: a route, or domains with the keys that sign for them. Out: diagnoses. A resolver that does not answer is one
diagnosis, not one for each question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from newsletter.mail.message.dkim import Key
from newsletter.mail.smtp.dns import DnsError, Lookup, SilentResolverError
from newsletter.mail.smtp.records import (
    MOST_LOOKUPS,
    dmarc_of,
    ending_of,
    is_same_key,
    names_of_dmarc,
    spf_of,
    tags_of,
    terms_asking,
)
from newsletter.mail.smtp.route import Route
from newsletter.mail.smtp.session import SessionError, open_session
from newsletter.pipeline.doctor.diagnosis import N_, Diagnosis, note, ok, wrong
from newsletter.problems import error, warning
from newsletter.settings.smtp import is_loopback

_PATIENCE = 15.0
_FEATURES = ("pipelining", "8bitmime", "smtputf8")


def of_server(route: Route, points: Sequence[str], helo: str, largest: int) -> Iterator[Diagnosis]:
    """What a mail server says when a session is opened and closed again; nothing is mailed."""
    whose = f"{route} ({', '.join(points)})"
    try:
        session = open_session(route, helo, timeout=_PATIENCE)
    except SessionError as fault:
        hint = "look at name and password" if fault.code in (530, 534, 535, 538) else "look at host, port and `tls`"
        if fault.is_passing:
            hint = "look whether it runs and a firewall lets this machine through, and try again"
        yield wrong("mail server", error("no-mail-server", f"{whose}: {fault}", None, hint))
        return
    session.close()
    offered = ", ".join(name if name in session.features else f"no {name}" for name in _FEATURES)
    limit = f"up to {session.max_size:,} bytes a message" if session.max_size else "no limit of size named"
    signed_in = ", signed in" if route.user else ""
    how = f"{session.tls_version or 'in clear'}{signed_in}; {limit}; {offered}"
    yield ok("mail server", "{server}: {how}", server=whose, how=how)
    if not session.tls_version and not is_loopback(route.host):
        hint = "write ?tls=starttls or ?tls=tls where the server can"
        message = f"mail to {route} travels in clear, with readers' addresses"
        yield wrong("mail server", warning("mail-in-clear", message, None, hint))
    if session.max_size and session.max_size < largest:
        message = f"{route} takes {session.max_size:,} bytes a message; the largest has about {largest:,}"
        yield wrong("mail server", error("small-size-limit", message, None, "let whoever runs it raise the limit"))
    said = N_(
        "not looked at: whether the address that {server} mails from has a name (PTR) that leads back to it; whoever "
        "runs that server sees to it"
    )
    yield note("mail server", said, server=route.host)


def of_dns(lookup: Lookup, mail_domain: str, signed_by: Mapping[str, Sequence[Key]]) -> Iterator[Diagnosis]:
    """What DNS says of the domain of return paths, and of each sender's domain with the keys that sign for it."""
    questions: list[tuple[str, Callable[[Lookup], list[Diagnosis]]]] = [
        (mail_domain, partial(_mx, mail_domain)),
        (mail_domain, partial(_spf, mail_domain, True)),
    ]
    keys = {key.record(): key for keys in signed_by.values() for key in keys}
    questions += [(domain, partial(_spf, domain, False)) for domain in signed_by if domain != mail_domain]
    questions += [(name_of(key), partial(_dkim, key)) for key in keys.values()]
    questions += [(f"_dmarc.{domain}", partial(_dmarc, domain, keys)) for domain, keys in signed_by.items()]
    has_answered, silences = False, 0
    for name, question in questions:
        try:
            found = question(lookup)
        except DnsError as fault:
            silences += 1
            is_silent = isinstance(fault, SilentResolverError)
            if not has_answered and (is_silent or silences > 1):
                hint = "look at /etc/resolv.conf, or name a resolver in NEWSLETTER_RESOLVER"
                yield wrong("DNS", warning("no-resolver", f"nothing is known of DNS: {fault}", None, hint))
                return
            if silences > 3:
                yield note("DNS", N_("the rest was not asked, since too many questions had no answer"))
                return
            yield wrong("DNS", warning("unanswered-name", f"{name}: {fault}", None, "ask again later"))
        else:
            has_answered = True
            yield from found


def name_of(key: Key) -> str:
    """Where the public half of a key stands in DNS."""
    return f"{key.selector}._domainkey.{key.domain}"


def _mx(domain: str, lookup: Lookup) -> list[Diagnosis]:
    servers = [record.partition(" ")[2].rstrip(".") for record in lookup(domain, "MX")]
    hint = f"publish an MX record at {domain} that names the server which reads `bounce+…` and `leave+…`"
    if not servers and (lookup(domain, "A") or lookup(domain, "AAAA")):
        message = f"{domain} has no MX record; failure reports would go to its web server"
        return [wrong("DNS", warning("no-mx", message, None, hint))]
    if not any(servers):
        message = f"{domain} takes no mail (no MX record), so failure reports and requests to leave are lost"
        return [wrong("DNS", error("no-mx", message, None, hint))]
    unknown = [name for name in servers if not (lookup(name, "A") or lookup(name, "AAAA"))]
    if unknown:
        message = f"the MX record of {domain} names {unknown[0]}, which has no address"
        return [wrong("DNS", error("no-mx", message, None, hint))]
    return [ok("DNS", N_("{domain} takes mail at {servers}"), domain=domain, servers=", ".join(servers))]


def _spf(domain: str, is_of_return_paths: bool, lookup: Lookup) -> list[Diagnosis]:
    records = spf_of(lookup(domain, "TXT"))
    hint = f"publish one TXT record at {domain} that names your mail servers and ends in ~all or -all"
    if not records:
        make = error if is_of_return_paths else warning
        return [wrong("DNS", make("no-spf", f"{domain} has no SPF record", None, hint))]
    if len(records) > 1:
        message = f"{domain} has {len(records)} SPF records, so none of them counts"
        return [wrong("DNS", error("doubled-spf", message, None, "make one of them"))]
    count, without = _spf_cost(domain, records[0], lookup)
    if count > MOST_LOOKUPS:
        message = f"the SPF record of {domain} costs more than {MOST_LOOKUPS} look-ups, so receivers take it for broken"
        hint = (
            "take out services that no longer mail for you, or name their addresses (ip4:, ip6:) in place of includes"
        )
        return [wrong("DNS", error("spf-lookups", message, None, hint))]
    if without:
        message = f"the SPF record of {domain} includes {without}, which has none, so receivers take it for broken"
        return [wrong("DNS", error("spf-lookups", message, None, f"take {without} out"))]
    ending = ending_of(records[0])
    if ending in ("-all", "~all", "redirect"):
        said = N_("{domain}: SPF, with {ending} for all other servers; {n} of {all} look-ups")
        return [ok("DNS", said, domain=domain, ending=ending, n=str(count), all=str(MOST_LOOKUPS))]
    make = error if ending == "+all" else warning
    message = f"the SPF record of {domain} ends in {ending or 'nothing'}, so anybody may send in its name"
    return [wrong("DNS", make("open-spf", message, None, "end it in ~all or -all"))]


def _spf_cost(domain: str, record: str, lookup: Lookup) -> tuple[int, str]:
    """How many look-ups a record costs with all that it includes, up to one too many; an include without SPF."""
    count, waiting = 0, terms_asking(record, domain)
    while waiting and count <= MOST_LOOKUPS:
        kind, name = waiting.pop(0)
        count += 1
        if kind in ("include", "redirect") and name:
            inner = spf_of(lookup(name, "TXT"))
            if not inner:
                return count, name
            waiting += terms_asking(inner[0], name)
    return count, ""


def _dkim(key: Key, lookup: Lookup) -> list[Diagnosis]:
    name = name_of(key)
    texts = lookup(name, "TXT")
    hint = f"publish this TXT record there: {key.record()}"
    if not texts:
        return [wrong("DNS", error("no-dkim-record", f"{name} has no record", None, hint))]
    if len(texts) > 1 or not is_same_key(key.record(), texts[0]):
        said = f"{len(texts)} records" if len(texts) > 1 else "another key" if tags_of(texts[0]).get("p") else "no key"
        message = f"{name} holds {said}, so every signature by ours is false"
        return [wrong("DNS", error("other-dkim-record", message, None, hint))]
    return [ok("DNS", N_("{name} holds the key that signs"), name=name)]


def _dmarc(domain: str, keys: Sequence[Key], lookup: Lookup) -> list[Diagnosis]:
    hint = f"publish a TXT record at _dmarc.{domain}: v=DMARC1; p=none"
    for name in names_of_dmarc(domain):
        records = dmarc_of(lookup(name, "TXT"))
        if not records:
            continue
        policy = records[0].get("p", "").lower()
        if len(records) > 1 or policy not in ("none", "quarantine", "reject"):
            message = f"{name} has {len(records)} records" if len(records) > 1 else f"{name} has no policy (p=)"
            return [wrong("DNS", error("broken-dmarc", f"{message}, so it counts as none", None, hint))]
        if name != f"_dmarc.{domain}":
            policy = records[0].get("sp", policy).lower()
        if keys and records[0].get("adkim", "r").lower() == "s" and all(key.domain != domain for key in keys):
            message = f"{name} wants signatures of {domain} itself (adkim=s), and ours are of {keys[0].domain}"
            hint = f"make a key for {domain}, or take adkim=s out"
            return [wrong("DNS", error("unaligned-dkim", message, None, hint))]
        aligned = N_("{domain}: DMARC by {name}, policy {policy}; our signatures align")
        said = aligned if keys else N_("{domain}: DMARC by {name}, policy {policy}")
        return [ok("DNS", said, domain=domain, name=name, policy=policy)]
    return [wrong("DNS", error("no-dmarc", f"{domain} has no DMARC record", None, hint))]
