"""From one letter to the next where only words have changed: what a frame is told instead of the whole letter."""

import pytest

from newsletter.pipeline.look_changes import Change, Changes, Shown, changes_between, in_pieces

LETTER = (
    '<html><head><title>News</title></head><body aria-label="News" data-u-alt="i/subject">'
    '<a href="#one"><span data-u="i/0/heading">One</span></a>\n'
    '<h2><span data-u="i/0/heading">One</span></h2>'
    '<img src="x.png" alt="A &quot;bridge&quot;" data-u-alt="a/picture"><p>'
    '<span data-u="a/summary">Two <b>cities</b></span>'
    " in 2023.</p></body></html>"
)


def changed(*pairs: tuple[str, str]) -> Changes | None:
    after = LETTER
    for old, new in pairs:
        assert old in after
        after = after.replace(old, new)
    return changes_between(in_pieces(LETTER), in_pieces(after))


def test_words_are_told_wherever_they_stand() -> None:
    assert changed((">One<", ">One &amp; two<")) == Changes(
        6, (Change(2, "", "One &amp; two"), Change(3, "", "One &amp; two"))
    )
    assert changed(("<b>cities</b>", "towns")) == Changes(6, (Change(5, "", "Two towns"),))


def test_words_of_titles_and_attributes_are_told_too() -> None:
    assert changed(("News", "No news")) == Changes(6, (Change(0, "", "No news"), Change(1, "aria-label", "No news")))
    assert changed(("A &quot;bridge", "The &quot;bridge")) == Changes(6, (Change(4, "alt", "The &quot;bridge&quot;"),))
    assert changed((">One</span></h2>", ">1</span></h2>"), ("A &quot;", "Our &quot;")) == Changes(
        6, (Change(3, "", "1"), Change(4, "alt", "Our &quot;bridge&quot;"))
    )


def test_of_the_same_letter_nothing_is_told() -> None:
    assert changed() == Changes(6, ())


@pytest.mark.parametrize(
    "pair",
    [
        ("in 2023", "in 2024"),
        ("x.png", "y.png"),
        ("<h2>", "<h3>"),
        ("a/summary", "b/summary"),
        ('alt="A', 'title="A'),
        ("\n", '<span data-u="i/1/heading">More</span>'),
        ("#one", "#two"),
    ],
)
def test_where_more_has_changed_the_letter_is_read_whole(pair: tuple[str, str]) -> None:
    assert changed(pair) is None


def test_a_letter_without_a_title_or_a_mark_is_no_fault() -> None:
    assert changes_between([""], [""]) == Changes(0, ())
    assert changes_between(in_pieces("<p>a"), in_pieces("<p>b")) is None
    one, other = (in_pieces(f'<p><span data-u="x">{words}</span>') for words in "ab")
    assert changes_between(one, other) == Changes(1, (Change(0, "", "b"),))


def test_what_frames_show_is_held_for_a_while() -> None:
    shown = Shown(most=2)
    first, told = shown.changes("", LETTER)
    assert told is None, "whoever shows nothing reads the whole letter"
    second, told = shown.changes(first, LETTER.replace("Two", "Three"))
    assert told == Changes(6, (Change(5, "", "Three <b>cities</b>"),))
    assert shown.changes(second, LETTER) == (first, Changes(6, (Change(5, "", "Two <b>cities</b>"),)))
    shown.changes("", "another")
    shown.changes("", "and another")
    assert shown.changes(first, LETTER)[1] is None
