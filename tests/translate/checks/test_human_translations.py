"""What careful people write is not found fault with: figures, dates, times and marks as each language has them."""

import pytest

from newsletter.translate.checks.every import translation_problems
from newsletter.translate.glossary import Glossary, Term
from newsletter.translate.unit import About, State, Translation
from tests.support.human_translations import SOURCES, TRANSLATIONS

GLOSSARY = Glossary({}, (Term("URBACT", "URBACT", is_read_only=True, is_exact_case=True),))


# fmt: on
EVERY = [(locale, name) for locale, texts in TRANSLATIONS.items() for name in texts]


@pytest.mark.parametrize(("locale", "name"), EVERY)
def test_what_a_person_writes_gives_no_false_alarm(locale: str, name: str) -> None:
    target = TRANSLATIONS[locale][name]
    entry = Translation("articles/x/body/paragraph", SOURCES[name], (target,), State.REVIEWED, about=About("paragraph"))
    assert translation_problems(entry, locale, GLOSSARY) == []
