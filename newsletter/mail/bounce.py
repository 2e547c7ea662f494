"""What came back: a message to one of our return paths or leaving addresses, understood by its form and its codes.

In: the bytes of a message, and the tokens. Out: a `Verdict`, whatever the bytes are. Delivery reports (RFC 3464),
complaints (RFC 5965), automatic answers (RFC 3834), requests to leave by mail (RFC 2369 section 3.2) and people's
replies are told apart. Whose report it is says the token in the address it was sent to, in a complaint also the
returned letter's own; addresses that a report names are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser, HeaderParser
from email.policy import compat32
from enum import StrEnum

from newsletter.mail.recipient import claim_of
from newsletter.mail.status import Meaning, code_of, meaning
from newsletter.mail.tokens import Claim, Purpose, Tokens

MAX_BYTES = 1_000_000
"""A report returns at most one of our letters, and these have some 100 KB."""
_MAX_BOUNDARIES = 100
"""Nested parts cost the parser lines times depth; a report with our letter in it has two of them."""
_MAX_GROUPS = 100
_MAX_FIELDS, _MAX_VALUE = 50, 4_000
_SENT_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_BOX = re.compile(r"(?<![\w.+-])(bounce|leave)\+[^\s<>,;:\"@]{0,64}@", re.I)
_LINK = re.compile(r"https?://[^\s<>]{1,500}/u/([0-9a-f]{48})(?![0-9a-f])", re.I)
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers")
_COMPLAINTS = ("abuse", "fraud")
"""Of RFC 5965 section 7.3; `not-spam`, `virus`, `auth-failure` and `other` are no wish of a reader."""


class Kind(StrEnum):
    """What a message is. Of the first four something follows, of the others nothing."""

    HARD = "hard-bounce"
    SOFT = "soft-bounce"
    COMPLAINT = "complaint"
    LEFT = "left"
    LETTER = "refused-letter"
    DELAYED = "delayed"
    PASSED_ON = "passed-on"
    FEEDBACK = "feedback"
    AUTO_REPLY = "auto-reply"
    REPLY = "reply"
    FORGED = "forged"
    UNCLEAR = "not-understood"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message is; whose, for those that have a consequence; its code; why it was not understood."""

    kind: Kind
    claim: Claim | None = None
    code: str = ""
    reason: str = ""


_MILDEST_FIRST = (Kind.UNCLEAR, Kind.PASSED_ON, Kind.DELAYED, Kind.LETTER, Kind.SOFT, Kind.HARD)
_OF_MEANING = {Meaning.DEAD: Kind.HARD, Meaning.TROUBLE: Kind.SOFT, Meaning.LETTER: Kind.LETTER}
_OF_ACTION = {
    "delayed": Kind.DELAYED,
    "delivered": Kind.PASSED_ON,
    "relayed": Kind.PASSED_ON,
    "expanded": Kind.PASSED_ON,
}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What counts of a message, as texts."""

    sent_to: tuple[str, ...]
    is_automatic: bool
    is_from_machine: bool
    groups: tuple[tuple[str, str, str], ...] | None
    """Action, Status and Diagnostic-Code for each recipient; None without a delivery report."""
    feedback: str | None
    """The type of a complaint; None when it is none."""
    of_letter: tuple[str, ...]
    """Fields of the returned letter that hold tokens of ours."""


def verdict_of(data: bytes, tokens: Tokens) -> Verdict:
    """What a message is and whose, for any bytes."""
    if len(data) > MAX_BYTES:
        return _unclear(f"it is larger than {MAX_BYTES:,} bytes")
    if not data.strip():
        return _unclear("it is empty")
    if data.lower().count(b"boundary") > _MAX_BOUNDARIES:
        return _unclear("its parts are nested too deep")
    try:
        seen = _seen(BytesParser(policy=compat32).parsebytes(data))
    except Exception:  # the standard parser raises what it likes: KeyError, LookupError, RecursionError …
        return _unclear("its parts can’t be read")
    found = _first(seen.sent_to, tokens)
    if found and found[0] is Purpose.LEAVE:
        return Verdict(Kind.LEFT, found[1])
    if seen.feedback is not None:
        return _complaint(seen.feedback, found or _first(seen.of_letter, tokens), seen)
    if seen.groups is not None:
        return _report(seen.groups, found, seen)
    if any(box[1].lower() == "leave" for box in _boxes(seen.sent_to[:1])):
        return Verdict(Kind.FORGED, reason="the address to leave holds no token of ours")
    if seen.is_automatic:
        return Verdict(Kind.AUTO_REPLY)
    if seen.is_from_machine:
        return _unclear("it is a failure report without codes (RFC 3464)")
    return Verdict(Kind.REPLY, reason="somebody wrote it, or something that passes for somebody")


def _report(groups: Sequence[tuple[str, str, str]], found: tuple[Purpose, Claim] | None, seen: _Seen) -> Verdict:
    """The mildest of what a report says of its recipients: where a reader's mail is passed on, one copy may arrive."""
    said = [_of_group(*group) for group in groups]
    kind, code = min(said, key=lambda each: _MILDEST_FIRST.index(each[0]), default=(Kind.UNCLEAR, ""))
    if kind is Kind.UNCLEAR:
        return _unclear("its report has no action and code that go together (RFC 3464)")
    return _owned(kind, code, found, seen.sent_to)


