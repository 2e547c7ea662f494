"""The mails to people of the home: once a day what waits for them, and at once, to operators, that mailing has stopped.

In: what waits, the words of a language, who mails it. Out: a `Message`, signed where the sender's domain has keys. Its
links lead to pages of the studio, which ask whoever opens them to sign in: nothing is done by a link.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from newsletter.content.model import NationalPoint
from newsletter.mail.message.confirmation import Note, Sender, note_message
from newsletter.mail.message.dkim import Key, keys_for, sign_message
from newsletter.mail.message.headers import uris
from newsletter.mail.message.template import Message
from newsletter.people.store import Person, is_operator
from newsletter.pipeline.editions import name_of_point
from newsletter.pipeline.notices.mailings import Waiting
from newsletter.problems import Problem
from newsletter.studio.waiting_words import waiting_address, waiting_words
from newsletter.studio.words import Words

SETTINGS = "/me"


@dataclass(frozen=True, slots=True)
class NoticeMailer:
    """Who writes: the point of that name, for the studio at this site (`https://studio.example.org`).

    The site is empty where there is no studio online: then nothing can be linked. `points` are all, for their names.
    """

    point: NationalPoint
    site: str
    points: Mapping[str, NationalPoint]
    dkim: Sequence[Key] = ()

    def compose_digest(self, person: Person, waits: Sequence[Waiting], words: Words, now: dt.datetime) -> Message:
        """What waits for a person today."""
        _, n_ = words.gettext, words.ngettext
        subject = n_(
            "{n} thing waits for you in the newsletter", "{n} things wait for you in the newsletter", len(waits)
        ).format(n=len(waits))
        lines = [self._line(words, each, person) for each in waits]
        after = (
            _("The links lead to the studio, where you sign in as always."),
            _("Such a mail comes once a day at most, and only when something waits for you."),
        )
        off = (_("Send me none any more"), f"{self.site}{SETTINGS}#notices")
        message = self._message(person, words, now, subject, lines, after, off)
        listed = uris("List-Unsubscribe", f"{self.site}{SETTINGS}#notices")
        return self._signed(replace(message, fields=(*message.fields, listed)), now)

    def compose_alarm(
        self, person: Person, waits: Sequence[Waiting], others: Sequence[Problem], words: Words, now: dt.datetime
    ) -> Message:
        """What keeps letters from readers until a person acts; `others` are told as the command line tells them."""
        _ = words.gettext
        subject = _("The newsletter’s mailing needs you")
        lines = [self._line(words, each, person) for each in waits]
        said = _("`newsletter due` says: {problem}")
        lines += [(said.format(problem=each.message), self._operator()) for each in others]
        after = [
            _("Nothing is lost: whoever has their letter does not get it again, and the others wait."),
            _("You are told of each of these once, for as long as it is so."),
        ]
        if not self.site:
            after.insert(0, _("On the home, `newsletter mailings` and `newsletter due` say what to do."))
        return self._signed(self._message(person, words, now, subject, lines, after, None), now)

    def _line(self, words: Words, one: Waiting, person: Person) -> tuple[str, str]:
        """A sentence and where it leads; no address where there is no studio."""
        said = waiting_words(words, one, name_of_point(self.points, one.point, words.locale))
        path = waiting_address(one, is_operator=is_operator(person))
        return said[:1].upper() + said[1:], f"{self.site}{path}" if self.site else ""

    def _operator(self) -> str:
        return f"{self.site}/operator" if self.site else ""

    def _message(
        self,
        person: Person,
        words: Words,
        now: dt.datetime,
        subject: str,
        lines: Sequence[tuple[str, str]],
        after: Sequence[str],
        off: tuple[str, str] | None,
    ) -> Message:
        text = [*("\n  ".join(filter(None, each)) for each in lines), "\n".join(after)]
        listed = "".join(f"<li>{_linked(*each)}</li>" for each in lines)
        below = "".join(f"<p>{escape(each)}</p>" for each in after)
        if off:
            text.append(f"{off[0]}: {off[1]}")
            below += f"<p>{_linked(*off)}</p>"
        html = (
            f'<!DOCTYPE html><html lang="{words.locale}" dir="{words.direction}"><head><meta charset="utf-8">'
            f"<title>{escape(subject)}</title></head><body><ul>{listed}</ul>{below}</body></html>\n"
        )
        sender = Sender(self.point.from_.name, self.point.from_.address, self.point.reply_to)
        note = Note(words.locale, subject, "\n\n".join(text) + "\n", html)
        return note_message(note, sender, person.address, f"notice-{secrets.token_hex(12)}", now)

    def _signed(self, message: Message, now: dt.datetime) -> Message:
        keys = keys_for(self.dkim, self.point.from_.address)
        return sign_message(message, keys, now) if keys else message


def _linked(said: str, address: str) -> str:
    return f'<a href="{escape(address)}">{escape(said)}</a>' if address else escape(said)
