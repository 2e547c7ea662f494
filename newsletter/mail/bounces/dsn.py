"""A message that came back, taken apart: all that counts of it, as texts.

In: the bytes of a message. Out: a `Report`, or `ValueError` where its parts can't be read. What it means is for
`newsletter.mail.bounces.verdict` to say. Addresses that a report names are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser, HeaderParser
from email.policy import compat32

_MAX_GROUPS = 100
_MAX_FIELDS, _MAX_VALUE = 50, 4_000
_MAX_DEPTH = 2
"""A gateway puts a report into one more multipart; nobody puts that into another."""
_SENT_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_STATUS = "message/delivery-status"
_REPORTS = (_STATUS, "message/global-delivery-status")
_RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers")
_DAEMONS = re.compile(r"(?<![\w.+-])(mailer-daemon|mail-daemon|maildaemon|postmaster)@|^mailer-daemon$", re.I)
_HOTMAIL = re.compile(r"(?<![\w.+-])staff@hotmail\.com(?![\w.-])", re.I)
_COPY = re.compile(
    r"^[-\s]*(below this line is a copy|this is a copy of|the header of the original|original message|"
    r"returned message|unsent message|undelivered message)",
    re.I | re.M,
)
"""What stands before the returned letter in reports that are one text (qmail, Exim, Courier, Notes)."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What a report says of one recipient: three fields of RFC 3464 section 2.3, empty where there is none."""

    action: str
    status: str
    diagnostic: str


@dataclass(frozen=True, slots=True)
class FailureReport:
    """What counts of a message."""

    sent_to: tuple[str, ...]
    is_automatic: bool
    """It says of itself that nobody wrote it (RFC 3834)."""
    is_receipt: bool
    """It says that somebody has read something (RFC 8098)."""
    is_from_daemon: bool
    """A mail server wrote it: by its sender, or by the recipients that it says it failed for."""
    is_without_sender: bool
    """Its return path is empty, as that of reports and of automatic answers is."""
    failures: tuple[Failure, ...] | None
    """One for each recipient; None without a delivery report."""
    feedback: str | None
    """The type of a complaint (RFC 5965 section 3.1); None when it is none."""
    is_hotmail_complaint: bool
    """Hotmail hands complaints on in a form of its own: the letter, in a message from its staff."""
    of_letter: tuple[str, ...]
    """Fields of the returned letter that hold tokens of ours."""
    text: str
    """What a daemon without a delivery report says, up to the returned letter; else empty."""


def read_report(data: bytes) -> FailureReport:
    """Take a message apart. Raises `ValueError` for what the standard parser chokes on."""
    try:
        return _report(BytesParser(policy=compat32).parsebytes(data))
    except Exception as fault:  # it raises what it likes: KeyError, LookupError, RecursionError …
        raise ValueError("its parts can’t be read") from fault


def _report(message: Message) -> FailureReport:
    parts = list(_leaves(message, _is_from_daemon(message)))
    failures: list[Failure] | None = None
    feedback: str | None = None
    of_letter: list[str] = []
    for part in parts:
        kind = part.get_content_type()
        if kind in _REPORTS:
            failures = [*(failures or []), *_failures(part)]
        elif kind == "message/feedback-report":
            fields = _inner(part)
            feedback = " ".join(_all(fields, "Feedback-Type")).strip().lower()
            of_letter += _all(fields, "Original-Mail-From")
        elif kind in _RETURNED:
            letter = _inner(part)
            of_letter += [*_all(letter, "Return-Path"), *_all(letter, "List-Unsubscribe")]
    is_from_daemon = _is_from_daemon(message)
    return FailureReport(
        sent_to=tuple(text for name in _SENT_TO for text in _all(message, name)),
        is_automatic=_is_automatic(message),
        is_receipt="disposition-notification" in str(message.get_param("report-type", "")).lower(),
        is_from_daemon=is_from_daemon,
        is_without_sender=[text.strip() for text in _all(message, "Return-Path")][:1] == ["<>"],
        failures=None if failures is None else tuple(failures[:_MAX_GROUPS]),
        feedback=feedback,
        is_hotmail_complaint=any(_HOTMAIL.search(text) for text in _all(message, "From")),
        of_letter=tuple(of_letter),
        text=_text([message, *parts]) if is_from_daemon and failures is None else "",
    )


