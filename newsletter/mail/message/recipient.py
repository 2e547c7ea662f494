"""A recipient: what differs from message to message of one mailing.

In: a reader's address, a claim, the tokens and the public addresses. Out: a `Recipient` with the values of the
letter's slots, and the addresses by which the reader leaves and by which failure reports come back (VERP); and from
such an address the claim again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from newsletter.files import digest_of
from newsletter.mail.message.tokens import Claim, Purpose, Tokens
from newsletter.render.letter.letter import Letter

_LEAVE_BOX, _BOUNCE_BOX = "leave", "bounce"
BOXES = {
    _LEAVE_BOX: "is where mail goes by which readers leave",
    _BOUNCE_BOX: "is where failure reports come back to",
}
"""The boxes that we have at the domain of mail, and what each is for."""
_SAMPLE_ADDRESS = "reader@example.org"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One reader of a letter: name (may be empty) and address, and what is the reader's own in the message.

    `values` has a value for each slot; that of `leave` is also the one for one-click. `leave_by_mail` and
    `return_path` are e-mail addresses, `message_id` is without its angle brackets.
    """

    name: str
    address: str
    message_id: str
    values: Mapping[str, str]
    leave_by_mail: str
    return_path: str


@dataclass(frozen=True, slots=True)
class Places:
    """Where links lead: the public site without a slash at its end, and the domain of return paths and list ids."""

    site: str
    domain: str


def recipient_of(
    name: str, address: str, letter: Letter, slots: Iterable[str], claim: Claim, tokens: Tokens, places: Places
) -> Recipient:
    """The recipient of a letter with these slots, each link with a token of its own purpose."""
    site, domain = places.site, places.domain
    leave = tokens.make(Purpose.LEAVE, claim)
    values = {
        "name": address,
        "web": letter.web_address,
        "leave": f"{site}/u/{leave}",
        "preferences": f"{site}/p/{tokens.make(Purpose.PREFERENCES, claim)}",
    }
    if others := [slot for slot in slots if slot.startswith("always-")]:
        always = f"{site}/l/{tokens.make(Purpose.ALWAYS, claim)}/"
        values |= {slot: always + slot.removeprefix("always-") for slot in others}
    return Recipient(
        name,
        address,
        message_id(letter.edition, claim, domain),
        values,
        f"{_LEAVE_BOX}+{leave}@{domain}",
        return_path(claim, tokens, domain),
    )


def return_path(claim: Claim, tokens: Tokens, domain: str) -> str:
    """Where failure reports about a message go: they say by it whose it was."""
    return f"{_BOUNCE_BOX}+{tokens.make(Purpose.RETURN, claim)}@{domain}"


def sample_recipient(letter: Letter, places: Places) -> Recipient:
    """A recipient for a look at the letter: no link in the message does anything."""
    return Recipient(
        "",
        _SAMPLE_ADDRESS,
        f"sample.{letter.edition.replace('/', '.')}@{places.domain}",
        {"leave": f"{places.site}/u/sample", **letter.samples(places.site)},
        f"{_LEAVE_BOX}+sample@{places.domain}",
        f"{_BOUNCE_BOX}+sample@{places.domain}",
    )


def message_id(edition: str, claim: Claim, domain: str) -> str:
    """The same for each attempt at one message, another for any other message; it tells nothing of the reader."""
    return f"{digest_of([edition, str(claim.mailing), str(claim.subscription)])[:32]}@{domain}"


def claim_of(address: str, tokens: Tokens) -> tuple[Purpose, Claim] | None:
    """What an address that we once wrote into a message claims; None for any other and for a forged one."""
    box, plus, token = address.rpartition("@")[0].partition("+")
    purpose = {_LEAVE_BOX: Purpose.LEAVE, _BOUNCE_BOX: Purpose.RETURN}.get(box.lower())
    claim = tokens.read(purpose, token) if purpose and plus else None
    return (purpose, claim) if purpose and claim else None
