"""What a machine answers for one text, and what a use case refuses as it was asked, in the language of the studio."""

import json

import pytest

from newsletter.pipeline.translation.review import unit_id
from newsletter.pipeline.use_case import Refused
from newsletter.studio.machine_words import LEFT, left_words, refusal_words
from newsletter.studio.screens import review
from newsletter.studio.words import words_of
from newsletter.translate.machine.answers import REASONS
from newsletter.translate.machine.gaps import REJECTED_BEFORE
from newsletter.translate.providers.provider import Kind
from newsletter.translate.unit import State, Translation
from tests.conftest import Sample
from tests.support.reviewing import put
from tests.support.studio_desk import Desk

TITLE = Translation("articles/bridges/title", "Bridges over the river", ("Bruggen over de rivier",), State.NEEDS_REVIEW)
TERM = Translation("term", "city centre", ("binnenstad",), State.REVIEWED)


def test_each_reason_for_which_a_text_is_left_has_its_words_in_every_language() -> None:
    assert set(LEFT) == {*REASONS, *Kind, REJECTED_BEFORE}
    spanish = words_of("es")
    said = {left_words(spanish, name) for name in LEFT}
    assert not said & {left_words(words_of("en"), name) for name in LEFT}
    assert left_words(spanish, "numbers") == "han cambiado los números"
    assert left_words(spanish, "something-new") == left_words(spanish, Kind.BROKEN_ANSWER)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Nothing was sent.", "No se ha enviado nada."),
        ("The address has no @.", "Esto no es una dirección de correo."),
        ("Say --by NAME.", "No se ha podido hacer tal como se pidió."),
    ],
)
def test_a_refusal_is_no_english_on_a_page_in_another_language(sentence: str, said: str) -> None:
    assert refusal_words(words_of("es"), Refused(misuse=sentence)) == said
    assert refusal_words(words_of("en"), Refused(misuse=sentence)) == sentence


def test_why_no_machine_is_asked_for_a_text_is_told_in_the_persons_language(sample: Sample) -> None:
    put(sample, TITLE)
    put(sample, TERM, name="glossary")
    settings = sample.read("newsletter.toml")
    sample.write("newsletter.toml", settings + '[providers]\ndefault = ["etranslation"]\n')
    desk = Desk(sample, {"NEWSLETTER_ETRANSLATION_KEY": "aSecretKey-0123456789"})
    try:
        request = desk.request("POST", json.dumps({"text": unit_id(*TITLE.key)}), "es")
        told = json.loads(review.machine(desk.studio, request).body)
        assert told["outcome"] == "left"
        assert told["reason"] == "La máquina de este idioma responde más tarde y no se le pide un solo texto."
    finally:
        desk.close()
