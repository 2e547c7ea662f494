"""Draws the example's picture: `python newsletter/starter/draw.py [FOLDER]`.

In: nothing. Out: `footbridge.png`, drawn at twice its size, in the example's folder of pictures or in the one named.
"""

import math
import sys
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent / "example/issues/images"
WIDTH, HEIGHT = 2560, 1280
LEFT, RIGHT = 300, 2260
SKY, SUN, FAR, NEAR, WATER, WAVE, BANK = "#F7EBD3", "#E8A13C", "#9DB7A0", "#6E9580", "#2F6F94", "#6FA6C3", "#4C7A5B"
STONE, RED, INK, PAPER, WOOD, LEAF, PALE_LEAF = (
    "#0A4B78", "#B3392F", "#17202B", "#FFFFFF", "#5B3A29", "#2F5D43", "#3C7052",
)  # fmt: skip


def deck(x: float) -> float:
    """The height of the bridge's deck."""
    return 760 - 230 * math.sin(math.pi * (x - LEFT) / (RIGHT - LEFT))


def landscape(draw: ImageDraw.ImageDraw) -> None:
    """A low sun behind two ranges of hills, a river between its banks."""
    draw.ellipse([1620, 250, 1980, 610], fill=SUN)
    columns = range(0, WIDTH + 8, 8)
    far = [(x, 560 - 110 * math.sin(x / 430 + 0.6) - 40 * math.sin(x / 170)) for x in columns]
    near = [(x, 660 - 80 * math.sin(x / 360 + 2.4) - 20 * math.sin(x / 120)) for x in columns]
    for hills, colour in ((far, FAR), (near, NEAR)):
        draw.polygon([(0, HEIGHT), *hills, (WIDTH, HEIGHT)], fill=colour)
    draw.rectangle([0, 840, WIDTH, HEIGHT], fill=WATER)
    for y, count in ((900, 7), (980, 5), (1070, 6), (1170, 4)):
        for number in range(count):
            x = (number * WIDTH // count + y * 7) % WIDTH
            draw.rounded_rectangle([x, y, x + 190 + (number * 53) % 130, y + 10], 5, fill=WAVE)
    draw.polygon([(0, 730), (330, 735), (520, 900), (440, 1010), (0, 1090)], fill=BANK)
    draw.polygon([(WIDTH, 725), (2230, 735), (2050, 900), (2130, 1000), (WIDTH, 1080)], fill=BANK)


def bridge(draw: ImageDraw.ImageDraw) -> None:
    """An arch, its deck and its railing."""
    steps = range(LEFT, RIGHT + 1, 10)
    below = [(x, 900 - 235 * math.sin(math.pi * (x - 430) / 1700)) for x in range(2130, 429, -10)]
    draw.polygon([*((x, deck(x) + 10) for x in steps), *below], fill=STONE)
    draw.line([(x, deck(x)) for x in steps], fill=RED, width=40, joint="curve")
    for x in range(330, 2250, 80):
        draw.line([(x, deck(x)), (x, deck(x) - 96)], fill=RED, width=12)
    draw.line([(x, deck(x) - 96) for x in steps], fill=RED, width=16, joint="curve")


def person(draw: ImageDraw.ImageDraw, x: int, colour: str, size: float) -> None:
    """Somebody who crosses the bridge."""
    y = deck(x) - 20
    draw.rounded_rectangle([x - 26 * size, y - 150 * size, x + 26 * size, y], 26 * size, fill=colour)
    draw.ellipse([x - 24 * size, y - 208 * size, x + 24 * size, y - 160 * size], fill=WOOD)


def tree(draw: ImageDraw.ImageDraw, x: int, y: int, size: float, colour: str) -> None:
    """A tree on a bank."""
    draw.rectangle([x - 10 * size, y - 90 * size, x + 10 * size, y], fill=WOOD)
    draw.ellipse([x - 80 * size, y - 270 * size, x + 80 * size, y - 70 * size], fill=colour)


def footbridge() -> Image.Image:
    """The whole picture, 1280 × 640 pixels in 48 colours."""
    image = Image.new("RGB", (WIDTH, HEIGHT), SKY)
    draw = ImageDraw.Draw(image)
    landscape(draw)
    bridge(draw)
    for x, colour, size in ((820, INK, 1.0), (900, SUN, 0.72), (1330, PAPER, 1.0), (1720, INK, 0.95)):
        person(draw, x, colour, size)
    for x, y, size, colour in ((130, 820, 1.3, LEAF), (2440, 810, 1.45, LEAF), (2320, 830, 0.9, PALE_LEAF)):
        tree(draw, x, y, size, colour)
    small = image.resize((WIDTH // 2, HEIGHT // 2), Image.Resampling.LANCZOS)
    return small.quantize(48, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


if __name__ == "__main__":
    footbridge().save(Path(sys.argv[1] if sys.argv[1:] else HERE) / "footbridge.png", optimize=True)
