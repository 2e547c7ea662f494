"""Judging: what an outcome is about, by the step at which it came, its code and the server's words.

In: an `Outcome`. Out: whom it concerns. A recipient's greylisting is no trouble of the server, a server's rate is no
fault of the recipient, and a connection that ends says nothing of either. Pure; no clock, no database.
"""

from __future__ import annotations

import re
from enum import StrEnum

from newsletter.mail.smtp.conversation import Ending, Outcome

_TROUBLE = ("4.3.1", "4.3.2", "4.4.5", "4.5.3", "4.7.28")
"""RFC 3463: storage full, no mail accepted now, congestion, too many recipients; the last is Gmail's, for a rate."""
_MAILBOX = re.compile(r"[45]\.[12]\.|(?:4|5)52\Z")
_RATE = re.compile(
    r"too (?:many|much|fast)|\brate\b|throttl|slow down|limit(?:s|ed)?\b.*\b(?:reached|exceed)|exceed\w*\b.*\blimit"
    r"|(?:server|system|too) busy|\boverload",
    re.IGNORECASE,
)
_GREY = re.compile(r"gr[ae]y[ -]?list", re.IGNORECASE)


class About(StrEnum):
    """Whom an outcome concerns. `LINK`: the connection alone; `POLICY`: our mail as such, as far as one tells."""

    DONE = "done"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"
    RECIPIENT = "recipient"
    SERVER = "server"
    SENDER = "sender"
    LINK = "link"
    POLICY = "policy"


_PLAIN = {Ending.ACCEPTED: About.DONE, Ending.SKIPPED: About.SKIPPED, Ending.UNCERTAIN: About.UNKNOWN}


def judge_outcome(outcome: Outcome) -> About:
    """Whom an outcome concerns."""
    if plain := _PLAIN.get(outcome.ending):
        return plain
    if outcome.ending is Ending.LOST:
        # After the 354 it may be this message that the server can't bear.
        return About.RECIPIENT if outcome.stage else About.LINK
    if outcome.ending is Ending.REFUSED:
        if outcome.stage in ("mail", "rset"):
            return About.SENDER
        is_ours = outcome.code.startswith("5.7.") or outcome.stage != "rcpt"
        return About.POLICY if is_ours else About.RECIPIENT
    if outcome.words.startswith("421"):
        return About.LINK  # RFC 5321 section 3.8: it closes the channel, whatever it was asked
    return About.SERVER if outcome.stage in ("mail", "rset") or _is_trouble(outcome) else About.RECIPIENT


def _is_trouble(outcome: Outcome) -> bool:
    if outcome.code in _TROUBLE:
        return True
    return not (_MAILBOX.match(outcome.code) or _GREY.search(outcome.words)) and bool(_RATE.search(outcome.words))


def is_of_mailbox(code: str) -> bool:
    """True when a deferral is about one mailbox, of which other recipients tell nothing (RFC 3463: x.1, x.2).

    `4.2.0` says no more than that it concerns a mailbox, and is what greylisting servers say.
    """
    return bool(_MAILBOX.match(code)) and code != "4.2.0"
