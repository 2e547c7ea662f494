"""What editors and translators get wrong, and what they are told: which fault, at which line and column, what to do."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.content.markdown import parse
from newsletter.content.reading import read_article, read_yaml
from newsletter.content.theme import read_theme
from newsletter.files import decode
from newsletter.pipeline.catalogs import Catalogs
from newsletter.problems import Problem, Severity, as_text, has_errors, ordered
from newsletter.settings.project import read_settings
from newsletter.toml_text import read_toml
from newsletter.translate.checks.blocking import blocking_problems
from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.formats.po_writer import to_bytes
from newsletter.translate.unit import Translation
from tests.conftest import FILES, Sample, text_of
from tests.support.trying import tries

SETTINGS = "newsletter.toml"
THEME = "templates/theme.toml"
ISSUE = "issues/2024-01/issue.yaml"
OVERLAY = "issues/2024-01/points/nl.yaml"
BRIDGES = "issues/articles/bridges.md"
MARKETS = "issues/articles/markets.md"
RIVERS = "issues/networks/rivers.yaml"
EU = "issues/points/eu.yaml"
NL = "issues/points/nl.yaml"
CATALOG = "locales/nl/LC_MESSAGES/2024-01.po"


@dataclass(frozen=True)
class Wrong:
    """One mistake: what was replaced by what in a file, or what the file was replaced by; and what is found there."""

    says: str
    file: str
    old: str
    new: str | bytes
    code: str
    at: str
    hint: str = ""
    is_error: bool = True


def edit(says: str, file: str, old: str, new: str, code: str, at: str, hint: str = "") -> Wrong:
    return Wrong(says, file, old, new, code, at, hint)


def file(says: str, name: str, new: str | bytes, code: str, at: str, hint: str = "", *, is_error: bool = True) -> Wrong:
    return Wrong(says, name, "", new, code, at, hint, is_error)


def warned(says: str, file: str, old: str, new: str, code: str, at: str, hint: str = "") -> Wrong:
    return Wrong(says, file, old, new, code, at, hint, is_error=False)


def apply(wrong: Wrong, sample: Sample) -> None:
    if wrong.old:
        assert isinstance(wrong.new, str)
        sample.edit(wrong.file, wrong.old, wrong.new)
    else:
        sample.write(wrong.file, wrong.new)


def problems(sample: Sample, file: str) -> list[Problem]:
    """What reading the project finds, in the stage that reads this file."""
    if file == SETTINGS:
        return read_settings(sample.root, {})[1]
    if file == THEME:
        return read_theme(sample.root)[1]
    if file.endswith(".po"):
        catalogs = Catalogs(sample.project(), "2024-01")
        catalogs.one("nl", Path(file).stem)
        return catalogs.problems
    return sample.load()[1]


def check(wrong: Wrong, sample: Sample) -> None:
    apply(wrong, sample)
    found = problems(sample, wrong.file)
    at = wrong.file + (f":{wrong.at}" if wrong.at else "")
    assert [(problem.code, str(problem.location)) for problem in found] == [(wrong.code, at)], as_text(found)
    assert found[0].severity is (Severity.ERROR if wrong.is_error else Severity.WARNING)
    if wrong.hint:
        assert found[0].hint == wrong.hint


def each(*cases: Wrong) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("wrong", cases, ids=lambda wrong: wrong.says)


def test_the_sample_itself_is_right(sample: Sample) -> None:
    assert [problems(sample, file) for file in (SETTINGS, THEME, ISSUE, CATALOG)] == [[], [], [], []]


IN_QUOTES = "put the text in quotes"
WRITE_OUT = "write the value out, or put the text in quotes"


@each(
    edit("a key stands twice", ISSUE, "preheader:", "subject: Again\npreheader:", "duplicate-key", "3:1",
         "keep one of them"),
    edit("a key stands twice, and the first one counts", MARKETS, "topics: [Economie]",
         "topics: [Economie]\ntopics: 5", "duplicate-key", "7:1"),
    edit("an anchor before a text", ISSUE, "subject: A", "subject: &first A", "yaml-anchor", "2:10", WRITE_OUT),
    edit("an anchor before a key", ISSUE, "subject: A", "&first subject: A", "yaml-anchor", "2:1", WRITE_OUT),
    edit("an alias instead of a text", ISSUE, "subject: A small issue", "subject: *first", "yaml-anchor", "2:10",
         WRITE_OUT),
    edit("a tag that would run a program", ISSUE, "subject: A", "subject: !!python/object:os.system A", "yaml-tag",
         "2:10", "take the tag away, or put the text in quotes"),
    edit("a tag of a prefix that nobody declared", ISSUE, "subject: A", "subject: !a!b A", "broken-yaml", "2:10",
         IN_QUOTES),
    edit("a tab for an indent", ISSUE, "  - lead: bridges", "\t- lead: bridges", "broken-yaml", "5:1",
         "indent with spaces"),
    edit("a quotation mark that does not end", ISSUE, "subject: A small issue", 'subject: "A small issue',
         "broken-yaml", "2:10", "close the quotation mark"),
    edit("a bracket that does not end", ISSUE, "[rivers]", "[rivers", "broken-yaml", "6:15",
         "write the `]`, or put the text in quotes"),
    edit("a brace that does not end", RIVERS, "{country: BA}", "{country: BA", "broken-yaml", "7:5",
         "write the `}`, or put the text in quotes"),
    edit("a comma that is missing in a list", NL, "[nl, nl-BE]", "['nl' 'nl-BE']", "broken-yaml", "2:16",
         "or put the text in quotes"),
    edit("a colon in a text without quotes", ISSUE, "A small issue", "A small issue: the first", "broken-yaml",
         "2:23", IN_QUOTES),
    edit("a key without a colon", ISSUE, "subject: A", "subject A", "broken-yaml", "2:1",
         "write `key: value`, a space after the colon"),
    edit("a key without a space after its colon", ISSUE, "subject: A", "subject:A", "broken-yaml", "2:1",
         "write `key: value`, a space after the colon"),
    edit("a text that begins with an at sign", ISSUE, "A small issue", "@home in Europe", "broken-yaml", "2:10",
         IN_QUOTES),
    edit("a text that begins with an asterisk", ISSUE, "A small issue", "*new* issue", "broken-yaml", "2:10",
         IN_QUOTES),
    edit("a list that begins on the line of its key", ISSUE, "subject: A", "subject: - A", "broken-yaml", "2:10",
         "begin it on a line of its own, or put the text in quotes"),
    edit("a key that is not below its neighbours", ISSUE, "    heading: A network", "   heading: A network",
         "broken-yaml", "7:4", "put it below its neighbours"),
    edit("a backslash that begins no escape", ISSUE, "A small issue", r'"A \small issue"', "broken-yaml", "2:13",
         "write it twice, or use single quotes"),
    edit("a list as a key", ISSUE, "subject: A", "? [a, b]\n: A", "wrong-type", "2:3"),
    file("a second document", ISSUE, "date: 2024-01-16\n---\nsubject: Another\n", "two-documents", "2:1", "keep one"),
    file("a list instead of keys", ISSUE, "- date: 2024-01-16\n", "wrong-type", "1:1",
         "write `key: value`, one a line"),
    file("a text instead of keys", RIVERS, "Rivers\n", "wrong-type", "1:1"),
    file("an empty file", ISSUE, "", "wrong-type", "1:1"),
    file("nothing but a comment", NL, "# Our point\n", "wrong-type", "1:1"),
    edit("git's marks of a conflict", ISSUE, "subject: A small issue",
         "<<<<<<< HEAD\nsubject: A\n=======\nsubject: B\n>>>>>>> other", "merge-conflict", "2:1"),
)  # fmt: skip
def test_what_breaks_yaml_is_told_where_it_begins(wrong: Wrong, sample: Sample) -> None:
    check(wrong, sample)


@each(
    edit("in an issue", ISSUE, "preheader:", "preheadr:", "unknown-key", "3:1", "the nearest is `preheader`"),
    edit("in a section", ISSUE, "    heading: News", "    headding: News", "unknown-key", "9:5",
         "the nearest is `heading`"),
    edit("in an overlay", OVERLAY, "note:", "notes:", "unknown-key", "1:1", "the nearest is `note`"),
    file("in an addition", OVERLAY, "add:\n  - articles: [markets]\n    befor: networks\n    id: x\nomit: [markets]\n",
         "unknown-key", "3:5", "the nearest is `before`"),
    edit("in an article", BRIDGES, "summary:", "sumary:", "unknown-key", "4:1", "the nearest is `summary`"),
    edit("in a picture", BRIDGES, "  alt:", "  alt-text:", "unknown-key", "7:3", "here this is called `alt`"),
    edit("in an event", MARKETS, "  place:", "  places:", "unknown-key", "11:3", "the nearest is `place`"),
    edit("in a programme", MARKETS, "        text:", "        texts:", "unknown-key", "19:9", "the nearest is `text`"),
    edit("in a person", MARKETS, "[Ada Example]", "[{name: Ada, roll: Host}]", "unknown-key", "20:30",
         "the nearest is `role`"),
    edit("in a network, with an underscore", RIVERS, "lead-partner:", "lead_partner:", "unknown-key", "4:1",
         "the nearest is `lead-partner`"),
    edit("in a partner", RIVERS, "{name: Genoa, country: IT}", "{name: Genoa, contry: IT}", "unknown-key", "4:29",
         "the nearest is `country`"),
    edit("in a point", EU, "website:", "web-site:", "unknown-key", "7:1", "the nearest is `website`"),
    edit("in a point's pages", EU, "website: https://example.org",
         "website: https://example.org\nsocial: {mastodon: https://example.org/@eu}", "unknown-key", "8:10",
         "there are: `facebook`, `x`, `linkedin`, `instagram`, `youtube`"),
    edit("that only loading sets, in an issue", ISSUE, "date:", "'@slug': x\ndate:", "unknown-key", "1:1",
         "take it out"),
    edit("that only loading sets, in a section", ISSUE, "  - lead: bridges", "  - lead: bridges\n    '@at': x",
         "unknown-key", "6:5", "take it out"),
    edit("in newsletter.toml", SETTINGS, "source_locale", "source-locale", "unknown-key", "2:1",
         "the nearest is `source_locale`"),
    edit("in theme.toml", THEME, "radius = 3", "radious = 3", "unknown-key", "3:1", "the nearest is `radius`"),
    edit("as a table in theme.toml", THEME, "[dark]", "[darkk]", "unknown-key", "19:2", "the nearest is `dark`"),
)  # fmt: skip
def test_an_unknown_key_is_told_with_the_nearest_one(wrong: Wrong, sample: Sample) -> None:
    check(wrong, sample)


TEXT_ABOVE = "write something here, or take it out"
DAY = "a date is written year-month-day: 2023-11-21"
HOUR = "a time is written with two digits each: 09:30"


@each(
    edit("a number where a text is needed", ISSUE, "A small issue", "1.10", "wrong-type", "2:10",
         'put quotes around it: "1.10"'),
    edit("a year where a title is needed", BRIDGES, "Bridges over the river", "2024", "wrong-type", "3:8",
         'put quotes around it: "2024"'),
    edit("a number with more digits than a computer counts", BRIDGES, "Bridges over the river", "9" * 30,
         "wrong-type", "3:8", f'put quotes around it: "{"9" * 30}"'),
    edit("a truth value where a text is needed", ISSUE, "A small issue", "True", "wrong-type", "2:10",
         'put quotes around it: "True"'),
    edit("a list where a text is needed", ISSUE, "A small issue", "[A, small, issue]", "wrong-type", "2:10"),
    edit("keys where a text is needed", ISSUE, "A small issue", "{a: b}", "wrong-type", "2:10"),
    edit("a text where keys are needed", BRIDGES, "image:\n  src: bridge.png\n  alt: Illustration of a bridge",
         "image: bridge.png", "wrong-type", "5:8", "write its keys, each with a value: `src: …`, `alt: …`"),
    edit("a name where a section is needed", ISSUE, "  - lead: bridges", "  - bridges", "wrong-type", "5:5"),
    edit("a list where one name is needed", ISSUE, "lead: bridges", "lead: [bridges]", "wrong-type", "5:11"),
    edit("`yes` where a truth value is needed", MARKETS, "  place: Gent", "  online: yes", "wrong-type", "11:11"),
    edit("a word where a number is needed", RIVERS, "number: 1", "number: one", "wrong-type", "10:35"),
    edit("a number that is too large", RIVERS, "number: 1", "number: 100", "out-of-range", "10:35"),
    edit("a word that is none of a few", RIVERS, "kind: transnational", "kind: transnatonal", "unknown-value",
         "10:12", "the nearest is `transnational`"),
    edit("a word that is like none of a few", RIVERS, "kind: transnational", "kind: dinner", "unknown-value", "10:12",
         "one of: `kick-off`, `transnational`, `final`"),
    edit("nothing after the colon", ISSUE, "subject: A small issue", "subject:", "empty-value", "2:9", TEXT_ABOVE),
    edit("nothing between the quotes", ISSUE, "A small issue", "''", "empty-value", "2:10", TEXT_ABOVE),
    edit("nothing but spaces", ISSUE, "A small issue", "'   '", "empty-value", "2:10", TEXT_ABOVE),
    edit("nothing that is seen", ISSUE, "A small issue", '"\\u200B \\uFEFF"', "empty-value", "2:10", TEXT_ABOVE),
    edit("a soft hyphen alone", ISSUE, "A small issue", '"\\u00AD"', "empty-value", "2:10", TEXT_ABOVE),
    edit("the empty sign of Braille and a filler", ISSUE, "A small issue", '"\\u2800 \\u3164\\uFE0F"', "empty-value",
         "2:10", TEXT_ABOVE),
    edit("a note that nobody sees", OVERLAY, "note: Een groet.", 'note: "\\u2060\\u00AD"', "empty-value", "1:7",
         TEXT_ABOVE),
    edit("nothing after the dash", ISSUE, "  - lead: bridges", "  -", "empty-value", "5:4", TEXT_ABOVE),
    edit("no words that stand for a picture", BRIDGES, "alt: Illustration of a bridge", 'alt: ""', "empty-value",
         "7:8", TEXT_ABOVE),
    edit("a point without a locale", NL, "[nl, nl-BE]", "[]", "empty-value", "2:10", TEXT_ABOVE),
    edit("an issue without a section", ISSUE, FILES[ISSUE].partition("sections:\n")[2].replace("        ", ""), "",
         "empty-value", "4:10", TEXT_ABOVE),
    edit("a note without a word", OVERLAY, "note: Een groet.", "note: ' '", "empty-value", "1:7", TEXT_ABOVE),
    edit("an issue without a date", ISSUE, "date: 2024-01-16\n", "", "missing-key", "1:1", "add a line `date: …`"),
    edit("a picture without its words", BRIDGES, "  alt: Illustration of a bridge\n", "", "missing-key", "6:3",
         "add a line `alt: …`"),
    edit("a partner without a country", RIVERS, "{name: Ghent, country: BE}", "{name: Ghent}", "missing-key", "6:5",
         "add a line `country: …`"),
    edit("a person without a name", MARKETS, "[Ada Example]", "[{role: Host}]", "missing-key", "20:18",
         "add a line `name: …`"),
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_told_at_its_column(wrong: Wrong, sample: Sample) -> None:
    check(wrong, sample)


@each(
    edit("a day that no year has", ISSUE, "2024-01-16", "2023-02-30", "broken-date", "1:7", DAY),
    edit("a date that is another one elsewhere", ISSUE, "2024-01-16", "01/02/2024", "broken-date", "1:7",
         "write the year first: 2024-01-02 or 2024-02-01"),
    edit("a month that is another one elsewhere", ISSUE, "2024-01-16", "1 listopad 2024", "broken-date", "1:7",
         "write the year first: 2024-10-01 or 2024-11-01"),
    edit("a year alone", ISSUE, "2024-01-16", "2023", "broken-date", "1:7", DAY),
    edit("a date with a time", ISSUE, "2024-01-16", "2024-01-16 10:00", "broken-date", "1:7",
         "a day stands alone here, as in 2023-11-21: hours belong to an event, a meeting, the agenda or the text"),
    edit("a date in the digits of another script", ISSUE, "2024-01-16", "٢٠٢٤-01-16", "broken-date", "1:7", DAY),
    edit("an hour that no day has", MARKETS, "end: 09:30", "end: 25:00", "broken-time", "18:14", HOUR),
    edit("a time with one digit of minutes", MARKETS, "end: 09:30", "end: 9.3", "broken-time", "18:14", HOUR),
    edit("noon or midnight", MARKETS, "end: 09:30", "end: 12 am", "broken-time", "18:14", HOUR),
    edit("a time without a colon", MARKETS, "end: 09:30", "end: 0930", "broken-time", "18:14", HOUR),
    edit("an event that ends before it begins", MARKETS, "end: 2024-02-02", "end: 2024-01-31", "end-before-start",
         "10:8", "look at both, one of them is mistyped"),
    edit("a programme's entry that ends when it begins", MARKETS, "end: 09:30", "end: 09:00", "end-before-start",
         "18:14"),
    edit("a meeting that ends before it begins", RIVERS, "end: 2024-03-06", "end: 2023-03-06", "end-before-start",
         "10:62"),
    edit("an event without a place", MARKETS, "  place: Gent\n", "", "event-without-place", "8:3",
         "give `place` (and `country`), or `online: true`"),
    edit("a meeting without a country", RIVERS, ", place: Ghent, country: BE}", ", place: Ghent}",
         "event-without-place", "10:5"),
)  # fmt: skip
def test_dates_and_times_are_read_in_one_way_only(wrong: Wrong, sample: Sample) -> None:
    check(wrong, sample)


A_TAG = "write a BCP 47 tag such as `nl` or `pt-PT`"
AN_ADDRESS = "write it as name@example.org, without the name of its owner"


@each(
    edit("an address without a domain", EU, "eu@news.example.org", "eu@news", "bad-address", "3:36", AN_ADDRESS),
    edit("an address with its owner's name", EU, "eu@example.org", "Secretariat <eu@example.org>", "bad-address",
         "4:11", AN_ADDRESS),
    edit("an address with a header behind it", EU, "eu@example.org", r'"eu@example.org\nBcc: all@example.org"',
         "bad-address", "4:11"),
    edit("an address with two dots", EU, "eu@example.org", "eu@example..org", "bad-address", "4:11"),
    edit("an address with an umlaut", EU, "eu@example.org", "büro@example.org", "bad-address", "4:11"),
    edit("an address longer than any", EU, "eu@example.org", "e" * 65 + "@example.org", "bad-address", "4:11"),
    edit("Greece as the Union writes it", RIVERS, "country: IT", "country: EL", "unknown-country", "4:38",
         "write `GR`"),
    edit("Britain as it calls itself", EU, "country: EU", "country: UK", "unknown-country", "1:10", "write `GB`"),
    edit("a country in small letters", RIVERS, "country: IT", "country: it", "unknown-country", "4:38", "write `IT`"),
    edit("a country by its name", EU, "country: EU", "country: Spain", "unknown-country", "1:10",
         "write `ES`"),
    edit("a time zone with a slip", EU, "Europe/Paris", "Europe/Pariss", "unknown-time-zone", "6:12",
         "the nearest is `Europe/Paris`"),
    edit("a time zone that leads out of its folder", EU, "Europe/Paris", "../../etc/passwd", "unknown-time-zone",
         "6:12"),
    edit("a time zone that is like none", EU, "Europe/Paris", "x" * 5000, "unknown-time-zone", "6:12",
         "write an IANA name such as `Europe/Madrid`"),
    edit("a locale with an underscore", NL, "nl-BE", "pt_PT", "unknown-locale", "2:15", "write `pt-PT`"),
    edit("a locale in capital letters", NL, "nl-BE", "NL-be", "unknown-locale", "2:15", "write `nl-BE`"),
    edit("a locale that nobody speaks", MARKETS, "locale: nl", "locale: xx", "unknown-locale", "2:9", A_TAG),
    edit("a language by its name", MARKETS, "locale: nl", "locale: Dutch", "unknown-locale", "2:9", "write `nl`"),
    edit("a locale twice", NL, "[nl, nl-BE]", "[nl, nl]", "listed-twice", "2:15", "take one of them out"),
    edit("a web site without https", NL, "https://example.org", "example.org", "unsafe-link", "7:10",
         "write the whole address, with https://"),
    edit("a web site that runs a program", NL, "https://example.org", "javascript:alert(1)", "unsafe-link", "7:10"),
    edit("an article's link to a folder", MARKETS, "from: nl", "link: /markets", "unsafe-link", "5:7"),
)  # fmt: skip
def test_what_a_point_says_of_itself_can_be_used(wrong: Wrong, sample: Sample) -> None:
    check(wrong, sample)


INVISIBLE = "it is invisible: delete it and type the text around it anew"


@pytest.mark.few_quick(8)
@each(
    file("a byte that is not UTF-8", ISSUE, b"date: 2024-01-16\nsubject: caf\xe9\n", "not-utf-8", "2:13",
         "save the file as UTF-8"),
    file("a byte that is not UTF-8, after a mark of byte order", ISSUE, b"\xef\xbb\xbfdate: \xe9\n", "not-utf-8",
         "1:7"),
    file("a byte that is not UTF-8, below line ends of Windows and old Macs", ISSUE, b"a: b\r\nc: d\re: f\xff",
         "not-utf-8", "3:5"),
    file("UTF-16", NL, "country: NL".encode("utf-16"), "not-utf-8", "1:1"),
    file("a NUL", ISSUE, b"date: 2024-01-16\nsubject: A\x00B\n", "nul-character", "2:11", "is it really a text file?"),
    edit("a control character", ISSUE, "A small", "A \x07small", "forbidden-character", "2:12", INVISIBLE),
    edit("a character that turns the reading order", ISSUE, "A small", "A \u202esmall", "forbidden-character", "2:12",
         INVISIBLE),
    edit("a line separator that only YAML takes for one", ISSUE, "A small", "A\u2028small", "forbidden-character",
         "2:11", INVISIBLE),
    edit("a non-character that rendering uses for itself", MARKETS, "De markt is terug in", "De \ufdd0markt is in",
         "forbidden-character", "23:4", INVISIBLE),
    edit("an escape of such a character", ISSUE, "A small issue", r'"A \u202esmall issue"', "forbidden-character",
         "2:10", "take the escape out"),
    edit("an escape of such a character in a key", ISSUE, "preheader: Two", r'"a\e[31m": x' + "\npreheader: Two",
         "forbidden-character", "3:1", "take the escape out"),
    edit("the mark of a personal part", ISSUE, "A small", "A @@leave@@ small", "reserved-text", "2:12",
         "write it another way"),
    edit("the mark of a personal part in an article", MARKETS, "De markt is terug in", "Klik @@leave@@ in",
         "reserved-text", "23:6"),
    edit("the mark of a personal part, escaped", ISSUE, "A small issue", r'"A \x40@leave@@"', "forbidden-character",
         "2:10"),
    edit("the mark of a personal part, in entities", MARKETS, "De markt is terug in", "Klik &#64;&#64;leave&#64;&#64;",
         "forbidden-character", "23:6", "write the text without it"),
    edit("the mark of a personal part, behind a backslash", MARKETS, "De markt is terug in", r"Klik @\@leave@@",
         "forbidden-character", "23:1"),
    edit("the mark of a personal part in an address", MARKETS, "De markt is terug in",
         "[x](https://example.org/&#64;&#64;leave&#64;&#64;)", "forbidden-character", "23:25"),
    edit("the mark of a personal part in the brand", THEME, '"URBACT"', '"@@leave@@"', "reserved-text", "2:13"),
    edit("an escape in the brand", THEME, '"URBACT"', r'"URB\u202eACT"', "forbidden-character", "2:12"),
    file("a file of more than a megabyte", BRIDGES, b"a" * 1_000_001, "file-too-large", ""),
    file("sixty thousand values", RIVERS, "partners: [" + "a," * 60_000 + "]\n", "file-too-large", "1:100008"),
    edit("values nested deep", ISSUE, "  - lead: bridges", "  - lead: " + "[" * 60 + "]" * 60, "nested-too-deep",
         "5:49"),
)  # fmt: skip
def test_bytes_and_characters_that_no_text_may_hold(wrong: Wrong, sample: Sample) -> None:
    check(wrong, sample)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "&a [", "!t ["])
def test_a_hundred_thousand_values_in_each_other_are_refused_at_once(sample: Sample, opening: str) -> None:
    sample.write(ISSUE, "date: 2024-01-16\nsections:\n  " + opening * 100_000 + "\n")
    begin = time.process_time()
    found = problems(sample, ISSUE)
    assert time.process_time() - begin < 2, "seconds of our own processor time"
    assert "nested-too-deep" in {problem.code for problem in found}
    assert {problem.location.line for problem in found if problem.location} == {3}


@each(
    file("no front matter", MARKETS, "De markt is terug.\n", "no-front-matter", "1:1",
         "begin with a line `---`, the keys of the article, and another line `---`"),
    file("an empty line before it", MARKETS, b"\n---\ntitle: x\nsummary: y\n---\nz\n", "no-front-matter", "1:1",
         "take out the empty lines above"),
    file("an empty file", MARKETS, "", "no-front-matter", "1:1"),
    file("front matter that does not end", MARKETS, "---\ntitle: Markten\n", "no-front-matter", "1:1",
         "put a line `---` between the keys and the text"),
    file("front matter without a key", MARKETS, "---\n---\n\nDe markt is terug.\n", "wrong-type", "1:1"),
    file("front matter that is a list", MARKETS, "---\n- title\n---\n", "wrong-type", "1:1"),
    edit("a fault in it is counted from the top of the file", MARKETS, "Markten in de stad", "Markten: de stad",
         "broken-yaml", "3:15", IN_QUOTES),
    edit("a quotation mark that does not end before the text", MARKETS, "Markten in de stad", "'Markten in de stad",
         "broken-yaml", "3:8", "close the quotation mark"),
    edit("the text as a key", MARKETS, "topics: [Economie]", "body: De markt", "unknown-key", "6:1",
         "write the text below the second `---` line"),
)  # fmt: skip
def test_front_matter_is_told_by_the_lines_of_the_whole_file(wrong: Wrong, sample: Sample) -> None:
    check(wrong, sample)


MARKET = "De markt is terug in de stad.\n"
WHOLE = "write the whole address, with https://, mailto: or tel:+"
BETWEEN = "put it between two blocks, with an empty line before and after"


def body(says: str, markdown: str, code: str, at: str, hint: str = "", *, is_error: bool = True) -> Wrong:
    return Wrong(says, MARKETS, MARKET, markdown, code, at, hint, is_error)


@each(
    body("HTML in a text", "Hallo\nen <b>daar.\n", "raw-html", "24:4", "write `**words**`",
         is_error=False),
    body("a block of HTML", "Hallo.\n\n<div class='x'>\n\nDaar.\n", "raw-html", "25:1", "take the tags away"),
    body("a remark that does not end", "Hallo.\n\n<!-- later\n\nDaar.\n", "unclosed-remark", "25:1",
         "end it with `-->`"),
    body("a mark that did not work", "Hallo.\n\nEen ** groet **.\n", "mark-as-typed", "25:5",
         "write `**groet**`, without blanks inside the marks (`\\*\\* groet \\*\\*` if it is meant so)",
         is_error=False),
    body("words in a definition", "Hallo.\n\n[Anna]: ja\n", "words-not-shown", "25:1"),
    body("a cell beyond the table", "| a |\n| - |\n| b | c |\n", "words-not-shown", "25:1"),
    body("a link that runs a program", "Een [link](javascript:alert(1)).\n", "unsafe-link", "23:12", WHOLE),
    body("a link that is a file", "Een [link](data:text/html,x).\n", "unsafe-link", "23:12", WHOLE),
    body("a link to a folder", "Een regel\nmet een [link](/pad).\n", "unsafe-link", "24:16", WHOLE),
    body("a link without https", "Een [link](www.example.org).\n", "unsafe-link", "23:12",
         "write `https://www.example.org`"),
    body("a link to nowhere", "Een [link]().\n", "unsafe-link", "23:10", WHOLE),
    body("a link in a table", "| a |\n| --- |\n| [x](ftp://x.example) |\n", "unsafe-link", "25:7", WHOLE),
    body("a link without words", "Kijk: [](https://example.org).\n", "link-without-words", "23:7",
         "write between the square brackets where it leads"),
    body("a link with a title", 'Een [link](https://example.org "titel").\n', "link-title", "23:33",
         "say it in the text; screen readers and phones don't show it", is_error=False),
    body("a link in a link", "[a <https://example.org/b>](https://example.org)\n", "link-in-link", "23:1"),
    body("a picture without words", "Hallo.\n\n![](bridge.png)\n", "image-without-alt", "25:1",
         "say what it shows between the square brackets"),
    body("a picture in a sentence", "Zie ![brug](bridge.png) hier.\n", "image-in-text", "23:5",
         "put it on a line of its own, with an empty line before and after"),
    body("a picture that is missing", "![brug](brigde.png)\n", "missing-picture", "23:9",
         "the nearest is `bridge.png`"),
    body("a picture from the web", "![brug](https://example.org/brug.png)\n", "missing-picture", "23:9"),
    body("a picture outside the project", "![brug](../../../brug.png)\n", "outside-project", "23:9",
         "name a file in issues/images/"),
    body("a picture from the root of the disk", "![brug](/etc/passwd)\n", "outside-project", "23:9"),
    body("a picture with a name longer than any", f"![brug]({'x' * 5000}.png)\n", "missing-picture", "23:9"),
    body("a block of code", "Hallo.\n\n```\ncode\n```\n", "not-shown", "25:1",
         "take the indent or the fence away"),
    body("a text that is indented as code", "Hallo.\n\n    code\n", "not-shown", "25:5"),
    body("a rule", "Hallo.\n\n***\n\nDaar.\n", "not-shown", "25:1", "a heading parts a text better"),
    body("a heading of the first level", "# Kop\n", "heading-level", "23:1",
         "begin it with ##; the title is the only heading of the first level", is_error=False),
    body("a heading that skips a level", "## Kop\n\n#### Kop\n", "heading-level", "25:1",
         "begin it with ###; the title is the only heading of the first level", is_error=False),
    body("two ends of a teaser", "a\n\n<!-- more -->\n\nb\n\n<!-- more -->\n", "two-more-lines", "29:1",
         "take the others out"),
    body("the end of a teaser in a list", "- a\n\n  <!-- more -->\n", "more-line-inside", "25:3", BETWEEN),
    body("the end of a teaser in a paragraph", "a\n<!-- more -->\nb\n", "more-line-inside", "24:1", BETWEEN),
    body("lists in lists in lists", "".join("  " * depth + "- a\n" for depth in range(30)), "nested-too-deep",
         "35:25", "end the inner ones earlier"),
    body("ten thousand quotes in each other", "> " * 10_000 + "a\n", "nested-too-deep", "23:1"),
)  # fmt: skip
def test_markdown_is_told_where_it_stands_in_the_file(wrong: Wrong, sample: Sample) -> None:
    check(wrong, sample)


@each(
    edit("a section's text", ISSUE, "  - lead: bridges\n", "  - lead: bridges\n  - text: |\n      Een [x](y).\n",
         "unsafe-link", "7:15", WHOLE),
    edit("a section's text in quotes", ISSUE, "  - lead: bridges\n", "  - lead: bridges\n  - text: 'Een [x](y).'\n",
         "unsafe-link", "6:20", WHOLE),
    file("a point's section", OVERLAY, "add:\n  - text: |\n      Een <i>groet.\n", "raw-html", "3:11",
         "write `*words*`"),
    file("a point's note", OVERLAY, "note: |\n  Een groet.\n\n  [Tot ziens](morgen).\n", "unsafe-link", "4:15", WHOLE),
    file("a point's note, folded", OVERLAY, "note: >\n  Een groet en\n  [tot ziens](morgen).\n", "unsafe-link", "3:15",
         WHOLE),
    file("a picture in a point's note", OVERLAY, "note: |\n  Een groet.\n\n  ![brug](brigde.png)\n",
         "missing-picture", "4:11", "the nearest is `bridge.png`"),
)  # fmt: skip
def test_markdown_in_yaml_is_told_where_it_stands_in_the_file(wrong: Wrong, sample: Sample) -> None:
    check(Wrong(**{**vars(wrong), "is_error": wrong.code != "raw-html"}), sample)


ONE_EACH = "begin each section with its own `- `"


@each(
    edit("an article that is not there", ISSUE, "lead: bridges", "lead: brigdes", "unknown-article", "5:11",
         "the nearest is `bridges`"),
    edit("an article like none", ISSUE, "lead: bridges", "lead: zzz", "unknown-article", "5:11",
         "there are: bridges, markets"),
    edit("an article by the name of its file", ISSUE, "[markets]", "[markets.md]", "bad-name", "8:16",
         "leave the ending of the file out: `markets`"),
    edit("a network that is not there", ISSUE, "[rivers]", "[rivers, rivrs]", "unknown-network", "6:24",
         "the nearest is `rivers`"),
    edit("an article's network that is not there", MARKETS, "from: nl", "network: river", "unknown-network", "5:10",
         "the nearest is `rivers`"),
    edit("an article's point that is not there", MARKETS, "from: nl", "from: nll", "unknown-point", "5:7",
         "the nearest is `nl`"),
    file("an overlay of a point that is not there", "issues/2024-01/points/nll.yaml", "note: Een groet.\n",
         "unknown-point", "1:1", "the nearest is `nl`"),
    file("an overlay that leads with what is not there", OVERLAY, "lead: market\n", "unknown-article", "1:7",
         "the nearest is `markets`"),
    file("an addition before a section that is not there", OVERLAY,
         "add:\n  - text: Een groet.\n    before: networkz\n", "unknown-section", "3:13", "the nearest is `networks`"),
    file("a move of a section that is not there", OVERLAY, "move:\n  - {section: newz, after: lead}\n",
         "unknown-section", "2:15"),
    file("a move to nowhere", OVERLAY, "move:\n  - section: networks\n", "two-positions", "2:5",
         "give `before` or `after`"),
    file("an addition in two places", OVERLAY, "add:\n  - {text: Dag, before: lead, after: networks}\n",
         "two-positions", "2:5"),
    file("an omission of what is not there", OVERLAY, "omit: [rivers, market]\n", "nothing-to-omit", "1:16",
         "the nearest is `markets`"),
    file("an addition with the id of another section", OVERLAY, "add:\n  - {id: networks, text: Dag}\n",
         "duplicate-id", "2:10", "give it another one"),
    edit("two sections with one id", ISSUE, "  - networks: [rivers]",
         "  - {id: a, text: Dag}\n  - id: a\n    networks: [rivers]", "duplicate-id", "7:9", "give it another one"),
    edit("two leads", ISSUE, "articles: [markets]", "lead: markets", "two-leads", "8:11",
         "write `articles` instead of `lead`"),
    edit("a programme of an article without one", ISSUE, "articles: [markets]", "agenda: bridges", "no-agenda",
         "8:13", "add an `agenda` to the article, or take the section out"),
    edit("an event of an article without one", ISSUE, "articles: [markets]", "events: [markets, bridges]", "no-event",
         "8:23", "add an `event` to the article, or take it out of the list"),
    edit("a section of two kinds", ISSUE, "  - lead: bridges", "  - lead: bridges\n    articles: [markets]",
         "section-kind", "5:5", ONE_EACH),
    edit("a section of no kind", ISSUE, "  - lead: bridges", "  - heading: Bridges", "section-kind", "5:5", ONE_EACH),
    edit("a picture that is missing", BRIDGES, "bridge.png", "brigde.png", "missing-picture", "6:8",
         "the nearest is `bridge.png`"),
    edit("a picture outside the project", BRIDGES, "bridge.png", "../../../bridge.png", "outside-project", "6:8"),
    edit("a picture with a name longer than any", BRIDGES, "bridge.png", "x" * 300 + ".png", "missing-picture", "6:8"),
    file("a file whose name has capital letters", "issues/articles/My Article.md", "x", "bad-file-name", "",
         "name it with small letters, digits and hyphens: `my-article.md`"),
    file("a file whose ending nobody reads", "issues/networks/lakes.yml", "name: Lakes\n", "bad-file-name", "",
         "name it lakes.yaml"),
)  # fmt: skip
def test_references_are_told_with_the_nearest_name(wrong: Wrong, sample: Sample) -> None:
    check(wrong, sample)


def test_a_script_is_never_named_in_place_of_a_missing_picture(sample: Sample) -> None:
    sample.write("issues/images/draw/harbour.py", '"""Draws the harbour."""')
    sample.edit("issues/articles/bridges.md", "src: bridge.png", "src: harbour.png")
    _, problems = sample.load()
    assert [problem.code for problem in problems] == ["missing-picture"]
    assert "harbour" not in problems[0].hint


@each(
    warned("an article twice", ISSUE, "[markets]", "[markets, bridges]", "shown-twice", "8:25",
           "take one of them out"),
    warned("a network twice", ISSUE, "[rivers]", "[rivers, rivers]", "shown-twice", "6:24"),
    Wrong("an article that a point adds a second time", OVERLAY, "", "add:\n  - articles: [bridges]\n", "shown-twice",
          "2:16", "take it out, or `omit` it as well", is_error=False),
)  # fmt: skip
def test_what_is_shown_twice_is_a_warning(wrong: Wrong, sample: Sample) -> None:
    check(wrong, sample)


@each(
    warned("that of the issue", ISSUE, "preheader:", "review-by: 2024-01-17\npreheader:", "late-deadline", "3:12",
           "name a day before the issue is mailed"),
    Wrong("that of a point", OVERLAY, "", "review-by: 2024-01-17\n", "late-deadline", "1:12",
          "name a day before the issue is mailed", is_error=False),
)  # fmt: skip
def test_a_deadline_that_lies_behind_the_mailing_is_a_warning(wrong: Wrong, sample: Sample) -> None:
    check(wrong, sample)


TOML = "texts stand in quotes, `key = value` on one line"
A_SITE = "write it like https://news.example.org"


@each(
    edit("a text without quotes", SETTINGS, '"https://news.example.org"', "news", "broken-toml", "1:8", TOML),
    edit("a quotation mark that does not end", SETTINGS, '"en"', '"en', "broken-toml", "2:20", TOML),
    edit("a key twice", SETTINGS, '"en"', '"en"\nsite = "https://example.org"', "broken-toml", "3:29", TOML),
    file("a table whose bracket does not end", SETTINGS, 'source_locale = "en"\n[smtp', "broken-toml", "2:6", TOML),
    file("a key without a value", SETTINGS, "site =", "broken-toml", "1:7", TOML),
    file("a hundred thousand brackets", SETTINGS, "site = " + "[" * 100_000, "broken-toml", "1:2000", TOML),
    file("a thousand brackets", SETTINGS, "site = " + "[\n" * 2_000, "broken-toml", "1:1", TOML),
    file("a number of thousands of digits", SETTINGS, "a = " + "1_" * 990 + "1", "unknown-key", "1:1"),
    edit("a site without https", SETTINGS, "https://news.example.org", "news.example.org", "bad-setting", "1:8",
         A_SITE),
    edit("a site with a query", SETTINGS, ".org", ".org/?a=b", "bad-setting", "1:8", A_SITE),
    edit("a site with a broken host", SETTINGS, "https://news.example.org", "https://[::1", "bad-setting", "1:8",
         A_SITE),
    edit("a site with a port that no machine has", SETTINGS, ".org", ".org:99999", "bad-setting", "1:8", A_SITE),
    edit("a site with a quotation mark", SETTINGS, ".org", r".org/\"><b>", "bad-setting", "1:8", A_SITE),
    edit("a site that is a number", SETTINGS, '"https://news.example.org"', "5", "wrong-type", "1:8",
         "put it in quotes"),
    edit("a locale with an underscore", SETTINGS, '"en"', '"pt_PT"', "bad-setting", "2:17", "write `pt-PT`"),
    edit("a locale that nobody speaks", SETTINGS, '"en"', '"xx"', "bad-setting", "2:17",
         "write a BCP 47 tag such as `en` or `pt-PT`"),
    file("a byte that is not UTF-8", SETTINGS, b'site = "\xff"', "not-utf-8", "1:9"),
    edit("a colour by its name", THEME, 'paper = "#FFFFFF"', 'paper = "white"', "bad-colour", "11:9",
         "write six digits: #0A4B78"),
    edit("a colour of three digits", THEME, 'paper = "#FFFFFF"', 'paper = "#FFF"', "bad-colour", "11:9"),
    edit("a radius that is too large", THEME, "radius = 3", "radius = 30", "out-of-range", "3:10"),
    edit("a radius in quotes", THEME, "radius = 3", 'radius = "3"', "wrong-type", "3:10"),
    edit("a wordmark without a letter", THEME, '"URBACT"', '""', "empty-value", "2:12"),
    edit("a theme without a wordmark", THEME, 'wordmark = "URBACT"\n', "", "missing-key", "1:1"),
    edit("a mode without a colour", THEME, 'paper = "#FFFFFF"\n', "", "missing-key", "9:2", "add a line `paper: …`"),
    edit("a table whose bracket does not end, in the theme", THEME, "[dark]", "[dark", "broken-toml", "19:6"),
)  # fmt: skip
def test_settings_and_theme_are_told_at_their_columns(wrong: Wrong, sample: Sample) -> None:
    check(wrong, sample)


def test_a_setting_from_the_environment_is_not_looked_for_in_the_file(sample: Sample) -> None:
    _, found = read_settings(sample.root, {"NEWSLETTER_SITE": "news"})
    assert [(problem.code, problem.location) for problem in found] == [("bad-setting", None)]
    assert "NEWSLETTER_SITE" in found[0].message


def test_a_folder_without_settings_is_no_project(tmp_path: Path) -> None:
    _, found = read_settings(tmp_path, {})
    assert [(problem.code, str(problem.location)) for problem in found] == [("no-project", "newsletter.toml")]


def test_a_folder_where_a_file_is_expected_is_a_problem(sample: Sample) -> None:
    (sample.root / "issues/articles/squares.md").mkdir()
    found = problems(sample, ISSUE)
    assert [(problem.code, str(problem.location)) for problem in found] == [
        ("unreadable-file", "issues/articles/squares.md")
    ]


def test_a_link_that_leads_out_of_the_project_is_not_followed(sample: Sample, tmp_path: Path) -> None:
    (tmp_path / "private.md").write_text("---\ntitle: Private\n---\n")
    (sample.root / "issues/articles/private.md").symlink_to(tmp_path / "private.md")
    found = problems(sample, ISSUE)
    assert [(problem.code, str(problem.location)) for problem in found] == [
        ("outside-project", "issues/articles/private.md")
    ]


HEAD = text_of(r"""
    msgid ""
    msgstr ""
    "Language: nl\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"

    """)
SUBJECT = 'msgctxt "issues/2024-01/subject"\nmsgid "A small issue"\nmsgstr "Een klein nummer"\n'
BRIDGE = 'msgid "The <b1>first</b1> bridge opens in <a1>spring</a1>."\nmsgstr "%s"\n'
CITIES = 'msgid "%(count)s city"\nmsgid_plural "%(count)s cities"\nmsgstr[0] "%(count)s stad"\n'
EACH_TAG = "put each tag of the source once into the translation, pairs nested"
A_NOTE = "put # and a blank before it if it is a note; a text stands between straight quotation marks"
AN_END = 'write a line msgstr "" at the end of the entry before it'
A_KEYWORD = "write msgid or msgstr before it, or take it out"
ONE_TRANSLATION = "keep one of them: a text has one translation"
GIT_HAS_IT = "git has the file as it was"


def catalog(says: str, entries: str | bytes, code: str, at: str, hint: str = "", *, is_error: bool = True) -> Wrong:
    data = entries if isinstance(entries, bytes) else entries.encode()
    return Wrong(says, CATALOG, "", HEAD.encode() + data, code, at, hint, is_error)


@each(
    catalog("a quotation mark missing at the end", SUBJECT.replace('nummer"', "nummer"), "broken-po", "11:8",
            'write " at the end of the line'),
    catalog("a quotation mark missing at the start", SUBJECT.replace('"Een', "Een"), "broken-po", "11:1", A_NOTE),
    catalog("a quotation mark inside", SUBJECT.replace("klein", '"klein"'), "broken-po", "11:13",
            'write \\" for a quotation mark inside a text, or a typographic one'),
    catalog("no translation line", 'msgid "a"\n\n' + SUBJECT, "broken-po", "11:1", AN_END),
    catalog("no translation line at the end", SUBJECT + '\nmsgid "a"\n', "broken-po", "13:1",
            'was it cut? git has it as it was; else write a line msgstr "" below it'),
    catalog("no source line", 'msgctxt "a"\nmsgstr "b"\n', "broken-po", "10:1", GIT_HAS_IT),
    catalog("two contexts", 'msgctxt "a"\nmsgctxt "b"\nmsgid "c"\nmsgstr "d"\n', "broken-po", "10:1", AN_END),
    catalog("two translation lines", SUBJECT + 'msgstr "Een nummer"\n', "broken-po", "12:1", ONE_TRANSLATION),
    catalog("a line of something else", SUBJECT + "\nhello there\n", "broken-po", "13:1", A_NOTE),
    catalog("a text without a keyword", SUBJECT + '\n# a comment\n"hello"\n', "broken-po", "14:1", A_KEYWORD),
    file("a text before everything", CATALOG, '"hello"\n' + HEAD + SUBJECT, "broken-po", "1:1", A_KEYWORD),
    catalog("a keyword in capital letters", SUBJECT.replace("msgstr", "MSGSTR"), "broken-po", "11:1", A_NOTE),
    catalog("git's marks of a conflict", f"<<<<<<< HEAD\n{SUBJECT}=======\n{SUBJECT}>>>>>>> other\n", "broken-po",
            "9:1",
            "keep one of the two versions, and take out the lines that begin with <<<<<<<, ======= and >>>>>>>"),
    catalog("the same text twice", f"{SUBJECT}\n{SUBJECT}", "duplicate-entry", "13:1", "keep one of them"),
    catalog("the head twice", HEAD + SUBJECT, "duplicate-entry", "9:1", "keep one of them"),
    *(file(f"a rule of plurals that {says}", CATALOG, HEAD.replace("nplurals=2; plural=(n != 1);", rule) + SUBJECT,
           "wrong-plurals", "7:1", "write Plural-Forms: nplurals=2; plural=(n != 1);")
      for says, rule in [("chooses a form too many", "nplurals=1; plural=(n != 1);"), ("says nothing", "nplurals=2;"),
                         ("divides by nothing", "nplurals=2; plural=1/(n-5);"), ("has no number", "nplurals=two;"),
                         ("is a program", "nplurals=2; plural=__import__('os');"),
                         ("is too long", f"nplurals=2; plural={'(n)+' * 400}0;"),
                         ("is nested too deep", f"nplurals=2; plural={'(' * 90}n{')' * 90};"),
                         ("counts a thousand forms", "nplurals=1000; plural=0;"),
                         ("chooses a form below none", "nplurals=2; plural=0-1;")]),
    file("plural forms of another language", CATALOG, HEAD.replace("nplurals=2; plural=(n != 1)",
         "nplurals=1; plural=0") + CITIES, "wrong-plurals", "7:1",
         "write Plural-Forms: nplurals=2; plural=(n != 1);, and translate all forms", is_error=False),
    catalog("too few plural forms", CITIES, "missing-plural-form", "11:1", "translate every form, from msgstr[0] on"),
    catalog("too many plural forms", CITIES + 'msgstr[1] "b"\nmsgstr[2] "c"\n', "wrong-plurals", "9:1",
            "the next `newsletter translate` keeps the rest beside it as comments", is_error=False),
    catalog("a plural form left out", CITIES + 'msgstr[2] "c"\n', "broken-po", "12:1", GIT_HAS_IT),
    catalog("a plural form twice", CITIES + 'msgstr[0] "c"\n', "broken-po", "12:1", ONE_TRANSLATION),
    catalog("a plural form of a text without plural", SUBJECT.replace("msgstr", "msgstr[0]"), "broken-po", "11:1"),
    catalog("a lost tag", BRIDGE % "De <b1>eerste</b1> brug in de lente.", "lost-tag", "10:1", EACH_TAG),
    catalog("a tag twice", BRIDGE % "De <b1>eerste</b1> <a1>brug</a1> in <a1>de lente</a1>.", "lost-tag", "10:1",
            EACH_TAG),
    catalog("a tag of nobody", BRIDGE % "<i1>De</i1> <b1>eerste</b1> brug in <a1>de lente</a1>.", "lost-tag", "10:1"),
    catalog("tags that cross", BRIDGE % "De <b1>eerste <a1>brug</b1> in de lente</a1>.", "lost-tag", "10:1", EACH_TAG),
    catalog("a tag that is not closed", BRIDGE % "De <b1>eerste</b1> brug in <a1>de lente.", "lost-tag", "10:1"),
    catalog("a lost placeholder", 'msgid "By %(name)s"\nmsgstr "Door"\n', "lost-placeholder", "10:1",
            "keep what stands in %(…) just as the source has it"),
    catalog("a translated placeholder", 'msgid "%(name)s"\nmsgstr "%(name)s %(naam)s"\n', "lost-placeholder",
            "10:1"),
    catalog("the mark of a personal part", SUBJECT.replace("klein", "@@leave@@"), "control-character", "11:1",
            "take it out"),
    catalog("a character that turns the reading order", SUBJECT.replace("klein", "\u202eklein"),
            "control-character", "11:1", "take it out"),
    catalog("a line break in a subject", SUBJECT.replace(" klein", r"\nBcc: all@example.org"), "control-character",
            "11:1", "take it out"),
    catalog("a line separator that only Python takes for one", SUBJECT.replace("klein", "\u2028klein"),
            "forbidden-character", "11:13", INVISIBLE),
    catalog("a byte that is not UTF-8", SUBJECT.encode().replace(b"klein", b"kl\xe9in"), "not-utf-8", "11:15",
            "save the file as UTF-8"),
    catalog("a NUL", SUBJECT.replace("klein", "kl\0ein"), "nul-character", "11:15"),
    file("line ends of Windows after a mark of byte order", CATALOG,
         b"\xef\xbb\xbf" + (HEAD + SUBJECT).replace("Een", 'E"n').replace("\n", "\r\n").encode(), "broken-po", "11:10"),
    file("a file of more than a megabyte", CATALOG, b"#" * 1_000_001, "file-too-large", ""),
)  # fmt: skip
def test_catalogs_are_told_at_the_line_that_is_wrong(wrong: Wrong, sample: Sample) -> None:
    check(wrong, sample)


def test_the_rest_of_a_catalog_is_good_when_one_translation_is_not(sample: Sample) -> None:
    sample.write(CATALOG, (HEAD + BRIDGE % "De eerste brug." + "\n" + SUBJECT).encode())
    catalogs = Catalogs(sample.project(), "2024-01")
    found = catalogs.one("nl", "2024-01")
    assert found is not None
    assert [entry.target for entry in found.usable()] == ["Een klein nummer"]
    assert [str(problem.location) for problem in catalogs.problems] == [f"{CATALOG}:10:1"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (MARKETS, "locale: nl", "locale: no"),
        (NL, "[nl, nl-BE]", "[no, nl]"),
        (BRIDGES, "Bridges over the river", "No"),
        (BRIDGES, "Bridges over the river", "12:30:45"),
        (BRIDGES, "Bridges over the river", "0x1F and 1_000"),
        (BRIDGES, "Bridges over the river", "2024-01-16"),
        (MARKETS, "topics: [Economie]", "topics: Economie"),
        (MARKETS, MARKET, "Zie `<b>`, \\<b>, &lt;b&gt; en 1 < 2.\n"),
        (ISSUE, "date: 2024-01-16", "---\ndate: 2024-01-16"),
        (ISSUE, "subject: A small issue", "subject: >-\n  A small\n  issue"),
        (EU, "eu@example.org", "first.last+tag@sub.example.org"),
        (SETTINGS, "https://news.example.org", "http://localhost:8000/news/"),
    ],
)
def test_what_looks_strange_and_is_right_is_accepted(sample: Sample, file: str, old: str, new: str) -> None:
    sample.edit(file, old, new)
    assert problems(sample, file) == []


def test_norwegian_is_a_language_and_not_a_truth_value(sample: Sample) -> None:
    sample.edit(MARKETS, "locale: nl", "locale: no")
    content, found = sample.load()
    assert found == []
    assert content.articles["markets"].locale == "no"


def test_a_subject_over_several_lines_is_one_line(sample: Sample) -> None:
    sample.edit(ISSUE, "subject: A small issue", "subject: |\n  A small\n  issue")
    sample.edit(NL, "name: Nationaal punt", r'name: "Nationaal\r\nBcc: all@example.org"')
    content, found = sample.load()
    assert found == []
    assert content.issue is not None
    assert content.issue.subject == "A small issue"
    assert content.points["nl"].from_.name == "Nationaal Bcc: all@example.org"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a mark of byte order"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["Unix", "Windows", "old Macs"])
def test_files_of_every_system_are_read_with_the_same_places(sample: Sample, end: bytes, mark: bytes) -> None:
    for name in FILES:
        path = sample.root / name
        path.write_bytes(mark + path.read_bytes().replace(b"\n", end))
    assert [problems(sample, file) for file in (SETTINGS, ISSUE)] == [[], []]
    sample.write(ISSUE, mark + text_of(FILES[ISSUE]).replace("[rivers]", "[rivrs]").encode().replace(b"\n", end))
    assert [str(problem.location) for problem in problems(sample, ISSUE)] == [f"{ISSUE}:6:16"]


def test_all_faults_of_all_files_come_back_in_one_run(sample: Sample) -> None:
    sample.edit(ISSUE, "date: 2024-01-16", "date: 06.01.2024")
    sample.edit(ISSUE, "preheader:", "preheadr:")
    sample.edit(OVERLAY, "note: Een groet.", "note: Een [groet](x).")
    sample.write("issues/2024-01/points/be.yaml", "note: Een groet.\n")
    sample.edit(BRIDGES, "title: Bridges", "title: Bridges:")
    sample.edit(MARKETS, "country: BE", "country: Belgium")
    sample.edit(MARKETS, "09:30", "9:3")
    sample.edit(MARKETS, MARKET, "![](bridge.png)\n")
    sample.edit(RIVERS, "country: IT", "country: EL")
    sample.edit(RIVERS, "number: 1", "number: x")
    sample.edit(EU, "Europe/Paris", "Paris")
    sample.edit(NL, "reply-to: nl@example.org", "reply-to: nl")
    sample.write("issues/articles/Squares.md", "x")
    sample.write("issues/networks/lakes.yaml", "name: [\n")
    sample.write("issues/articles/stairs.md", b"---\ntitle: \xff\n---\n")
    found = problems(sample, ISSUE)
    assert [(str(problem.location), problem.code) for problem in found] == [
        (f"{ISSUE}:1:7", "broken-date"),
        (f"{ISSUE}:3:1", "unknown-key"),
        ("issues/2024-01/points/be.yaml:1:1", "unknown-point"),
        (f"{OVERLAY}:1:19", "unsafe-link"),
        ("issues/articles/Squares.md", "bad-file-name"),
        (f"{BRIDGES}:3:15", "broken-yaml"),
        (f"{MARKETS}:12:12", "unknown-country"),
        (f"{MARKETS}:18:14", "broken-time"),
        (f"{MARKETS}:23:1", "image-without-alt"),
        ("issues/articles/stairs.md:2:8", "not-utf-8"),
        ("issues/networks/lakes.yaml:2:1", "broken-yaml"),
        (f"{RIVERS}:4:38", "unknown-country"),
        (f"{RIVERS}:10:35", "wrong-type"),
        (f"{EU}:6:12", "unknown-time-zone"),
        (f"{NL}:4:11", "bad-address"),
    ]


CHARACTERS = st.characters(codec="utf-8")
MARKS = st.sampled_from(
    ["---\n", "\n", "  ", "- ", ": ", "a", "b: ", "[", "]", "{", "}", ", ", "'", '"', "&x ", "*x", "!t ", "? ",
     "|\n", ">-\n", "#", "%", "@", "\\", "\t", "1", "~", "<<: ", "\u2028", "\ufeff", "é", "😀", "\r"]
)  # fmt: skip
YAML = st.lists(MARKS | CHARACTERS, max_size=60).map("".join)
PIECES = st.sampled_from(
    ["# ", "## ", "- ", "1. ", "> ", "    ", "\n", "\n\n", "[", "](", ")", "![", "<b>", "<!-- more -->", "*", "**",
     "`", "```", "| a | b |\n| - | - |\n", "|", "https://e.org", "javascript:x", "\\", "&#64;", "@@leave@@",
     "&#xfdd0;", "<", ">", "~~", "***\n", "[a]: /b\n", "a", " ", '"', "😀"]
)  # fmt: skip
MARKDOWN = st.lists(PIECES | CHARACTERS, max_size=60).map("".join)
LINES = st.sampled_from(
    ['msgid "a"', 'msgid ""', 'msgid "<b1>x</b1>"', 'msgctxt "c"', 'msgstr "b"', 'msgstr ""', 'msgid_plural "p"',
     'msgstr[0] "x"', 'msgstr[1] "y"', '"more"', '"Plural-Forms: nplurals=9;\\n"', "", "#, fuzzy", '#| msgid "o"',
     "# c", '#~ msgid "z"', '#~ msgstr "z"', "#. n", "#~|", "#", '  msgid "i"', r'msgid "\"', r'msgid "\n\q"',
     "<<<<<<< a", "#,"]
)  # fmt: skip
PO = st.lists(LINES | st.text(CHARACTERS, max_size=8), max_size=14).map("\n".join)
TOML_LINES = st.sampled_from(
    ['site = "https://e.org"', "site = 5", "[a]", "[a.b]", "[[a]]", "a.b = 1", "x = [", "]", "{", 'y = "', '"""',
     "1979-05-27", "#"]
)  # fmt: skip
KEYS = st.sampled_from(
    ["date", "subject", "preheader", "sections", "lead", "articles", "networks", "agenda", "events", "text",
     "heading", "id", "locale", "title", "summary", "image", "src", "alt", "event", "name", "start", "end", "place",
     "country", "items", "people", "kind", "number", "partners", "lead-partner", "meetings", "locales", "from",
     "address", "reply-to", "time-zone", "add", "omit", "move", "before", "after", "note", "section", "@at", "é"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(CHARACTERS, max_size=8)
    | st.sampled_from(["bridges", "rivers", "nl", "2024-01-16", "09:30", "https://e.org", "a@b.org", "BE", "kick-off"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
TREES = st.dictionaries(KEYS, VALUES, max_size=8)
many = settings(max_examples=tries(100), deadline=None)
some = settings(max_examples=tries(40), deadline=None)


def stands_in(found: list[Problem], text: str) -> bool:
    """True when each problem has a place in the text, and can be shown there."""
    lines = text.split("\n")
    for problem in found:
        at = problem.location
        if at is None or not 1 <= at.line <= len(lines) + 1 or at.column < 1:
            return False
        if at.line <= len(lines) and at.column > len(lines[at.line - 1]) + 1:
            return False
    return bool(as_text(found)) == bool(found)


@given(st.binary(max_size=200))
@many
def test_any_bytes_are_a_text_or_a_problem_with_a_place(data: bytes) -> None:
    text, found = decode(data, "a.yaml")
    assert (text is None) == bool(found)
    whole = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    assert stands_in(found, whole)


@pytest.mark.slow
@given(YAML)
@many
def test_any_yaml_is_read_or_refused_at_its_place(text: str) -> None:
    decoded, _ = decode(text.encode(), "a.yaml")
    source, found = read_yaml(decoded or "", "a.yaml")
    assert source is not None or found
    assert stands_in(found, decoded or "")


@given(YAML, MARKDOWN)
@many
def test_any_article_is_read_or_refused_at_its_place(matter: str, markdown: str) -> None:
    text, _ = decode(f"---\n{matter}\n---\n{markdown}".encode(), "a.md")
    source, found = read_article(text or "", "a.md")
    assert source is not None or found
    assert stands_in(found, text or "")


@given(MARKDOWN)
@many
def test_any_markdown_is_a_document_whose_faults_have_a_line(text: str) -> None:
    document = parse(text)
    assert all(0 <= fault.line <= text.count("\n") + text.count("\r") for fault in document.faults)
    for block in document.texts():
        assert "@@leave@@" not in block.words
        assert "\ufdd0" not in block.words


@given(st.binary(max_size=120))
@many
def test_any_bytes_are_a_catalog_or_refused(data: bytes) -> None:
    found, reasons = parse_catalog(data, "nl", CATALOG)
    assert (found is None) == has_errors(reasons)
    assert all(problem.location for problem in reasons)


@pytest.mark.slow
@given(PO)
@settings(max_examples=tries(300), deadline=None)
def test_any_lines_are_a_catalog_that_can_be_written_again_or_refused(text: str) -> None:
    decoded, _ = decode(text.encode(), CATALOG)
    found, reasons = parse_catalog(text.encode(), "nl", CATALOG)
    assert (found is None) == has_errors(reasons)
    assert stands_in(reasons, decoded) if decoded is not None else found is None
    if found:
        again, reasons = parse_catalog(to_bytes(found), "nl", CATALOG)
        assert again is not None, reasons
        assert [entry.targets for entry in again.entries] == [entry.targets for entry in found.entries]


@given(st.lists(TOML_LINES | st.text(CHARACTERS, max_size=10), max_size=10).map("\n".join))
@many
def test_any_toml_is_read_or_refused_at_its_place(text: str) -> None:
    values, found = read_toml(text, SETTINGS)
    assert (values is None) == bool(found)
    assert stands_in(found, text)


@given(st.text(CHARACTERS, max_size=30), st.text(CHARACTERS, max_size=30), st.text(CHARACTERS, max_size=30))
@many
def test_any_translation_can_be_used_or_not_for_a_reason(source: str, plural: str, target: str) -> None:
    faults = blocking_problems(Translation("", source, (target,), plural=plural))
    assert all(fault.message.strip() for fault in faults)


@pytest.fixture(scope="module")
def shared() -> Iterator[Sample]:
    """A project that the examples of one test write into, one after another."""
    with tempfile.TemporaryDirectory() as folder:
        made = Sample(Path(folder))
        for name, words in FILES.items():
            made.write(name, words)
        made.write("issues/images/bridge.png", b"")
        yield made


def changed(shared: Sample, file: str, text: str) -> list[Problem]:
    """What is found in the project with another text in one file."""
    before = shared.read(file)
    try:
        (shared.root / file).write_text(text, "utf-8")
        return shared.load()[1]
    finally:
        (shared.root / file).write_text(before, "utf-8")


@given(TREES, st.sampled_from([ISSUE, OVERLAY, RIVERS, EU]))
@some
def test_any_values_are_an_issue_point_or_network_or_refused(
    shared: Sample, tree: dict[str, object], file: str
) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True)
    found = [problem for problem in changed(shared, file, text) if problem.location and problem.location.file == file]
    assert stands_in(found, text)


@pytest.mark.slow
@given(TREES, MARKDOWN)
@some
def test_any_values_are_an_article_or_refused(shared: Sample, tree: dict[str, object], markdown: str) -> None:
    whole = {"locale": "nl", "title": "T", "summary": "S", **tree}
    text = f"---\n{yaml.safe_dump(whole, allow_unicode=True)}---\n{markdown}"
    decoded, _ = decode(text.encode(), MARKETS)
    found = [
        problem for problem in changed(shared, MARKETS, text) if problem.location and problem.location.file == MARKETS
    ]
    assert decoded is None or stands_in(found, decoded)


@given(MARKDOWN, st.sampled_from(["|", ">", "|-"]))
@some
def test_any_note_is_shown_or_refused_at_its_place(shared: Sample, markdown: str, sign: str) -> None:
    lines = "\n".join("  " + line for line in markdown.replace("\r", "\n").split("\n"))
    text = f"note: {sign}\n{lines}\n"
    found = [
        problem for problem in changed(shared, OVERLAY, text) if problem.location and problem.location.file == OVERLAY
    ]
    decoded, _ = decode(text.encode(), OVERLAY)
    assert decoded is None or stands_in(found, decoded)


def test_problems_of_one_place_are_told_once_and_in_order(sample: Sample) -> None:
    sample.edit(ISSUE, "[rivers]", "[rivrs, lakes]")
    found = problems(sample, ISSUE)
    assert found == ordered([*found, *found])
    assert [str(problem.location) for problem in found] == [f"{ISSUE}:6:16", f"{ISSUE}:6:23"]
