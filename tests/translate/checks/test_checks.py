"""Each check finds what it is for, keeps silent where a language does as it should, and can be dismissed."""

import importlib
import pkgutil
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter import locales
from newsletter.content.load import load
from newsletter.problems import Severity
from newsletter.translate import checks
from newsletter.translate.checks.blocking import is_blocked
from newsletter.translate.checks.check import Check
from newsletter.translate.checks.every import CHECKS, catalog_problems, dismissed, translation_problems
from newsletter.translate.checks.wrong_script import script_fault
from newsletter.translate.formats.about import about_in
from newsletter.translate.formats.comments import read_lines, write_lines
from newsletter.translate.formats.po import parse_catalog, read_catalog
from newsletter.translate.formats.po_writer import to_bytes
from newsletter.translate.glossary import Glossary, Term, glossary_of, names_kept
from newsletter.translate.unit import About, Catalog, State, Translation
from tests.conftest import REPOSITORY
from tests.support.explanations import KNOWN
from tests.support.masked_texts import ANY
from tests.support.signing import signed
from tests.support.trying import tries

NO_TERMS = Glossary({})
TERMS = Glossary(
    {},
    (
        Term("URBACT", "URBACT", is_read_only=True, is_exact_case=True),
        Term("Florence", "Florencja", forms=("Firenze",)),
        Term("Genoa", "Genua", forms=("Genui",)),
        Term("citizen", "obywatel", is_forbidden=True),
        Term("lokals", "lokals", is_forbidden=True),
    ),
)


def entry(source: str, *targets: str, notes: str = "paragraph", plural: str = "", **more: Any) -> Translation:
    made = Translation(
        "articles/x/body/paragraph", source, targets, State.NEEDS_REVIEW, plural, about=about_in([notes])
    )
    return replace(made, **more)


def codes(source: str, target: str, locale: str, notes: str = "paragraph", glossary: Glossary = NO_TERMS) -> list[str]:
    return [problem.code for problem in translation_problems(entry(source, target, notes=notes), locale, glossary)]


