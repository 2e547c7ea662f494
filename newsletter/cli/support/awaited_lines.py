"""What is awaited from machines that answer later, in lines for people.

In: requests at a glance. Out: a line for each, and what to do about all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsletter.pipeline.translation.awaited import Awaited


def awaited_lines(found: Sequence[Awaited]) -> list[str]:
    """How each request stands; none where nothing is awaited."""
    if not found:
        return []
    from newsletter.pipeline.clock import read_clock
    from newsletter.pipeline.translation.awaited import say_awaited

    now = read_clock()
    lines = [f"{one.locale:<8} {say_awaited(one, now)}" for one in found]
    if any(one.comes for one in found):
        lines.append("answers come in minutes: `newsletter translate` stores them; with `--wait 15` it waits for them")
    return lines
