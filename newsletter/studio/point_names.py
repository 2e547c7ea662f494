"""What a point is called on a page: by its country, in the language of whoever works with it."""

from __future__ import annotations

from newsletter.content.model import NationalPoint
from newsletter.render.cldr import Cldr
from newsletter.studio.words import Words


def point_called(words: Words, slug: str, point: NationalPoint) -> str:
    """Its country; of one without a country that it is the secretariat, else its slug."""
    if point.country:
        return Cldr(words.locale).country(point.country)
    return words.gettext("the secretariat") if slug == "eu" else slug
