"""Terms out of a table: into the glossaries whole, or not at all and with the reason at its line."""

import datetime as dt
import json

import pytest

from newsletter.pipeline.translation.terms import Imported, import_terms
from newsletter.problems import Problem
from newsletter.translate.formats.comments import write_lines
from newsletter.translate.formats.po import catalog_file, read_catalog
from newsletter.translate.formats.term_table import read_terms
from newsletter.translate.glossary import Term, glossary_of
from newsletter.translate.unit import Catalog, State
from tests.conftest import Sample, text_of
from tests.support.command_line import run
from tests.support.signing import unsigned

TODAY = dt.date(2026, 11, 24)
KNOWN = ["en", "nl", "nl-BE"]
TABLE = """
    term,nl,nl-BE,translate,forbidden,exact-case,kind,forms,note
    URBACT,,,no,,yes,,,
    city centre,stadshart,stadscentrum,,,,,,"where people shop, and meet"
    city centre,binnenstad,,,yes,,,,
    Florence,Florence,,,,,name,Firenze; Florenz,
    """
CENTRE = Term("city centre", "stadshart", note="where people shop, and meet")
FLORENCE = Term("Florence", "Florence", is_exact_case=True, forms=("Firenze", "Florenz"))


def put(sample: Sample, table: str, by: str = "", dry_run: bool = False) -> tuple[list[Imported], list[Problem]]:
    data = text_of(table).encode()
    return import_terms(sample.project(), KNOWN, data, "terms.csv", by=by, today=TODAY, dry_run=dry_run)


def held(sample: Sample, locale: str = "nl") -> Catalog:
    catalog, problems = read_catalog(sample.root, locale, "glossary")
    assert problems == []
    assert catalog is not None
    return catalog


class TestImport:
    def test_each_locale_gets_its_terms(self, sample: Sample) -> None:
        reports, problems = put(sample, TABLE)
        assert problems == []
        assert [(report.locale, report.new) for report in reports] == [
            ("nl", ("URBACT", "city centre", "city centre", "Florence")),
            ("nl-BE", ("URBACT", "city centre")),
        ]
        assert glossary_of([held(sample)]).terms == (
            Term("URBACT", "URBACT", is_read_only=True, is_exact_case=True),
            CENTRE,
            Term("city centre", "binnenstad", is_forbidden=True),
            FLORENCE,
        )
        assert {entry.state for entry in held(sample).entries} == {State.NEEDS_REVIEW}

    def test_whoever_has_read_the_table_reviews_its_terms(self, sample: Sample) -> None:
        put(sample, TABLE)
        reports, _ = put(sample, TABLE, by="Ada")
        assert [len(report.changed) for report in reports] == [4, 2]
        assert {unsigned(write_lines(entry.record))[-1] for entry in held(sample).entries} == {
            "reviewed: Ada 2026-11-24"
        }
        reports, _ = put(sample, TABLE)
        assert [(report.new, report.changed, report.same) for report in reports] == [((), (), 4), ((), (), 2)]
        assert {entry.state for entry in held(sample).entries} == {State.REVIEWED}, "the same again changes nothing"

    def test_a_translation_that_is_replaced_stays_as_a_comment(self, sample: Sample) -> None:
        put(sample, TABLE, by="Ada")
        reports, _ = put(sample, "term;nl\ncity centre;centrum\n")
        assert reports[0].changed == ("city centre",)
        (entry,) = (each for each in held(sample).entries if each.key == ("term", "city centre"))
        assert (entry.target, entry.state) == ("centrum", State.NEEDS_REVIEW)
        assert write_lines(entry.record) == ("was: stadshart",)

    def test_what_the_table_lacks_is_left_alone(self, sample: Sample) -> None:
        put(sample, TABLE)
        before = held(sample).entries
        put(sample, "term,nl\nmarket,markt\n")
        assert held(sample).entries[: len(before)] == before

    def test_a_dry_run_says_the_same_and_writes_nothing(self, sample: Sample) -> None:
        reports, _ = put(sample, TABLE, dry_run=True)
        assert not (sample.root / "locales").exists()
        assert put(sample, TABLE)[0] == reports

    def test_a_table_with_a_fault_changes_nothing(self, sample: Sample) -> None:
        reports, problems = put(sample, "term,nl\nmarket,markt\nbridge,=B2\n")
        assert (reports, [problem.code for problem in problems]) == ([], ["formula-cell"])
        assert not (sample.root / "locales").exists()

    def test_a_broken_glossary_is_left_alone(self, sample: Sample) -> None:
        sample.write(catalog_file("nl-BE", "glossary"), 'msgid "a\n')
        reports, problems = put(sample, TABLE)
        assert (reports, [problem.code for problem in problems]) == ([], ["broken-po"])
        assert not (sample.root / catalog_file("nl", "glossary")).exists()


