"""What people paste becomes clean Markdown, whatever program it comes from; nothing is lost without a word."""

import random
import re
import unicodedata
from collections import Counter
from pathlib import Path

import lxml.html
import pytest

from newsletter.content.blocks.body import Node
from newsletter.content.blocks.checking import check_document
from newsletter.content.blocks.comparing import meanings
from newsletter.content.blocks.reading import read
from newsletter.content.blocks.splicing import write
from newsletter.content.clean.cleaned import Cleaned, Kind, LeftOut
from newsletter.content.clean.html import clean
from newsletter.content.clean.plain import clean_text
from newsletter.content.clean.tree import words_of
from tests.support.random_edits import words_in

PASTED = Path(__file__).parent / "pasted"


def markdown(cleaned: Cleaned) -> str:
    """What is pasted as it will stand in the file."""
    document: Node = {"type": "doc", "content": list(cleaned.nodes)}
    check_document(document)
    text = write(read(""), document).body.text
    assert meanings(piece.node for piece in read(text).pieces) == meanings(cleaned.nodes)
    return text


def of_html(html: str) -> str:
    return markdown(clean(html))


@pytest.mark.parametrize("path", sorted(PASTED.glob("*.html")), ids=lambda path: path.stem)
def test_what_a_program_puts_on_the_clipboard_becomes_clean_markdown(path: Path) -> None:
    cleaned = clean(path.read_text("utf-8"))
    assert markdown(cleaned) == path.with_suffix(".md").read_text("utf-8")


@pytest.mark.parametrize("path", sorted(PASTED.glob("*.html")), ids=lambda path: path.stem)
def test_no_word_of_what_a_program_gives_is_lost_without_a_word(path: Path) -> None:
    cleaned = clean(path.read_text("utf-8"))
    (page,) = lxml.html.document_fromstring(path.read_text("utf-8")).iter("body")
    kept = [*(words_in(node) for node in cleaned.nodes), *(each.words for each in cleaned.left_out)]
    # Signs of lists, which are no words, become lists; a soft hyphen is no end of one.
    texts = words_of(page).replace("\u00ad", ""), " ".join(kept)
    given, found = (Counter(re.findall(r"[^\W\d_]{2,}", unicodedata.normalize("NFKC", text))) for text in texts)
    assert given - found == Counter()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a\u00a0b c\u00ad d\u200be</p>", "a b c de\n"),
        (
            "<p>Combien\u00a0? «\u00a0Oui\u00a0» 10\u00a0000\u00a0€</p>",
            "Combien\u00a0? «\u00a0Oui\u00a0» 10\u00a0000\u00a0€\n",
        ),
        ("<p>one<br>two<br><br>three<br></p><p>&nbsp;</p>", "one\\\ntwo\n\nthree\n"),
        ("<h1>A <b>b</b></h1><h2>B</h2><h5>C</h5>", "## A b\n\n## B\n\n#### C\n"),
        ("<p>m<sup>2</sup>, CO<sub>2</sub>, 1<sup>st</sup></p>", "m², CO₂, 1st\n"),
        ("<a href='https://www.google.com/url?q=https://example.org/a&sa=D'>w</a>", "[w](https://example.org/a)\n"),
        ("<a href='javascript:alert(1)'>w</a> <a href='#x'>v</a>", "w v\n"),
        ("<a href='https://example.org/'><img alt='Logo' src=x></a>z", "z\n"),
        ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", "- a\n  - b\n- c\n"),
        ("<ol start=3><li><p>a</p></li><li><p>b</p><p>c</p></li></ol>", "3. a\n4. b\n\n   c\n"),
        ("<li>a</li><li>b</li>", "- a\n- b\n"),
        ("<tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr>", "| a | b |\n| --- | --- |\n| 1 | 2 |\n"),
        ("<table><tr><td><h2>T</h2><p>x</p></td></tr></table>", "## T\n\nx\n"),
        (
            "<table><tr><th>a<th align=right>b|c</tr><tr><td colspan=2>d</td></tr>"
            "<tr><td rowspan=2>e<td>f</tr><tr><td>g</table>",
            "| a | b\\|c |\n| --- | ---: |\n| d |  |\n| e | f |\n|  | g |\n",
        ),
        ("<p>·\u00a0\u00a0one</p><p>·\u00a0\u00a0two</p>", "- one\n- two\n"),
        ("<p>1.\u00a0\u00a0one</p><p>2.\u00a0 two</p>", "1. one\n2. two\n"),
        ("<blockquote style='margin: 0 0 0 40px; border: none; padding: 0px;'><p>a</p></blockquote>", "a\n"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b\n"),
        ("<p>a</p><!--more--><p>b</p>", "a\n\n<!-- more -->\n\nb\n"),
        ("<blockquote>a<!--more--></blockquote><ul><li>b<!--more--></ul><li><!--more--></li>", "> a\n\n- b\n"),
        ("<p>**a** <u>b</u> &lt;b&gt; # c</p>", "\\*\\*a\\*\\* b \\<b> # c\n"),
        ("<p><b>bold </b>and<i> it</i><s>x</s></p>", "**bold** and *it*~~x~~\n"),
        ("<pre>a  b\n  c</pre>", "a  b\\\nc\n"),
        ("<dl><dt>Who</dt><dd>Ana</dd></dl>", "**Who**\n\nAna\n"),
        ("plain words", "plain words\n"),
        ("", ""),
        ("<p>\x00\x0b a</p><![CDATA[x]]>", "a\n"),
    ],
)
def test_each_rule(html: str, text: str) -> None:
    assert of_html(html) == text or (not text and not clean(html).nodes)


