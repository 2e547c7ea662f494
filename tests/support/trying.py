"""How many examples a property is tried with: all of them in CI, a quarter where somebody waits for the tests.

What a property holds for is met by its first examples; the rest look for the rare one, which CI does with each change.
"""

import os

ALL = bool(os.environ.get("CI"))
QUARTER = 4


def tries(number: int) -> int:
    """Of so many examples, those that are tried here: all in CI, else a quarter, and one at least."""
    return number if ALL else max(1, number // QUARTER)
