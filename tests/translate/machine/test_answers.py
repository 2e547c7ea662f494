"""Nothing that a machine says becomes a translation unless it keeps what the source says exactly."""

import random
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsletter.locales import script
from newsletter.translate.checks.blocking import is_blocked
from newsletter.translate.glossary import Glossary, Term
from newsletter.translate.machine.answers import REASONS, Accepted, Rejected, accept_answer
from newsletter.translate.masks import mask
from newsletter.translate.unit import Translation
from tests.support.masked_texts import ANSWERS, NASTY
from tests.support.thirty import TRANSLATED
from tests.support.trying import tries

GLOSSARY = Glossary({}, (Term("URBACT", "URBACT", is_read_only=True, is_exact_case=True), Term("Ghent", "Gante")))
SOURCE = "On 6–7 December URBACT invites <b1>ten cities</b1> to <a1>a meeting</a1> in Ghent, see https://urbact.eu."
SENT = "On 6–7 December [X0X] invites [X1X]ten cities[X2X] to [X3X]a meeting[X4X] in [X5X], see [X6X]."
KIND = "El 6 y 7 de diciembre [X0X] invita a [X1X]diez ciudades[X2X] a [X3X]una reunión[X4X] en [X5X], véase [X6X]."


def answered(
    answer: object, source: str = SOURCE, locale: str = "es", source_locale: str = "en"
) -> Accepted | Rejected:
    terms = GLOSSARY.terms_in(source)
    return accept_answer(
        mask(source, terms, locale=source_locale), answer, locale, GLOSSARY, source_locale=source_locale
    )


def test_a_kind_answer_is_accepted_with_everything_in_its_place() -> None:
    assert mask(SOURCE, GLOSSARY.terms_in(SOURCE)).text == SENT
    assert answered(KIND) == Accepted(
        "El 6 y 7 de diciembre URBACT invita a <b1>diez ciudades</b1> a <a1>una reunión</a1> en Gante,"
        " véase https://urbact.eu."
    )


MANGLED = {
    "null": (None, "empty"),
    "a number": (17, "empty"),
    "spaces": ("  \n", "empty"),
    "a list": (["x"], "empty"),
    "an HTML page": ("<!DOCTYPE html><html><head><title>502</title></head></html>", "error-page"),
    "a record of an error": ('{"error": "slow down"}', "error-page"),
    "a quota": ("MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY.", "error-text"),
    "a status": ("Error 503: Service Unavailable", "error-text"),
    "a wrong language": ("'XX' IS AN INVALID TARGET LANGUAGE", "error-text"),
    "a refusal": ("I'm sorry, but I can't help with that.", "refusal"),
    "a refusal in Spanish": ("Lo siento, pero no puedo traducir este texto.", "refusal"),
    "an introduction": ("Here is the translation: " + KIND, "refusal"),
    "a fence": ("```\n" + KIND + "\n```", "refusal"),
    "a note": (KIND + " (Note: names were kept)", "refusal"),
    "markup": (KIND.replace("invita", "<em>invita</em>"), "markup"),
    "markup in entities": (KIND.replace("invita", "&lt;script&gt;invita"), "markup"),
    "markup in twice made entities": (KIND.replace("diez", "&lt;b1&gt;diez"), "markup"),
    "a backslash": (KIND.replace("invita", 'invita \\"'), "markup"),
    "a control": (KIND.replace("invita", "invita\x07"), "control-character"),
    "a character of no width in an entity": (KIND.replace("invita", "invita&#8203;"), "control-character"),
    "an override of direction": (KIND.replace("invita", "\u202einvita"), "control-character"),
    "a character of no width": (KIND.replace("invita", "in\u200bvita"), "control-character"),
    "half a character": (KIND.replace("invita", "\ud83dinvita"), "control-character"),
    "a wrong encoding": (KIND.replace("reunión", "reuniÃ³n"), "control-character"),
    "a lost character": (KIND.replace("reunión", "reuni\ufffdn"), "control-character"),
    "two lines": (KIND.replace(" en ", "\nen "), "line-break"),
    "a loop": (KIND + " y otra vez lo mismo" * 4, "loop"),
    "a word for ever": (KIND + " ja" * 6, "loop"),
    "a letter for ever": (KIND.replace("invita", "invitaaaaaaaa"), "loop"),
    "half of it": ("El 6 y 7.", "length"),
    "much more": (" ".join(f"{KIND} palabra{n}" for n in "abcdef"), "loop"),
    "other things too": (KIND + " ".join(f" Además hay algo{a}{b}." for a in "abcde" for b in "fghij"), "length"),
    "the source": (SENT, "unchanged"),
    "a lost pair": (re.sub(r"\[X[12]X\]", "", KIND), "lost-mask"),
    "a lost link": (re.sub(r"\[X[34]X\]", "", KIND), "lost-mask"),
    "a lost name": (KIND.replace("[X0X] ", ""), "lost-mask"),
    "a lost address": (KIND.replace(", véase [X6X]", ""), "lost-mask"),
    "a doubled name": (KIND.replace("invita", "de [X0X] invita"), "doubled-mask"),
    "a mask of its own": (KIND.replace("invita", "invita [X9X]"), "unknown-mask"),
    "words for a mask": (KIND.replace("[X0X]", "[X-cero-X]"), "lost-mask"),
    "brackets of its own": (KIND.replace("diez ciudades", "[diez] ciudades"), "markup"),
    "a placeholder of its own": (KIND.replace("diez ciudades", "diez {ciudades}"), "markup"),
    "crossed pairs": (KIND.replace("[X2X]", "[X9X]").replace("[X4X]", "[X2X]").replace("[X9X]", "[X4X]"), "tags"),
    "a turned pair": (KIND.replace("[X1X]", "[X9X]").replace("[X2X]", "[X1X]").replace("[X9X]", "[X2X]"), "tags"),
    "another address": (KIND + " O en https://evil.test/x", "addresses"),
    "an address by mail": (KIND + " Escriba a x@evil.test", "addresses"),
    "another number": (KIND.replace("7 de", "8 de"), "numbers"),
    "a lost number": (KIND.replace("6 y 7 de diciembre", "mes de diciembre"), "numbers"),
    "Cyrillic letters": (KIND.replace("invita", "приглашает"), "script"),
    "one Cyrillic letter": (KIND.replace("invita", "invitа"), "script"),
    "Chinese": (KIND.replace("invita", "邀请"), "script"),
    "a personal slot": (KIND.replace("invita", "@@leave@@ invita"), "blocked"),
}  # fmt: skip


