"""The glossary: which terms stand in a text, what its file says of each, and terms out of a table."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.translate.formats.comments import read_lines
from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.formats.po_writer import to_bytes
from newsletter.translate.glossary import Glossary, Term, glossary_of, names_kept, term_of, with_term
from newsletter.translate.unit import Catalog, State, Translation
from tests.conftest import Sample
from tests.support.po_files import read

FLORENCE = Term("Florence", "Florencia", is_exact_case=True, forms=("Firenze", "Florenz"))
NICE = Term("Nice", "Niza", is_exact_case=True)
URBACT = Term("URBACT", "URBACT", is_read_only=True)
HUB = Term("URBACT Knowledge Hub", "URBACT Knowledge Hub", is_read_only=True)
CENTRE = Term("city centre", "centro urbano", note="not the geometric one")
DOWNTOWN = Term("city centre", "centro ciudad", is_forbidden=True)
RUDE = Term("capital", "capital", is_forbidden=True)


def found(text: str, *terms: Term) -> list[tuple[str, str]]:
    return [(term.source, term.target) for term in Glossary({}, terms).terms_in(text)]


class TestTermsInAText:
    @pytest.mark.parametrize(
        ("text", "terms", "written"),
        [
            ("in the city centre", [CENTRE], ["city centre"]),
            ("City\u00a0Centre first", [CENTRE], ["City\u00a0Centre"]),
            ("two city centres", [CENTRE], []),
            ("Nice is nice", [NICE], ["Nice"]),
            ("from Firenze to Florence", [FLORENCE], ["Florence", "Firenze"]),
            ("Florenza", [FLORENCE], []),
            ("the URBACT Knowledge Hub of URBACT", [URBACT, HUB], ["URBACT Knowledge Hub", "URBACT"]),
            ("the URBACT Knowledge Hub", [URBACT, HUB], ["URBACT Knowledge Hub"]),
            ("Cities@Heart", [Term("Cities@Heart", is_read_only=True), Term("cities", "x")], ["Cities@Heart"]),
            ("Remote\u2011IT", [Term("Remote-IT", is_read_only=True, is_exact_case=True)], ["Remote\u2011IT"]),
            ("L’École et l'école", [Term("l'école", "la escuela")], ["L’École", "l'école"]),
            ("<b1>URBACT</b1>", [URBACT], ["URBACT"]),
            ("ΔΉΜΟΣ Αθηναίων", [Term("δήμος", "municipio")], ["ΔΉΜΟΣ"]),
            ("a+b (c)", [Term("a+b", "x"), Term("(c)", "©")], ["a+b", "(c)"]),
            ("aſide", [Term("aside", "x")], []),
            ("", [URBACT], []),
        ],
    )
    def test_whole_words_are_found_longest_first(self, text: str, terms: list[Term], written: list[str]) -> None:
        assert [term.source for term in Glossary({}, tuple(terms)).terms_in(text)] == written

    def test_a_letter_whose_accent_stands_apart_ends_no_word(self) -> None:
        assert found(unicodedata.normalize("NFD", "Pulà"), Term("Pula", "Pola")) == []

    def test_a_term_comes_once_however_often_it_stands_there(self) -> None:
        assert found("URBACT and URBACT", URBACT) == [("URBACT", "URBACT")]

    def test_what_is_forbidden_comes_beside_what_is_agreed(self) -> None:
        assert found("the city centre", CENTRE, DOWNTOWN) == [
            ("city centre", "centro urbano"),
            ("city centre", "centro ciudad"),
        ]
        assert found("the suburb", CENTRE, DOWNTOWN) == []

    def test_a_word_forbidden_as_itself_is_forbidden_in_every_text(self) -> None:
        assert found("any text", URBACT, RUDE) == [("capital", "capital")]
        assert found("the capital", RUDE) == [("capital", "capital")]

    @given(st.text(max_size=30), st.text(min_size=1, max_size=30).filter(str.strip))
    def test_any_text_is_searched_for_any_term(self, text: str, words: str) -> None:
        for term in Glossary({}, (Term(words, "x"),)).terms_in(text):
            assert term.source in text


def entry(context: str, source: str, target: str, *, comments: str = "", flags: str = "") -> Translation:
    state = State.REVIEWED if target else State.MISSING
    lines = tuple(filter(None, comments.split("\n")))
    return Translation(
        context, source, (target,), state, record=read_lines(lines), flags=tuple(filter(None, flags.split()))
    )


class TestInAFile:
    FILE = """
        # forms: Firenze, Florenz
        msgctxt "name"
        msgid "Florence"
        msgstr "Florencia"

        # read-only
        #, read-only
        msgctxt "term"
        msgid "URBACT"
        msgstr ""

        # not the geometric one
        # reviewed: Ada 2026-11-21
        msgctxt "term"
        msgid "city centre"
        msgstr "centro urbano"

        # forbidden
        #, forbidden
        msgctxt "forbidden"
        msgid "city centre"
        msgstr "centro ciudad"
        """

    def test_names_and_terms_are_read_with_all_that_is_said_of_them(self) -> None:
        glossary = glossary_of([read(self.FILE)])
        assert glossary.terms == (FLORENCE, URBACT, CENTRE, DOWNTOWN)
        assert glossary.names == {"Florence": ("Florencia", State.REVIEWED)}

    @pytest.mark.parametrize("lost", ["# read-only\n", "#, read-only\n", "# forbidden\n", "#, forbidden\n"])
    def test_a_mark_holds_when_another_tool_has_dropped_its_flag_or_comment(self, lost: str) -> None:
        text = self.FILE.replace("        " + lost, "")
        assert text != self.FILE
        assert glossary_of([read(text)]).terms == (FLORENCE, URBACT, CENTRE, DOWNTOWN)

    def test_a_term_that_nobody_has_translated_says_nothing(self) -> None:
        assert glossary_of([read('msgctxt "term"\nmsgid "city lab"\nmsgstr ""\n')]).terms == ()

    def test_the_more_specific_file_of_a_chain_wins(self) -> None:
        nl, be = (
            Catalog(locale, "", (entry("term", "lab", target),)) for locale, target in (("nl", "a"), ("nl-BE", "b"))
        )
        assert [term.target for term in glossary_of([be, nl]).terms] == ["b"]

    def test_a_reviewed_form_of_the_shorter_locale_stands_before_a_draft_of_the_longer(self) -> None:
        nl = Catalog("nl", "", (entry("name", "Genoa", "Genua"),))
        be = Catalog("nl-BE", "", (replace(entry("name", "Genoa", "Genova"), state=State.NEEDS_REVIEW),))
        glossary = glossary_of([be, nl])
        assert glossary.name("Genoa") == ("Genua", State.REVIEWED)
        assert [term.target for term in glossary.terms] == ["Genua"]

    @pytest.mark.parametrize("term", [FLORENCE, URBACT, CENTRE, DOWNTOWN, RUDE])
    def test_a_term_is_written_and_read_again(self, term: Term) -> None:
        context = "name" if term is FLORENCE else "forbidden" if term.is_forbidden else "term"
        made = with_term(Translation(context, term.source, state=State.REVIEWED), term)
        catalog, problems = parse_catalog(to_bytes(Catalog("es", "x.po", (made,))), "es", "x.po")
        assert problems == []
        assert catalog is not None
        assert [term_of(each) for each in catalog.entries] == [term]

    def test_what_people_and_tools_wrote_stays_with_a_changed_term(self) -> None:
        before = entry(
            "term",
            "lab",
            "a",
            comments="from: x 2026-01-01\nan old note\nread-only",
            flags="terminology read-only",
        )
        after = with_term(before, Term("lab", "b", note="a new note"))
        comments = ("from: x 2026-01-01", "a new note")
        assert after == replace(before, targets=("b",), record=read_lines(comments), flags=("terminology",))


class TestNamesKept:
    def test_networks_and_people_are_written_alike_everywhere(self, sample: Sample) -> None:
        content, _ = sample.load()
        issue = content.issue_for("nl")
        assert issue is not None
        assert names_kept(issue) == {"Rivers", "Ada Example"}
        glossary = glossary_of([], names_kept(issue))
        assert [(term.source, term.is_read_only) for term in glossary.terms_in("Ada Example of Rivers, by rivers")] == [
            ("Ada Example", True),
            ("Rivers", True),
        ]

    def test_a_form_in_the_file_wins(self) -> None:
        catalog = Catalog("el", "", (entry("name", "Ada Example", "Άντα Έξαμπλ"),))
        (term,) = glossary_of([catalog], ["Ada Example"]).terms
        assert (term.target, term.is_read_only) == ("Άντα Έξαμπλ", False)
