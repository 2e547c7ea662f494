"""A warning that an issue lives with, by name and reason: written into the issue's file, or taken out again.

In: a workspace, an issue, the check's code, the place it is about. Out: what saving answers.
"""

from __future__ import annotations

from newsletter.content.edit import Insert, Remove, Set, values_in
from newsletter.pipeline.editing.merging import Edit
from newsletter.pipeline.editing.saving import Conflict, EditRefused, Saved, read_for_editing, save_edits
from newsletter.workspace import Workspace

_KEY = "accept"


def accept_warning(
    workspace: Workspace, issue: str, check: str, where: str, by: str, reason: str
) -> Saved | Conflict | EditRefused | None:
    """Live with the warnings of a check below a place; None where there is no such issue."""
    name = f"issues/{issue}/issue.yaml"
    file = read_for_editing(workspace, name)
    if file is None:
        return None
    entry = {"check": check, **({"where": where} if where else {}), "by": by, "reason": reason}
    known = values_in(file.data).get(_KEY)
    count = len(known) if isinstance(known, list) else 0
    change = Insert((_KEY, count), entry) if count else Set((_KEY,), [entry])
    return save_edits(workspace, name, file.version, [Edit(change, None)])


def take_back(workspace: Workspace, issue: str, check: str, where: str) -> Saved | Conflict | EditRefused | None:
    """Live no longer with the warnings of a check at a place; None where nobody has decided to."""
    name = f"issues/{issue}/issue.yaml"
    file = read_for_editing(workspace, name)
    known = values_in(file.data).get(_KEY) if file else None
    if file is None or not isinstance(known, list):
        return None
    for number, each in enumerate(known):
        if isinstance(each, dict) and each.get("check") == check and (each.get("where") or "") == where:
            return save_edits(workspace, name, file.version, [Edit(Remove((_KEY, number)), each)])
    return None
