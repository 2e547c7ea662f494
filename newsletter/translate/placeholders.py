"""What the code puts into fixed words when a letter is made: `%(name)s`, or `%(number)d`; `%%` is a percent sign.

In: nothing. Out: the pattern that whoever looks for them starts from.
"""

from __future__ import annotations

from newsletter.patterns import late

NAMED = r"%\(\w+\)[sd]"
"""A named placeholder, as a pattern to be joined with others."""
PLACEHOLDER = late(NAMED)
