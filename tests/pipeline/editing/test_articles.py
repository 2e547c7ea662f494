"""Two people in one article: blocks that only one has changed merge, one that both have changed is told with both."""

import copy
import random
from pathlib import Path
from typing import Any

import pytest

from newsletter.content.blocks.body import Node
from newsletter.content.blocks.checking import NoDocumentError
from newsletter.content.blocks.reading import read
from newsletter.content.edit import Set
from newsletter.files import digest
from newsletter.pipeline.editing.articles import (
    ArticleClash,
    ArticleSaved,
    BlockRefused,
    open_article,
    save_article,
)
from newsletter.pipeline.editing.merging import Edit
from newsletter.pipeline.editing.saving import EditRefused, save_edits
from newsletter.workspace import Workspace

HEAD = "---\nlocale: en\ntitle: A title # for now\nsummary: s\n---\n"
TEXT = """
First words of the text.

<!-- more -->

## Places

- Granada
- Sligo
- Lamia

Last words of the text.
"""
FILE = "issues/articles/one.md"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    path = tmp_path / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes((HEAD + TEXT).encode())
    return Workspace(tmp_path)


def opened(workspace: Workspace) -> tuple[str, Node]:
    article = open_article(workspace, "one")
    assert article is not None
    assert not isinstance(article, EditRefused)
    return article.version, copy.deepcopy(article.document)


def text_of(workspace: Workspace) -> str:
    return (workspace.root / FILE).read_bytes().decode()


def say(document: Node, number: int, text: str) -> Node:
    document["content"][number]["content"] = [{"type": "text", "text": text}]
    return document


def put_in(document: Node, number: int, text: str) -> Node:
    node = {"type": "paragraph", "attrs": {"oid": None}, "content": [{"type": "text", "text": text}]}
    document["content"].insert(number, node)
    return document


def item(document: Node, number: int, text: str) -> Node:
    document["content"][3]["content"][number]["content"][0]["content"] = [{"type": "text", "text": text}]
    return document


def saved(outcome: object) -> ArticleSaved:
    assert isinstance(outcome, ArticleSaved), outcome
    return outcome


def clash(outcome: object) -> ArticleClash:
    assert isinstance(outcome, ArticleClash), outcome
    return outcome


def test_an_article_opens_with_its_text_its_front_matter_and_its_version(workspace: Workspace) -> None:
    article = open_article(workspace, "one")
    assert article is not None
    assert not isinstance(article, EditRefused)
    assert article.version == digest((HEAD + TEXT).encode())
    assert article.front["title"] == "A title"
    assert [node["type"] for node in article.document["content"]] == [
        "paragraph", "more", "heading", "bullet_list", "paragraph",
    ]  # fmt: skip
    assert open_article(workspace, "none") is None


def test_a_word_changed_changes_its_block_alone(workspace: Workspace) -> None:
    version, document = opened(workspace)
    outcome = saved(save_article(workspace, "one", version, say(document, 4, "Other words.")))
    assert not outcome.merged
    assert text_of(workspace) == HEAD + TEXT.replace("Last words of the text.", "Other words.")
    assert outcome.version == digest(text_of(workspace).encode())


def test_the_mark_of_byte_order_and_the_line_ends_stay(workspace: Workspace) -> None:
    data = b"\xef\xbb\xbf" + (HEAD + TEXT).replace("\n", "\r\n").encode()
    (workspace.root / FILE).write_bytes(data)
    version, document = opened(workspace)
    saved(save_article(workspace, "one", version, put_in(say(document, 4, "Other\nwords."), 5, "New.")))
    wanted = data.replace(b"Last words of the text.\r\n", b"Other\r\nwords.\r\n\r\nNew.\r\n")
    assert (workspace.root / FILE).read_bytes() == wanted