WRONG = [
    ("Ten cities meet", "Sastaje se deset gradova [NB: check with Ana]", "hr", "left-note"),
    ("Ten cities meet", "Sastaje se deset gradova ???", "hr", "left-note"),
    ("Ten cities meet", "TODO: deset gradova", "hr", "left-note"),
    ("Ten cities meet", "Deset gradova // pitati Anu", "hr", "left-note"),
    ("Ten cities meet", "Deset gradova (à vérifier)", "hr", "left-note"),
    ("Ten cities meet", "[MT] Sastaje se deset gradova", "hr", "left-note"),
    ("Ten cities meet", "Sastaje se deset gradova %s", "hr", "typed-mark"),
    ("It is difficult", "Es dif?cil", "es", "lost-letter"),
    ("The town of Žilina is here", "Mesto ?ilina je tu", "sk", "lost-letter"),
    ("What do ten cities need?", "?Qu\u00e9 necesitan diez ciudades?", "es", "lost-letter"),
    ("Every city is here", "Svaki grad/gradovi je ovdje", "hr", "two-wordings"),
    ("Every city is here", "Svako mjesto / naselje je ovdje", "hr", "two-wordings"),
    ("Ten cities meet", "SASTAJE SE DESET GRADOVA", "hr", "all-capitals"),
    ("The cities", "GRADOVI", "hr", "all-capitals"),
    ("Ten <b1>cities</b1>", "Diez ciudades", "es", "lost-tag"),
    ("Ten <b1>cities</b1>", "Diez <i1>ciudades</i1>", "es", "lost-tag"),
    ("<a1>One</a1> <b1>two</b1>", "<a1>Uno <b1>dos</a1></b1>", "es", "lost-tag"),
    ("Sent to %(name)s today", "Enviado hoy", "es", "lost-placeholder"),
    ("Sent to: %(name)s", "Enviado a: %(nombre)s", "es", "lost-placeholder"),
    ("Meeting %(number)s", "Reunión %(number)s %", "es", "lost-placeholder"),
    ("Ten cities", "Diez\u202e ciudades", "es", "control-character"),
    ("Ten cities", "Diez @@leave@@", "es", "control-character"),
    ("Ten cities", "Diez\nciudades", "es", "control-character"),
    ("Ten meetings", "Diez reuniÃ³nes", "es", "control-character"),
    ("Ten cities", "Diez ciu\u200bdades", "es", "hidden-character"),
    ("Ten cities", "Diez ciu\u00addades", "es", "hidden-character"),
    ("Ten cities", "Diez ciudades\u200d \U0001f469\u200d\U0001f467", "es", "hidden-character"),
    ("See urbact.eu", "Véase urbact.com", "es", "changed-address"),
    ("Write to a@example.org", "Escriba a b@example.org", "es", "changed-address"),
    ("131 cities came", "Vinieron 113 ciudades", "es", "changed-number"),
    ("On 6–7 December", "El 6 de diciembre", "es", "changed-number"),
    ("On 6 December 2024", "El 6 de noviembre de 2024", "es", "changed-month"),
    ("The meeting of 28–30 August", "Das Treffen vom 28. bis 30. September", "de", "changed-month"),
    ("We meet on 20 February", "Spotykamy się 20 marca", "pl", "changed-month"),
    ("We meet on 20 February", "Tapaamme 20. maaliskuuta", "fi", "changed-month"),
    ("It costs 1.5 euro", "Cuesta 15 euros", "es", "changed-number"),
    ("It opens at 5 p.m. today", "Hoy abre a las 15:00", "es", "changed-number"),
    ("Some cities came", "Vinieron 7 ciudades", "es", "changed-number"),
    ("1,250 people came", "Przyszło 1,25 osób", "pl", "changed-number"),
    ("URBACT in the city", "Urbakt w mieście", "pl", "lost-term"),
    ("The road to Florence", "Droga do miasta", "pl", "lost-term"),
    ("Every citizen came", "Przyszedł każdy obywatel", "pl", "forbidden-term"),
    ("Everybody came", "Przyszli lokals", "pl", "forbidden-term"),
    ("Ten cities came", "Vinieron <b>diez</b> ciudades", "es", "typed-mark"),
    ("Ten cities came", "Vinieron **diez** ciudades", "es", "typed-mark"),
    ("Ten cities came", "Vinieron *diez* ciudades", "es", "typed-mark"),
    ("URBACT came to town", "[*URBACT] vino a la ciudad", "es", "typed-mark"),
    ("Ten cities came", "Vinieron diez [ciudades](/es/ciudades)", "es", "typed-mark"),
    ("Ten cities came", "Vinieron diez ciudades [X0X]", "es", "typed-mark"),
    ("Ten cities came", "Vinieron diez (x0x) ciudades", "es", "typed-mark"),
    ("Tea & coffee", "Té &amp; café", "es", "typed-mark"),
    ("Ten cities came", "Vinieron diez {{ cities }}", "es", "typed-mark"),
    ("Ten cities came", "## Vinieron diez ciudades", "es", "typed-mark"),
    ("请参加这次城市会议吗？", "Come to the meeting of cities.", "en", "other-end-mark"),
    ("Read more about it", "Seguir leyendo sobre todo esto", "es", "too-long"),
    ("Ten cities look after their centres", "Diez ciudades", "es", "odd-length"),
    (
        "Ten cities look after their centres",
        "Diez ciudades, y otras muchas cosas de las que nadie ha escrito, o que nadie querría leer aquí",
        "es",
        "odd-length",
    ),
    ("Read this letter", "Read this letter", "es", "same-as-source"),
    (
        "Ten cities came. They saw the old town.",
        "Diez ciudades vinieron. They saw the old town.",
        "es",
        "leftover-source",
    ),
    ("Ten cities came.", "Diez ciudades vinieron", "es", "other-end-mark"),
    ("Who came to the meeting, and why at this time?", "Quién vino a la reunión y por qué.", "es", "other-end-mark"),
    (
        "Who came to the meeting, and why at this time?",
        "Ποιος ήρθε στη συνάντηση και γιατί τώρα.",
        "el",
        "other-end-mark",
    ),
    ("Who came?", "Qui est venu?", "fr", "french-spacing"),
    ("Topics: cities", "Thèmes : villes", "fr", "french-spacing"),
    ("He says “yes” today", "Il dit «oui» aujourd’hui", "fr", "french-spacing"),
    ("He says “yes”", "Er sagt “ja”", "de", "foreign-quotes"),
    ("He says “yes”", 'Dice "sí"', "es", "foreign-quotes"),
    ("Ten big cities", "Diez grandes grandes ciudades", "es", "doubled-word"),
    ("Ten cities", "Diez  ciudades", "es", "doubled-space"),
    ("Ten cities", " Diez ciudades", "es", "doubled-space"),
    ("Ten cities", "Diez ciudаdes", "es", "wrong-script"),
    ("Ten cities came to town", "Deka poleis irthan stin poli", "el", "wrong-script"),
    ("Ten cities", "Δέκα πoλεις", "el", "wrong-script"),
    ("The City Lab", "Το City L\u0430b", "el", "wrong-script"),
    ("Ten cities", "Десет градове 市", "bg", "wrong-script"),
    (
        "In spring ten cities meet again to talk about the good life in their old centres.",
        "Im Frühling treffen sich zehn Städte wieder, um über das gute Leben in ihren alten Zentren zu sprechen.",
        "es",
        "wrong-language",
    ),
]


