"""The colours that all scenes share. In: nothing. Out: names for them.

The skies are of middle tone: lighter ones glare on a dark page, darker ones sink on a white one.
"""

from collections.abc import Callable

INK = "#17202B"
BLUE = "#0A4B78"
MID_BLUE = "#5E97BA"
PALE_BLUE = "#BCD8E6"
RED = "#B3392F"
PAPER = "#F7F2E6"
SAND = "#EAD7B0"
DEEP_SAND = "#DBC293"
EARTH = "#CBAF7C"
LEAF = "#4C7A63"
PALE_LEAF = "#6E9A7C"
GOLD = "#E9B44C"

DAY = "#8DB8D0"
DAY_HALO = "#9CC3D8"
DAY_CLOUD = "#B4D2E1"
DAY_FAR = "#79A8C4"
WARM_DAY = "#D9B97E"
WARM_HALO = "#E0C591"
WARM_FAR = "#C9A76B"

NIGHT = "#0C2338"
NIGHT_FAR = "#143552"
NIGHT_NEAR = "#1D4668"
STREET = "#0A1B2B"
RAIL = "#3A5A75"
LIGHT = "#F0C368"
PALE_LIGHT = "#F7E3B4"

Paint = str | Callable[[int, int], str]
"""A colour, or what gives the colour of the window in a row and column."""


def mixed(first: str, second: str, share: float) -> str:
    """The colour between two others; a share of 0 is the first, 1 the second."""
    pairs = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return "#" + bytes(round(a + (b - a) * share) for a, b in pairs).hex().upper()
