"""Numbers by value: lawful forms pass in every language, and a wrong number does not."""

import datetime as dt
import random
import re
from collections.abc import Iterator

import pytest
from babel import dates, numbers

from newsletter.locales import for_babel
from newsletter.translate.checks.every import translation_problems
from newsletter.translate.checks.numbers import differences
from newsletter.translate.formats.po import read_catalog
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import About, Translation
from tests.conftest import REPOSITORY
from tests.support.human_translations import SOURCES, TRANSLATIONS
from tests.support.thirty import THIRTY

LAWFUL = [
    ("the 21st century", "le XXIe siècle", "fr"),
    ("the 21st century", "le XXIᵉ siècle", "fr"),
    ("the 21st century", "secolul al XXI-lea", "ro"),
    ("the 21st century", "XXI століття", "uk"),
    ("the 21st century", "21世紀", "ja"),
    ("the 21st century", "2000-talet", "sv"),
    ("the 19th century", "dziewiętnastego wieku", "pl"),
    ("1st prize", "premier prix", "fr"),
    ("the 2nd meeting", "das zweite Treffen", "de"),
    ("a 3-day meeting", "ein dreitägiges Treffen", "de"),
    ("a 3-day meeting", "een driedaagse bijeenkomst", "nl"),
    ("a 3-day meeting", "trzydniowe spotkanie", "pl"),
    ("a 3-day meeting", "kolmipäiväinen kokous", "fi"),
    ("a 3-day meeting", "háromnapos találkozó", "hu"),
    ("a 3-day meeting", "трехдневная встреча", "ru"),
    ("a 3-day meeting", "тридневна среща", "bg"),
    ("a 3-day meeting", "τριήμερη συνάντηση", "el"),
    ("a 3-day meeting", "třídenní setkání", "cs"),
    ("a 3-day meeting", "trijų dienų susitikimas", "lt"),
    ("a 3-day meeting", "trīs dienu sanāksme", "lv"),
    ("a 3-day meeting", "kolmepäevane kohtumine", "et"),
    ("a 3-day meeting", "tridagars möte (tredagarsmöte)", "sv"),
    ("a 3-day meeting", "et tredages møde", "da"),
    ("a 3-day meeting", "tridnevno srečanje", "sl"),
    ("a 3-day meeting", "trodnevni sastanak", "hr"),
    ("a 3-day meeting", "trojdňové stretnutie", "sk"),
    ("a 3-day meeting", "o reuniune de trei zile", "ro"),
    ("a 3-day meeting", "laqgħa ta’ tlett ijiem", "mt"),
    ("a 3-day meeting", "cruinniú trí lá", "ga"),
    ("a 3-day meeting", "takim tre-ditor", "sq"),
    ("a 3-day meeting", "3日間の会合", "ja"),
    ("a 3-day meeting", "为期三天的会议", "zh-Hans"),
    ("a 3-day meeting", "اجتماع لمدة ثلاثة أيام", "ar"),
    ("Horizon2020 pays", "Horizonte 2020 paga", "es"),
    ("98 cities", "quatre-vingt-dix-huit villes", "fr"),
    ("25 cities", "kaksikymmentäviisi kaupunkia", "fi"),
    ("17 cities", "septiņpadsmit pilsētas", "lv"),
    ("25 cities", "femogtyve byer", "da"),
    ("24-hour care", "vierundzwanzigstündige Betreuung", "de"),
    ("2.5 million people", "250万人", "ja"),
    ("250 million", "2億5,000万", "ja"),
    ("1.5 million", "anderthalb Millionen", "de"),
    ("2.5 billion", "2 500 millions", "fr"),
    ("2.1 billion", "2,1 mil milhões", "pt-PT"),
    ("€5m", "5 Mio. Euro", "de"),
    ("5 p.m.", "午後5時", "ja"),
    ("2:30 p.m.", "下午2点半", "zh-Hans"),
    ("2:30 p.m.", "14 Uhr 30", "de"),
    ("5:30 pm", "5:30 μ.μ.", "el"),
    ("the 1980s", "20世纪80年代", "zh-Hans"),
    ("the 1990s", "les années 90", "fr"),
    ("2024", "令和6年", "ja"),
    ("in 2024", "民國113年", "zh-Hant"),
    ("2023/24", "2023–2024", "de"),
    ("80%", "八成", "zh-Hans"),
    ("half of them", "50 % z nich", "pl"),
    ("one third", "1/3", "es"),
    ("3–5 May", "5月3日至5日", "zh-Hans"),
    ("02/01/2024", "2024年1月2日", "ja"),
    ("COVID-19", "新型コロナウイルス", "ja"),
    ("B2B meetings", "entre empresas", "es"),
    ("less CO2", "moins de dioxyde de carbone", "fr"),
    ("2½ hours", "2,5 Stunden", "de"),
    ("1,250 people", "١٬٢٥٠ شخصا", "ar"),
    ("１２ people", "12 Personen", "de"),
    ("open 24/7", "rund um die Uhr geöffnet", "de"),
]


@pytest.mark.parametrize(("source", "target", "locale"), LAWFUL)
def test_a_number_is_the_same_however_a_language_says_it(source: str, target: str, locale: str) -> None:
    assert differences(source, target, "en", locale) == ([], [])


