"""A message is what a postmaster expects to read: RFC 5322, 2045, 2047, 2369, 2919, 8058, 3834."""

import re
from dataclasses import replace
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.mail.message.headers import AddressError, UnsafeHeaderError, uris
from newsletter.mail.message.recipient import Places, Recipient, claim_of, message_id, recipient_of, sample_recipient
from newsletter.mail.message.template import MessageTemplate
from newsletter.mail.message.tokens import Claim, Purpose, Tokens
from newsletter.render.letter.letter import Letter
from tests.support.messages import MORNING, letter

PLACES = Places("https://news.example.org", "news.example.org")
TOKENS = Tokens(("a secret of this test that is long enough",))
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).filter(lambda s: s.strip() == s)
CONTROLS = ["\r", "\n", "\r\n", "\r\n ", "\0", "\x0b", "\x85", "\u2028"]


def recipient(one: Letter, number: int = 7, name: str = "", address: str = "reader@example.org") -> Recipient:
    return recipient_of(name, address, one, one.slots(), Claim(number, 3), TOKENS, PLACES)


def message(places: Places = PLACES, to: Recipient | None = None, **changes: object) -> bytes:
    one = letter(**changes)
    return MessageTemplate.of(one, places).message(to or recipient(one), MORNING).to_bytes()