@pytest.mark.parametrize(("source", "target", "locale", "code"), WRONG)
def test_a_check_finds_what_is_wrong_and_nothing_else(source: str, target: str, locale: str, code: str) -> None:
    notes = "button, at most 25 characters" if code == "too-long" else "paragraph"
    assert set(codes(source, target, locale, notes, TERMS)) == {code}


RIGHT = [
    ("The cities (NB: the small ones) meet", "Gradovi (NB: oni mali) se sastaju", "hr"),
    ("Families came", "Vinieron familias \U0001f469\u200d\U0001f469\u200d\U0001f467", "es"),
    ("Love came", "Vino el amor \u2764\ufe0f\u200d\U0001f525", "es"),
    ("Who came? Nobody.", "Tko je došao? Nitko.", "hr"),
    ("See https://example.org/?id=a", "Vidi https://example.org/?id=a", "hr"),
    ("Citizens and cities", "Citoyens/citoyennes et villes", "fr"),
    ("Citizens and cities", "Bürgerinnen/Bürger und Städte", "de"),
    ("Citizens and cities", "Ciudadanos/ciudadanas y ciudades", "es"),
    ("Citizens and cities", "Ciudadanos/as y ciudades", "es"),
    ("The region of Rhine and Ruhr", "Die Region Rhein/Ruhr", "de"),
    ("Cities and/or villages", "Gradovi i/ili sela", "hr"),
    ("URBACT in the European Union", "URBACT u EU", "hr"),
    ("URBACT SUMMER UNIVERSITY", "LJETNO SVEUČILIŠTE URBACT", "hr"),
    ("<b1>Ten</b1> <i1>cities</i1>", "<i1>Ciudades</i1>: <b1>diez</b1>", "es"),
    ("a < b and C:\\dir", "a < b y C:\\\\dir", "es"),
    ("100% of it", "El 100 % de ello", "es"),
    ("Doors open at 5 p.m.", "Las puertas se abren a las 17:00.", "es"),
    ("From 5:30 pm on, in the hall", "À partir de 17 h 30, dans la salle", "fr"),
    ("10–12 May, Ghent", "10 a 12 de maio, Gent", "pt-PT"),
    ("1,234,567.89 euro in all", "Insgesamt 1.234.567,89 Euro", "de"),
    ("131 cities and 1,250 villages", "131 villes et 1 250 villages", "fr"),
    ("the 21st century", "el siglo XXI", "es"),
    ("Sixty-eight cities answered", "68 Städte haben geantwortet", "de"),
    ("The first meeting is on 22 November", "Das erste Treffen ist am 22.11.", "de"),
    ("On 28 November 2023 at 15:30", "Am 28.11.2023 um 15 Uhr 30", "de"),
    ("On 22/11/2023 in Ghent", "El 22 de noviembre de 2023 en Gante", "es"),
    ("COVID-19 and C4TALENT", "COVID-19 y C4TALENT", "es"),
    ("Until 15 March 2026", "Do 15. ožujka 2026.", "hr"),
    ("URBACT in the city", "URBACT-u w mieście", "pl"),
    ("From Florence to Genoa", "Z Florencji do Genui", "pl"),
    ("Van Firenze", "Z Florencji", "pl"),
    ("City Exchange", "City Exchange", "de"),
    ("Online", "Online", "pl"),
    ("Among others, see example.org", "M.in. zob. example.org", "pl"),
    ("For example the city of Ghent", "T.ex. staden Gent", "sv"),
    ("For example the city of Ghent", "z.b. die Stadt Gent", "de"),
    ("Read example.org today", "今日example.orgを読む", "ja"),
    ("See https://example.org/a today", "今日はhttps://example.org/aをご覧ください", "ja"),
    ("All of it (100%%) by %(name)s", "Tout (cent pour cent) par %(name)s", "fr"),
    ("You receive it of: %(name)s (100%%).", "Sie erhalten es von: %(name)s (100 %%).", "de"),
    ("Doors open at 5 p.m.", "Las puertas se abren a las 17:00", "es"),
    ("Open until 15 March", "Atidaryta iki kovo 15 d.", "lt"),
    ("Towns, villages etc.", "城镇、村庄等", "zh-Hans"),
    ("Every citizen", "Alle Bürger*innen", "de"),
    ("5 *stars*", "5 *estrellas*", "es"),
    ("Tea &amp; coffee", "Té &amp; café", "es"),
    ("Are you ready?", "準備はよろしいですか。", "ja"),
    ("peace in the world,", "pace nel mondo;", "it"),
    ("The HTML page", "صفحة الHTML", "ar"),
    ("See GIAU+S, AT&T and #CitiesAtHeart", "Βλ. GIAU+S, AT&T και #CitiesAtHeart", "el"),
    ("%(label)s: %(value)s", "%(label)s: %(value)s", "el"),
    ("Ten cities look after their old centres", "十个城市照顾老城区", "zh"),
    ("What do cities need today to be cities?", "Τι χρειάζονται οι πόλεις σήμερα για να είναι πόλεις;", "el"),
    ("What do cities need?", "Τι χρειάζονται οι πόλεις\u037e", "el"),
    ("the loss of inhabitants;", "η απώλεια κατοίκων·", "el"),
    ("What do the cities of the network need now?", "Ի՞նչ է հիմա պետք ցանցի քաղաքներին՞", "hy"),
    ("What do the cities need now in winter?", "ماذا تحتاج المدن الآن في الشتاء؟", "ar"),
    ("The city is here.", "城市在这里。", "zh"),
    ("Who came?", "Qui est venu\u202f?", "fr"),
    ("Topics: cities", "Thèmes\u00a0: villes", "fr"),
    ("He says “yes”", "Il dit «\u202foui\u202f»", "fr"),
    ("Who came?", "Qui est venu?", "fr-CH"),
    ("It starts at 10:30, see https://x.eu?a=b", "Début à 10:30, voir https://x.eu?a=b", "fr"),
    ("Let’s Go Circular! is here", "Let’s Go Circular! est là", "fr"),
    ("He says “yes”", "Er sagt „ja“", "de"),
    ("He says “yes”", "On mówi „tak”", "pl"),
    ("One at a time", "Ένα ένα", "el"),
    ("What we know", "Ce que nous nous disons", "fr"),
    ("Transnational meeting %(number)s", "%(number)sη διακρατική συνάντηση", "el"),
    ("The Κρήτη region", "La región de Κρήτη", "es"),
    ("👩🏽‍🚀 and cities", "👩🏽‍🚀 y ciudades", "es"),
    ("Cities want", "شهرها می\u200cخواهند", "fa"),
    (
        "In spring ten cities meet again to talk about the good life in their old centres.",
        "U proljeće se deset gradova ponovno sastaje kako bi razgovarali o dobrom životu u starim središtima.",
        "sr-Latn",
    ),
]