@pytest.mark.parametrize("name", MANGLED)
def test_a_mangled_answer_is_rejected_by_name(name: str) -> None:
    answer, reason = MANGLED[name]
    outcome = answered(answer)
    assert isinstance(outcome, Rejected)
    assert outcome.reason == reason


def test_every_reason_is_explained_and_met_by_a_mangling() -> None:
    assert {reason for _, reason in MANGLED.values()} == set(REASONS)


@pytest.mark.parametrize(
    ("source", "answer", "locale"),
    [
        ("Doors open at 5 p.m. in the hall", "Las puertas se abren a las 17:00 en la sala", "es"),
        ("Doors open at 5:30 pm in the hall", "Ouverture des portes à 17h30 dans la salle", "fr"),
        ("The event lasts from 10–12 May", "O evento decorre de 10 a 12 de maio", "pt-PT"),
        ("A budget of €1,250,000.50 was spent", "Es wurden [X0X]1.250.000,50 ausgegeben", "de"),
        ("A budget of 1,250 euro was spent", "1 250 euros ont été dépensés au total", "fr"),
        ("The deadline is 22/11/2023 at noon", "Die Frist endet am 22.11.2023 zu Mittag", "de"),
        ("Cities of the 21st century meet here", "Las ciudades del siglo XXI se encuentran aquí", "es"),
        ("Sixty-eight cities answered our call", "68 Städte haben auf unseren Aufruf geantwortet", "de"),
        ("It costs 2 billion euros a year", "Cuesta 2000 millones de euros al año", "es"),
        ("We met three cities, 12 people each", "Tre città, dodici persone per ciascuna", "it"),
        ("Fish &amp; chips today", "Hoy pescado [X0X] patatas", "es"),
        ("Tea & coffee are served", "Se sirven té &amp; café", "es"),
        ("The city of Košice says so", "La ciudad de [ x0x ] lo dice", "es"),
        ("What do cities need today?", "Τι χρειάζονται σήμερα οι πόλεις;", "el"),
        ("The URBACT network meets", "Το δίκτυο [X0X] συναντιέται", "el"),
        ("Online", "Online", "de"),
        ("Café", "Café", "fr"),
        ("We are sorry, we can't come", "Lo siento, pero no puedo ir", "es"),
        ("The service unavailable today is the bus", "El servicio no disponible (service unavailable) es el bus", "es"),
        ("Cities meet at urbact.eu", "Las ciudades se reúnen en [X0X]", "es"),
    ],
)
def test_what_a_language_changes_lawfully_is_accepted(source: str, answer: str, locale: str) -> None:
    assert isinstance(answered(answer, source, locale), Accepted)