def _of_group(action: str, status: str, diagnostic: str) -> tuple[Kind, str]:
    said = re.match(r"\s*([a-z]+)", action.lower())
    code = code_of(status, diagnostic)
    if said and said[1] in _OF_ACTION:
        return _OF_ACTION[said[1]], code
    if not said or said[1] != "failed" or code[:1] not in ("4", "5"):
        return Kind.UNCLEAR, ""
    return _OF_MEANING[meaning(code)], code


def _complaint(feedback: str, found: tuple[Purpose, Claim] | None, seen: _Seen) -> Verdict:
    if not feedback:
        return _unclear("its report names no type of feedback (RFC 5965)")
    if feedback not in _COMPLAINTS:
        return Verdict(Kind.FEEDBACK)
    return _owned(Kind.COMPLAINT, "", found, (*seen.sent_to, *seen.of_letter))


def _owned(kind: Kind, code: str, found: tuple[Purpose, Claim] | None, texts: Sequence[str]) -> Verdict:
    """A verdict with the reader whose report it is; without one nothing follows from it."""
    if found:
        return Verdict(kind, found[1], code)
    if any(True for _ in _boxes(texts)):
        return Verdict(Kind.FORGED, reason="the address it was sent to holds no token of ours")
    return _unclear("nothing in it says whose letter it is about")


def _unclear(reason: str) -> Verdict:
    return Verdict(Kind.UNCLEAR, reason=reason)


def _boxes(texts: Sequence[str]) -> Iterator[re.Match[str]]:
    for text in texts:
        yield from _BOX.finditer(text)


def _first(texts: Sequence[str], tokens: Tokens) -> tuple[Purpose, Claim] | None:
    """The first claim in these texts that a token of ours makes, in an address or a link to leave."""
    for text in texts:
        for box in _BOX.finditer(text):
            if found := claim_of(box[0], tokens):
                return found
        for link in _LINK.finditer(text):
            if claim := tokens.read(Purpose.LEAVE, link[1]):
                return Purpose.LEAVE, claim
    return None


def _seen(message: Message) -> _Seen:
    """All that counts of a message, read out of the parser's hands at once: any part of it may raise."""
    parts = _parts(message) if message.get_content_type() == "multipart/report" else []
    groups: list[tuple[str, str, str]] | None = None
    feedback: str | None = None
    of_letter: list[str] = []
    for part in parts:
        kind = part.get_content_type()
        if kind in _REPORTS:
            groups = [*(groups or []), *_groups(part)]
        elif kind == "message/feedback-report":
            fields = _inner(part)
            feedback = " ".join(_all(fields, "Feedback-Type")).strip().lower()
            of_letter += _all(fields, "Original-Mail-From")
        elif kind in _RETURNED:
            letter = _inner(part)
            of_letter += [*_all(letter, "Return-Path"), *_all(letter, "List-Unsubscribe")]
    return _Seen(
        sent_to=tuple(text for name in _SENT_TO for text in _all(message, name)),
        is_automatic=_is_automatic(message),
        is_from_machine=_is_from_machine(message),
        groups=None if groups is None else tuple(groups[:_MAX_GROUPS]),
        feedback=feedback,
        of_letter=tuple(of_letter),
    )


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _inner(part: Message) -> Message:
    """The message in a part, or its fields alone."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return next(each for each in payload if isinstance(each, Message))
    decoded = part.get_payload(decode=True)
    return BytesParser(policy=compat32).parsebytes(decoded if isinstance(decoded, bytes) else b"", headersonly=True)


def _groups(part: Message) -> Iterator[tuple[str, str, str]]:
    """The fields of each recipient; those of the whole report stand before them and have no action."""
    blocks = _parts(part)
    if part.get_content_type() != _REPORTS[0]:  # the parser takes RFC 6533's form for one message with a text
        rest = blocks[0].get_payload() if blocks else ""
        texts = re.split(r"\n[ \t]*\n", rest)[:_MAX_GROUPS] if isinstance(rest, str) else []
        blocks += [HeaderParser(policy=compat32).parsestr(text.lstrip()) for text in texts]
    for block in blocks:
        fields = tuple(" ".join(_all(block, name)) for name in ("Action", "Status", "Diagnostic-Code"))
        if any(fields) or _all(block, "Final-Recipient"):
            yield fields[0], fields[1], fields[2]


def _is_automatic(message: Message) -> bool:
    said = [text.strip().lower() for text in _all(message, "Auto-Submitted")]
    precedence = [text.strip().lower() for text in _all(message, "Precedence")]
    is_receipt = "disposition-notification" in str(message.get_param("report-type", "")).lower()
    return (
        is_receipt
        or any(text and not text.startswith("no") for text in said)
        or any(text in ("auto_reply", "bulk", "junk") for text in precedence)
        or any(_all(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
    ) and not _all(message, "X-Failed-Recipients")


def _is_from_machine(message: Message) -> bool:
    paths = [text.strip() for text in _all(message, "Return-Path")]
    return (
        paths[:1] == ["<>"]
        or any("mailer-daemon@" in text.lower() for text in _all(message, "From"))
        or bool(_all(message, "X-Failed-Recipients"))
    )


def _all(message: Message, name: str) -> list[str]:
    """The values of a field, unfolded; none of ours is that long, nor is any there so often."""
    values = message.get_all(name, [])[:_MAX_FIELDS]
    return [re.sub(r"\r?\n", "", str(value)[:_MAX_VALUE]) for value in values]
