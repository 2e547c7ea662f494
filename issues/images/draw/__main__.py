"""Draws every scene into `issues/images/`, or into the folder named on the command line.

In: the scenes. Out: one PNG file for each; the same bytes at each run with the same Pillow.
"""

import sys
from pathlib import Path

from issues.images.draw.market_square import market_square
from issues.images.draw.night_street import night_street
from issues.images.draw.skyline_wind_sun import skyline_wind_sun
from issues.images.draw.station_quarter import station_quarter

SCENES = {
    "market-square": market_square,
    "night-street": night_street,
    "skyline-wind-sun": skyline_wind_sun,
    "station-quarter": station_quarter,
}


def main(folder: Path) -> None:
    """Write all scenes into an existing folder."""
    for name, scene in SCENES.items():
        (folder / f"{name}.png").write_bytes(scene().as_png())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent)