def test_a_translation_into_persian_may_have_its_joiners() -> None:
    assert isinstance(answered("شهرها می\u200cخواهند با هم کار کنند", "Cities want to work together", "fa"), Accepted)
    assert isinstance(answered("Ciudades que quie\u200cren juntas", "Cities want to work together"), Rejected)


@pytest.mark.slow
@settings(deadline=None, max_examples=tries(400))
@given(st.sampled_from([*NASTY, SOURCE]), ANSWERS.map("".join) | st.just(KIND), st.booleans())
@example("100% of %(name)s", "100 % de [X0X]", False)
@example("[X0X]", "x\\", False)
def test_whatever_an_engine_answers_no_blocking_check_fails(source: str, answer: str, more: bool) -> None:
    masked = mask(source, GLOSSARY.terms_in(source), more=more)
    outcome = accept_answer(masked, answer, "es", GLOSSARY)
    if isinstance(outcome, Accepted):
        stored = Translation("", source, (outcome.text,))
        assert not is_blocked(stored)
        assert all(source.count(term) <= outcome.text.count(term) for term in ("URBACT", "https://urbact.eu"))
    else:
        assert outcome.reason in REASONS


@pytest.mark.parametrize("locale", ["de", "el"])
@pytest.mark.parametrize("source", NASTY)
def test_an_engine_that_changes_nothing_is_told_apart_from_one_that_had_nothing_to_change(
    source: str, locale: str
) -> None:
    masked = mask(source)
    outcome = accept_answer(masked, masked.text, locale, Glossary({}))
    if isinstance(outcome, Accepted):
        assert outcome.text == source
    else:
        assert outcome.reason in ("unchanged", "script", "empty", "blocked")


ALPHABETS = {
    "Latn": "aeiourstnlm", "Grek": "αεισντρ", "Cyrl": "аеионтср", "Arab": "اليمنرت", "Hebr": "אבגדהו",
    "Jpan": "東西南北人大", "Hans": "东西南北人大", "Hant": "東西南北人大", "Kore": "가나다라마바",
}  # fmt: skip


def kindly_answered(sent: str, locale: str) -> str:
    """Words in the letters of a locale, with everything else as it was sent."""
    letters, chance = ALPHABETS[script(locale)], random.Random(sent)

    def word(found: re.Match[str]) -> str:
        is_of_a_time = found[0] in ("p", "m")
        return found[0] if is_of_a_time else "".join(chance.choice(letters) for _ in range(max(2, len(found[0]))))

    parts = re.split(r"(\[X\d+X\])", sent)
    return "".join(part if at % 2 else re.sub(r"[^\W\d_]+", word, part) for at, part in enumerate(parts))


@pytest.mark.few_quick(6)
@pytest.mark.parametrize("locale", [*TRANSLATED, "ar", "he", "ja", "ko", "sr", "zh-Hans", "zh-Hant"])
def test_a_good_answer_to_a_nasty_text_is_taken_in_every_language(locale: str) -> None:
    refused = []
    for source in NASTY:
        tries = [mask(source, GLOSSARY.terms_in(source), more=more) for more in (False, True)]
        outcomes = [accept_answer(each, kindly_answered(each.text, locale), locale, GLOSSARY) for each in tries]
        if not tries[0].is_empty and not any(isinstance(each, Accepted) for each in outcomes):
            refused.append((source, outcomes))
    assert refused == []


def test_an_answer_is_judged_by_the_rules_of_its_source_s_locale() -> None:
    source = "Es kamen 1.500 Menschen aus der ganzen Stadt"
    right, wrong = "1,500 people came from all over town", "1.5 people came from all over town"
    assert isinstance(answered(right, source, "en", "de"), Accepted)
    assert answered(wrong, source, "en", "de") == Rejected("numbers", "1.500, 1.5")