def parsed(data: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(data)


def parts_of(data: bytes) -> list[str]:
    parts = cast(list[EmailMessage], list(parsed(data).iter_parts()))
    return [part.get_content().replace("\r\n", "\n").rstrip("\n") for part in parts]


def shown_name(data: bytes, field: str) -> str:
    """The name before an address. Python's newer parser doubles blanks between encoded words of a phrase."""
    raw = str(BytesParser(policy=policy.compat32).parsebytes(data)[field])
    return str(make_header(decode_header(parseaddr(raw.replace("\r\n", ""))[0])))


def head_of(data: bytes) -> str:
    return data.split(b"\r\n\r\n")[0].decode("ascii")


def keeps_to_the_limits(data: bytes) -> None:
    head, _, body = data.partition(b"\r\n\r\n")
    for line in data.split(b"\r\n"):
        assert len(line) <= 998, "RFC 5322 section 2.1.1"
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode("ascii")
    for line in body.split(b"\r\n"):
        assert len(line) <= 76
        assert not line.startswith(b".")
    for line in head.split(b"\r\n"):
        assert len(line) <= 78 or len(line.split()) <= 2, "longer only where nothing can be broken"
    for word in re.findall(rb"=\?utf-8\?[^ \r\n]*", head):
        assert len(word) <= 75, "RFC 2047 section 2"


@pytest.mark.slow
@given(subject=TEXT, sender=TEXT, name=TEXT, text=TEXT, html=TEXT)
def test_what_was_composed_is_what_is_read(subject: str, sender: str, name: str, text: str, html: str) -> None:
    one = letter(subject=subject, sender=(sender, "es@news.example.org"), text=text, html=html)
    data = MessageTemplate.of(one, PLACES).message(recipient(one, name=name), MORNING).to_bytes()
    read = parsed(data)
    assert parts_of(data) == [text, html]
    assert read["subject"] == subject
    assert (shown_name(data, "From"), shown_name(data, "To")) == (sender, name)
    assert read["from"].addresses[0].addr_spec == "es@news.example.org"
    assert read["to"].addresses[0].addr_spec == "reader@example.org"
    keeps_to_the_limits(data)


@pytest.mark.slow
@given(around=st.lists(TEXT, min_size=4, max_size=4), name=TEXT, number=st.integers(0, 2**40 - 1))
def test_a_message_template_composes_what_encoding_the_whole_letter_would(
    around: list[str], name: str, number: int
) -> None:
    text = f"{around[0]}@@name@@{around[1]}@@leave@@@@web@@ {around[2]}\n@@always-el@@"
    one = letter(text=text, html=f"<p>{around[3]}</p>{text}")
    to = replace(recipient(one, number), values={**recipient(one, number).values, "name": name})
    filled = one.filled(to.values)
    by_message_template = MessageTemplate.of(one, PLACES).message(to, MORNING).to_bytes()
    whole = MessageTemplate.of(filled, PLACES).message(to, MORNING).to_bytes()
    assert parts_of(by_message_template) == parts_of(whole) == [filled.text.rstrip("\n"), filled.html.rstrip("\n")]
    headers = [
        [(key, value) for key, value in parsed(data).items() if key != "Content-Type"]
        for data in (by_message_template, whole)
    ]
    assert headers[0] == headers[1]
    keeps_to_the_limits(by_message_template)


def test_all_headers_are_there_once() -> None:
    read = parsed(message())
    found = {name: str(value) for name, value in read.items()}
    assert len(found) == len(read.items())
    to = recipient(letter())
    assert found | {"Content-Type": ""} == {
        "From": "URBACT <gr@news.example.org>",
        "To": "reader@example.org",
        "Reply-To": "nup-gr@example.org",
        "Subject": "A subject",
        "Date": "Tue, 21 Nov 2023 09:00:00 +0100",
        "Message-ID": f"<{to.message_id}>",
        "Content-Language": "el",
        "MIME-Version": "1.0",
        "Content-Type": "",
        "List-Id": "URBACT <gr.news.example.org>",
        "List-Unsubscribe": f"<{to.values['leave']}>, <mailto:{to.leave_by_mail}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Archive": "<https://news.example.org/el/>",
        "Feedback-ID": "2023-11:gr:el:newsletter",
        "Precedence": "bulk",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    assert parsedate_to_datetime(found["Date"]) == MORNING


def test_one_click_is_never_encoded_or_folded_however_long_the_site_is() -> None:
    places = Places("https://" + "a-long-label." * 12 + "example.org", "news.example.org")
    one = letter()
    to = recipient_of("", "reader@example.org", one, one.slots(), Claim(7), TOKENS, places)
    data = MessageTemplate.of(one, places).message(to, MORNING).to_bytes()
    line = next(line for line in data.split(b"\r\n") if line.startswith(b"List-Unsubscribe:"))
    assert line == f"List-Unsubscribe: <{to.values['leave']}>,".encode()
    assert b"=?" not in head_of(data).encode()


def test_one_click_is_offered_over_https_alone() -> None:
    places = Places("http://127.0.0.1:8000", "localhost")
    one = letter()
    read = parsed(MessageTemplate.of(one, places).message(sample_recipient(one, places), MORNING).to_bytes())
    assert read["list-unsubscribe"] == "<http://127.0.0.1:8000/u/sample>, <mailto:leave+sample@localhost>"
    assert read["list-unsubscribe-post"] is None, "RFC 8058 section 3.1"


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
    keeps_to_the_limits(data)


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


@pytest.mark.parametrize("evil", [f"x{control}Bcc: victim@example.org" for control in CONTROLS])
@pytest.mark.parametrize("field", ["subject", "sender", "sender address", "reply_to", "locale", "edition"])
def test_a_control_character_in_a_letters_header_is_refused(field: str, evil: str) -> None:
    of_several: dict[str, dict[str, Any]] = {
        "sender": {"sender": (evil, "a@example.org")},
        "sender address": {"sender": ("", evil)},
        "edition": {"edition": f"{evil}/es/es"},
    }
    with pytest.raises((UnsafeHeaderError, AddressError)):
        message(**of_several.get(field, {field: evil}))


@pytest.mark.parametrize("evil", [f"x{control}Bcc: victim@example.org" for control in CONTROLS])
@pytest.mark.parametrize("field", ["name", "address", "message_id", "leave_by_mail"])
def test_a_control_character_in_what_is_a_recipients_own_is_refused(field: str, evil: str) -> None:
    own: dict[str, Any] = {field: evil}
    with pytest.raises((UnsafeHeaderError, AddressError)):
        message(to=replace(recipient(letter()), **own))


@pytest.mark.parametrize("slot", ["leave", "name", "always-el"])
def test_a_line_break_in_the_value_of_a_slot_is_refused(slot: str) -> None:
    to = recipient(letter())
    with pytest.raises(UnsafeHeaderError):
        message(to=replace(to, values={**to.values, slot: "https://x\r\nBcc: y"}))


def test_a_line_break_in_the_letters_own_address_is_refused() -> None:
    with pytest.raises(UnsafeHeaderError):
        message(web_address="https://x\r\nBcc: y")


@pytest.mark.parametrize(
    "address", ["https://x> , <https://y", "https://with space", "no uri", "https://ü.example", ""]
)
def test_only_a_whole_uri_stands_between_angle_brackets(address: str) -> None:
    with pytest.raises(UnsafeHeaderError):
        uris("List-Unsubscribe", address)


def test_a_slot_without_a_value_is_never_mailed() -> None:
    to = recipient(letter())
    with pytest.raises(KeyError, match="preferences"):
        message(to=replace(to, values={slot: value for slot, value in to.values.items() if slot != "preferences"}))


def test_a_value_is_no_markup() -> None:
    to = recipient(letter())
    text, html = parts_of(message(to=replace(to, values={**to.values, "name": '<b>"&'})))
    assert '<b>"&,' in text
    assert "&lt;b&gt;&quot;&amp;</p>" in html


@pytest.mark.parametrize(
    "name", ['Point "X", Ltd.', "a\\b", "Doe, Jane", "x  y", "=?utf-8?q?x?=", "J. " * 40 + "Doe", "Ωμέγα " * 40 + "Α"]
)
def test_a_name_with_special_characters_is_read_back(name: str) -> None:
    data = message(sender=(name, "a@example.org"))
    assert shown_name(data, "From") == name
    assert parsed(data)["from"].addresses[0].addr_spec == "a@example.org"
    keeps_to_the_limits(data)


def test_an_international_domain_travels_in_a_labels() -> None:
    data = message(to=recipient(letter(), address="info@städte.example"), sender=("Städte", "a@STÄDTE.example"))
    assert parsed(data)["to"].addresses[0].addr_spec == "info@xn--stdte-hra.example"
    assert "<a@xn--stdte-hra.example>" in head_of(data)
    assert "info@städte.example" in parts_of(data)[0], "the reader sees the address as it was given"


@pytest.mark.parametrize(
    "address",
    ["Ωμέγα@example.org", "no-at", "@example.org", "a@", "a b@example.org", "a@b@example.org", "a@-x.org",
     "a@ex ample.org", "x" * 65 + "@example.org", "a>@example.org", "<a@example.org>", "a@" + "x" * 64 + ".org",
     "a@x..org"],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_being_said(address: str) -> None:
    with pytest.raises(AddressError) as refused:
        message(to=replace(recipient(letter()), address=address))
    assert address not in str(refused.value)


def test_a_message_id_is_the_same_for_each_attempt_and_tells_no_address() -> None:
    one = message_id("2023-11/es/es", Claim(7, 3), "news.example.org")
    assert one == message_id("2023-11/es/es", Claim(7, 3), "news.example.org")
    others = [("2023-11/es/es", Claim(8, 3)), ("2023-11/es/es", Claim(7, 4)), ("2023-12/es/es", Claim(7, 3))]
    assert len({one, *(message_id(edition, claim, "news.example.org") for edition, claim in others)}) == 4
    assert re.fullmatch(r"[0-9a-f]{32}@news\.example\.org", one)


def test_return_path_and_leave_address_lead_back_to_their_claim_alone() -> None:
    to = recipient(letter(), 7)
    assert claim_of(to.return_path, TOKENS) == (Purpose.RETURN, Claim(7, 3))
    assert claim_of(to.return_path.upper(), TOKENS) == (Purpose.RETURN, Claim(7, 3)), "servers may change the case"
    assert claim_of(to.leave_by_mail, TOKENS) == (Purpose.LEAVE, Claim(7, 3))
    assert claim_of(to.leave_by_mail.replace("leave", "bounce"), TOKENS) is None, "a link to leave is no bounce"
    assert claim_of(to.return_path[:-1].replace("@", "0@"), TOKENS) is None
    assert [claim_of(other, TOKENS) for other in ("", "bounce@x.org", "bounce+@x.org", "reader@example.org")] == [
        None
    ] * 4
    assert len(to.return_path.partition("@")[0]) <= 64, "RFC 5321 section 4.5.3.1.1"


@pytest.mark.slow
def test_the_twelve_letters_keep_to_all_limits_and_say_what_their_files_say(letters: dict[str, Path]) -> None:
    for edition, path in letters.items():
        data = path.with_suffix(".eml").read_bytes()
        keeps_to_the_limits(data)
        written = [path.with_suffix(end).read_text("utf-8").rstrip("\n") for end in (".txt", ".html")]
        assert parts_of(data) == written, edition
        read = parsed(data)
        assert read["content-language"] == edition.rpartition("/")[2]
        assert read["list-id"].endswith(f"<{edition.split('/')[1]}.news.example.org>")
        assert b"\r\nList-Unsubscribe: <https://news.example.org/u/sample>,\r\n <mailto:" in data
        assert len(data) < 140_000
        assert read.defects == []
        assert [header.defects for header in read.values()] == [()] * len(read.values())
