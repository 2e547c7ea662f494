"""The studio's signs, drawn with lines in the colour of the words beside them; they say nothing to screen readers."""

from __future__ import annotations

import tomllib
from pathlib import Path

from markupsafe import Markup

_SIGNS = tomllib.loads((Path(__file__).parent / "icons.toml").read_text("utf-8"))


def icon(name: str) -> Markup:
    """A sign of 20 pixels; `dot-reviewed` and its like are the shapes of states, of 14."""
    if name.startswith("dot-"):
        lines, box, kind = _SIGNS["states"][name.removeprefix("dot-")], 14, "dot"
    else:
        lines, box, kind = _SIGNS["signs"][name], 20, "i"
    return Markup(f'<svg class="{kind}" viewBox="0 0 {box} {box}" aria-hidden="true">{lines}</svg>')  # noqa: S704
