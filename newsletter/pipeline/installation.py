"""An installation: what a command needs that mails, all of it checked before anything happens.

In: a project and an environment. Out: an `Installation` with secrets, keys and a clock, or every reason why there is
none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.mail.message.dkim import Key, keys_for, read_keys
from newsletter.mail.message.tokens import Tokens, tokens_from
from newsletter.problems import Problem, warning
from newsletter.settings.project import SECRET

if TYPE_CHECKING:
    from newsletter.pipeline.project import Project

DKIM_KEYS = "NEWSLETTER_DKIM_KEYS"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Installation:
    """The machine that mails: its project, secrets, signing keys and clock; `warnings` say what it should have."""

    project: Project
    tokens: Tokens
    keys: tuple[Key, ...] = field(repr=False)
    environ: Mapping[str, str] = field(repr=False)
    clock: Callable[[], dt.datetime] = _now
    warnings: tuple[Problem, ...] = ()

    def signing(self, address: str) -> tuple[tuple[Key, ...], list[Problem]]:
        """The keys that sign for a sender; without one a warning, since large providers refuse unsigned newsletters."""
        found = keys_for(self.keys, address)
        if found:
            return found, []
        domain = address.rpartition("@")[2]
        hint = "docs/operators/mail-server.md says how to make a key; `newsletter doctor` looks at all of it"
        return (), [warning("unsigned-mail", f"no DKIM key signs for {domain}", None, hint)]


def open_installation(
    project: Project, environ: Mapping[str, str], clock: Callable[[], dt.datetime] = _now
) -> tuple[Installation | None, list[Problem]]:
    """The installation, or all that it lacks."""
    tokens, problems = tokens_from(environ.get(SECRET, ""))
    keys: list[Key] = []
    if environ.get(DKIM_KEYS):
        keys, found = read_keys(Path(environ[DKIM_KEYS]))
        problems += found
    if not project.settings.site.startswith("https://"):
        hint = "set `site` to an https address before you mail readers"
        problems.append(warning("no-one-click", "over http no letter can be left in one click", None, hint))
    if tokens is None or any(problem.severity == "error" for problem in problems):
        return None, problems
    return Installation(project, tokens, tuple(keys), environ, clock, tuple(problems)), problems
