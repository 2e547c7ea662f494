"""One who works at a language until the process is killed: a reviewer at the desk, or a translator's run.

    python -m tests.support.review_worker reviewer ROOT LOCALE NAME LOG SEED
    python -m tests.support.review_worker translator ROOT LOCALE URL LOG SEED

Each line of a reviewer's log is one act as JSON: `seen` before it is done, and the same as `done` once it is on disk.
"""

import datetime as dt
import json
import os
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsletter.pipeline.project import Project, open_project
from newsletter.pipeline.reviewing.acts import Act, Done, carry_out
from newsletter.pipeline.reviewing.worklist import ReviewText, every_text
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.pipeline.translation.translating import TranslateRequest, translate_issue
from newsletter.pipeline.use_case import Place
from newsletter.translate.acceptance import has_accepted
from newsletter.translate.unit import State
from newsletter.workspace import Workspace

ISSUE = "2024-01"
TODAY = dt.date(2026, 11, 21)
_PARENT = os.getppid()


def review(root: Path, locale: str, name: str, log: Path, chance: random.Random) -> None:
    """Accept text after text as it reads at that moment; now and then ask about one."""
    project, snapshot = _opened(root), None
    with log.open("a", encoding="utf-8") as told:
        number = 0
        while os.getppid() == _PARENT:  # nobody outlives whoever started it
            snapshot = open_snapshot(project, ISSUE, before=snapshot)
            texts = {text.id: text for text in every_text(snapshot, locale).values() if text.locale == locale}
            act = _chosen(texts, name, chance, f"{log.stem}-{os.getpid()}-{number}")
            number += 1
            if act is None:
                continue
            entry = texts[act.text].entry
            said: dict[str, Any] = {"who": name, "kind": act.kind, "words": act.reason, "context": entry.context}
            said |= {"source": entry.source, "plural": entry.plural, "targets": list(entry.targets)}
            _tell(told, {"seen": said})
            (outcome,) = carry_out(project, Workspace(root), texts, [act], name, TODAY)
            if isinstance(outcome, Done):
                _tell(told, {"done": said})


def _chosen(texts: dict[str, ReviewText], name: str, chance: random.Random, act: str) -> Act | None:
    known = [text for text in texts.values() if text.entry.state is not State.MISSING and not text.is_unusable]
    waiting = [text for text in known if not has_accepted(text.entry, name)]
    if waiting and chance.random() < 0.8:
        text = chance.choice(waiting)
        return Act(act, text.id, "accept", text.version)
    if not known or waiting:
        return None
    text = chance.choice(known)
    return Act(act, text.id, "ask", text.version, reason=f"why {act}?")


def _tell(file: Any, line: dict[str, Any]) -> None:
    file.write(json.dumps(line, ensure_ascii=False) + "\n")
    file.flush()
    os.fsync(file.fileno())


def translate(root: Path, locale: str, url: str, _: Path, chance: random.Random) -> None:
    """Change a sentence of the source, and let the machine follow; again and again."""
    name, workspace = "issues/articles/bridges.md", Workspace(root)
    place = Place(root, {"NEWSLETTER_LIBRE_URL": url})
    while os.getppid() == _PARENT:
        article = workspace.read(name)
        if article is None:
            raise SystemExit(f"{name} is gone")
        which, number = chance.choice(["second", "third"]), chance.randrange(1_000)
        text = re.sub(rf"\b{which}(?: \d+)? bridge", f"{which} {number} bridge", article.data.decode())
        workspace.write(name, text.encode(), article.version)
        translate_issue(TranslateRequest(place, TODAY, ISSUE, (locale,), "libre"))


def _opened(root: Path) -> Project:
    project, problems = open_project(root, {})
    if project is None:
        raise SystemExit(str(problems))
    return project


WORKS: dict[str, Callable[..., None]] = {"reviewer": review, "translator": translate}

if __name__ == "__main__":
    work, folder, language, who, file, seed = sys.argv[1:]
    WORKS[work](Path(folder), language, who, Path(file), random.Random(seed))