@pytest.mark.parametrize(
    ("html", "kind", "words"),
    [
        ("<img alt='A bridge' src=x>", Kind.PICTURE, "A bridge"),
        ("<iframe src=x></iframe>", Kind.FILM, "x"),
        ("<span class='visually-hidden'>(opens in a new window)</span>", Kind.HIDDEN, "(opens in a new window)"),
        ("<p style='display: none'>x y</p>", Kind.HIDDEN, "x y"),
        ("<nav><ul><li>Home</li></ul></nav>", Kind.MENU, "Home"),
        ("<form><input><button>Search</button></form>", Kind.FORM, "Search"),
        ("<math><mi>x</mi></math>", Kind.FORMULA, "x"),
        ("<del datetime='2024'>gone</del>", Kind.DELETED, "gone"),
        ("<a href='file:///C:/x.docx'>w</a>", Kind.ADDRESS, "file:///C:/x.docx"),
        ("<div style='mso-element:comment-list'>Is this so?</div>", Kind.NOTE, "Is this so?"),
    ],
)
def test_what_is_left_out_is_told_with_its_words(html: str, kind: Kind, words: str) -> None:
    assert clean(f"<p>a</p>{html}<p>b</p>").left_out == (LeftOut(kind, words),)


def test_a_page_that_is_one_form_is_read_all_the_same() -> None:
    assert of_html("<form><h2>T</h2><p>a</p><input><button>Go</button></form>") == "## T\n\na\n"


def test_words_only_are_paragraphs_without_any_form() -> None:
    html = "<h2>T</h2><ul><li><b>a</b> <a href='https://example.org'>b</a></li></ul><table><tr><td>1<td>2<tr><td>3<td>4"
    assert markdown(clean(html, words_only=True)) == "T\n\na b\n\n1 2\n\n3 4\n"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("One\r\ntwo\r\n\r\nThree", "One\n\ntwo\n\nThree\n"),
        ("- a\n- b\n  c\n\n1. d\n2. e", "- a\n- b\n\n  c\n\n1. d\n2. e\n"),
        ("• a\n• b\nBehind", "- a\n- b\n\nBehind\n"),
        (f"{'word ' * 14}\n{'word ' * 14}\nend", f"{'word ' * 28}end\n"),
        ("# no heading * *here*", "\\# no heading * \\*here\\*\n"),
        ("", ""),
    ],
)
def test_plain_text_is_paragraphs_and_lists(text: str, made: str) -> None:
    cleaned = clean_text(text)
    assert (markdown(cleaned) if cleaned.nodes else "") == made


def test_signs_of_lists_are_words_where_only_words_are_wanted() -> None:
    assert markdown(clean_text("- a\n2. b", words_only=True)) == "\\- a\n\n2\\. b\n"


def test_a_deep_tree_loses_nothing_and_ends() -> None:
    html = "<div>" * 3000 + "deep words" + "</div>" * 3000
    assert of_html(html) == "deep words\n"
    html = "<ul><li>x" * 400 + "end"
    assert "end" in " ".join(words_in(node) for node in clean(html).nodes)


TAGS = (
    "p", "div", "span", "b", "i", "a href='https://example.org'", "ul", "ol", "li", "table", "tr", "td", "th", "h1",
    "h3", "blockquote", "br", "img alt='Alt'", "o:p", "p style='mso-list:l0 level2 lfo1'", "form", "button", "nav",
    "span style='mso-list:Ignore'", "s", "sup", "pre", "dl", "dd", "section", "span class=visually-hidden", "font",
    "tbody", "caption", "svg", "p class=MsoTitle", "code", "del", "select", "option", "textarea", "a href='x:y'",
    "label", "w:sdt", "m:r", "center",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_every_word_is_in_what_came_out_or_in_what_was_left_out(seed: int) -> None:
    chance = random.Random(seed)
    parts, opened = [], []
    for number in range(chance.randint(5, 40)):
        if chance.random() < 0.55:
            tag = chance.choice(TAGS)
            parts.append(f"<{tag}>")
            opened.append(tag.partition(" ")[0])
        elif opened and chance.random() < 0.5:
            parts.append(f"</{opened.pop()}>")
        parts.append(chance.choice(("", " ", f"w{number} ", f"w{number}", f"w{number}\u00a0&amp; *w{number}*")))
    html = "".join(parts)
    cleaned = clean(html)
    markdown(cleaned)
    root = lxml.html.document_fromstring(f"<html><body><div>{html}</div></body></html>")
    source = re.findall(r"w\d+", " ".join(str(text) for text in root.itertext()))
    found = " ".join([*(words_in(node) for node in cleaned.nodes), *(each.words for each in cleaned.left_out)])
    assert sorted(re.findall(r"w\d+", found)) == sorted(source)


def test_the_words_of_an_element_are_in_their_order_and_none_are_of_scripts_styles_or_remarks() -> None:
    source = "<div>a<!-- no -->b<script>no</script>c<style>no</style>d<p>e<b>f</b>g</p><?no no?>h</div>"
    page = lxml.html.fromstring(source)
    assert words_of(page) == "a b c d e f g h"
    assert words_of(page.find("p")) == "e f g"
