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
from enum import StrEnum

from newsletter.mail.bounces.dsn import Failure, FailureReport, read_report
from newsletter.mail.bounces.status_codes import Meaning, code_of, find_codes, judge, mildest
from newsletter.mail.message.recipient import claim_of
from newsletter.mail.message.tokens import Claim, Purpose, Tokens

MAX_BYTES = 1_000_000
"""A report returns at most one of our letters, and these have some 100 KB."""
_MAX_BOUNDARIES = 100
"""Nested parts cost the parser lines times depth; a report with our letter in it has two of them."""
_BOX = re.compile(r"(?<![\w.+-])(bounce|leave)\+[^\s<>,;:\"@]{0,64}@", re.I)
_LINK = re.compile(r"https?://[^\s<>]{1,500}/u/([0-9a-f]{48})(?![0-9a-f])", re.I)
_COMPLAINTS = ("abuse", "fraud")
"""Of RFC 5965 section 7.3; `not-spam`, `virus`, `auth-failure` and `other` are no wish of a reader."""
_WISHES_TO_LEAVE = ("opt-out", "opt-out-list")
"""Of that standard's drafts, and in use: the reader pressed the mail program's own button to leave."""
_WITHOUT_CODES = "it is a failure report without codes (RFC 3464)"


class Kind(StrEnum):
    """What a message is. Of the first four something follows, of the others nothing."""

    HARD = "hard-bounce"
    SOFT = "soft-bounce"
    COMPLAINT = "complaint"
    LEFT = "left"
    LETTER = "refused-letter"
    SERVER = "server-trouble"
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


_MILDEST_FIRST = (
    Kind.UNCLEAR, Kind.PASSED_ON, Kind.DELAYED, Kind.LETTER, Kind.SERVER, Kind.SOFT, Kind.HARD,
)  # fmt: skip
_OF_MEANING = {
    Meaning.DEAD: Kind.HARD,
    Meaning.TROUBLE: Kind.SOFT,
    Meaning.SERVER: Kind.SERVER,
    Meaning.LETTER: Kind.LETTER,
}
_OF_ACTION = {
    "delayed": Kind.DELAYED,
    "delivered": Kind.PASSED_ON,
    "relayed": Kind.PASSED_ON,
    "expanded": Kind.PASSED_ON,
}


def verdict_of(data: bytes, tokens: Tokens) -> Verdict:
    """What a message is and whose, for any bytes."""
    if len(data) > MAX_BYTES:
        return _unclear(f"it is larger than {MAX_BYTES:,} bytes")
    if not data.strip():
        return _unclear("it is empty")
    if data.lower().count(b"boundary") > _MAX_BOUNDARIES:
        return _unclear("its parts are nested too deep")
    try:
        report = read_report(data)
    except ValueError as fault:
        return _unclear(str(fault))
    found = _first(report.sent_to, tokens)
    if found and found[0] is Purpose.LEAVE:
        return Verdict(Kind.LEFT, found[1])
    if report.feedback is not None or report.is_hotmail_complaint:
        return _complaint(report, found or _first(report.of_letter, tokens))
    if report.failures is not None:
        return _failed(report.failures, found, report)
    if any(box[1].lower() == "leave" for box in _boxes(report.sent_to[:1])):
        return Verdict(Kind.FORGED, reason="the address to leave holds no token of ours")
    if report.is_receipt:
        return Verdict(Kind.AUTO_REPLY)
    if report.is_from_daemon:  # also one that calls itself an automatic answer
        return _worded(report.text, found, report)
    if report.is_automatic:
        return Verdict(Kind.AUTO_REPLY)
    if report.is_without_sender:
        return _unclear(_WITHOUT_CODES)
    return Verdict(Kind.REPLY, reason="somebody wrote it, or something that passes for somebody")


def _failed(failures: Sequence[Failure], found: tuple[Purpose, Claim] | None, report: FailureReport) -> Verdict:
    """The mildest of what a report says of its recipients: where a reader's mail is passed on, one copy may arrive."""
    said = [_of_failure(failure) for failure in failures]
    kind, code = min(said, key=lambda each: _MILDEST_FIRST.index(each[0]), default=(Kind.UNCLEAR, ""))
    if kind is Kind.UNCLEAR:
        return _unclear("its report has no action and code that go together (RFC 3464)")
    return _owned(kind, code, found, report.sent_to)


def _of_failure(failure: Failure) -> tuple[Kind, str]:
    said = re.match(r"\s*([a-z]+)", failure.action.lower())
    if said and said[1] in _OF_ACTION:
        return _OF_ACTION[said[1]], code_of(failure.status)
    judged = judge(failure.status, failure.diagnostic)
    if not said or said[1] != "failed" or judged is None:
        return Kind.UNCLEAR, ""
    return _OF_MEANING[judged[0]], judged[1]


def _worded(text: str, found: tuple[Purpose, Claim] | None, report: FailureReport) -> Verdict:
    """A daemon's report in one text: the replies that it quotes count by their codes, where all are final."""
    codes = find_codes(text)
    judged = mildest(codes)
    if judged is None or any(code[0] == "4" for code in codes):
        return _unclear(_WITHOUT_CODES)
    return _owned(_OF_MEANING[judged[0]], judged[1], found, report.sent_to)


def _complaint(report: FailureReport, found: tuple[Purpose, Claim] | None) -> Verdict:
    texts = (*report.sent_to, *report.of_letter)
    if report.feedback is None or report.feedback in _WISHES_TO_LEAVE:
        return _owned(Kind.LEFT, "", found, texts)
    if not report.feedback:
        return _unclear("its report names no type of feedback (RFC 5965)")
    if report.feedback not in _COMPLAINTS:
        return Verdict(Kind.FEEDBACK)
    return _owned(Kind.COMPLAINT, "", found, texts)


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