def _leaves(message: Message, is_from_daemon: bool, depth: int = 0) -> Iterator[Message]:
    """The parts that count, in order: those of multiparts, and of a report that a daemon passes on whole."""
    for part in _parts(message) if message.get_content_maintype() == "multipart" else []:
        yield part
        if depth < _MAX_DEPTH:
            yield from _leaves(part, is_from_daemon, depth + 1)
            passed_on = _parts(part)[:1] if part.get_content_type() == "message/rfc822" and is_from_daemon else []
            for inner in passed_on:
                if inner.get_content_type() == "multipart/report":
                    yield from _leaves(inner, is_from_daemon, _MAX_DEPTH)


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


def _failures(part: Message) -> Iterator[Failure]:
    """The fields of each recipient; those of the whole report stand before them and have no action."""
    for block in _blocks(part):
        said = Failure(*(" ".join(_all(block, name)) for name in ("Action", "Status", "Diagnostic-Code")))
        if said != Failure("", "", "") or _all(block, "Final-Recipient"):
            yield said


def _blocks(part: Message) -> list[Message]:
    """The groups of fields of a delivery report."""
    encoding = " ".join(_all(part, "Content-Transfer-Encoding")).strip().lower()
    if encoding in ("base64", "quoted-printable"):
        # RFC 3464 allows neither; the parser looks for fields before anything is decoded.
        encoded = part.as_bytes().partition(b"\n\n")[2]
        carrier = BytesParser(policy=compat32).parsebytes(
            f"Content-Transfer-Encoding: {encoding}\n\n".encode() + encoded.lstrip(b"\n")
        )
        decoded = carrier.get_payload(decode=True)
        return _as_blocks(decoded.decode("utf-8", "replace") if isinstance(decoded, bytes) else "")
    blocks = _parts(part)
    if part.get_content_type() != _STATUS:  # the parser takes RFC 6533's form for one message with a text
        rest = blocks[0].get_payload() if blocks else ""
        blocks += _as_blocks(rest) if isinstance(rest, str) else []
    return blocks


def _as_blocks(text: str) -> list[Message]:
    texts = re.split(r"\r?\n[ \t]*\r?\n", text)[:_MAX_GROUPS]
    return [HeaderParser(policy=compat32).parsestr(each.lstrip()) for each in texts]


def _text(parts: Sequence[Message]) -> str:
    """The first text for people, up to where the returned letter begins."""
    for part in parts:
        if part.get_content_type() != "text/plain":
            continue
        decoded = part.get_payload(decode=True)
        text = decoded.decode("utf-8", "replace") if isinstance(decoded, bytes) else ""
        return _COPY.split(text[: 4 * _MAX_VALUE], maxsplit=1)[0]
    return ""


def _is_automatic(message: Message) -> bool:
    said = [text.strip().lower() for text in _all(message, "Auto-Submitted")]
    precedence = [text.strip().lower() for text in _all(message, "Precedence")]
    return (
        any(text and not text.startswith("no") for text in said)
        or any(text in ("auto_reply", "bulk", "junk") for text in precedence)
        or any(_all(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
    )


def _is_from_daemon(message: Message) -> bool:
    senders = [text.strip() for text in _all(message, "From")]
    return any(_DAEMONS.search(text) for text in senders) or bool(_all(message, "X-Failed-Recipients"))


def _all(message: Message, name: str) -> list[str]:
    """The values of a field, unfolded; none of ours is that long, nor is any there so often."""
    values = message.get_all(name, [])[:_MAX_FIELDS]
    return [re.sub(r"\r?\n", "", str(value)[:_MAX_VALUE]) for value in values]
