"""Status codes: what the codes of a failure report say of a reader, by number and never by words.

In: enhanced status codes (RFC 3463 and its registry at IANA) as a report gives them. Out: `Meaning`: the address is
dead, the mailbox has trouble, a server has trouble of its own, or the letter was refused. The last two say nothing of
the reader. Of two codes for one recipient the milder counts: "no such user" and "over quota" at once may be the latter.
A mark of a known server may make what it says milder, never harder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

DEAD_WHEN_SAID_TWICE = frozenset({"5.1.351", "5.4.1"})
"""Microsoft's unknown user, as its own servers say it after acceptance and before. They say it of live mailboxes too
while a directory is on its way to them, so that one report proves nothing."""
_DEAD = frozenset({"5.1.1", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""No such mailbox, no possible mailbox, moved away, a domain without mail (RFC 7505), a mailbox that was shut."""
_OF_LETTER = frozenset({"1.7", "1.8", "1.9", "2.3", "3.4"})
"""The sender's address; a server that the letter was passed on to; the letter's size (for a mailbox, for a system)."""
_SUBJECTS_OF_LETTER = frozenset({"5", "6", "7"})
"""The protocol, the form of the content, and policy or security: DKIM, reputation, a rule of the house."""
_CODE = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\w.])(?P<first>[45])\d\d[ -]+[#(]?(?P<code>(?P=first)\.\d{1,3}\.\d{1,3})(?![\d.])")
"""A reply of SMTP with its code (RFC 2034), also as qmail writes it: `550 #5.1.1`."""
_FIRST_REPLY = re.compile(r"\s*(?:smtp\s*;)?\s*([45]\d\d)(?!\d)", re.I)
_OWN_SERVER = re.compile(r"\s*x-unix\s*;", re.I)
"""A program of the reporting server ended badly; the number is its exit code: sendmail's and Postfix's form."""
_TOO_FAST = re.compile(r"[?&]p=ReceivingRate", re.I)
"""Gmail's page on a mailbox that gets too much at once; it refuses with 5.2.1, as it does for one that was shut."""
_STORAGE = {"452": "4.2.2", "552": "5.2.2"}
"""RFC 5321 section 4.2.3: exceeded storage allocation, where the reply has no code of its own."""


class Meaning(StrEnum):
    """What a code says, the mildest first.

    Look at your own mail; a server's own trouble; the mailbox has trouble: try the next issue, and count; never mail
    again.
    """

    LETTER = "letter"
    SERVER = "server"
    TROUBLE = "trouble"
    DEAD = "dead"


_ORDER = tuple(Meaning)


def meaning(code: str) -> Meaning:
    """The meaning of a code of class 4 or 5. A code that is not known is trouble: that is the class's own meaning."""
    _, subject, detail = code.split(".")
    if subject in _SUBJECTS_OF_LETTER or f"{subject}.{detail}" in _OF_LETTER:
        return Meaning.LETTER
    return Meaning.DEAD if code in _DEAD else Meaning.TROUBLE


def code_of(status: str) -> str:
    """The code of a report's `Status` without needless zeros, or the empty text."""
    found = _CODE.match(status)
    return _plain(found[1]) if found else ""


def judge(status: str, diagnostic: str) -> tuple[Meaning, str] | None:
    """What a report says of one recipient, by `Status` and `Diagnostic-Code` (RFC 3464 sections 2.3.4, 2.3.6).

    The meaning and the code it stands on, which is one that somebody said; None where neither field has a code of class
    4 or 5. Exim writes `5.0.0`, "undefined", beside a reply with a code; then the reply's counts.
    """
    own = code_of(status)
    if own.startswith("2"):
        return None
    if _OWN_SERVER.match(diagnostic):
        return (Meaning.SERVER, own) if own else None
    codes = [*filter(None, [own]), *find_codes(diagnostic)]
    first = _FIRST_REPLY.match(diagnostic)
    if first and not find_codes(diagnostic):
        if first[1] in _STORAGE:
            codes.append(_STORAGE[first[1]])
        elif first[1][0] == "4":
            codes.append("4.0.0")
    if _TOO_FAST.search(diagnostic):
        codes = ["4.2.1" if code == "5.2.1" else code for code in codes]
    return mildest(codes)


def mildest(codes: Sequence[str]) -> tuple[Meaning, str] | None:
    """The mildest of several codes of one recipient; what is undefined (`5.0.0`) counts only alone."""
    said = [code for code in codes if code != "5.0.0"] or codes
    by_mildness = [(_ORDER.index(meaning(code)), code[0], place, code) for place, code in enumerate(said)]
    if not by_mildness:
        return None
    order, _, _, code = min(by_mildness)
    return _ORDER[order], code


def find_codes(text: str) -> list[str]:
    """The codes of all replies of a mail server that stand in a text, in their order."""
    return [_plain(match["code"]) for match in _REPLY.finditer(text)]


def _plain(code: str) -> str:
    return ".".join(str(int(part)) for part in code.split("."))