@pytest.mark.parametrize(("source", "target", "locale"), RIGHT)
def test_what_a_language_does_as_it_should_is_left_alone(source: str, target: str, locale: str) -> None:
    assert codes(source, target, locale, glossary=TERMS) == []


OTHERS = {
    "missing-plural-form": "test_a_plural_form_that_lacks_is_told",
    "same-plural-forms": "test_plural_forms_are_those_of_the_language",
    "remark-without-effect": "test_a_remark_that_does_nothing_is_told_with_what_was_meant",
    "different-translations": "test_one_source_with_two_translations_is_said_of_both",
}
"""Checks that a single text can't show, each with its test."""
MODULES = {name for _, name, _ in pkgutil.iter_modules(checks.__path__)} - {
    "blocking", "check", "eastern", "every", "numbers", "spelled"
}  # fmt: skip


def test_a_check_has_a_module_of_its_name_and_is_among_the_checks() -> None:
    assert [check.code for check in CHECKS] == list(dict.fromkeys(check.code for check in CHECKS))
    assert {check.code.replace("-", "_") for check in CHECKS} == MODULES
    for check in CHECKS:
        module = importlib.import_module(f"newsletter.translate.checks.{check.code.replace('-', '_')}")
        assert module.CHECK is check
        assert str(module.__doc__).startswith(f"`{check.code}`: ")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_a_check_is_explained_in_the_guide_and_met_by_a_wrong_text(check: Check) -> None:
    assert check.code in KNOWN, "say in explanations.toml what it means"
    assert check.code in guide(), "add a row to docs/points.md"
    assert check.code in {code for *_, code in WRONG} or OTHERS.get(check.code) in globals(), "add a wrong text"


