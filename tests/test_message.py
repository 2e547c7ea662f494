"""A message is what a postmaster expects to read: RFC 5322, RFC 2045, RFC 2047."""

import datetime as dt
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.mail.message import UnsafeHeaderError, compose
from newsletter.render.letter import Letter

MORNING = dt.datetime(2023, 11, 21, 9, tzinfo=dt.timezone(dt.timedelta(hours=1)))
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).filter(lambda s: s.strip() == s)


def letter(**changes: object) -> Letter:
    values = {
        "edition": "2023-11/gr/el",
        "locale": "el",
        "subject": "A subject",
        "preheader": "A preheader",
        "sender": ("URBACT", "gr@news.example.org"),
        "reply_to": "nup-gr@example.org",
        "html": "<p>Hello</p>\n",
        "text": "Hello\n",
        "web_address": "https://news.example.org/2023-11/gr/el/",
    }
    return Letter(**{**values, **changes})  # type: ignore[arg-type]


def message(**changes: object) -> bytes:
    return compose(letter(**changes), ("", "reader@example.org"), MORNING, "x@news.example.org")


def parsed(data: bytes) -> EmailMessage:
    return cast(EmailMessage, BytesParser(policy=policy.default).parsebytes(data))


@given(subject=TEXT, name=TEXT, text=TEXT, html=TEXT)
def test_what_was_composed_is_what_is_read(subject: str, name: str, text: str, html: str) -> None:
    data = message(subject=subject, sender=(name, "es@news.example.org"), text=text, html=html)
    read = parsed(data)
    plain, rich = read.iter_parts()
    assert plain.get_content().rstrip("\n") == text  # type: ignore[attr-defined]
    assert rich.get_content().rstrip("\n") == html  # type: ignore[attr-defined]
    assert read["from"].addresses[0].addr_spec == "es@news.example.org"
    for line in data.split(b"\r\n"):
        assert len(line) <= 78
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode("ascii")


@pytest.mark.parametrize(
    "subject",
    [
        "City centres, a climate lab and six new networks",
        "Κέντρα πόλεων, ένα εργαστήριο για το κλίμα και έξι νέα δίκτυα που συναντιούνται στην πράξη",
        "أخبار من مجلس المدينة عن المناخ والإسكان والاقتصاد المحلي في عشر مدن أوروبية",
        "👩‍💻 ❤️ " * 12 + "end",
        "A very long subject in plain letters that goes on well beyond what one line of a header may hold, and then on",
        "=?utf-8?q?not_an_encoded_word?=",
    ],
)
def test_a_subject_survives_folding_to_the_letter(subject: str) -> None:
    data = message(subject=subject)
    assert parsed(data)["subject"] == subject
    head = data.split(b"\r\n\r\n")[0]
    for word in head.split():
        assert len(word) <= 75, "RFC 2047 section 2: an encoded word has 75 characters at most"


def test_the_text_comes_before_the_html_and_both_say_their_language() -> None:
    parts = list(parsed(message()).iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [part["content-language"] for part in parts] == ["el", "el"]
    assert [part.get_content_charset() for part in parts] == ["utf-8", "utf-8"]


def test_greek_travels_in_base64_and_english_in_quoted_printable() -> None:
    english, greek = parsed(message()).iter_parts(), parsed(message(text="Καλημέρα " * 50)).iter_parts()
    assert next(english)["content-transfer-encoding"] == "quoted-printable"
    assert next(greek)["content-transfer-encoding"] == "base64"


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert message() == message()
    assert message() != message(text="Other\n")


@pytest.mark.parametrize("field", ["subject", "sender", "reply_to"])
def test_a_line_break_in_a_header_is_refused(field: str) -> None:
    evil = "x\r\nBcc: victim@example.org"
    value = (evil, "a@example.org") if field == "sender" else evil
    with pytest.raises(UnsafeHeaderError):
        message(**{field: value})


def test_an_open_slot_is_never_composed() -> None:
    with pytest.raises(ValueError, match="leave"):
        message(text="@@leave@@")


def test_a_name_with_special_characters_is_quoted() -> None:
    read = parsed(message(sender=('Point "X", Ltd.', "a@example.org")))
    assert read["from"].addresses[0].display_name == 'Point "X", Ltd.'
