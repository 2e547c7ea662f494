"""`explain`: what a problem means, from `explanations.toml`."""

from __future__ import annotations

from pathlib import Path

import click

from newsletter.cli.output import say


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Say what a problem means, why it matters, and show an example. Without CODE: list them all."""
    import tomllib

    from newsletter.problems import nearest

    known = tomllib.loads((Path(__file__).parents[1] / "explanations.toml").read_text("utf-8"))
    if code is None:
        for name, entry in sorted(known.items()):
            say(f"{name:<24} {entry['means']}")
        return
    if code not in known:
        hint = nearest(code, known)
        raise click.UsageError(f"There is no problem `{code}`{'; ' + hint if hint else ''}.")
    entry = known[code]
    say(f"{code}: {entry['means']}\n\nWhy it matters: {entry['why']}")
    if "example" in entry:
        example = "\n".join(f"    {line}" for line in entry["example"].strip("\n").split("\n"))
        say(f"\nExample:\n{example}")
