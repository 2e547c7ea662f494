"""Status codes: what the code of a failure report says of a reader, by number and never by words.

In: an enhanced status code (RFC 3463 and its registry at IANA). Out: `Meaning`: the address is dead, the mailbox has
trouble, or the letter was refused, which says nothing of the reader.
"""

from __future__ import annotations

import re
from enum import StrEnum

_DEAD = frozenset({"5.1.1", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""No such mailbox, no possible mailbox, moved away, a domain without mail (RFC 7505), a mailbox that was shut."""
_OF_LETTER = frozenset({"1.7", "1.8", "1.9", "2.3", "3.4"})
"""The sender's address; a server that the letter was passed on to; the letter's size (for a mailbox, for a system)."""
_SUBJECTS_OF_LETTER = frozenset({"5", "6", "7"})
"""The protocol, the form of the content, and policy or security: DKIM, reputation, a rule of the house."""
_CODE = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"\s*smtp\s*;\s*(?P<first>[245])\d\d[ -]+(?P<code>(?P=first)\.\d{1,3}\.\d{1,3})(?![\d.])", re.I)


class Meaning(StrEnum):
    """What a code says: never mail again; try the next issue and count; look at your own mail."""

    DEAD = "dead"
    TROUBLE = "trouble"
    LETTER = "letter"


def meaning(code: str) -> Meaning:
    """The meaning of a code of class 4 or 5. A code that is not known is trouble: that is the class's own meaning."""
    _, subject, detail = code.split(".")
    if subject in _SUBJECTS_OF_LETTER or f"{subject}.{detail}" in _OF_LETTER:
        return Meaning.LETTER
    return Meaning.DEAD if code in _DEAD else Meaning.TROUBLE


def code_of(status: str, diagnostic: str) -> str:
    """The code of a report's `Status` (RFC 3464 section 2.3.4), or the empty text.

    Exim writes `5.0.0` there, "undefined", and the server's own reply into `Diagnostic-Code`; then that reply's code
    counts, if it is of the same class.
    """
    found = _CODE.match(status)
    code = found[1] if found else ""
    reply = _REPLY.match(diagnostic)
    if reply and (not code or code == f"{reply['first']}.0.0"):
        code = reply["code"]
    return ".".join(str(int(part)) for part in code.split(".")) if code else ""
