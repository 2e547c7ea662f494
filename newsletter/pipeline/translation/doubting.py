"""The texts of a language in the order in which they are best read: the most doubtful first.

In: entries as `review` has them. Out: the same entries, with why each stands where it does.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsletter.pipeline.translation.review import Entry
from newsletter.translate.doubt import Doubt, Doubted, order_by_doubt
from newsletter.translate.unit import State


def by_doubt(entries: Sequence[Entry], every: Sequence[Entry] = ()) -> list[tuple[Entry, Doubt]]:
    """Every entry once, the most doubtful first; `every` has all of the language, for the words that people know."""
    units = [Doubted(entry.id, entry.translation, entry.problems) for entry in entries]
    read = [each.translation.source for each in every if each.translation.state is State.REVIEWED]
    known = {entry.id: entry for entry in entries}
    return [(known[doubt.id], doubt) for doubt in order_by_doubt(units, read)]
