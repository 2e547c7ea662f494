"""The board and the review desk say what is awaited from a machine that answers later."""

import datetime as dt

import pytest

from newsletter.pipeline.clock import read_clock
from newsletter.translate.later.request import LaterRequest, asked_texts
from newsletter.translate.later.request_store import RequestStore
from tests.support.studio import Opened


@pytest.mark.parametrize("path", ["/?counted", "/review/2024-01", "/review/2024-01/nl/nl"])
@pytest.mark.parametrize(
    ("language", "minutes", "said"),
    [
        ("en", 0, "sent to eTranslation, just now"),
        ("en", 3, "sent to eTranslation, 3 minutes ago"),
        ("es", 3, "enviado a eTranslation, hace 3 minutos"),
        ("en", 50, "sent to eTranslation, 50 minutes ago, later than usual"),
        ("en", 1_500, "nothing usable has come, the next machine translation goes on"),
    ],
)
def test_it_is_said_since_when(reading_studio: Opened, path: str, language: str, minutes: int, said: str) -> None:
    store, sent = RequestStore(reading_studio.root), read_clock() - dt.timedelta(minutes=minutes)
    request = LaterRequest(
        "a" * 24, "2024-01", "etranslation", "en", "nl", asked_texts(("One",)), sent, sent + dt.timedelta(hours=24),
        "https://news.example.org", "t", "7", was_taken=True,
    )  # fmt: skip
    store.put(request)
    try:
        answer, body = reading_studio.ask("GET", path, headers={"accept-language": language})
    finally:
        store.drop(request)
    assert (answer.status, said in body.decode()) == (200, True)
    assert "eTranslation" not in reading_studio.ask("GET", path)[1].decode()
