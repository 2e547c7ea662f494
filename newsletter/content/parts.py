"""What articles, networks and sections are made of: a picture with its words, somebody with what they do.

In: a mapping of editors' files. Out: models whose `Words` are translated and whose `Name` is looked up in glossaries.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from newsletter.content.fields import Focus, Model, Name, Text, Words


class Picture(Model):
    """A picture with the words that stand for it."""

    src: Text
    alt: Annotated[Text, Words("alt text", limit=200)]
    caption: Annotated[Text, Words("caption")] | None = None
    credit: Annotated[Text, Name()] | None = None
    focus: Focus | None = None


class Person(Model):
    """Somebody, with what they do; a name alone may be written as a text."""

    name: Annotated[Text, Name()]
    role: Annotated[Text, Words("role")] | None = None

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, value: object) -> object:
        return {"name": value} if isinstance(value, str) else value
