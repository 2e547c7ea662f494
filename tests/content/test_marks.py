"""Marks that did not work are told at each place with what to write; what only looks like a mark is left alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.content.markdown import parse
from newsletter.content.marks import unworked
from newsletter.content.plain import marks_in
from newsletter.problems import Severity, as_text
from tests.conftest import Sample
from tests.support.trying import tries

MARKETS = "issues/articles/markets.md"
ISSUE = "issues/2024-01/issue.yaml"


def told(markdown: str) -> list[str]:
    return [fault.words for fault in parse(markdown).faults if fault.code == "mark-as-typed"]


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("It is ** bold ** here.", "** bold **"),
        ("It is **bold ** here.", "**bold **"),
        ("It is * slanted * here.", "* slanted *"),
        ("It is *slanted * here.", "*slanted *"),
        ("It is __ bold __ here.", "__ bold __"),
        ("It is _ slanted _ here.", "_ slanted _"),
        ("It is ~~ gone ~~ here.", "~~ gone ~~"),
        ("It is **bold here.", "**"),
        ("It is bold** here.", "**"),
        ("It is *slanted here.", "*"),
        ("A market -- for two days -- on wheels", "--"),
        ("A market---for two days", "---"),
        ("**注意：**请阅读。", "**注意：**"),
        ("日本の**「強調」**です", "**「強調」**"),
        ("日本の*「強調」*です", "*「強調」*"),
        ("日本_強調_です", "_強調_"),
        ("＊＊太字＊＊です", "＊＊太字＊＊"),
        ("See [text] (https://example.org/a).", "[text] (https://example.org/a)"),
        ("See [テキスト]（https://example.org）.", "[テキスト]（https://example.org）"),
        ("See [text](https://example.org/a b).", "[text](https://example.org/a b)"),
        ("See [text](nowhere and on it goes.", "[text](nowhere"),
        ("![a bridge](bridge.png", "![a bridge](bridge.png"),
        ("See (text)[https://example.org].", "(text)[https://example.org]"),
        ("See [text][no such].", "[text][no such]"),
        ("See [[Wiki page]].", "[[Wiki page]]"),
        ("![a bridge](big bridge.png)", "![a bridge](big bridge.png)"),
        ("{% include x %}", "{% include x %}"),
        ("Dear {{ name }}", "{{ name }}"),
        ("Dear *|FNAME|*", "|FNAME|"),
        ("Dear %%name%%", "%%name%%"),
        ("##Heading", "##Heading"),
        ("＃見出し", "＃見出し"),
        ("-item", "-item"),
        ("1.one", "1.one"),
        ("1)one", "1)one"),
        ("• one", "• one"),
        ("a note[^1]", "[^1]"),
        ("a note^[inline]", "^[inline]"),
        ("==marked==", "==marked=="),
        ("++under++", "++under++"),
        ("||hidden||", "||hidden||"),
        ("H~2~O", "~2~"),
        ("m^2^", "^2^"),
        ("- [ ] to do", "[ ]"),
        ("- [x] done", "[x]"),
        ("Term\n: what it is", ": what it is"),
        ("::: note", "::: note"),
        ("!!! note", "!!! note"),
        ("> [!NOTE]\n> x", "[!NOTE]"),
        ("$$E=mc^2$$", "$$E=mc^2$$"),
        ("words {.big}", "{.big}"),
        ("words {#here}", "{#here}"),
        (":smile: hello", ":smile:"),
        ("*[HTML]: a language", "*[HTML]:"),
        ("&nosuch; and", "&nosuch;"),
        ("a&nbsp b", "&nbsp"),
        ("[b]bold[/b]", "[b]"),
        ("[TOC]", "[TOC]"),
        ("a | b\n--|--|--\n1 | 2", "--|--|--"),
        ("| a | b |\n| 1 | 2 |", "| a | b |"),
        ("One.\n\n<!-- read more -->\n\nTwo.", "<!-- read more -->"),
        ("Bürger*innen und Expert*innen", "*innen"),
    ],
)
def test_a_mark_that_did_not_work_is_told_once_with_what_to_write(markdown: str, words: str) -> None:
    found = [fault for fault in parse(markdown).faults if fault.code == "mark-as-typed"]
    assert [fault.words for fault in found][:1] == [words]
    assert all(fault.hint and not fault.is_error for fault in found)
    assert len(found) <= 2, found  # a pair of tags is two


@pytest.mark.parametrize(
    "markdown",
    [
        *("5 * 3 = 15", "5 * 3 * 2", "2**10", "f(x) = x^2 + y^2", "10^6 people", "price* and cost*", "*excl. VAT"),
        *(
            "Bürger*innen",
            "**** and f***ing",
            "#EUCities is here",
            "join #EUCities now",
            "#1 in Europe",
            "C# and C++ and C++",
        ),
        *("https://example.org/a_b_c/__x__ and a_b_c", "see http://x.example/?a=1&copy=2&lt=3", "a_b_c@example.org"),
        *(
            "$5 and $6",
            "~5 km to ~/home",
            "AT&T, R&D; Tom & Jerry",
            "at 10:15:20 or 9:30",
            "ratio 1:2:3",
            "Name: ______",
        ),
        *("[sic], [1] and [2]", "(*) a note", "-5 degrees", "– a dash\n— another", "1.5 km", "2.000 people", "3."),
        *("{curly} and {a, b}", "a -> b", "and/or == x", "A|B or |x|", "<3 and 2 > 1", "5'10\" & 6'", "50% of 30% is"),
        *(
            "`**code**` and `{{ x }}` and `[a] (b)`",
            r"\*\*stars\*\* and \[a\] (https://example.org)",
            "&#42;&#42;x&#42;&#42;",
        ),
        *(
            "**bold**, *it*, ***both***, ~~gone~~, a**b**c",
            "[text](https://example.org) (and more)",
            "&nbsp;&amp;&euro;",
        ),
        *(
            "中文，**重点**，*斜体*。",
            "**「引用」** です",
            "שלום **עולם**",
            "| a | b |\n| - | - |\n| 1 | 2 |",
            "a ?!! b !!! c",
        ),
    ],
)
def test_what_only_looks_like_a_mark_is_left_alone(markdown: str) -> None:
    assert parse(markdown).faults == ()


@pytest.mark.parametrize(
    "markdown",
    [
        "** fett ** x",
        "x **fett ** x",
        "**注意：**请",
        "日本の**「強調」**です",
        "*(par)*x",
        "**强调。**后面",
        "ein * wort * hier",
        "~~ x ~~",
    ],
)
def test_what_is_proposed_works(markdown: str) -> None:
    (mark,) = unworked(markdown)
    proposed = re.search(r"`([^`]+)`", mark.hint)
    assert proposed
    document = parse(markdown.replace(mark.words, proposed[1]))
    assert document.faults == ()
    assert re.search(r"<[bis]1>", document.blocks[0].words)


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("The mayor said so.[1] It held.", "[1]"),
        ("In 2024[12] it held.", "[12]"),
        ("o\u00a0\u00a0 One\no\u00a0\u00a0 Two", "o\u00a0\u00a0 One"),
        ("§\tOne", "§\tOne"),
        ("✓ One\n✓ Two", "✓ One"),
        ("– One\n– Two", "– One"),
        ("a.\tOne\nb.\tTwo", "a.\tOne"),
        ("(a) One\n(b) Two", "(a) One"),
        ("I. One\nII. Two", "I. One"),
        ("City\tLength\nGdynia\t800 m\nLyon\t90 m", "City\tLength"),
        ("City | Length\nGdynia | 800 m", "City | Length"),
        ("+----+----+\n| a  | b  |\n+----+----+", "+----+----+"),
        ("Commented [MO1]: is this right?", "Commented [MO1]:"),
        ("Met opmerkingen [AB12]: klopt dit?", "Met opmerkingen [AB12]:"),
        ("Deleted: old", "Deleted:"),
        ("See Error! Reference source not found.", "Error! Reference source not found"),
        ("Siehe Fehler! Verweisquelle konnte nicht gefunden werden.", "Fehler! Verweisquelle"),
        ('See HYPERLINK "https://example.org" here', 'HYPERLINK "'),
        ("Text<o:p></o:p>", "<o:p>"),
        ("[our team](tel:+31 10 123)", "[our team](tel:+31 10 123)"),
        ("![the wall](Quay #2 (final).jpg)", "![the wall](Quay #2 (final).jpg)"),
        ("![the wall] (quay.jpg)", "![the wall] (quay.jpg)"),
        ('[gallery ids="1,2"]', '[gallery ids="1,2"]'),
        ('[caption id="a" width="3"]A roof', '[caption id="a" width="3"]'),
        ("Dear ${name}", "${name}"),
        ("Dear %first_name%", "%first_name%"),
        ("Dear <<FirstName>>", "<<FirstName>>"),
        ("Go to [insert link]", "[insert link]"),
        ("TODO: end it", "TODO:"),
        ("Lorem ipsum dolor", "Lorem ipsum"),
    ],
)
def test_what_word_and_web_pages_leave_behind_is_told(markdown: str, words: str) -> None:
    found = [fault for fault in parse(markdown).faults if fault.code == "mark-as-typed"]
    assert [fault.words for fault in found][:1] == [words]
    assert all(fault.hint and not fault.is_error for fault in found)


@pytest.mark.parametrize(
    "markdown",
    [
        *("a dash\n– one only", "– one\n— another", "A. Smith said\nso it was", "I. am\nnot a list", "o one, o two"),
        *(
            "one\ttab only",
            "see [sic] and [Name of nobody](https://example.org)",
            "50% off and 20% more%",
            "a < b << c",
        ),
        *("TODO en uno, XXX congreso", "Erreur de calcul", "Deleted files: none", "[date](https://example.org)"),
        *("[our team](https://example.org/a_(b))", "v 2.0", "§ 5 of the law", "as [he](later\nin life) said"),
    ],
)
def test_what_only_looks_like_a_paste_is_left_alone(markdown: str) -> None:
    assert [fault for fault in parse(markdown).faults if fault.code == "mark-as-typed"] == []


def test_what_a_paste_leaves_in_a_field_is_told_with_what_to_do() -> None:
    assert [fault.hint for fault in marks_in("See Error! Reference source not found.")] == [
        "it is a reference that Word has lost: write where it leads, or take it out"
    ]
    assert [fault.words for fault in marks_in("Lorem ipsum dolor")] == ["Lorem ipsum"]


@pytest.mark.parametrize(
    "markdown",
    [
        *(
            "It is ** bold ** here.",
            "It is **bold ** here.",
            "**注意：**请阅读。",
            "＊＊太字＊＊です",
            "It is *slanted * here.",
        ),
        *("See [text] (https://example.org/a).", "See [[Wiki page]].", "Dear {{ name }}", "Dear %%name%%", "##Heading"),
        *(
            "＃見出し",
            "-item",
            "• one",
            "· one\n· two",
            "a note[^1]",
            "the mayor.[1]",
            "==marked==",
            "H~2~O",
            ":smile: hello",
        ),
        *(
            "- [ ] to do",
            "Text<o:p>",
            "– One\n– Two",
            "✓ One\n✓ Two",
            "Go to [insert link]",
            "words {.big}",
            "It is **bold here.",
        ),
    ],
)
def test_a_mark_that_is_meant_is_dismissed_with_a_backslash_as_its_hint_says(markdown: str) -> None:
    plain = " ".join(block.words for block in parse(markdown).texts())
    for _ in range(4):
        found = [fault for fault in parse(markdown).faults if fault.code == "mark-as-typed"]
        if not found:
            break
        meant = re.search(r"\(`([^`]+)` if it is meant so\)$", found[0].hint)
        assert meant, found[0]
        markdown = markdown.replace(found[0].words, meant[1], 1)
    assert parse(markdown).faults == ()
    assert " ".join(block.words for block in parse(markdown).texts()) == plain


def test_a_hint_repeats_an_address_as_it_was_typed() -> None:
    (mark,) = unworked("· See https://example.org/our page")
    assert mark.hint == "write `- See https://example.org/our page`"


def test_each_place_is_told_at_its_line(sample: Sample) -> None:
    sample.edit(
        MARKETS,
        "De markt is terug in",
        "Dag {{ name }},\n\nde ** markt **\nis [terug] (https://example.org)\nnu {{ x }}.\n\n##Kop\n\nDe markt in",
    )
    found = sample.load()[1]
    assert [str(problem.location).removeprefix(f"{MARKETS}:") for problem in found] == [
        "23:5", "25:4", "26:4", "27:4", "29:1"
    ], as_text(found)  # fmt: skip
    assert {problem.severity for problem in found} == {Severity.WARNING}


def test_the_same_mark_twice_on_a_line_is_two_places(sample: Sample) -> None:
    sample.edit(MARKETS, "De markt is terug in", "Dag {{ name }} en {{ name }} <u>of</u> <u>niet</u> in")
    assert [str(problem.location).removeprefix(f"{MARKETS}:") for problem in sample.load()[1]] == [
        "23:5", "23:19", "23:30", "23:40"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("First.\n\n<!-- ask Anna -->\n\nMore.", ["First.", "More."]),
        ("First.\n\n<!-- ask\n\n- Anna\n\n## now -->\n\nMore.", ["First.", "More."]),
        ("First.\n\n<!-- ask\nAnna --> and **more**.", ["First.", "and <b1>more</b1>."]),
        ("Text <!-- inline --> end.", ["Text end."]),
        ("Text<!-- inline --> end.", ["Text end."]),
        ("Text <!-- over\nlines --> end.", ["Text end."]),
        ("One\n<!-- line -->\ntwo.", ["One two."]),
        ("<!-- a --> Text", ["Text"]),
        ("<!-- a --><!-- b -->", []),
        ("<!-->Text", ["Text"]),
        ("- one <!-- x -->\n- <!-- y -->\n- three\n\n  <!-- z\n  z -->", ["one", "three"]),
        ("> said <!-- x -->\n>\n> <!-- y\n> y -->\n> more", ["said", "more"]),
        ("| a <!-- x --> |\n| - |\n| b |", ["a", "b"]),
        ("## Head <!-- x -->", ["Head"]),
        ("![a bridge](x.png) <!-- whose? -->", ["a bridge"]),
        ("<!-- [x](y) ** z ** <div> {{ a }} -->", []),
        ("`<!-- code -->`", ["<c1><!-- code --></c1>"]),
    ],
)
def test_a_remark_is_never_shown_and_leaves_no_gap(markdown: str, words: list[str]) -> None:
    document = parse(markdown)
    assert [block.words for block in document.texts()] == words
    assert document.faults == ()


@pytest.mark.parametrize("markdown", ["A.\n\n<!-- ask\n\nB.\n\nC.", "A. <!-- ask\nB.", "- A.\n  <!-- ask\n\n  B."])
def test_a_remark_that_does_not_end_is_an_error_and_takes_what_follows(markdown: str) -> None:
    document = parse(markdown)
    assert [(fault.code, fault.is_error) for fault in document.faults] == [("unclosed-remark", True)]
    assert [block.words for block in document.texts()] == ["A."]


def test_lines_below_a_remark_keep_their_numbers() -> None:
    document = parse("One <!-- a\nb --> two\n[x](/y)\n\n<!-- c\n\nd -->\n\n[x](/z)\n")
    assert [(fault.code, fault.line) for fault in document.faults] == [("unsafe-link", 2), ("unsafe-link", 8)]


@pytest.mark.parametrize("line", ["<!-- more -->", "<!-- More -->", "<!--MORE-->"])
def test_the_end_of_a_teaser_is_no_remark(line: str) -> None:
    assert [block.kind for block in parse(f"One.\n\n{line}\n\nTwo.").blocks] == ["paragraph", "more", "paragraph"]


@pytest.mark.parametrize(
    ("markdown", "tag", "is_error"),
    [
        ('<div class="box">\n\nx', '<div class="box">', True),
        ("</div>", "</div>", True),
        ("x\n<p>y</p>", "<p>", True),
        ("<script>alert(1)</script>", "<script>", True),
        ("<table><tr><td>x", "<table>", True),
        ("<iframe src='https://example.org'></iframe>", "<iframe src='https://example.org'>", True),
        ("a <b>c</b>", "<b>", False),
        ("a<br>b", "<br>", False),
        ("a<br/>b", "<br/>", False),
        ("<u>x</u> y", "<u>", False),
    ],
)
def test_a_block_of_html_is_an_error_and_a_tag_among_words_a_warning(markdown: str, tag: str, is_error: bool) -> None:
    found = [fault for fault in parse(markdown).faults if fault.code == "raw-html"]
    assert [(fault.words, fault.is_error) for fault in found] == [(tag, is_error)]


@pytest.mark.parametrize(
    ("markdown", "line", "is_error"),
    [
        ("Words.\n\n[Anna]: yes\n", 2, True),
        ("A note[^1].\n\n[^1]: https://example.org\n", 2, True),
        ("Words.\n\n[old]: https://example.org\n", 2, False),
        ("[a]\n\n[a]: https://example.org/1\n[a]: https://example.org/2\n", 3, True),
        ("| a |\n| - |\n| b | c |\n", 2, True),
        ("> | a |\n> | - |\n> | b | c |\n", 2, True),
    ],
)
def test_words_that_markdown_would_drop_are_told(markdown: str, line: int, is_error: bool) -> None:
    found = [fault for fault in parse(markdown).faults if fault.code == "words-not-shown"]
    assert [(fault.line, fault.is_error) for fault in found] == [(line, is_error)]


@pytest.mark.parametrize(
    "markdown",
    [
        "See [a], [b][a] and [A].\n\n[a]: https://example.org\n",
        "![pic][p]\n\n[p]: a.png\n",
        "x\n\n[//]: # (a known form of remark)\n",
        "| a | b |\n| - | - |\n| `x \\| y` | z |\n",
        "a | b\n- | -\nc\n",
    ],
)
def test_what_is_shown_is_not_told(markdown: str) -> None:
    assert [fault for fault in parse(markdown).faults if fault.code == "words-not-shown"] == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Bridges **over** it", ["**"]),
        ("A *small* issue", ["*"]),
        ("A [link](https://example.org)", ["]("]),
        ("Tom &amp; Jerry", ["&amp;"]),
        (r"Five \* stars", [r"\*"]),
        ("<b>Bold</b>", ["<b>"]),
        ("Dear {{ name }}", ["{{ name }}"]),
        ("** Bold **", ["** Bold **"]),
        ("A <!-- remark -->", ["<!--"]),
        *(
            (words, [])
            for words in ("Bürger*innen und Expert*innen", "5 * 3 * 2", "snake_case and y_z", "AT&T", r"C:\dir")
        ),
        *(
            (words, [])
            for words in ("#EU", "1.Januar 2024", "Let’s Go!", "Cities@Heart", "-ing", "1. Platz", "x < y > z")
        ),
    ],
)
def test_fields_of_plain_text_hold_no_marks(words: str, found: list[str]) -> None:
    assert [fault.words for fault in marks_in(words)] == found


def test_marks_in_fields_are_told_where_they_stand_and_a_remark_is_an_error(sample: Sample) -> None:
    sample.edit(ISSUE, "heading: A network", "heading: A **network**")
    sample.edit(ISSUE, "subject: A small issue", "subject: A small <!-- ask --> issue")
    sample.edit("issues/networks/rivers.yaml", "name: Rivers", "name: Rivers &amp; lakes")
    sample.edit(MARKETS, "        text: ", "        text: '**Nu** ' #")
    found = [(str(problem.location), problem.severity.value) for problem in sample.load()[1]]
    assert (f"{ISSUE}:2:18", "error") in found
    assert (f"{ISSUE}:7:16", "warning") in found
    assert ("issues/networks/rivers.yaml:1:14", "warning") in found


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("The **star** system", ["mark-as-typed"]),
        ("The **star** system # as typed", []),
        ("'The **star** system'   #  As typed ", []),
        ('"The **star** system # as typed"', ["mark-as-typed"]),
        ("The **star** system # typed", ["mark-as-typed"]),
        ("The\n  **star** system # as typed", []),
        ("> # as typed\n  The **star**\n  system", []),
        ("A <!-- remark --> # as typed", ["mark-as-typed"]),
    ],
)
def test_a_remark_says_that_a_title_is_meant_as_it_is_typed(sample: Sample, title: str, told: list[str]) -> None:
    sample.write("issues/articles/stars.md", f"---\ntitle: {title}\nsummary: Stars\n---\n\nText.\n")
    sample.edit(ISSUE, "articles: [markets]", "articles: [markets, stars]")
    content, problems = sample.load()
    assert [problem.code for problem in problems] == told
    if not told:
        assert content.articles["stars"].title == "The **star** system", "the remark is no part of it"
    elif "remark" not in title:
        assert problems[0].hint.endswith("write ` # as typed` behind it if they are meant so")


@pytest.mark.few_quick(4)
@pytest.mark.parametrize(
    "piece",
    [
        "[a](",
        "[a] (x@",
        "[url=",
        "^[",
        "{{x}} ",
        "**a ** ",
        "_a ",
        "a",
        "(a)[https://x",
        "<b ",
        "<!-- ",
        "&nbsp ",
        "| a ",
        "a@",
    ],
)
def test_of_a_text_full_of_marks_the_first_are_told(piece: str) -> None:
    text = piece * (tries(100_000) // len(piece))
    assert len([fault for fault in parse(text).faults if fault.code == "mark-as-typed"]) <= 200


@given(st.text(st.sampled_from("*_~`[]()<>!-–—#{}%|^:=+ \nab1.注：「」•\\&;xX/"), max_size=40))
def test_any_text_is_read_with_marks_that_stand_in_it(text: str) -> None:
    lines = text.split("\n")
    for mark in unworked(text):
        assert text[mark.at :].startswith(mark.words)
        assert mark.words
        assert mark.hint
    for fault in parse(text).faults:
        assert 0 <= fault.line < len(lines)
    for fault in marks_in(text):
        assert fault.words
