"""Letters and tokens for mailings in a test."""

from newsletter.mail.delivery.rows import Frozen
from newsletter.mail.message.recipient import Places
from newsletter.mail.message.tokens import Tokens
from newsletter.render.letter.letter import Letter
from newsletter.translate.text_counts import TextCounts

TOKENS = Tokens(("the-secret-of-this-test-0123456789abcd",))

PLACES = Places("https://news.example.org", "news.example.org")


def letter(issue: str, point: str, locale: str) -> Frozen:
    made = Letter(
        f"{issue}/{point}/{locale}", locale, "Subject", "", ("Point", f"{point}@news.example.org"), "a@example.org",
        "<p>@@leave@@</p>", "@@leave@@", "https://news.example.org/",
    )  # fmt: skip
    return Frozen(made, PLACES, "2024-01-16", "Title", TextCounts(reviewed=1))
