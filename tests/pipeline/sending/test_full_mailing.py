"""November 2023 from subscriber CSVs to mailboxes.

Invented readers, and every message read back. What is sampled: the points with the languages that are furthest apart in
script and encoding, one of them with two, and for each edition more readers than a connection carries at a time; each
other point would only repeat it.
"""

import email.policy
import re
from collections import Counter
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import dkim
import pytest

from newsletter.mail.message.dkim import read_keys
from newsletter.pipeline.project import open_project
from tests.conftest import Sample, copy_of_the_repository
from tests.support.mail_server import running
from tests.support.mailing import Home

ISSUE = "2023-11"
POINTS = ("be", "eu", "gr", "hr")
READERS = 200


def parts(message: EmailMessage) -> list[EmailMessage]:
    assert message.get_content_type() == "multipart/alternative"
    found: list[EmailMessage] = list(message.iter_parts())  # type: ignore[arg-type]
    assert [part.get_content_type() for part in found] == ["text/plain", "text/html"]
    return found


@pytest.mark.slow
def test_every_reader_gets_a_whole_signed_letter_in_one_language_with_a_way_out_of_their_own(tmp_path: Path) -> None:
    sample = Sample(copy_of_the_repository(tmp_path / "project"))
    project, _ = open_project(sample.root, {})
    assert project is not None
    every = project.content(ISSUE)[0].points
    points = {slug: every[slug] for slug in POINTS}
    expected: dict[str, str] = {}
    with running(tmp_path / "server", "--keep") as server:
        home = Home.of(sample, server, ISSUE)
        editions = [(slug, locale) for slug, point in points.items() for locale in point.locales]
        subscriber_csvs: dict[tuple[str, str], list[str]] = {edition: [] for edition in editions}
        for number in range(READERS):
            edition = editions[number % len(editions)]
            address = f"reader{number}@example.org"
            subscriber_csvs[edition].append(address)
            expected[address] = edition[1]
        for (slug, locale), addresses in subscriber_csvs.items():
            home.join(addresses, point=slug, language=locale)
        for slug in points:
            assert home.done("send", ISSUE, "--point", slug)["mailings"][0]["standing"] == "done"
        entries = server.accepted()
        letters = server.messages()
    assert Counter(entry["to"] for entry in entries) == dict.fromkeys(expected, 1)
    keys, _ = read_keys(sample.root / "keys")
    record = keys[0].record().encode()
    ways_out: Counter[str] = Counter()
    subjects: dict[str, set[str]] = {}
    for entry, data in zip(entries, letters, strict=True):
        assert dkim.verify(data, dnsfunc=lambda name, timeout=5: record), "signed, on the bytes received"
        assert b"\r\nList-Unsubscribe: <https://" in data
        assert max(map(len, data.split(b"\r\n"))) <= 998
        message: Any = message_from_bytes(data, policy=email.policy.default)
        locale = expected[entry["to"]]
        assert not message.defects
        assert message["To"].addresses[0].addr_spec == entry["to"]
        assert message["Content-Language"] == locale
        subjects.setdefault(locale, set()).add(str(message["Subject"]))
        link = re.findall(r"<(https://[^>]+)>", str(message["List-Unsubscribe"]))
        assert len(link) == 1
        ways_out[link[0]] += 1
        both = parts(message)
        text, html = (part.get_content() for part in both)
        for part, words in zip(both, (text, html), strict=True):
            assert part["Content-Language"] == locale
            others = set(re.findall(r"https://news\.towns\.test/u/[0-9a-f]+", words))
            assert others == {link[0]}, "its own link and no other reader's"
            assert "@@" not in words
            assert "\ufffd" not in words
        assert f'lang="{locale}"' in html
        claimed = set(re.findall(r"reader\d+@example\.org", text + html))
        assert claimed <= {entry["to"]}, "no other reader's address"
    assert set(ways_out.values()) == {1}
    assert len(ways_out) == READERS
    central = {str(subject) for locale, found in subjects.items() for subject in found}
    assert len(central) >= len(subjects), "each language has a subject of its own"
