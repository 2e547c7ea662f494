"""A value of an editors' file is changed in place: it says what was asked for, and every other byte stays."""

import datetime as dt
import random
import re
from collections.abc import Iterator
from textwrap import dedent

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.content.edit import Change, EditRefusedError, Insert, Move, Remove, Set, edit
from newsletter.content.reading import read_yaml
from newsletter.content.yaml_text import UnwritableError, written_scalar
from tests.support.editors_files import NASTY, TEXTS, differing, paths, real_files
from tests.support.trying import tries


def tree(data: bytes, *, is_article: bool) -> object:
    """The document as libyaml reads it: nothing but texts, lists and mappings."""
    text = data.decode("utf-8").removeprefix("\ufeff")
    return yaml.load(text.split("\n---", 1)[0] + "\n" if is_article else text, Loader=yaml.CBaseLoader)


def at(value: object, path: tuple[str | int, ...]) -> object:
    for step in path:
        value = value[step]  # type: ignore[index]
    return value


def every_file() -> Iterator[tuple[str, bytes, bool]]:
    for path in real_files():
        yield path.name, path.read_bytes(), path.suffix == ".md"
    for name, text in NASTY.items():
        yield name, text.encode(), False


@pytest.mark.few_quick(8)
@pytest.mark.parametrize(("name", "data", "is_article"), [pytest.param(*each, id=each[0]) for each in every_file()])
def test_every_value_takes_every_text_and_nothing_else_changes(name: str, data: bytes, is_article: bool) -> None:
    before = tree(data, is_article=is_article)
    tried = refused = 0
    for path, old in list(paths(before)):
        if isinstance(old, dict | list):
            continue
        for text in random.Random(f"{name}{path}").sample(TEXTS, tries(12)):
            tried += 1
            try:
                new = edit(data, [Set(path, text)], is_article=is_article)
            except EditRefusedError:
                refused += 1
                continue
            after = tree(new, is_article=is_article)
            assert at(after, path) == text
            assert [each for each in paths(after) if each[0] != path and not isinstance(each[1], dict | list)] == [
                each for each in paths(before) if each[0] != path and not isinstance(each[1], dict | list)
            ]
            if "\n" not in f"{text}{old}" and name != "plain over lines":
                changed, _ = differing(data, new)
                assert changed.count(b"\n") <= 1, "one value, one line"
    assert refused <= (tried * 0.1 if name in NASTY else 0), f"{refused} of {tried}"


@pytest.mark.few_quick(8)
@pytest.mark.parametrize(("name", "data", "is_article"), [pytest.param(*each, id=each[0]) for each in every_file()])
def test_items_are_put_in_moved_and_taken_out(name: str, data: bytes, is_article: bool) -> None:
    before = tree(data, is_article=is_article)
    changes: list[Change] = []
    for path, old in paths(before):
        changes.append(Remove(path))
        if isinstance(old, list):
            changes += [Insert((*path, 0), "first"), Insert((*path, len(old)), {"kind": "new", "list": ["a", "b: c"]})]
            changes += [Move((*path, number), (number + 1) % len(old)) for number in range(len(old))]
        elif isinstance(old, dict):
            changes += [Insert((*path, "brand-new"), "a: b"), Insert((*path, "brand-new"), ["x"], next(iter(old), ""))]
            changes += [Move((*path, key), 0) for key in map(str, old)]
    refused = 0
    for change in changes:
        try:
            new = edit(data, [change], is_article=is_article)
        except EditRefusedError:
            refused += 1
            continue
        assert re.findall(r"#.*", data.decode())[:1] == re.findall(r"#.*", new.decode())[:1] or isinstance(
            change, Remove
        )
        assert not new or new.endswith(b"\n") == data.endswith(b"\n")
        assert not new or (b"\r\n" in new) == (b"\r\n" in data)
        if is_article:
            assert new.split(b"\n---", 1)[1] == data.split(b"\n---", 1)[1]
    if name == "keys":
        assert refused == len(changes), "one key begins with a question mark"
    elif name in NASTY:
        assert refused <= len(changes) * 0.15, f"{refused} of {len(changes)}"
    else:
        assert refused == 0