def test_blocks_that_only_one_has_changed_merge(workspace: Workspace) -> None:
    version, document = opened(workspace)
    saved(save_article(workspace, "one", version, put_in(say(copy.deepcopy(document), 0, "Theirs."), 5, "Their end.")))
    outcome = saved(save_article(workspace, "one", version, put_in(say(document, 4, "Mine."), 1, "My second.")))
    assert outcome.merged
    wanted = TEXT.replace("First words of the text.", "Theirs.\n\nMy second.")
    assert text_of(workspace) == HEAD + wanted.replace("Last words of the text.", "Mine.\n\nTheir end.")


def test_items_of_one_list_merge(workspace: Workspace) -> None:
    version, document = opened(workspace)
    saved(save_article(workspace, "one", version, item(copy.deepcopy(document), 0, "Granada, theirs")))
    outcome = saved(save_article(workspace, "one", version, item(document, 2, "Lamia, mine")))
    assert outcome.merged
    assert text_of(workspace) == HEAD + TEXT.replace("- Granada", "- Granada, theirs").replace(
        "- Lamia", "- Lamia, mine"
    )


TABLE = "| City | Trees |\n| --- | ---: |\n|Granada|1|\n| Sligo | 2 |\n| Lamia | 3 |\n"


def cell(document: Node, row: int, column: int, text: str) -> Node:
    document["content"][0]["content"][row]["content"][column]["content"] = [{"type": "text", "text": text}]
    return document


def test_rows_of_one_table_merge_and_keep_their_lines(workspace: Workspace) -> None:
    (workspace.root / FILE).write_text(HEAD + TABLE, "utf-8")
    version, document = opened(workspace)
    theirs = cell(copy.deepcopy(document), 1, 1, "10")
    theirs["content"][0]["content"].append(copy.deepcopy(theirs["content"][0]["content"][3]))
    saved(save_article(workspace, "one", version, cell(theirs, 4, 0, "Nitra, theirs")))
    mine = cell(cell(document, 0, 1, "Benches"), 3, 0, "Lamia, mine")
    del mine["content"][0]["content"][2]
    assert saved(save_article(workspace, "one", version, mine)).merged
    assert text_of(workspace) == HEAD + (
        "| City | Benches |\n| --- | ---: |\n| Granada | 10 |\n| Lamia, mine | 3 |\n| Nitra, theirs | 3 |\n"
    )


def test_one_row_of_a_table_that_two_have_changed_is_told_with_both(workspace: Workspace) -> None:
    (workspace.root / FILE).write_text(HEAD + TABLE, "utf-8")
    version, document = opened(workspace)
    saved(save_article(workspace, "one", version, cell(copy.deepcopy(document), 1, 1, "10")))
    told = clash(save_article(workspace, "one", version, cell(document, 1, 0, "Granada, mine")))
    assert [each.oid for each in told.clashes] == ["b0"]


def test_a_table_with_another_column_is_not_merged_by_row(workspace: Workspace) -> None:
    (workspace.root / FILE).write_text(HEAD + TABLE, "utf-8")
    version, document = opened(workspace)
    theirs = copy.deepcopy(document)
    for row in theirs["content"][0]["content"]:
        row["content"].append({**row["content"][0], "content": [{"type": "text", "text": "more"}]})
    saved(save_article(workspace, "one", version, theirs))
    assert clash(save_article(workspace, "one", version, cell(document, 2, 0, "Sligo, mine"))).clashes


def test_a_change_in_the_front_matter_is_no_conflict(workspace: Workspace) -> None:
    version, document = opened(workspace)
    save_edits(workspace, FILE, version, [Edit(Set(("title",), "Another"), "A title")])
    outcome = saved(save_article(workspace, "one", version, say(document, 0, "Mine.")))
    assert text_of(workspace) == HEAD.replace("A title", "Another") + TEXT.replace("First words of the text.", "Mine.")
    assert outcome.version == digest(text_of(workspace).encode())


