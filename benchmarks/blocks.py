"""An article edited block by block: random edits, versions merged, two people with kills, and how long it takes.

In: the articles of this project and small nasty files. Out: a line for each kind: how many edits were written, refused,
or changed a byte outside of what was edited; merges with conflicts and with words lost; texts lost by two people whose
processes are killed; milliseconds to open and to save.

    python benchmarks/blocks.py [--edits 2000] [--merges 1000] [--writes 1000] [--seed 1]
"""

from __future__ import annotations

import argparse
import copy
import os
import pickle
import random
import re
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
sys.path.insert(0, str(REPOSITORY))

from newsletter.content.blocks.body import Body, Node  # noqa: E402
from newsletter.content.blocks.merging import merge  # noqa: E402
from newsletter.content.blocks.reading import read  # noqa: E402
from newsletter.content.blocks.splicing import BlockRefusedError, write  # noqa: E402
from newsletter.pipeline.editing.articles import (  # noqa: E402
    ArticleClash,
    ArticleSaved,
    Outcome,
    open_article,
    save_article,
)
from newsletter.pipeline.editing.saving import EditRefused  # noqa: E402
from newsletter.workspace import Workspace  # noqa: E402
from tests.support.random_edits import Editor, articles, body_of, reads_as, touched, words_in  # noqa: E402