def test_no_name_of_weblate_dismisses_an_error() -> None:
    assert {check.code for check in CHECKS if check.severity is Severity.ERROR} == set(re.findall(
        r"^\| `([a-z-]+)` \*", (REPOSITORY / "docs/points.md").read_text("utf-8"), re.MULTILINE
    ))  # fmt: skip
    assert not any(check.weblate for check in CHECKS if check.severity is Severity.ERROR)


def guide() -> dict[str, str]:
    """The table of the guide: by code, what it says of Weblate's flags."""
    text = (REPOSITORY / "docs/points.md").read_text("utf-8")
    return dict(re.findall(r"^\| `([a-z-]+)`(?: \*)? \|[^|]*\|([^|]*)\|$", text, re.MULTILINE))


def test_the_guide_says_which_flag_of_weblate_each_finding_has() -> None:
    rows = guide()
    assert set(rows) == {check.code for check in CHECKS}
    for check in CHECKS:
        flags = [f"ignore-{name}" for name in check.weblate]
        row = rows[check.code]
        assert row.split("…")[0].count("`ignore-") == min(len(flags), 1 if "…" in row else len(flags))
        assert all(f"`{flag}`" in row for flag in flags) or row.strip().startswith(f"`{flags[0]}`")


@pytest.mark.parametrize(
    ("targets", "locale", "code"),
    [
        (("%(num)s partner",) * 3, "hr", "same-plural-forms"),
        (("%(num)s Partner", "%(nun)s Partner"), "de", "lost-placeholder"),
    ],
)
def test_plural_forms_are_those_of_the_language(targets: tuple[str, ...], locale: str, code: str) -> None:
    made = entry("%(num)s partner", *targets, plural="%(num)s partners")
    assert [problem.code for problem in translation_problems(made, locale, NO_TERMS)] == [code]


