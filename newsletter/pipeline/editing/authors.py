"""Who stands beside a commit, and why there can be none."""

from __future__ import annotations

from dataclasses import dataclass

from newsletter.exceptions import NewsletterError


@dataclass(frozen=True, slots=True)
class Author:
    """Whose change it is, by name and address as they will stand in git for ever."""

    name: str
    address: str


class NoCommitsError(NewsletterError):
    """Nothing can be committed here; the text says why."""
