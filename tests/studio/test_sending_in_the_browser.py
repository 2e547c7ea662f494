"""A letter from ready to its figures, in two browsers: tried, asked for, agreed to, mailed by another process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from newsletter.mail.message.dkim import read_keys
from tests.conftest import Sample
from tests.support.mail_server import Running, running
from tests.support.mailing import ISSUE, Home
from tests.support.signed import verified
from tests.support.studio import Opened, studio_at
from tests.support.studio_seen import faults_in_every_view

pytestmark = pytest.mark.slow
SEND = f"/send/{ISSUE}/nl"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "server", "--keep") as server:
        yield server


def studio_of(home: Home, name: str) -> AbstractContextManager[Opened]:
    """The studio of somebody who is called so by git."""
    called = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": name}
    environ: Any = {**home.environment, **called}
    return studio_at(home.sample.root, **environ)


def test_two_people_mail_a_letter_and_see_its_figures(sample: Sample, server: Running, browser: Any) -> None:
    home = Home.of(sample, server)
    file = sample.root / "newsletter.toml"
    file.write_text(f"{file.read_text('utf-8')}\n[send]\npeople = 2\n", "utf-8")
    readers = [f"reader-{number}@towns.test" for number in range(12)]
    home.join(readers)
    with (
        studio_of(home, "Carmen") as one,
        studio_of(home, "Ana") as other,
    ):
        carmen, ana = one.page(browser, SEND), other.page(browser, SEND)
        carmen.page.get_by_text("12 readers").first.wait_for()
        carmen.page.get_by_label("Address, only for this test").fill("carmen@towns.test")
        carmen.page.get_by_role("button", name="Mail me a test").click()
        carmen.page.get_by_text("A test is on its way to you.").wait_for()
        carmen.page.get_by_text("The letter has not changed since.").wait_for()
        assert faults_in_every_view(carmen.page) == {}
        carmen.page.get_by_role("button", name="Ask for it").click()
        carmen.page.get_by_text("Somebody else has to agree").wait_for()
        assert set(server.to()) == {"carmen@towns.test"}

        ana.goto(SEND)
        ana.page.get_by_role("button", name="Agree: mail it now").click()
        ana.page.get_by_text("It is mailed.").wait_for()  # comes by itself, once the process that was woken has done it
        assert re.search(r"/mailings/\d+$", ana.page.url)
        carmen.page.get_by_text("It has been mailed, or is being mailed").wait_for()  # this, too
        ana.page.get_by_text("Carmen asked for it, Ana agreed.").wait_for()
        assert ana.page.locator(".outcomes dd").first.inner_text() == "12"
        assert faults_in_every_view(ana.page) == {}
        assert carmen.faults == ana.faults == []
        carmen.close()
        ana.close()
    assert {address: server.to()[address] for address in readers} == dict.fromkeys(readers, 1)
    letters = [each for each in server.messages() if b"[TEST]" not in each]
    assert len(letters) == 12
    keys, _ = read_keys(Path(home.environment["NEWSLETTER_DKIM_KEYS"]))
    assert [verified(each, *keys) for each in letters] == [[True]] * 12
