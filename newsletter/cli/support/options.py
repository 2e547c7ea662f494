"""Arguments and options that several commands share, with tab completion from the names in a project's folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click


def _complete(folder: str, ending: str, of_file: bool) -> Callable[..., list[str]]:
    """Tab completion from the names in a project's folder."""

    def names(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
        root = Path((context.find_root().params or {}).get("project") or ".")
        paths = (root / folder).glob(f"*{ending}")
        found = (path.name.removesuffix(ending) if of_file else path.parent.name for path in paths)
        return sorted(name for name in found if name.startswith(begun))

    return names


complete_issues = _complete("issues", "/issue.yaml", of_file=False)
complete_points = _complete("issues/points", ".yaml", of_file=True)


def complete_locales(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Tab completion from the languages that have a folder."""
    root = Path((context.find_root().params or {}).get("project") or ".")
    return sorted(path.name for path in (root / "locales").glob("*") if path.name.startswith(begun))


def known_provider(context: click.Context, parameter: click.Parameter, provider: str | None) -> str | None:
    """A provider by its name, or `none`; another name is wrong usage. None where none is named."""
    if provider is None:
        return None
    from newsletter.problems import nearest
    from newsletter.settings.providers import NAMES

    every = (*NAMES, "none")
    if provider not in every:
        hint = nearest(provider, NAMES) or f"there are: {', '.join(every)}"
        raise click.BadParameter(f"no provider is called `{provider}`; {hint}", param_hint="--provider")
    return provider


def complete_providers(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Tab completion from all providers there are."""
    from newsletter.settings.providers import NAMES

    return [name for name in (*NAMES, "none") if name.startswith(begun)]


issue_argument = click.argument("issue", required=False, shell_complete=complete_issues)


def named(by: str | None) -> str:
    """The name that a decision is recorded under; without one nothing is decided. Raises `UsageError` then."""
    from newsletter.mail.audience.names import clean_name

    name = clean_name(by or "")
    if not name:
        raise click.UsageError("Say who decides: --by NAME, or NEWSLETTER_BY in the environment.")
    return name