def test_a_block_that_both_have_changed_is_told_with_both_and_nothing_is_written(workspace: Workspace) -> None:
    version, document = opened(workspace)
    saved(save_article(workspace, "one", version, say(copy.deepcopy(document), 0, "Theirs.")))
    there = text_of(workspace)
    mine = put_in(say(document, 0, "Mine."), 5, "And more of mine.")
    outcome = clash(save_article(workspace, "one", version, mine))
    assert text_of(workspace) == there
    (only,) = outcome.clashes
    assert only.oid == "b0"
    assert [side and side.source for side in (only.mine, only.theirs, only.base)] == [
        "Mine.", "Theirs.", "First words of the text.",
    ]  # fmt: skip
    # What to go on with holds theirs, and mine where nothing clashes; taking mine is one block put in its place.
    document = copy.deepcopy(outcome.document)
    assert only.mine is not None
    document["content"][0] = only.mine.node
    last = saved(save_article(workspace, "one", outcome.version, document))
    assert not last.merged
    assert text_of(workspace) == HEAD + TEXT.replace("First words of the text.", "Mine.") + "\nAnd more of mine.\n"


def test_a_block_that_one_takes_out_and_the_other_changes_is_no_text_lost(workspace: Workspace) -> None:
    version, document = opened(workspace)
    without = copy.deepcopy(document)
    del without["content"][0]
    saved(save_article(workspace, "one", version, without))
    outcome = clash(save_article(workspace, "one", version, say(copy.deepcopy(document), 0, "Mine.")))
    (only,) = outcome.clashes
    assert only.theirs is None
    assert next(node for node in outcome.document["content"] if node["attrs"]["oid"] == only.oid)["content"] == [
        {"type": "text", "text": "Mine."}
    ]
    assert isinstance(save_article(workspace, "one", outcome.version, outcome.document), ArticleSaved)
    assert "Mine." in text_of(workspace)


def test_the_same_request_sent_twice_is_done_once(workspace: Workspace) -> None:
    version, document = opened(workspace)
    mine = put_in(document, 1, "Put in once.")
    saved(save_article(workspace, "one", version, mine))
    once = text_of(workspace)
    saved(save_article(workspace, "one", version, mine))
    assert text_of(workspace) == once
    newest, other = opened(workspace)
    saved(save_article(workspace, "one", newest, say(other, 0, "Theirs.")))
    saved(save_article(workspace, "one", version, mine))
    assert text_of(workspace).count("Put in once.") == 1


def test_who_types_on_without_an_answer_is_in_no_conflict_with_oneself(workspace: Workspace) -> None:
    version, document = opened(workspace)
    saved(save_article(workspace, "one", version, say(copy.deepcopy(document), 0, "Mi"), tab="t"))
    newest, other = opened(workspace)
    saved(save_article(workspace, "one", newest, say(other, 4, "Theirs.")))
    saved(save_article(workspace, "one", version, say(copy.deepcopy(document), 0, "Mine."), tab="t"))
    assert text_of(workspace) == HEAD + TEXT.replace("First words of the text.", "Mine.").replace(
        "Last words of the text.", "Theirs."
    )
    assert isinstance(save_article(workspace, "one", version, say(document, 0, "Another"), tab="u"), ArticleClash)


def test_who_is_killed_behind_the_write_is_in_no_conflict_with_oneself(workspace: Workspace) -> None:
    version, document = opened(workspace)
    mine = say(copy.deepcopy(document), 0, "Mine, and first words of the text.")

    def be_killed(name: str) -> None:
        raise KeyboardInterrupt(name)

    with pytest.raises(KeyboardInterrupt):
        save_article(Workspace(workspace.root, be_killed), "one", version, copy.deepcopy(mine), tab="t")
    newest, other = opened(workspace)
    saved(save_article(workspace, "one", newest, say(other, 0, "Mine, and first words of the text. Theirs.")))
    saved(save_article(workspace, "one", version, mine, tab="t"))
    assert text_of(workspace) == HEAD + TEXT.replace("First words of", "Mine, and first words of").replace(
        "first words of the text.", "first words of the text. Theirs."
    )


def test_what_was_begun_with_a_version_that_nobody_knows_is_shown_beside_what_is_there(workspace: Workspace) -> None:
    _, document = opened(workspace)
    outcome = clash(save_article(workspace, "one", "0" * 64, say(document, 0, "First words of the text, mine.")))
    (only,) = outcome.clashes
    assert only.mine is not None
    assert (only.oid, only.mine.source) == ("b0", "First words of the text, mine.")
    assert text_of(workspace) == HEAD + TEXT


