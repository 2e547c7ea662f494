"""A part encoded once with its slots cut out reads like the filled text, and keeps to the limits of mail."""

import binascii
import quopri

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.mail.message.body import Packed, Quoted, encode_body
from newsletter.render.letter.letter import cut_at_slots

WORDS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from([*"=. \t\n.α@"]))
VALUES = st.dictionaries(
    st.sampled_from(["name", "leave", "always-el"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from([*"=. @"]))
    | st.just("https://e.org/" + "x" * 90),
)


@st.composite
def texts_with_slots(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    values = {"name": "", "leave": "x", "always-el": "."} | draw(VALUES)
    slots = st.sampled_from([f"@@{slot}@@" for slot in values])
    repeated = st.builds(lambda words, times: words * times, WORDS, st.integers(1, 40))
    return "".join(draw(st.lists(slots | WORDS | repeated))), values


def joined(part: Quoted | Packed, values: dict[str, str]) -> bytes:
    return b"".join(part.filled(part.encoded({slot: value.encode() for slot, value in values.items()})))


def decoded(part: Quoted | Packed, values: dict[str, str]) -> str:
    data = joined(part, values)
    plain = quopri.decodestring(data) if isinstance(part, Quoted) else binascii.a2b_base64(data)
    return plain.decode()


@given(texts_with_slots())
@example(("@@leave@@", {"leave": "x" * 76}))
@example(("x" * 76 + "@@leave@@" + "α" * 13, {"leave": "y"}))
@example(("x" * 72 + "é@@leave@@", {"leave": "y"}))
@example(("." * 200 + "@@leave@@." + "\n..", {"leave": "." * 80}))
@example(("α@@leave@@ββ@@leave@@α" + "γ" * 99 + "@@leave@@", {"leave": ""}))
def test_a_filled_part_reads_like_the_filled_text(case: tuple[str, dict[str, str]]) -> None:
    text, values = case
    part = encode_body(text)
    around, slots = cut_at_slots(text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n")
    wanted = around[0] + "".join(values[slot] + more for slot, more in zip(slots, around[1:], strict=True))
    assert decoded(part, values) == wanted.replace("\n", "\r\n")
    data = joined(part, values)
    assert data.endswith(b"\r\n"), "the boundary begins a line"
    for line in data.split(b"\r\n"):
        assert len(line) <= 76, "RFC 2045 sections 6.7 and 6.8"
        assert not line.startswith(b"."), "SMTP would double it"
        assert b"\r" not in line
        assert b"\n" not in line
        assert b"=_" not in line, "that is how boundaries begin"
        assert line.isascii()
        assert line == line.rstrip(b" \t"), "blanks at the end of a line get lost"


@given(texts_with_slots())
def test_a_value_changes_nothing_of_the_text_around_it_in_quoted_printable(case: tuple[str, dict[str, str]]) -> None:
    text, values = case
    part = encode_body(text)
    if isinstance(part, Quoted):
        pieces = part.filled(part.encoded({slot: value.encode() for slot, value in values.items()}))
        assert tuple(pieces[::2]) == part.texts


@pytest.mark.parametrize(
    ("text", "kind"),
    [("A letter. " * 50, Quoted), ("Καλημέρα " * 50, Packed), ("Żaden list nie jest taki sam. " * 50, Quoted)],
)
def test_the_shorter_encoding_is_taken(text: str, kind: type) -> None:
    part = encode_body(text)
    assert isinstance(part, kind)
    other = len(quopri.encodestring(text.encode())) if kind is Packed else len(binascii.b2a_base64(text.encode()))
    assert len(b"".join(part.filled(part.encoded({})))) < other