WORDS = re.compile(r"\w+")
NUMBERS = re.compile(r"^[ \t]*\d+[.)]", re.MULTILINE)
"""Those of list items, which are counted anew."""
HEAD = "---\nlocale: en\ntitle: t\nsummary: s\n---\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=2_000)
    parser.add_argument("--merges", type=int, default=1_000)
    parser.add_argument("--writes", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    real = [read(body_of(path)) for path in articles() if path.parent.name == "articles"]
    nasty = [read(body_of(path)) for path in articles() if path.parent.name != "articles"]
    for name, bodies in (("articles", real), ("nasty", nasty)):
        for number in (1, 5):
            edit(name, bodies, asked.edits // number, number, asked.seed)
    for name, bodies in (("articles", real), ("nasty", nasty)):
        for number in (1, 3):
            merge_pairs(name, bodies, asked.merges, number, asked.seed)
    two_people(asked.writes, asked.seed)
    measure()


def edited(body: Body, editor: Editor, number: int) -> Node:
    document = body.document()
    for _ in range(number):
        document, _ = editor.edited(document)
    return document


def edit(name: str, bodies: list[Body], count: int, number: int, seed: int) -> None:
    counts: Counter[str] = Counter()
    for at in range(count):
        body = bodies[at % len(bodies)]
        document = edited(body, Editor(seed * 1_000_003 + at), number)
        try:
            made = write(body, document).body
        except BlockRefusedError:
            counts["refused"] += 1
            continue
        counts["read otherwise"] += not reads_as(made.text, document)
        sources = {piece.source for piece in made.pieces}
        changed = touched(body.document(), document)
        counts["bytes outside"] += any(piece.source not in sources for piece in body.pieces if piece.oid not in changed)
    told = ", ".join(f"{counts[each]} {each}" for each in ("refused", "read otherwise", "bytes outside"))
    print(f"{name}: {count:,} saves of {number} edit{'s' * (number > 1)}: {told}")


def merge_pairs(name: str, bodies: list[Body], count: int, number: int, seed: int) -> None:
    counts: Counter[str] = Counter()
    for at in range(count):
        body = bodies[at % len(bodies)]
        chance = random.Random(seed * 7_000_003 + at)
        sides = []
        for side in range(2):
            editor = Editor(seed * 9_000_001 + 2 * at + side, odd=0.2)
            try:
                sides.append(write(body, edited(body, editor, chance.randint(1, number))).body)
            except BlockRefusedError:
                break
        if len(sides) < 2:
            counts["refused"] += 1
            continue
        merged = merge(body, sides[0], sides[1])
        if merged.text is None:
            counts["conflicts"] += 1
            continue
        counts["words lost"] += bool(lost_words(body.text, sides[0].text, sides[1].text, merged.text))
    told = f"{counts['conflicts']} conflicts, {counts['words lost']} lost words, {counts['refused']} refused"
    print(f"{name}: {count:,} pairs of up to {number} edit{'s' * (number > 1)}: {told}")


def lost_words(base: str, mine: str, theirs: str, merged: str) -> Counter[str]:
    """Words that somebody has typed, or nobody has taken out, and that are not there."""
    was, one, other, now = (Counter(WORDS.findall(NUMBERS.sub("", text))) for text in (base, mine, theirs, merged))
    wanted = was + ((one - was) | (other - was))
    return wanted - (was - one) - (was - other) - now


def two_people(count: int, seed: int) -> None:
    """Each write is a process of its own; every fifth is killed somewhere on its way, and sent again."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "issues/articles/one.md"
        path.parent.mkdir(parents=True)
        path.write_text(HEAD + body_of(articles()[0]), "utf-8")
        workspace = Workspace(Path(folder))
        counts: Counter[str] = Counter()
        both: Counter[int] = Counter()
        opened = [open_article(workspace, "one") for _ in range(2)]
        state = [(each.version, each.document) for each in opened if each and not isinstance(each, EditRefused)]
        for number in range(count):
            who = number % 2
            version, document = state[who]
            document = copy.deepcopy(document)
            blocks = [node for node in document["content"] if node["type"] == "paragraph" and node.get("content")]
            word = {"type": "text", "text": f" word{number}"}
            if chance.random() < 0.15:
                document["content"].insert(chance.randint(0, len(blocks)), {"type": "paragraph", "content": [word]})
            else:
                chance.choice(blocks)["content"].append(word)
            state[who] = settle(workspace, version, document, f"tab{who}", chance, counts, both)
        text = path.read_text("utf-8")
        stands = Counter(int(each) for each in re.findall(r"word(\d+)", text))
        lost = [number for number in range(count) if not stands[number]]
        several = [number for number in range(count) if stands[number] > 1 + both[number]]
        told = f"{counts['killed']} killed, {counts['merged']} merged, {counts['clashes']} clashes"
        kept = f"{len(+both)} in both of two blocks that were kept"
        print(f"two people: {count:,} writes, {told}: {len(lost)} lost, {len(several)} written twice, {kept}")


def settle(
    workspace: Workspace,
    version: str,
    document: Node,
    tab: str,
    chance: random.Random,
    counts: Counter[str],
    both: Counter[int],
) -> tuple[str, Node]:
    """Save until it is done. `both` counts how often a word stood in each of two versions of a block that are kept."""
    while True:
        outcome: Outcome | None = None
        while outcome is None:
            delay = chance.uniform(0, 0.02) if chance.random() < 0.2 else None
            outcome = in_a_process(workspace, version, document, tab, delay)
            counts["killed"] += outcome is None
        if isinstance(outcome, ArticleSaved):
            counts["merged"] += outcome.merged
            return outcome.version, outcome.document
        assert isinstance(outcome, ArticleClash), outcome
        counts["clashes"] += 1
        version, document = outcome.version, copy.deepcopy(outcome.document)
        for clash in outcome.clashes:  # both stay: mine behind theirs
            if clash.mine and clash.theirs:
                at = next(n for n, node in enumerate(document["content"]) if node["attrs"]["oid"] == clash.oid)
                document["content"].insert(at + 1, clash.mine.node)
                both.update(_numbers(words_in(clash.mine.node)) & _numbers(words_in(clash.theirs.node)))


def _numbers(words: str) -> set[int]:
    return {int(each) for each in re.findall(r"word(\d+)", words)}


def in_a_process(workspace: Workspace, version: str, document: Node, tab: str, delay: float | None) -> Outcome | None:
    """What came of a save; None where the process was killed `delay` seconds after it began."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        outcome = save_article(workspace, "one", version, document, tab=tab)
        if delay is None:
            with os.fdopen(writing, "wb") as file:
                pickle.dump(outcome, file)
        os._exit(0)
    os.close(writing)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as file:
        data = file.read()
    os.waitpid(child, 0)
    found: Outcome | None = pickle.loads(data) if data and delay is None else None
    return found


def measure() -> None:
    """Milliseconds to open an article and to save one word of it, verified, by its size."""
    one = "".join(body_of(path) for path in articles()[:4])
    for size in (2_000, 22_000, 91_000):
        text = (one * (size // len(one) + 1))[:size].rpartition("\n\n")[0] + "\n"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "issues/articles/one.md"
            path.parent.mkdir(parents=True)
            path.write_text(HEAD + text.replace("<!-- more -->\n\n", ""), "utf-8")
            workspace = Workspace(Path(folder))
            opening, saving = [], []
            for number in range(5):
                begin = time.perf_counter()
                opened = open_article(workspace, "one")
                opening.append(time.perf_counter() - begin)
                assert opened
                assert not isinstance(opened, EditRefused)
                document = copy.deepcopy(opened.document)
                document["content"][0]["content"].append({"type": "text", "text": f" more{number}"})
                begin = time.perf_counter()
                assert isinstance(save_article(workspace, "one", opened.version, document), ArticleSaved)
                saving.append(time.perf_counter() - begin)
        open_ms, save_ms = opening[0] * 1000, statistics.median(saving) * 1000  # opened again it is known
        words = sum(len(WORDS.findall(words_in(node))) for node in document["content"])
        print(f"{size // 1000} KB ({words:,} words): open {open_ms:.1f} ms, save {save_ms:.1f} ms")


if __name__ == "__main__":
    main()