@pytest.mark.parametrize(
    ("comments", "notes", "flags", "message"),
    [
        (["ignore-smae: a street"], [], [], "`ignore-smae` dismisses nothing; the nearest is `ignore-same`"),
        (["ignore-too_long: a name"], [], [], "`ignore-too_long` dismisses nothing; the nearest is `ignore-too-long`"),
        (["ignore-lost-tag: so"], [], [], "`ignore-lost-tag` dismisses nothing; the nearest is `ignore-lost-term`"),
        (["ignore-zzzz: so"], [], [], "`ignore-zzzz` dismisses nothing: no finding is called so"),
        (["ignore-same"], [], [], "`ignore-same` dismisses nothing without a reason: write `# ignore-same: ` and why"),
        (["fuzzy"], [], [], "the note `fuzzy` marks no draft: write `#, fuzzy`, with the comma"),
        (
            ["Fuzzy, python-format"],
            [],
            [],
            "the note `Fuzzy, python-format` marks no draft: write `#, fuzzy`, with the comma",
        ),
        (
            ["fuzzy, max-length:9"],
            [],
            [],
            "the note `fuzzy, max-length:9` marks no draft: write `#, fuzzy`, with the comma",
        ),
        ([], ["fuzzy"], [], "the note `fuzzy` marks no draft: write `#, fuzzy`, with the comma"),
        ([], [], ["fuzy"], "the flag `fuzy` marks no draft: write `#, fuzzy`"),
    ],
)
def test_a_remark_that_does_nothing_is_told_with_what_was_meant(
    comments: list[str], notes: list[str], flags: list[str], message: str
) -> None:
    made = entry("Ten cities meet", "Diez ciudades se reúnen", record=read_lines(tuple(comments)))
    made = replace(made, about=About(notes=tuple(notes)), flags=tuple(flags))
    (problem,) = translation_problems(made, "es", NO_TERMS)
    assert (problem.code, problem.message) == ("remark-without-effect", message)


def test_a_remark_that_works_or_is_a_note_is_left_alone() -> None:
    remarks = ("ignore-same: a street", "ignore-odd-length: so", "I find it fuzzy.", "fuzzy sets are meant")
    made = replace(
        entry("Ten cities meet", "Diez ciudades se reúnen", record=read_lines(remarks)), flags=("ignore-same",)
    )
    assert translation_problems(made, "es", NO_TERMS) == []


def test_a_plural_form_that_lacks_is_told() -> None:
    made = entry("%(num)s partner", "%(num)s partner", "%(num)s partnera", "", plural="%(num)s partners")
    made = replace(made, state=State.MISSING)
    assert [problem.code for problem in translation_problems(made, "hr", NO_TERMS)] == ["missing-plural-form"]


@pytest.mark.parametrize(
    ("targets", "locale"),
    [
        (("%(num)s Partner", "%(num)s Partner"), "de"),
        (("jedan partner", "%(num)s partnera", "%(num)s partnera"), "hr"),
        (("%(num)s partner", "%(num)s partner"), "hu"),
        (("%(num)s partner",), "ja"),
    ],
)
def test_right_plural_forms_are_left_alone(targets: tuple[str, ...], locale: str) -> None:
    assert translation_problems(entry("%(num)s partner", *targets, plural="%(num)s partners"), locale, NO_TERMS) == []


def test_numbers_are_read_in_the_language_of_their_source() -> None:
    spanish = entry("Costó 1.500 euros", "It cost 1,500 euro", notes="paragraph")
    assert translation_problems(replace(spanish, about=About("paragraph", source_locale="es")), "en", NO_TERMS) == []
    assert {problem.code for problem in translation_problems(spanish, "en", NO_TERMS)} == {"changed-number"}


def test_one_source_with_two_translations_is_said_of_both() -> None:
    first, second = entry("Next meeting", "Próxima reunión"), entry("Next meeting", "Reunión siguiente")
    second = replace(second, context="articles/y/body/paragraph")
    heading = replace(entry("Next meeting", "La próxima", notes="heading"), context="articles/z/body/heading")
    found = catalog_problems(Catalog("es", "x.po", (first, second, heading)), NO_TERMS)
    (problem,) = found[second.key]
    assert problem.code == "different-translations"
    assert problem.message == "the same source is `Próxima reunión` in articles/x/body/paragraph"
    assert set(found) == {first.key, second.key}