class TestTable:
    @pytest.mark.parametrize(
        ("table", "code", "line"),
        [
            ("term,nl\n,markt\n", "wrong-cell", 2),
            ("term,nl,translate\nURBACT,,perhaps\n", "wrong-cell", 2),
            ("term,nl,kind\nURBACT,x,city\n", "wrong-cell", 2),
            ("term,nl,translate,forbidden\nURBACT,,no,yes\n", "wrong-cell", 2),
            ("term,nl\na,b\n\nbridge,=B2\n", "formula-cell", 4),
            ("term,nl\nbridge,@SUM(A1)\n", "formula-cell", 2),
            ("term,nl\nbridge,#REF!\n", "formula-cell", 2),
            ("term,nl\n=A1,brug\n", "formula-cell", 2),
            ("term,dutch\nbridge,brug\n", "unknown-column", 1),
            ("words,nl\nbridge,brug\n", "unknown-column", 1),
            ("", "unknown-column", 1),
            ("term,nl,nl\na,b,c\n", "duplicate-entry", 1),
            ("term,nl\na,b\n\na,c\n", "duplicate-entry", 4),
            ("term,nl\na,b, c\n", "broken-table", 2),
            ('term,nl\na,"b"c\n', "broken-table", 2),
            ("term,nl\na,b\u200b\u202e\n", "forbidden-character", 2),
        ],
    )
    def test_a_fault_is_said_at_its_line(self, table: str, code: str, line: int) -> None:
        found, problems = read_terms(table.encode(), "terms.csv", KNOWN)
        assert found == []
        assert [(p.code, p.location.line if p.location else 0) for p in problems][:1] == [(code, line)]

    def test_every_fault_is_said_at_once(self) -> None:
        _, problems = read_terms(b"term,nl\n,x\nb,=B2\n", "terms.csv", KNOWN)
        assert [problem.code for problem in problems] == ["wrong-cell", "formula-cell"]

    @pytest.mark.parametrize("data", ["term,nl\nécole,x\n".encode("latin-1"), "term,nl\na,b\n".encode("utf-16")])
    def test_another_encoding_is_said(self, data: bytes) -> None:
        found, (problem,) = read_terms(data, "terms.csv", KNOWN)
        assert (found, problem.code) == ([], "not-utf-8")

    @pytest.mark.parametrize(
        "data",
        [
            b"term,nl\nbridge,brug\n",
            b"\xef\xbb\xbfTerm;NL\r\nbridge;brug\r\n",
            b"term\tnl\nbridge\tbrug",
            b'"term","nl"\n"bridge"," brug "\n\n,\n',
        ],
    )
    def test_what_spreadsheets_export_is_read(self, data: bytes) -> None:
        found, problems = read_terms(data, "terms.csv", KNOWN)
        assert problems == []
        assert [(each.locale, each.term, each.line) for each in found] == [("nl", Term("bridge", "brug"), 2)]

    def test_a_cell_of_several_lines_counts_for_the_next_ones(self) -> None:
        _, (problem,) = read_terms(b'term,nl,note\na,b,"one\ntwo"\nc,=D1,\n', "terms.csv", KNOWN)
        assert problem.location is not None
        assert problem.location.line == 4

    def test_a_name_that_begins_with_a_sign_is_no_formula(self) -> None:
        found, problems = read_terms(b"term,nl,translate\n+CityxChange,,no\n@Heart,,no\n", "terms.csv", KNOWN)
        assert problems == []
        assert [each.term.target for each in found] == ["+CityxChange", "@Heart"]


def test_the_command_imports_and_lists(sample: Sample) -> None:
    table = str(sample.write("terms.csv", TABLE))
    dry = run(sample, "glossary", "import", table, "--dry-run")
    assert (dry.exit_code, dry.stdout.splitlines()[-1]) == (0, "Nothing was written.")
    assert "  + city centre" in dry.stdout
    done = json.loads(run(sample, "glossary", "import", table, "--by", "Ada", "--json").stdout)
    assert [(each["locale"], len(each["new"])) for each in done["glossaries"]] == [("nl", 4), ("nl-BE", 2)]
    listed = run(sample, "glossary", "list", "--locale", "nl").stdout
    assert listed.splitlines() == [
        "Ada Example → never translated",
        "city centre → stadshart  # where people shop, and meet",
        "city centre → never binnenstad",
        "Florence → Florence  (also Firenze, Florenz)",
        "Rivers → never translated",
        "URBACT → never translated",
        "",
        "6 terms in nl.",
    ]
    rows = json.loads(run(sample, "glossary", "list", "--locale", "nl-BE", "--json").stdout)["terms"]
    assert [row["translation"] for row in rows if row["term"] == "city centre"] == ["stadscentrum", "binnenstad"]
    assert run(sample, "glossary", "list", "--locale", "xx").exit_code == 2
    sample.write("wrong.csv", "term,nl\na,=B2\n")
    assert run(sample, "glossary", "import", str(sample.root / "wrong.csv")).exit_code == 1


def test_a_table_without_a_language_says_so() -> None:
    terms, (problem,) = read_terms(b"term,translate\nURBACT,no\n", "terms.csv", KNOWN)
    assert terms == []
    assert (problem.code, problem.location.line if problem.location else 0) == ("unknown-column", 1)
    assert problem.message == "the table has no column for a language, so nothing of it would be used"
    assert problem.hint == "write `term,en,nl` into its first line; there are: en, nl, nl-BE"


def test_a_fault_of_an_article_is_no_matter_of_terms(sample: Sample) -> None:
    article = next((sample.root / "issues").rglob("articles/*.md"))
    article.write_text("---\ntitle: [\n---\n", "utf-8")
    table = sample.root / "terms.csv"
    table.write_text("term,nl\nmarket,markt\n", "utf-8")
    result = run(sample, "glossary", "import", str(table))
    assert result.exit_code == 0, result.output
    assert held(sample).entries[0].target == "markt"