@pytest.mark.parametrize(
    "block",
    [
        {"type": "video"},
        {"type": "paragraph", "content": [{"type": "video"}]},
        {"type": "paragraph", "content": [{"type": "text"}]},
        {"type": "paragraph", "content": [{"type": "text", "text": "a", "marks": [{"type": "blink"}]}]},
        {"type": "heading", "attrs": {"level": 9}},
        {"type": "list_item"},
        {"type": "bullet_list", "content": [{"type": "list_item", "content": [{"type": "more"}]}]},
        {"type": "picture", "attrs": {"src": 5}},
        "words",
    ],
)
def test_what_is_not_known_is_not_dropped(workspace: Workspace, block: Any) -> None:
    version, document = opened(workspace)
    document["content"].append(block)
    with pytest.raises(NoDocumentError):
        save_article(workspace, "one", version, document)
    assert text_of(workspace) == HEAD + TEXT


def test_a_block_that_cannot_be_written_is_refused_with_its_markdown(workspace: Workspace) -> None:
    version, document = opened(workspace)
    outcome = save_article(workspace, "one", version, document, sources={"b0": "```\nopen"})
    assert isinstance(outcome, BlockRefused)
    assert (outcome.index, outcome.oid, outcome.source) == (0, "b0", "```\nopen")
    assert text_of(workspace) == HEAD + TEXT


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"No head\n", 1), (HEAD.encode() + b"\n\xff\n", 7), ((HEAD + "\na\n<<<<<<< x\nb\n").encode(), 8)],
)
def test_a_file_that_is_no_article_is_left_to_its_source(workspace: Workspace, data: bytes, line: int) -> None:
    (workspace.root / FILE).write_bytes(data)
    article = open_article(workspace, "one")
    assert isinstance(article, EditRefused)
    assert article.line == line


class _Person:
    """One who writes in the article, sometimes without knowing of the last answer."""

    def __init__(self, name: str, workspace: Workspace) -> None:
        self.name = name
        self.workspace = workspace
        self.version, self.document = opened(workspace)

    def write(self, word: str, chance: random.Random, is_killed: bool) -> None:
        """A word more, somewhere; what clashes is written below what is there. `is_killed`: the answer never comes."""
        blocks = [node for node in self.document["content"] if node["type"] == "paragraph" and node.get("content")]
        if chance.random() < 0.2 or not blocks:
            put_in(self.document, chance.randint(0, len(self.document["content"])), word)
        else:
            chance.choice(blocks)["content"].append({"type": "text", "text": f" {word}"})
        outcome = save_article(self.workspace, "one", self.version, copy.deepcopy(self.document), tab=self.name)
        if is_killed:  # the page comes back with its draft, and sends it again
            outcome = save_article(self.workspace, "one", self.version, copy.deepcopy(self.document), tab=self.name)
        while isinstance(outcome, ArticleClash):
            document = copy.deepcopy(outcome.document)
            for each in outcome.clashes:
                if each.mine is not None and each.theirs is not None:
                    at = next(n for n, node in enumerate(document["content"]) if node["attrs"]["oid"] == each.oid)
                    document["content"].insert(at + 1, each.mine.node)
            outcome = save_article(self.workspace, "one", outcome.version, document, tab=self.name)
        done = saved(outcome)
        self.version, self.document = done.version, copy.deepcopy(done.document)


@pytest.mark.slow
def test_of_what_two_people_write_in_one_article_nothing_is_lost(workspace: Workspace) -> None:
    chance = random.Random(7)
    people = [_Person("a", workspace), _Person("b", workspace)]
    for number in range(60):
        people[number % 2].write(f"word{number}", chance, chance.random() < 0.2)
    said = " ".join(str(piece.node) for piece in read(text_of(workspace)).pieces)
    assert [number for number in range(60) if f"word{number}" not in said] == []
