"""What the doctor finds, in the language of whoever keeps the home: a sentence each, and what to do.

In: a `Diagnosis`. Out: a `Told`. What is in order is said with its values; of what is wrong English has the doctor's
own words, which name the very value, and other languages a sentence of ours with those words beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from newsletter.pipeline.doctor.diagnosis import Diagnosis, Standing
from newsletter.problems import Problem
from newsletter.studio.plain_problems import quoted
from newsletter.studio.words import N_, SOURCE, Words

TOPICS = {
    "senders": N_("Senders"),
    "secret": N_("Secret of links"),
    "database": N_("Database"),
    "signatures": N_("Signatures"),
    "mail server": N_("Mail servers"),
    "DNS": N_("Names (DNS)"),
    "studio": N_("The studio"),
}
"""What the doctor's topics are called."""

FAULTS: Mapping[str, str] = {
    "sample-site": N_("The address of the site is a sample: set your own."),
    "site-without-https": N_("The site is not https, so no letter can be left in one click: give it a certificate."),
    "sample-address": N_("An address of a sender is a sample, to which nobody can write: write one that is read."),
    "sample-postal-address": N_("A postal address is a sample: readers have a right to know who writes to them."),
    "sender-at-mailbox-provider": N_("A point sends from a mailbox provider’s domain: send from one of your own."),
    "no-secret": N_("There is no secret for readers’ links: make one."),
    "weak-secret": N_("The secret of readers’ links can be guessed: make one."),
    "no-database": N_("There is no database yet, so nobody to mail."),
    "nobody-to-sign-in": N_("Nobody may sign in yet: let the first operator in."),
    "open-database": N_("Others on this machine can read the database: take that right away."),
    "damaged-database": N_("The database is damaged: stop what writes, and bring back the last good backup."),
    "restored-database": N_("The database is older than what was mailed: somebody has to say how it goes on."),
    "unusable-database": N_("The database can’t be used now."),
    "other-secret": N_("The secret is not the one that this database was made with."),
    "old-backup": N_("The last backup is old: let one be made every night."),
    "no-dkim-keys": N_("There are no keys, so nothing can be signed."),
    "bad-dkim-key": N_("A key for signatures can’t be used."),
    "sender-without-dkim": N_("No key signs for a sender’s domain: large providers refuse such mail."),
    "no-smtp-address": N_("No mail server is named."),
    "bad-smtp-address": N_("The address of a mail server can’t be read."),
    "no-smtp-password": N_("The password for a mail server is missing."),
    "no-mail-server": N_("A mail server does not answer, or lets nobody in."),
    "mail-in-clear": N_("Mail to a server travels in clear, with readers’ addresses: let it be encrypted."),
    "small-size-limit": N_("A mail server takes no letter as large as ours."),
    "bad-resolver": N_("The resolver that is named can’t be used."),
    "no-resolver": N_("Nothing is known of DNS: no resolver answers."),
    "unanswered-name": N_("DNS did not answer to a name: ask again later."),
    "no-mx": N_("A domain takes no mail, so what comes back is lost: publish an MX record."),
    "no-spf": N_("A domain has no SPF record: publish one that names the mail server."),
    "doubled-spf": N_("A domain has two SPF records, which counts as none."),
    "open-spf": N_("An SPF record lets anybody send in the domain’s name."),
    "spf-lookups": N_("An SPF record needs more look-ups than are allowed."),
    "no-dkim-record": N_("The key that signs is not published: publish its record."),
    "other-dkim-record": N_("Another key is published than the one that signs, so every signature is false."),
    "broken-dmarc": N_("A DMARC record is broken, so it counts as none."),
    "no-dmarc": N_("A domain has no DMARC record: publish one."),
    "unaligned-dkim": N_("A DMARC record wants signatures of another domain than ours."),
    "studio-without-site": N_(
        "The studio has no host of its own: its cookies would be those of the readers’ pages too."
    ),
    "studio-in-clear": N_("People sign in to the studio without encryption: put a proxy with a certificate before it."),
    "studio-certificate": N_("The certificate of the studio does not hold, or ends soon."),
    "no-studio": N_("The studio does not answer at its address."),
    "studio-other-host": N_("The proxy asks the studio by another name: it has to pass the host on as it came."),
    "studio-believes-visitors": N_("The proxy believes visitors who they are: anybody may ask for codes without end."),
    "studio-without-visitors": N_("All visitors count as one: ten who ask for a code keep all others out."),
    "studio-cookies": N_("The cookies of the studio come through the proxy changed, so nobody is signed in safely."),
}
"""What the doctor calls wrong, by code."""


_NOTHING = Markup()


@dataclass(frozen=True, slots=True)
class Told:
    """One finding. `exactly` is what the doctor says itself, in English, where `said` is not that; empty else.

    `about` is where in the project it is wrong, such as a point's name, empty where `said` has it or it is nowhere.
    """

    topic: str
    standing: Standing
    said: Markup
    hint: Markup = _NOTHING
    exactly: Markup = _NOTHING
    locale: str = SOURCE
    code: str = ""
    about: str = ""


def health_words(words: Words, found: Diagnosis, about: str = "") -> Told:
    """A finding in these words; `about` is the place of what is wrong."""
    topic = words.gettext(TOPICS[found.topic])
    if found.problem is None:
        said = words.gettext(found.said).format(**found.values)
        return Told(topic, found.standing, quoted(said), locale=words.locale)
    return fault_words(words, found.problem, topic, found.standing, about)


def fault_words(words: Words, problem: Problem, topic: str, standing: Standing, about: str = "") -> Told:
    """Something that is wrong, in these words."""
    own = quoted(problem.message), quoted(problem.hint)
    known = FAULTS.get(problem.code)
    if known is None or words.locale == SOURCE:
        return Told(topic, standing, *own, code=problem.code)
    exactly = Markup(" ").join(filter(None, own))
    return Told(topic, standing, quoted(words.gettext(known)), _NOTHING, exactly, words.locale, problem.code, about)
