"""What is read of every entry of every catalog is told quickly: it must never pass what a blocking check finds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.translate.checks.blocking import BLOCKING, is_blocked, may_be_blocked
from newsletter.translate.checks.check import Languages
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import State, Translation
from tests.support.trying import tries

PARTS = (
    "word", "mot ", "<b>", "</b>", "<a1>", "\\", "\\<", "%", "%%", "%(name)s", "%(n)d", "\n", "\r", "\t", "\x07",
    "\x85", "\u202e", "\ufdd0", "@@name@@", "@@", "Ã©", "Â\u00a0", "â€", "\ufffd", "\ue000", "é", "漢",
)  # fmt: skip
texts = st.lists(st.sampled_from(PARTS), max_size=5).map("".join)


@pytest.mark.slow
@settings(max_examples=tries(600), deadline=None)
@given(texts, texts, st.sampled_from(["", "words"]), st.sampled_from([(), ("python-format",)]))
def test_what_is_told_to_be_harmless_no_blocking_check_finds(
    source: str, target: str, plural: str, flags: tuple[str, ...]
) -> None:
    targets = (target, target) if plural else (target,)
    entry = Translation("", source, targets, State.REVIEWED, plural, flags=flags)
    found = [
        message for check in BLOCKING for message in check.find(entry, target, Languages("", ""), Glossary({}))
    ]  # fmt: skip
    assert is_blocked(entry) is bool(target and found)
    if not may_be_blocked(entry, target):
        assert found == []


def test_most_words_are_told_to_be_harmless() -> None:
    assert not may_be_blocked(Translation("", "A market square", ("Trg",), State.REVIEWED), "Trg")
    assert not may_be_blocked(Translation("", "Café “Anna”", ("Καφενείο",), State.REVIEWED), "Καφενείο")
