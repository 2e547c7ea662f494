"""Who approved a text, in words on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newsletter.cli.support.output import paint, say

if TYPE_CHECKING:
    from newsletter.pipeline.translation.approvals import Approval


def say_approval(approval: Approval, colour: bool) -> None:
    """A text with its source, its translation and who stands behind it, a line each."""
    entry = approval.entry.translation
    name = paint(approval.entry.id, "1", colour)
    say(f"{name}  {entry.context or 'template'}  source version {approval.source_version}")
    say(f"    {entry.source}")
    for target in filter(None, entry.targets):
        say(f"    → {target}")
    for line in lines_of(approval):
        say(f"    # {line}")


def lines_of(approval: Approval) -> Iterator[str]:
    """Who approved it, where its words are from, and what was before: a line each."""
    entry, record = approval.entry.translation, approval.entry.translation.record
    named = ", ".join(map(str, approval.accepted))
    if approval.is_unusable:
        yield "it can't be used: `newsletter check` says why"
    if approval.is_by_nobody:
        yield "reviewed by nobody named" + (f", so in git since {approval.since}" if approval.since else "")
    elif entry.state == "reviewed":
        yield f"reviewed by {named}"
    elif entry.state == "missing":
        yield "missing"
    else:
        more = f"{approval.left} more {'person' if approval.left == 1 else 'people'}"
        yield f"accepted by {named}; to be accepted by {more}" if named else f"to be accepted by {more}"
    if approval.origin:
        yield approval.origin if approval.origin.startswith("written") else f"from {approval.origin}"
    if entry.previous:
        yield f"translated from: {entry.previous}"
    yield from (f"was reviewed {'by ' * act.is_named}{act}" for act in record.past_reviews)
    yield from (f"rejected by {act}" for act in record.rejections)
    yield from (f"minor edit by {act}" for act in record.minor_edits)
    yield from (f"question: {said}" for said in approval.entry.questions)
