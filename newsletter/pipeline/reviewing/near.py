"""What else a text could say: what was translated before, what a machine offers, what a merge has brought.

In: a text, the memory of its project. Out: `Offer`s, the likeliest first, each once, none that the text says already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from newsletter.pipeline.project import Project
from newsletter.pipeline.reviewing.worklist import ReviewText
from newsletter.translate.difference import Run, runs
from newsletter.translate.memory import Match, Memory
from newsletter.translate.unit import Unit

_MOST = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """Another text: `kind` says whose. Of the memory's: how alike its source is, from where, read by somebody or not.

    `changes` are the words of its source beside those of this text's.
    """

    kind: Literal["memory", "machine", "merge", "rejected"]
    targets: tuple[str, ...]
    score: float = 0.0
    issue: str = ""
    context: str = ""
    is_reviewed: bool = False
    changes: tuple[Run, ...] = ()


def offers_for(project: Project, text: ReviewText) -> list[Offer]:
    """What can be taken instead of a text."""
    entry = text.entry
    found = [Offer("machine", (each,)) for each in entry.record.offers if not entry.plural]
    found += [Offer("merge", (each,)) for each in entry.record.theirs if not entry.plural]
    if text.catalog not in ("glossary",):
        unit = Unit(entry.context, entry.source, entry.about, entry.plural)
        with Memory(project.cache.folder / "memory.sqlite", project.settings.source_locale) as memory:
            memory.refresh(project.root)
            exact = memory.exact(unit, text.locale)
            near = memory.near(unit, text.locale, _MOST)
        matches = ([exact] if exact else []) + near
        found += [_of_memory(match, entry.source) for match in matches if len(match.targets) == len(entry.targets)]
    found += [Offer("rejected", (each,)) for each in entry.record.rejected if not any(entry.targets)]
    once = {offer.targets: offer for offer in reversed(found)}
    return [offer for offer in found if once[offer.targets] is offer and offer.targets != entry.targets][: 2 * _MOST]


def _of_memory(match: Match, source: str) -> Offer:
    changes = tuple(runs(match.source, source)) if match.source != source else ()
    return Offer("memory", match.targets, match.score, match.issue, match.context, match.was_reviewed, changes)
