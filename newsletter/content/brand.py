"""The brand as frozen values: wordmark or logo, fonts, who pays, colours for light and dark.

In: the plain values of `templates/theme.toml`. Out: a `Theme`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from newsletter.content.fields import Colour, Model, Text


class Palette(Model):
    """The colours of one mode, by role."""

    page: Colour
    paper: Colour
    wash: Colour
    ink: Colour
    muted: Colour
    primary: Colour
    accent: Colour
    line: Colour


class Fonts(Model):
    """Font stacks that need nothing fetched."""

    heading: Text
    text: Text


class Logo(Model):
    """A picture of `templates/images/` in place of the wordmark, as high as the letter shows it in CSS pixels."""

    src: Text
    height: Annotated[int, Field(ge=16, le=80)] = 28


class Funding(Model):
    """Who pays: a line in the language of the templates, which is translated with them, and an emblem beside it."""

    line: Text
    emblem: Text | None = None


class Theme(Model):
    """`templates/theme.toml`: the brand."""

    wordmark: Text
    logo: Logo | None = None
    radius: Annotated[int, Field(ge=0, le=24)]
    fonts: Fonts
    funding: Funding | None = None
    light: Palette
    dark: Palette
