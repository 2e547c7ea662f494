"""The mail that says how to get in: to somebody who was let in, in their language, with the studio's address alone.

In: a person, who has let them in, the words of a language. Out: a `Message`. It holds no secret: whoever else reads
it, or opens its link, is as far outside as before.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from html import escape

from newsletter.content.model import NationalPoint
from newsletter.mail.message.confirmation import Note, Sender, note_message
from newsletter.mail.message.dkim import keys_for, sign_message
from newsletter.mail.message.template import Message
from newsletter.people.roles import RoleKind
from newsletter.people.store import Person
from newsletter.studio.code_letter import CodeMailer
from newsletter.studio.role_words import RoleWords


def spoken_by(person: Person, points: Mapping[str, NationalPoint]) -> list[str]:
    """Languages in which somebody can be written to, by what they have chosen and by their roles."""
    found = [person.locale] if person.locale else []
    for role in person.roles:
        if role.kind is RoleKind.REVIEWER:
            found.append(role.of)
        elif role.kind is RoleKind.POINT and role.of in points:
            found += points[role.of].locales
    return found


def compose_invitation(
    mailer: CodeMailer, site: str, newsletter: str, person: Person, by: str, roles: RoleWords, now: dt.datetime
) -> Message:
    """The message to a person; `site` is the studio's address, `newsletter` what the newsletter is called."""
    words = roles.words
    _ = words.gettext
    listed = "; ".join(roles.within(role) for role in person.roles)
    lines = (
        _("{name} has let you in: you may work on the newsletter {newsletter}.").format(name=by, newsletter=newsletter)
        if by
        else _("You may work on the newsletter {newsletter}.").format(newsletter=newsletter),
        _("Your role: {roles}.").format(roles=listed),
        _("Open this address and type your mail address, {address}, there:").format(address=person.address),
        f"{site}/",
        _("A code of six digits then comes by mail, which you type in the same browser. There is no password."),
        _("If you know nothing of this, you need do nothing."),
    )
    body = "".join(
        f'<p><a href="{escape(line)}">{escape(line)}</a></p>' if line == f"{site}/" else f"<p>{escape(line)}</p>"
        for line in lines
    )
    subject = _("You may work on the newsletter {newsletter}").format(newsletter=newsletter)
    html = (
        f'<!DOCTYPE html><html lang="{words.locale}" dir="{words.direction}"><head><meta charset="utf-8">'
        f"<title>{escape(subject)}</title></head><body>{body}</body></html>\n"
    )
    point = mailer.point
    sender = Sender(point.from_.name, point.from_.address, point.reply_to)
    note = Note(words.locale, subject, "\n\n".join(lines) + "\n", html)
    message = note_message(note, sender, person.address, f"invitation-{secrets.token_hex(12)}", now)
    keys = keys_for(mailer.dkim, point.from_.address)
    return sign_message(message, keys, now) if keys else message
