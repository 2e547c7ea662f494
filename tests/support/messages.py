"""A letter and a morning to send it."""

import datetime as dt

from newsletter.render.letter.letter import Letter

MORNING = dt.datetime(2023, 11, 21, 9, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def letter(**changes: object) -> Letter:
    values = {
        "edition": "2023-11/gr/el",
        "locale": "el",
        "subject": "A subject",
        "preheader": "A preheader",
        "sender": ("URBACT", "gr@news.example.org"),
        "reply_to": "nup-gr@example.org",
        "html": '<p>Hello</p><p><a href="@@leave@@">Leave</a> <a href="@@always-el@@">el</a> @@name@@</p>\n',
        "text": "Hello\n\n@@leave@@\n@@preferences@@\n@@name@@, @@web@@\n",
        "web_address": "https://news.example.org/2023-11/gr/el/",
    }
    return Letter(**{**values, **changes})  # type: ignore[arg-type]