ISSUE = """\
# The spring issue
date: 2024-03-05
subject: We are here   # for now
sections:
  # what leads
  - lead: bridges
  - articles: [markets, rivers]
    heading: News

  # kept from last year
  - networks: [water]
"""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([Set(("subject",), "We are #1")], ISSUE.replace("We are here   #", "'We are #1'   #")),
        ([Set(("date",), dt.date(2024, 4, 2))], ISSUE.replace("2024-03-05", "2024-04-02")),
        ([Set(("preheader",), "New: a bridge")], ISSUE + "preheader: 'New: a bridge'\n"),
        (
            [Insert(("preheader",), "Soon", before="sections")],
            ISSUE.replace("sections:\n", "preheader: Soon\nsections:\n"),
        ),
        ([Insert(("sections", 1, "articles", 1), "wells")], ISSUE.replace("[markets, r", "[markets, wells, r")),
        ([Move(("sections", 1, "articles", 1), 0)], ISSUE.replace("[markets, rivers]", "[rivers, markets]")),
        ([Remove(("sections", 1, "articles", 0))], ISSUE.replace("[markets, rivers]", "[rivers]")),
        ([Remove(("sections", 1, "articles"))], ISSUE.replace("articles: [markets, rivers]\n    heading", "heading")),
        (
            [Remove(("sections", 2))],
            ISSUE.replace("  # kept from last year\n  - networks: [water]\n", ""),
        ),
        (
            [Move(("sections", 2), 1)],
            ISSUE.replace("  - articles: [markets, rivers]\n    heading: News\n", "  @\n")
            .replace(
                "  # kept from last year\n  - networks: [water]\n",
                "  - articles: [markets, rivers]\n    heading: News\n",
            )
            .replace("  @\n", "  # kept from last year\n  - networks: [water]\n"),
        ),
        (
            [Insert(("sections", 3), {"text": "note", "heading": "More"})],
            ISSUE + "  - text: note\n    heading: More\n",
        ),
    ],
)  # fmt: skip
def test_a_change_is_as_small_as_a_person_would_make_it(changes: list[Change], expected: str) -> None:
    assert edit(ISSUE.encode(), changes).decode() == expected


def test_front_matter_is_changed_and_the_text_below_is_not_looked_at() -> None:
    article = dedent("""\
        ---
        locale: en
        title: Bridges
        ---

        title: this is text --- and stays
        """)
    new = edit(article.encode(), [Set(("title",), "Bridges & wells")], is_article=True).decode()
    assert new == article.replace("title: Bridges\n", "title: Bridges & wells\n", 1)


@pytest.mark.parametrize(
    ("text", "change", "line", "said"),
    [
        ("a: &x 1\nb: *x\n", Set(("b",), "2"), 1, "anchors"),
        ("{a: 1}\n", Remove(("a",)), 1, "the last key"),
        ("a: [1\n", Set(("a",), "2"), 2, "did not find expected"),
        ("a: 1\nb:\n  - x\n", Remove(("b", 7)), 3, "no such value"),
        ("a: 1\nb: 2\n", Set(("c", "d"), "x"), 1, "nothing to put it into"),
    ],
)
def test_what_is_refused_says_where_a_person_can_do_it(text: str, change: Change, line: int, said: str) -> None:
    with pytest.raises(EditRefusedError, match=said) as refused:
        edit(text.encode(), [change])
    assert refused.value.line == line


@pytest.mark.slow
@settings(max_examples=tries(300), deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40))
def test_a_text_is_written_so_that_it_is_read_as_itself(text: str) -> None:
    try:
        written = written_scalar(text)
    except UnwritableError:
        return  # what no file of an editor may hold
    source, problems = read_yaml(f"k: {written}\n", "file")
    assert source
    assert [each for each in problems if each.code not in ("garbled-text", "hidden-character")] == []
    assert source.value == {"k": text}
