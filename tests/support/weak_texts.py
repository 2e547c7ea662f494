"""What of a letter is set in weak colours or small type."""

from typing import Any

from tests.support.contrast import LARGE, NORMAL, contrast


def weak(pairs: list[dict[str, Any]], turn: Any = lambda colour: colour) -> list[str]:
    """The words that can't be told well enough from their ground."""
    found = []
    for pair in pairs:
        if pair["on"] is None:
            found.append(f"on a half transparent ground: {pair['words']}")
        elif (ratio := contrast(turn(pair["colour"]), turn(pair["on"]))) < (LARGE if pair["isLarge"] else NORMAL):
            found.append(f"{ratio:.2f}:1 {pair['colour']} on {pair['on']}: {pair['words']}")
    return found
