"""PO files: what is read is written again, by us and for other tools, to the byte."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.files import digest
from newsletter.plurals import rule_for
from newsletter.problems import has_errors
from newsletter.translate.checks.blocking import blocking_problems
from newsletter.translate.formats.about import about_in, lines_about
from newsletter.translate.formats.comments import read_lines, write_lines
from newsletter.translate.formats.po import catalog_file, entry_problems, parse_catalog, read_catalog
from newsletter.translate.formats.po_writer import to_bytes, write_catalog
from newsletter.translate.record import Record
from newsletter.translate.unit import About, Catalog, State, Translation
from newsletter.workspace import MovedOnError, Workspace
from tests.conftest import needs, text_of
from tests.support.po_files import FILE, HEAD, read
from tests.support.trying import tries


def written(*entries: Translation, locale: str = "nl") -> str:
    return to_bytes(Catalog(locale, FILE, entries)).decode()


def body(text: str) -> str:
    """A file without its header."""
    return text.partition("\n\n")[2]


def again(*entries: Translation, locale: str = "nl") -> tuple[Translation, ...]:
    return read(written(*entries, locale=locale).encode(), locale).entries


# What no editor's file and no translation may hold is not tried: controls and non-characters. U+0085, U+2028 and
# U+2029, at which Python ends a line and gettext does not, have a test of their own.
ALPHABET = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"])
AWKWARD = st.sampled_from(
    [
        '"',
        "\\",
        "\n",
        "\t",
        "\\n",
        '\\"',
        "%",
        "%(n)s",
        "#",
        "#~ ",
        "# ",
        "#, fuzzy",
        "msgid ",
        "👩‍💻",
        "مدينة",
        "\u00a0",
        "é",
    ]
)
WORDS = st.lists(AWKWARD | st.text(ALPHABET, max_size=8), max_size=6).map("".join)
TARGET = WORDS.map(lambda words: words if words.strip() else "")  # blanks alone are no translation
SOURCE = WORDS.filter(bool)
LINE = st.lists(AWKWARD.filter(lambda piece: "\n" not in piece) | st.text(ALPHABET, max_size=8), max_size=5)
ANY_COMMENT = LINE.map(lambda pieces: "".join(pieces).rstrip()).filter(bool)
COMMENT = ANY_COMMENT | st.sampled_from(
    [
        "from: libre 2026-11-20",
        "from: deepl 2026-11-21",
        "ignore-same:x",
        "rejected text: a\\nb",
        "rejected: Ada 2026-11-21",
    ]
)
ABOUT = r"(title|a, b)?(, at most 0?\d{1,3} characters)?(;? [a-z;]{0,5})?|source: ?[a-z]{0,2}|English: ?[a-z]{0,2}"
NOTE = ANY_COMMENT.map(str.strip).filter(bool)
FLAG = st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8}){0,2}", fullmatch=True).filter(lambda flag: flag != "fuzzy")


@st.composite
def translations(draw: st.DrawFn, forms: int) -> Translation:
    """Any entry that a catalog can hold."""
    is_obsolete = draw(st.booleans())
    plural = draw(st.just("") | SOURCE)
    targets = tuple(draw(st.lists(TARGET, min_size=forms, max_size=forms))) if plural else (draw(TARGET),)
    state = draw(st.sampled_from([State.NEEDS_REVIEW, State.REVIEWED])) if all(targets) else State.MISSING
    return Translation(
        context=draw(WORDS),
        source=draw(SOURCE),
        targets=targets,
        state=state,
        plural=plural,
        previous=draw(WORDS),
        record=read_lines(tuple(draw(st.lists(COMMENT, max_size=2)))),
        about=About() if is_obsolete else about_in(draw(st.lists(NOTE, max_size=2))),
        flags=tuple(dict.fromkeys(draw(st.lists(FLAG, max_size=2)))),
        is_obsolete=is_obsolete,
    )


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """Any catalog, in a locale with one to four plural forms."""
    locale = draw(st.sampled_from(["ja", "hu", "pl", "mt"]))
    one = translations(rule_for(locale).count)
    entries = draw(st.lists(one, max_size=4, unique_by=lambda entry: (*entry.key, entry.is_obsolete)))
    return Catalog(locale, FILE, tuple(sorted(entries, key=lambda entry: entry.is_obsolete)))


class TestRoundTrip:
    @pytest.mark.slow
    @settings(deadline=None)
    @given(catalogs())
    def test_every_catalog_is_read_as_it_was_written_and_written_again_to_the_byte(self, catalog: Catalog) -> None:
        data = to_bytes(catalog)
        found, problems = parse_catalog(data, catalog.locale, FILE)
        assert problems == []
        assert found is not None
        assert found.entries == catalog.entries
        assert to_bytes(found) == data

    @settings(deadline=None)
    @given(SOURCE, WORDS)
    def test_a_text_is_one_line_of_the_file_unless_it_has_lines(self, source: str, target: str) -> None:
        lines = body(written(Translation("c", source, (target,)))).split("\n")
        for keyword, words in (("msgid", source), ("msgstr", target)):
            (line,) = (line for line in lines if line.startswith(f"{keyword} "))
            assert "\n" in words or len(line) >= len(f'{keyword} "{words}"')

    def test_the_order_of_reading_is_kept(self) -> None:
        entries = [Translation("c", word, ("x",), State.REVIEWED) for word in ("zebra", "Apple", "ant", "éclair")]
        entries += [Translation("a", "zebra", ("y",), State.REVIEWED, is_obsolete=True)]
        assert again(*entries) == tuple(entries)

    def test_long_lines_are_never_wrapped(self) -> None:
        words = "many words " * 2000
        entry = Translation(
            "c/" * 500,
            words,
            (words,),
            State.REVIEWED,
            previous="",
            record=read_lines((words.strip(),)),
            about=About(words.strip()),
        )
        text = body(written(entry))
        assert text.count("\n") == 5
        assert again(entry) == (entry,)

    @pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
    def test_a_line_separator_of_unicode_is_refused_since_some_tools_end_lines_at_it(self, mark: str) -> None:
        entry = Translation("c", f"one{mark}two", (f"een{mark}twee",), State.REVIEWED)
        _, problems = parse_catalog(written(entry).encode(), "nl", "nl.po")
        assert [problem.code for problem in problems] == ["forbidden-character"]

    def test_windows_line_ends_and_a_mark_at_the_start_are_read_too(self) -> None:
        data = written(Translation("c", "a\nb", ("x",), State.REVIEWED)).encode()
        found = read(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
        assert [(entry.source, entry.target) for entry in found.entries] == [("a\nb", "x")]


class TestForm:
    def test_a_catalog_reads_as_translators_know_it(self) -> None:
        text = written(
            Translation(
                "articles/x/title", 'A "title"', ("Een “titel”",), State.REVIEWED,
                record=read_lines(("reviewed: Ada 2026-11-21",)), about=About("title", 120, "nl"),
            ),
            Translation(
                "c", "Ten new cities", ("Tien steden",), State.NEEDS_REVIEW, previous="Ten cities",
                record=read_lines(("from: deepl 2026-11-20",)), flags=("ignore-same",),
            ),
            Translation("", "%(n)s city", ("", ""), plural="%(n)s cities", flags=("python-format",)),
            Translation("c", "Old", ("Oud",), State.NEEDS_REVIEW, is_obsolete=True),
        )  # fmt: skip
        assert body(text) == text_of(r"""
            # reviewed: Ada 2026-11-21
            #. title, at most 120 characters
            #. source: nl
            msgctxt "articles/x/title"
            msgid "A \"title\""
            msgstr "Een “titel”"

            # from: deepl 2026-11-20
            #, fuzzy, ignore-same
            #| msgid "Ten cities"
            msgctxt "c"
            msgid "Ten new cities"
            msgstr "Tien steden"

            #, python-format
            msgid "%(n)s city"
            msgid_plural "%(n)s cities"
            msgstr[0] ""
            msgstr[1] ""

            #, fuzzy
            #~ msgctxt "c"
            #~ msgid "Old"
            #~ msgstr "Oud"
            """)

    def test_nothing_in_a_file_makes_noise_in_a_diff(self) -> None:
        text = written(Translation("c", "a", ("b",), State.REVIEWED))
        assert "Date" not in text
        assert "#:" not in text
        assert text.endswith('msgstr "b"\n')
        assert "\r" not in text

    def test_the_header_says_what_msgfmt_asks_for(self) -> None:
        found = read(written(locale="pl").encode(), "pl").header
        assert found["Language"] == "pl"
        assert found["Content-Type"] == "text/plain; charset=UTF-8"
        assert found["Plural-Forms"].startswith("nplurals=3; plural=(n==1 ? 0 :")
        assert read(written(locale="pt-PT").encode(), "pt-PT").header["Language"] == "pt_PT"

    def test_what_other_tools_say_in_the_header_stays(self) -> None:
        catalog = read(r'''
            msgctxt "c"
            msgid "a"
            msgstr "b"
            ''')  # fmt: skip
        header = {
            **catalog.header,
            "X-Generator": "Poedit 3.4.2",
            "Last-Translator": "Ada Example <ada@example.org>",
            "PO-Revision-Date": "2026-11-21 10:00+0100",
            "X-Poedit-Bookmarks": "-1,2,3",
        }
        found = read(to_bytes(Catalog("nl", FILE, catalog.entries, header)))
        assert {key: found.header[key] for key in header} == header

    @pytest.mark.parametrize(
        ("locale", "forms"),
        [("ja", 1), ("hu", 2), ("nl", 2), ("pl", 3), ("hr", 3), ("sl", 4), ("mt", 4), ("ga", 5), ("sr-Latn", 3)],
    )
    def test_each_locale_has_the_plural_forms_that_gettext_has(self, locale: str, forms: int) -> None:
        assert rule_for(locale).count == forms


class TestStates:
    @pytest.mark.parametrize(
        ("flags", "target", "state"),
        [
            ("", "b", State.REVIEWED),
            ("#, fuzzy\n", "b", State.NEEDS_REVIEW),
            ("#, python-format, fuzzy\n", "b", State.NEEDS_REVIEW),
            ("", "", State.MISSING),
            ("#, fuzzy\n", "", State.MISSING),
        ],
    )
    def test_the_state_is_what_poedit_shows(self, flags: str, target: str, state: State) -> None:
        (entry,) = read(f'{flags}msgctxt "c"\nmsgid "a"\nmsgstr "{target}"\n').entries
        assert entry.state is state
        assert "fuzzy" not in entry.flags, "it is said once, by the state"

    @pytest.mark.parametrize(("forms", "state"), [(("x", "y"), State.REVIEWED), (("x", ""), State.MISSING)])
    def test_a_plural_is_there_when_all_its_forms_are(self, forms: tuple[str, str], state: State) -> None:
        text = f'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "{forms[0]}"\nmsgstr[1] "{forms[1]}"\n'
        (entry,) = read(text).entries
        assert (entry.targets, entry.state) == (forms, state)

    def test_a_previous_source_is_kept_with_its_text(self) -> None:
        text = text_of(r'''
            #, fuzzy
            #| msgid ""
            #| "was \"this\"\n"
            #| "and that"
            msgctxt "c"
            msgid "is this"
            msgstr "is dit"
            ''')  # fmt: skip
        catalog = read(text)
        assert catalog.entries[0].previous == 'was "this"\nand that'
        assert catalog.entries[0].is_stale
        assert body(to_bytes(catalog).decode()) == text

    def test_a_previous_source_without_its_context_is_read_too(self) -> None:
        (entry,) = read('#, fuzzy\n#| msgid "was"\nmsgctxt "c"\nmsgid "is"\nmsgstr "x"\n').entries
        assert entry.previous == "was"
        assert again(entry) == (entry,)

    def test_a_previous_context_is_kept_where_it_is_another_one(self) -> None:
        text = '#, fuzzy\n#| msgctxt "old"\n#| msgid "One"\nmsgctxt "new"\nmsgid "Two"\nmsgstr "Zwei"\n'
        assert body(to_bytes(read(text)).decode()) == text
        same = text.replace('"old"', '"new"')
        assert body(to_bytes(read(same)).decode()) == same.replace('#| msgctxt "new"\n', ""), "Poedit would show it"

    def test_flags_that_say_how_a_text_is_treated_are_kept(self) -> None:
        text = '# a note\n#. what it is\n#, fuzzy\n#= no-wrap, c-format\nmsgctxt "c"\nmsgid "a"\nmsgstr "b"\n'
        assert body(to_bytes(read(text)).decode()) == text
        gone = '#= no-wrap\n#~ msgid "a"\n#~ msgstr "b"\n'
        assert body(to_bytes(read(gone)).decode()) == gone

    def test_another_character_set_is_refused_with_the_tool_that_changes_it(self) -> None:
        data = (HEAD.replace("UTF-8", "ISO-8859-1") + 'msgid "a"\nmsgstr "\xe9"\n').encode("latin-1")
        _, (problem,) = parse_catalog(data, "nl", FILE)
        assert problem.hint == f"write the file anew: `msgconv --to-code=UTF-8 --output-file={FILE} {FILE}`"

    @pytest.mark.parametrize("state", [State.NEEDS_REVIEW, State.REVIEWED])
    def test_what_is_gone_keeps_its_state_and_who_read_it(self, state: State) -> None:
        entry = Translation(
            "c", "a", ("b",), state, record=read_lines(("from: deepl 2026-11-20", "reviewed: Ada 2026-11-21")),
            flags=("ignore-same",), is_obsolete=True,
        )  # fmt: skip
        assert again(entry) == (entry,)

    def test_a_gone_plural_keeps_all_its_forms(self) -> None:
        entry = Translation("", "a", ("x", "y"), State.NEEDS_REVIEW, plural="b", is_obsolete=True)
        assert again(entry) == (entry,)

    def test_the_same_text_may_be_gone_in_one_entry_and_live_in_another(self) -> None:
        live = Translation("c", "a", ("x",), State.REVIEWED)
        gone = Translation("c", "a", ("y",), State.REVIEWED, is_obsolete=True)
        assert again(live, gone) == (live, gone)


@needs("msgfmt")
class TestMsgfmt:
    def check(self, tmp_path: Path, data: bytes) -> None:
        (tmp_path / "x.po").write_bytes(data)
        done = subprocess.run(
            ["msgfmt", "--check", "--output-file=x.mo", "x.po"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        # A date in the header would be noise in every diff.
        assert [line for line in done.stderr.splitlines() if "PO-Revision-Date" not in line] == []

    @pytest.mark.parametrize("locale", ["nl", "pl", "hu", "mt", "ga", "pt-PT", "sr-Latn", "el"])
    def test_it_accepts_the_header_and_plurals_of_each_locale(self, tmp_path: Path, locale: str) -> None:
        forms = tuple(f"%(n)s form {number}" for number in range(rule_for(locale).count))
        one = Translation("", "%(n)s city", forms, State.REVIEWED, plural="%(n)s cities", flags=("python-format",))
        self.check(tmp_path, to_bytes(Catalog(locale, FILE, (one,))))

    def test_it_accepts_awkward_words_and_reads_what_we_wrote(self, tmp_path: Path) -> None:
        import gettext

        awkward = ['a "b"', "tab\there", "back\\slash", "two\nlines", "👩‍💻 مدينة", "\\n", "a\u2028b", "#~ not gone"]
        entries = [
            Translation("c", words, (f"→ {words}",), State.REVIEWED, record=read_lines((words.split("\n")[0],)))
            for words in awkward
        ]
        entries.append(Translation("c", "stale", ("x",), State.NEEDS_REVIEW, previous='was "b"\nc'))
        entries.append(Translation("c", "gone", ("x",), State.NEEDS_REVIEW, is_obsolete=True))
        # msgfmt holds the last line ends of source and translation to be the same.
        entries.append(Translation("c", "ends\n", ("endet\n",), State.REVIEWED))
        self.check(tmp_path, to_bytes(Catalog("nl", FILE, tuple(entries))))
        with (tmp_path / "x.mo").open("rb") as file:
            found = gettext.GNUTranslations(file)
        assert [found.pgettext("c", words) for words in awkward] == [f"→ {words}" for words in awkward]
        assert found.pgettext("c", "stale") == "stale", "what needs review is not among the compiled"


class TestOtherTools:
    def test_references_are_left_out_and_everything_else_is_kept(self) -> None:
        found = read(r'''
            # A note of the translator.
            #. extracted
            #: issues/articles/x.md:12
            #, no-wrap, fuzzy
            msgctxt "c"
            msgid ""
            "in "
            "pieces"
            msgstr ""
            "in "
            "stukken"
            ''').entries  # fmt: skip
        assert found == (
            Translation(
                "c", "in pieces", ("in stukken",), State.NEEDS_REVIEW,
                record=Record(notes=("A note of the translator.",)),
                about=About("extracted"), flags=("no-wrap",),
            ),
        )  # fmt: skip

    def test_a_comment_without_a_space_is_a_comment(self) -> None:
        (entry,) = read('#note\nmsgctxt "c"\nmsgid "a"\nmsgstr "b"\n').entries
        assert write_lines(entry.record) == ("note",)

    def test_the_comments_above_the_header_stay(self) -> None:
        data = ("# Dutch of the newsletter.\n# Copyright Ada Example.\n" + HEAD.lstrip()).encode()
        text = to_bytes(read(data)).decode()
        assert text.startswith("# Dutch of the newsletter.\n# Copyright Ada Example.\nmsgid")

    def test_a_previous_plural_stays(self) -> None:
        text = text_of(r'''
            #, fuzzy
            #| msgid "one town"
            #| msgid_plural "towns"
            msgid "one city"
            msgid_plural "cities"
            msgstr[0] "een stad"
            msgstr[1] "steden"
            ''')  # fmt: skip
        assert '#| msgid_plural "towns"' in to_bytes(read(text)).decode()

    def test_a_plural_that_is_half_there_keeps_its_mark(self) -> None:
        text = '#, fuzzy\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] ""\n'
        assert "#, fuzzy" in to_bytes(read(text)).decode()


class TestBroken:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ('msgctxt "c"\nmsgid "a\nmsgstr "b"\n', 8),
            ('msgctxt "c"\nmsgid "a"\nmsgstr b\n', 9),
            ('msgctxt "c"\nmsgid "a"\nmsgstr "b""\n', 9),
            ('<<<<<<< ours\nmsgid "a"\nmsgstr "b"\n', 7),
            ('msgctxt "c"\nmsgstr "b"\n', 8),
            ('msgid "a"\nmsgid "b"\nmsgstr "c"\n', 8),
        ],
    )
    def test_a_broken_line_is_named_and_nothing_is_half_read(self, text: str, line: int) -> None:
        catalog, problems = parse_catalog((HEAD + text).encode(), "nl", FILE)
        assert catalog is None
        assert [(problem.code, problem.location.line) for problem in problems if problem.location] == [
            ("broken-po", line)
        ]

    @pytest.mark.parametrize(
        ("text", "place", "message", "hint"),
        [
            ('msgid "a"\nmsgstr "x"\nmsgstr "y"\n', (9, 1), "a second time", "keep one of them"),
            (
                'msgid "a"\nmsgstr[0] "x"\n',
                (8, 1),
                "the source above it has no plural",
                "write msgstr, without a number",
            ),
            ('msgid "a"\nmsgid_plural "b"\nmsgstr "x"\n', (9, 1), "a source with a plural", "write msgstr[0]"),
            ('msgid "a"\n\nmsgid "b"\nmsgstr "x"\n', (9, 1), "the entry before it", 'write a line msgstr ""'),
            ('msgid "a"\nmsgstr ”x”\n', (8, 8), "” stands where", "a word processor has changed it"),
            ('“msgid "a"\nmsgstr "x"\n', (7, 1), "“ stands where", 'write " around the text'),
            ('msgid "a"\nmsgstr "x"\nSee below.\n', (9, 1), "no line of a PO file", "put # and a blank before it"),
            ('msgid "a"\nmsgstr "C:\\dir"\n', (8, 11), r"`\d` means nothing", r"write \\ for a backslash"),
            (
                'msgctxt "c"\nmsgid "a"\nmsgstr "\\\\ \\x"\n',
                (9, 12),
                r"`\x` means nothing",
                r"write \\ for a backslash",
            ),
            ('#~ msgid "a"\n#~ msgstr "C:\\dir"\n', (8, 14), r"`\d` means nothing", r"write \\ for a backslash"),
            ('msgid "a"\nmsgstr "cut of', (8, 8), "no quotation mark at its end", "was it cut? git has it as it was"),
            ('msgid "a"\n', (7, 1), "ends before the translation", "was it cut? git has it as it was"),
        ],
    )
    def test_what_is_to_be_done_is_said_of_each(
        self, text: str, place: tuple[int, int], message: str, hint: str
    ) -> None:
        catalog, (problem,) = parse_catalog((HEAD + text).encode(), "nl", FILE)
        assert catalog is None
        assert problem.location is not None
        assert (problem.location.line, problem.location.column) == place
        assert message in problem.message
        assert hint in problem.hint

    @pytest.mark.parametrize("plural", ["", 'msgid_plural "b"\n'])
    def test_blanks_alone_are_no_translation(self, plural: str) -> None:
        forms = 'msgstr[0] " "\nmsgstr[1] "\\t"\n' if plural else 'msgstr "  \u00a0"\n'
        (entry,) = read(f'msgctxt "c"\nmsgid "a"\n{plural}{forms}').entries
        assert (entry.state, any(entry.targets)) == (State.MISSING, False)

    def test_a_mark_of_the_gone_without_anything_behind_it_is_passed_over(self) -> None:
        assert read((HEAD + "\t#~\n").encode()).entries == ()

    @pytest.mark.parametrize("flags", ["#, Fuzzy", "#,FUZZY, max-length:9", "#, max-length:9, Fuzzy"])
    def test_the_mark_of_a_draft_is_one_however_it_is_typed(self, flags: str) -> None:
        (entry,) = read(f'{flags}\nmsgid "a"\nmsgstr "b"\n').entries
        assert (entry.state, "fuzzy" in {flag.lower() for flag in entry.flags}) == (State.NEEDS_REVIEW, False)

    def test_the_same_text_twice_is_named_with_the_first(self) -> None:
        text = HEAD + 'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n'
        catalog, problems = parse_catalog(text.encode(), "nl", FILE)
        assert catalog is None
        assert [(problem.code, problem.location.line) for problem in problems if problem.location] == [
            ("duplicate-entry", 10)
        ]

    def test_plurals_of_another_language_are_named(self) -> None:
        text = (HEAD + 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] "y"\n').encode()
        catalog, problems = parse_catalog(text, "pl", FILE)
        assert catalog is not None
        assert {problem.code for problem in problems} == {"wrong-plurals"}

    @settings(deadline=None)
    @given(st.binary(max_size=60) | WORDS.map(str.encode))
    def test_whatever_stands_in_a_file_is_read_or_refused(self, data: bytes) -> None:
        catalog, problems = parse_catalog(HEAD.encode() + data, "nl", FILE)
        assert (catalog is None) == has_errors(problems)


@pytest.mark.slow
@given(st.lists(NOTE | st.from_regex(ABOUT, fullmatch=True), max_size=4))
def test_notes_for_translators_are_written_as_they_were_read(lines: list[str]) -> None:
    lines = list(filter(None, lines))
    assert list(lines_about(about_in(lines))) == lines


@given(
    st.builds(
        About,
        st.sampled_from(["title", "list item", "button or link"]),
        st.integers(0, 999),
        st.sampled_from(["", "nl", "pt-PT"]),
        st.sampled_from(["", "Ten cities", "source: en", "English: x"]),
        st.sampled_from([(), ("saves a file",), ("", "a line below"), ("one", "two")]),
    )
)
def test_what_is_known_of_a_text_comes_back_from_its_notes(about: About) -> None:
    assert about_in(lines_about(about)) == about


class TestFaults:
    @pytest.mark.parametrize(
        ("source", "target", "faults"),
        [
            ("<a1>x</a1>", "<a1>y</a1>", []),
            ("<a1>x</a1>", "y", ["the tag <a1> is missing"]),
            ("%(n)s of %(m)d", "%(m)d van %(n)s", []),
            ("%(n)s", "n", ["the placeholder %(n)s is missing"]),
            ("n", "%(n)s", ["the placeholder %(n)s is not in the source"]),
            ("a", "", []),
            ("a", "b\u202ec", ["a character or mark stands in it that may not stand in a text"]),
            ("a", "@@leave@@", ["a character or mark stands in it that may not stand in a text"]),
        ],
    )
    def test_why_a_translation_cannot_be_used(self, source: str, target: str, faults: list[str]) -> None:
        found = blocking_problems(Translation("c", source, (target,), State.REVIEWED))
        assert [problem.message for problem in found] == faults

    def test_a_fault_of_a_gone_text_is_none_of_a_live_one(self) -> None:
        live = Translation("c", "<b1>a</b1>", ("<b1>x</b1>",), State.REVIEWED)
        gone = Translation("c", "<b1>a</b1>", ("x",), State.REVIEWED, is_obsolete=True)
        assert list(read(written(live, gone).encode()).usable()) == [live]

    def test_one_form_of_a_plural_may_leave_the_number_out(self) -> None:
        one = Translation("", "%(n)s city", ("een stad", "%(n)s steden"), State.REVIEWED, plural="%(n)s cities")
        assert blocking_problems(one) == []

    def test_each_unusable_text_is_named_at_its_line(self, tmp_path: Path) -> None:
        text = HEAD + '#. a note\nmsgctxt "c"\nmsgid "<b1>a</b1>"\nmsgstr "a"\n\nmsgctxt "c"\nmsgid "d"\nmsgstr "d"\n'
        (tmp_path / FILE).parent.mkdir(parents=True)
        (tmp_path / FILE).write_text(text, "utf-8")
        catalog, problems = read_catalog(tmp_path, "nl", "2024-01")
        assert problems == []
        assert catalog is not None
        found = entry_problems(catalog, text.split("\n"))
        assert {problem.code for problem in found} == {"lost-tag"}
        assert {(problem.location.line, problem.location.excerpt) for problem in found if problem.location} == {
            (10, 'msgstr "a"')
        }


class TestDisk:
    ENTRY = Translation("c", "a", ("b",), State.REVIEWED)

    def test_a_catalog_is_one_file_of_a_locale(self) -> None:
        assert catalog_file("pt-PT", "2024-01") == "locales/pt-PT/LC_MESSAGES/2024-01.po"

    def test_no_file_is_an_empty_catalog(self, tmp_path: Path) -> None:
        assert read_catalog(tmp_path, "nl", "2024-01") == (Catalog("nl", FILE), [])

    def test_what_is_written_is_read(self, tmp_path: Path) -> None:
        assert write_catalog(Workspace(tmp_path), Catalog("nl", FILE, (self.ENTRY,)))
        found, problems = read_catalog(tmp_path, "nl", "2024-01")
        assert problems == []
        assert found is not None
        assert found.entries == (self.ENTRY,)
        assert found.digest == digest((tmp_path / FILE).read_bytes())

    def test_a_file_that_would_be_the_same_is_left_alone(self, tmp_path: Path) -> None:
        write_catalog(Workspace(tmp_path), Catalog("nl", FILE, (self.ENTRY,)))
        before = (tmp_path / FILE).stat()
        found, _ = read_catalog(tmp_path, "nl", "2024-01")
        assert found is not None
        assert not write_catalog(Workspace(tmp_path), found)
        after = (tmp_path / FILE).stat()
        assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)

    def test_a_file_that_somebody_wrote_meanwhile_is_never_overwritten(self, tmp_path: Path) -> None:
        write_catalog(Workspace(tmp_path), Catalog("nl", FILE, (self.ENTRY,)))
        found, _ = read_catalog(tmp_path, "nl", "2024-01")
        assert found is not None
        theirs = (tmp_path / FILE).read_bytes().replace(b'"b"', b'"beter"')
        (tmp_path / FILE).write_bytes(theirs)
        with pytest.raises(MovedOnError):
            write_catalog(Workspace(tmp_path), found)
        assert (tmp_path / FILE).read_bytes() == theirs

    def test_a_file_that_somebody_made_meanwhile_is_never_overwritten(self, tmp_path: Path) -> None:
        found, _ = read_catalog(tmp_path, "nl", "2024-01")
        assert found is not None
        (tmp_path / FILE).parent.mkdir(parents=True)
        (tmp_path / FILE).write_text("theirs", "utf-8")
        with pytest.raises(MovedOnError):
            write_catalog(Workspace(tmp_path), found)
        assert (tmp_path / FILE).read_text("utf-8") == "theirs"

    def test_no_half_written_file_is_left_behind(self, tmp_path: Path) -> None:
        write_catalog(Workspace(tmp_path), Catalog("nl", FILE, (self.ENTRY,)))
        assert [path.name for path in (tmp_path / FILE).parent.iterdir()] == ["2024-01.po"]


PARTS = st.sampled_from(
    [
        "# a person's\n#. a note  \n#, fuzzy, c-format\n",
        "#. \n",
        "#:\n",
        "# last words",
        '#| msgid "was"\n',
        'msgctxt "c"\n',
        'msgid "s"\n',
        'msgid ""\n',
        '"more"\n',
        'msgid_plural "many"\n',
        'msgstr "t \\"q\\""\n',
        'msgstr ""\n',
        'msgstr[0] "one"\n',
        'msgstr[1] "two"\n',
        '#~ msgid "gone"\n#~ msgstr "weg"\n',
        "\n",
        " \n",
        "\n\n",
        "<<<<<<< ours\n",
        'msgctxt "d"\nmsgid "s"\nmsgstr "t"\n\n',
        'msgid "u\\n"\nmsgstr ""\n\n',
    ]
)


@pytest.mark.slow
@given(st.lists(PARTS, max_size=14))
@settings(max_examples=tries(400))
def test_the_fast_reader_of_plain_entries_says_what_the_careful_one_says(parts: list[str]) -> None:
    from unittest.mock import patch

    data = (HEAD + "".join(parts)).encode()
    fast = parse_catalog(data, "nl", FILE)
    with patch("newsletter.translate.formats.po._read_in_parts", return_value=None):
        careful = parse_catalog(data, "nl", FILE)
    assert fast == careful
    if fast[0] and careful[0]:
        assert [entry.line for entry in fast[0].entries] == [entry.line for entry in careful[0].entries]
