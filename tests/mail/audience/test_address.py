"""Addresses: one form for all ways of writing one, a reason for each that can't be mailed."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.mail.audience.address import Address, display_address, hash_address, parse_address

SECRET = b"a secret of at least 32 characters"


def taken(typed: str) -> str:
    address, reason = parse_address(typed)
    assert address is not None, reason
    return str(address)


@pytest.mark.parametrize(
    ("typed", "mailed"),
    [
        ("ada@example.org", "ada@example.org"),
        ("Ada.Lovelace+news@Example.ORG", "Ada.Lovelace+news@example.org"),
        ("\ufeff ada@example.org\u200b\u00a0", "ada@example.org"),
        ("ada@städte.example", "ada@xn--stdte-hra.example"),
        ("ada@STÄDTE.example", "ada@xn--stdte-hra.example"),
        ("ada@sta\u0308dte.example", "ada@xn--stdte-hra.example"),
        ("ada@faß.example", "ada@xn--fa-hia.example"),
        ("ada@πόλη.example", "ada@xn--sxaho2c.example"),
        ("o'hara@example.org", "o'hara@example.org"),
        ("a@b.example.co.uk", "a@b.example.co.uk"),
    ],
)
def test_what_can_be_mailed_is_taken_in_one_form(typed: str, mailed: str) -> None:
    assert taken(typed) == mailed


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "is missing"),
        ("ada", "has no @"),
        ("ada@example", "has a domain without a dot"),
        ("@example.org", "is no mailbox before the @"),
        ("ada@", "has no domain after the @"),
        ("ada..b@example.org", "is no mailbox before the @"),
        (".ada@example.org", "is no mailbox before the @"),
        ("ada@exa mple.org", "holds more than an address"),
        ("Ada <ada@example.org>", "holds more than an address"),
        ("ada@example.org, bob@example.org", "holds more than an address"),
        ("ada@example.org\r\nBcc: bob@example.org", "holds more than an address"),
        ("zoë@example.org", "has letters outside a to z before the @, which few servers take (RFC 6531)"),
        (f"{'a' * 65}@example.org", "has 65 characters before the @; the limit is 64"),
        (f"ada.lovelace@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.eu.org", "has 263 characters; the limit is 254"),
        (f"ada.lovelace@{'a' * 64}.org", "has no domain after the @"),
        ("ada@-example.org", "has no domain after the @"),
        ("ada@exa_mple.org", "has no domain after the @"),
        ("ada@[127.0.0.1]", "has no domain after the @"),
        ("ada@127.0.0.1", "has no domain after the @"),
        ("ada@xn--zz--.org", "has a domain that can't be registered (RFC 5891)"),
        ("ada@♥.example", "has a domain that can't be registered (RFC 5891)"),
        ("ada@example.invalid", "has a domain that exists on no mail server"),
        ("ada@printer.local", "has a domain that exists on no mail server"),
    ],
)
def test_what_can_not_be_mailed_has_a_reason_without_the_address(typed: str, reason: str) -> None:
    assert parse_address(typed) == (None, reason)


@given(st.text(max_size=80))
def test_no_text_makes_the_reader_fail_and_what_it_takes_it_takes_again(typed: str) -> None:
    address, reason = parse_address(typed)
    assert (address is None) == bool(reason)
    if address is not None:
        assert parse_address(str(address)) == (address, "")
        assert str(address).isascii()


def test_an_address_is_shown_with_the_letters_of_its_domain() -> None:
    assert display_address("ada@xn--stdte-hra.example") == "ada@städte.example"
    assert display_address("ada@example.org") == "ada@example.org"


def test_the_hash_is_one_for_all_ways_of_writing_and_another_for_each_key() -> None:
    ways = [
        parse_address(typed)[0] for typed in ("Ada@Städte.example", "ada@xn--stdte-hra.example", " ADA@städte.example")
    ]
    hashes = {hash_address(address, SECRET) for address in ways if address}
    assert len(hashes) == 1
    (found,) = hashes
    assert len(found) == 32
    assert found != hash_address(Address("ada", "xn--stdte-hra.example"), SECRET + b"!")
    assert found != hashlib.sha256(b"ada@xn--stdte-hra.example").hexdigest()[:32]


def test_an_address_in_a_traceback_is_not_readable() -> None:
    assert "ada" not in repr(Address("ada", "example.org"))
