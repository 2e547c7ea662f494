"""What came of filling catalogs, or would come of it, in lines for people.

In: the figures of each locale. Out: a line for each, and one for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsletter.pipeline.translation.fill import Estimate
    from newsletter.translate.machine.filled import Filled


def filled_lines(found: Sequence[Filled]) -> list[str]:
    """Where the texts of each locale are from; a locale without gaps has no line."""
    lines = []
    for one in found:
        parts = [f"{number} by {name}" for name, number in one.by_provider.items()]
        parts += [f"{one.from_memory} from memory"] * bool(one.from_memory)
        parts += [f"{one.copied} copied"] * bool(one.copied)
        parts += [f"{one.offered} offered beside a person's"] * bool(one.offered)
        parts += [f"{number} awaited from {name}" for name, number in one.awaited.items()]
        parts += [f"{number} not sent yet to {name}" for name, number in one.unsent.items()]
        parts += [f"{sum(one.left.values())} left"] * bool(one.left)
        if parts:
            lines.append(f"{one.locale:<8} {', '.join(parts)}")
    if requests := sum(one.requests for one in found):
        characters = sum(one.characters for one in found)
        seconds = max(one.seconds for one in found)
        lines.append(f"{requests:,} {_s(requests, 'request')} with {characters:,} characters in {seconds:.1f} s")
    return lines


def estimate_lines(found: Sequence[Estimate]) -> list[str]:
    """What each locale would get from where, and what it would cost."""
    lines = []
    for one in found:
        parts = [f"{one.from_memory} from memory"] * bool(one.from_memory)
        parts += [f"{one.copied} copied"] * bool(one.copied)
        if one.texts:
            parts.append(f"{one.texts} with {one.characters:,} characters to {one.provider}, {_cost(one.cost)}")
        if rest := one.gaps - one.from_memory - one.copied if not one.texts else 0:
            kept = f"nothing to be sent for {rest}: what {one.provider} has answered is kept, or it is awaited"
            parts.append(kept if one.provider else f"{rest} that nobody here translates")
        lines.append(f"{one.locale:<8} {_texts(one.gaps)}{': ' if parts else ''}{', '.join(parts)}")
    characters = sum(one.characters for one in found)
    if characters:
        costs = [one.cost for one in found if one.texts]
        known = sum(cost for cost in costs if cost is not None)
        cost = _cost(None) if None in costs and not known else _cost(known) + " and more" * (None in costs)
        lines.append(f"{characters:,} characters in all, {cost}; nothing was written or sent")
    return lines


def _texts(count: int) -> str:
    return f"{count} {_s(count, 'text')} to fill"


def _s(count: int, noun: str) -> str:
    return noun + "s" * (count != 1)


def _cost(cost: float | None) -> str:
    if cost is None:
        return "at a price that newsletter.toml does not say"
    return f"for about {cost:,.2f}" if cost else "free of charge"