def test_a_warning_is_dismissed_with_a_reason_and_what_blocks_is_not() -> None:
    made = entry("Read this letter", "Read this letter")
    assert translation_problems(made, "es", NO_TERMS)
    without = replace(made, record=read_lines(("ignore-same: name of a street",)))
    assert translation_problems(without, "es", NO_TERMS) == []
    assert (
        translation_problems(replace(made, record=read_lines(("ignore-same-as-source: a name",))), "es", NO_TERMS) == []
    )
    assert translation_problems(replace(made, record=read_lines(("ignore-same:",))), "es", NO_TERMS), (
        "a reason is wanted"
    )
    assert translation_problems(replace(made, record=read_lines(("ignore-url: other",))), "es", NO_TERMS)
    lost = entry("<b1>x</b1>", "y", record=read_lines(("ignore-lost-tag: it does not matter", "ignore-xml-tags: so")))
    assert is_blocked(lost)
    assert translation_problems(lost, "es", NO_TERMS)


def test_a_dismissal_comes_back_from_the_file_with_weblate_s_flag_beside_it() -> None:
    made = dismissed(entry("Read this letter", "Read this letter"), "same-as-source", "name of a street")
    made = dismissed(made, "other-end-mark", "a slogan")
    made = dismissed(made, "wrong-language", "a quotation")
    assert write_lines(made.record) == (
        "ignore-same: name of a street",
        "ignore-other-end-mark: a slogan",
        "ignore-wrong-language: a quotation",
    )
    assert {"ignore-same", "ignore-end-stop", "ignore-end-question"} <= set(made.flags)
    catalog, problems = parse_catalog(to_bytes(Catalog("es", "x.po", (made,))), "es", "x.po")
    assert problems == []
    assert catalog is not None
    read = catalog.entries[0]
    assert (write_lines(read.record), set(read.flags)) == (write_lines(made.record), {*made.flags})
    assert translation_problems(read, "es", NO_TERMS) == []


@pytest.mark.slow
@settings(deadline=None, max_examples=tries(200))
@given(ANY, ANY, st.sampled_from(["es", "el", "fr", "hy", "ja"]))
def test_checks_stand_any_text_and_errors_are_what_blocks(source: str, target: str, locale: str) -> None:
    made = entry(source, target)
    found = translation_problems(made, locale, TERMS)
    assert is_blocked(made) == any(problem.severity is Severity.ERROR for problem in found)


@pytest.mark.few_quick(2)
@pytest.mark.parametrize("locale", ["de", "el", "en", "es", "fr", "hr", "it", "nl", "pl", "pt-PT"])
def test_the_november_issue_gives_no_false_alarm(locale: str) -> None:
    content, _ = load(REPOSITORY, "2023-11", "en", everything=True)
    issues = [issue for point in content.points if (issue := content.issue_for(point))]
    names = {name for issue in issues for name in names_kept(issue)} | {"URBACT"}
    glossary = glossary_of([catalog(step, "glossary") for step in locales.chain(locale)], names)
    for name in ("2023-11", "chrome", "glossary"):
        assert catalog_problems(catalog(locale, name), glossary) == {}


def catalog(locale: str, name: str) -> Catalog:
    read, problems = read_catalog(Path(REPOSITORY), locale, name)
    assert read is not None, problems
    return read


def test_pseudo_text_is_in_no_language_and_not_told_so() -> None:
    words = "Dit is een lange zin in het Nederlands, die niemand voor een andere taal houdt."
    entry = Translation(
        "articles/a/body/paragraph", "A long sentence that nobody takes for another language.", (words,)
    )
    glossary = Glossary({})
    assert "wrong-language" in {each.code for each in translation_problems(entry, "de", glossary)}
    made = signed(replace(entry, record=read_lines(("from: pseudo 2026-11-24",))))
    assert "wrong-language" not in {each.code for each in translation_problems(made, "de", glossary)}


def test_letters_of_another_script_are_told_with_the_name_of_the_language() -> None:
    assert script_fault("Ten cities", "Diez города", "es") == "`города` is not in the letters of Spanish"