@pytest.mark.parametrize(
    ("source", "target", "locale", "lost", "added"),
    [
        ("2 million people", "2 milliards de personnes", "fr", "2 million", "2 milliards"),
        ("Horizon2020", "Horizonte 2030", "es", "2020", "2030"),
        ("less CO2", "menos CO3", "es", "2", "3"),
        ("1.250", "1.250", "de", "1.250", "1.250"),
        ("2.5 million", "25万", "ja", "2.5 million", "25万"),
        ("in 2023", "在2024年", "zh-Hans", "2023", "2024"),
        ("5 p.m.", "15:00", "es", "5", "15"),
        ("on 3 May", "5月4日", "ja", "3", "4"),
        ("3 days", "vier Tage", "de", "3", ""),
    ],
)
def test_another_value_is_told_with_both(source: str, target: str, locale: str, lost: str, added: str) -> None:
    assert differences(source, target, "en", locale) == ([lost] if lost else [], [added] if added else [])


def test_one_wrong_number_is_one_warning() -> None:
    entry = Translation("a/paragraph", "131 cities came", ("Vinieron 113 ciudades",), about=About("paragraph"))
    (found,) = translation_problems(entry, "es", Glossary({}))
    assert found.message == "not in the translation: 131; not in the source: 113"


def test_the_locale_of_the_source_counts() -> None:
    german = Translation("a/paragraph", "Es kamen 1.500 Personen", ("1,500 people came",), about=About("paragraph"))
    wrong = Translation("a/paragraph", "Es kamen 1.500 Personen", ("1.5 people came",), about=About("paragraph"))
    assert translation_problems(german, "en", Glossary({}), "de") == []
    assert [each.code for each in translation_problems(wrong, "en", Glossary({}), "de")] == ["changed-number"]
    assert [each.code for each in translation_problems(german, "en", Glossary({}), "en")] == ["changed-number"]


def translations() -> Iterator[tuple[str, str, str]]:
    """Source, target and locale of translations with figures: those of people here, and of the November issue."""
    for locale, texts in TRANSLATIONS.items():
        yield from ((SOURCES[name], target, locale) for name, target in texts.items())
    for locale in ("de", "el", "es", "fr", "hr", "it", "nl", "pl", "pt-PT"):
        catalog, _ = read_catalog(REPOSITORY, locale, "2023-11")
        assert catalog
        for entry in catalog.usable():
            if not entry.plural and not entry.about.source_locale:
                yield entry.source, entry.target, locale


def formatted() -> Iterator[tuple[str, str, str]]:
    """Dates, times and sums in every language as CLDR writes them."""
    chance = random.Random(7)
    british = for_babel("en")
    for locale in (*THIRTY, "ja", "zh-Hans", "zh-Hant", "ko", "ru", "tr", "ca", "ar"):
        babel = for_babel(locale)
        for _ in range(22):
            day = dt.datetime(chance.randint(1991, 2039), chance.randint(1, 12), chance.randint(1, 28), 10, 0)
            at = day.replace(hour=chance.randint(8, 22), minute=chance.choice([0, 5, 30, 45]))
            people, money = chance.randint(13, 990), chance.randint(1_001, 9_999_999)
            parts = [
                (dates.format_date(day, "long", each), dates.format_time(at, "short", locale=each),
                 numbers.format_decimal(people, locale=each), numbers.format_decimal(money, locale=each))
                for each in (british, babel)
            ]  # fmt: skip
            source, target = (" – ".join(each) for each in parts)
            yield source, target, locale


@pytest.mark.slow
def test_what_cldr_writes_is_the_same_in_every_language() -> None:
    wrong = [each for each in formatted() if differences(each[0], each[1], "en", each[2]) != ([], [])]
    assert wrong == []


_FIGURES = re.compile(r"(?<![A-Za-z\d./@:-])\d+(?:[.,]\d+)?(?![A-Za-z\d/@])")


def planted(target: str, chance: random.Random) -> str:
    """The text with one number made wrong as people and engines do: a figure mistyped, two swapped, one too many."""
    found = chance.choice(list(_FIGURES.finditer(target)))
    number = found.group()
    at = chance.choice([place for place, sign in enumerate(number) if sign.isdecimal()])
    mistyped = number[:at] + str((int(number[at]) + chance.randint(1, 9)) % 10) + number[at + 1 :]
    ways = [mistyped, number[:at] + str(chance.randint(1, 9)) + number[at:]]
    if at and number[at - 1].isdecimal() and number[at - 1] != number[at]:
        ways.append(number[: at - 1] + number[at] + number[at - 1] + number[at + 1 :])
    return target[: found.start()] + chance.choice(ways) + target[found.end() :]


@pytest.mark.slow
def test_of_a_thousand_planted_numbers_nearly_all_are_found() -> None:
    texts = [each for each in (*translations(), *formatted()) if _FIGURES.search(each[1])]
    chance = random.Random(2024)
    missed = []
    for number in range(1_000):
        source, target, locale = texts[number % len(texts)]
        wrong = planted(target, chance)
        if differences(source, wrong, "en", locale) == ([], []):
            missed.append((source, wrong, locale))
    assert len(texts) > 1_000
    assert len(missed) <= 10, missed
