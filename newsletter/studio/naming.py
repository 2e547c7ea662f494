"""What files and values are called in words, without the names of files and keys: “the title of …”, “section 3 of the
central issue”, “the point Spain”.

In: the person's words, what the project holds, a path, a file or a problem. Out: a phrase; the file's name with its
line where it is no value of an editor's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from newsletter.content.edit import Plain, values_in
from newsletter.content.load import Content
from newsletter.content.source import path_of
from newsletter.content.spans import Path as ValuePath
from newsletter.content.spans import UneditableError
from newsletter.pipeline.editing.choices import name_of_language
from newsletter.pipeline.editing.description import Control, Field, fields_of_file
from newsletter.pipeline.editing.field_words import OPTIONS, label_of_key
from newsletter.pipeline.editing.issues import issues_at
from newsletter.pipeline.editing.listing import everything_at
from newsletter.pipeline.editions import name_of_point
from newsletter.problems import Problem
from newsletter.render.cldr import Cldr
from newsletter.studio.request import number_in
from newsletter.studio.studio import Studio
from newsletter.studio.words import Words

_OF_PARTS = ("omit", "move")
"""What a point says of sections, articles and networks alike, each by its short name."""
_OVERLAY = re.compile(r"issues/([^/]+)/points/[^/]+\.yaml")


@dataclass(frozen=True)
class Names:
    """What things are called in somebody's words. `months` names issues by slug; without it there is but one.

    `sections` gives what the sections of an issue are called, by id; `called` what names without a kind stand for.
    """

    words: Words
    content: Content
    months: Mapping[str, str] = field(default_factory=dict)
    sections: Callable[[str], Mapping[str, str]] = lambda slug: {}
    called: Mapping[str, str] = field(default_factory=dict)

    def point(self, slug: str) -> str:
        """A point by its country; one that works for many by its sender."""
        return name_of_point(self.content.points, slug, self.words.locale)

    def issue(self, slug: str) -> str:
        """An issue by its month."""
        return self.months.get(slug, slug)

    def document(self, path: str, title: str = "") -> str:
        """What the file of a value is called; `title` is what it calls itself, where somebody knows it better."""
        return self._document(path.split("/"), title)[0]

    def file(self, name: str, title: str = "") -> str:
        """What a file is called; its own name where it is no editor's."""
        return self.document(path_of(name), title) or name

    def place_in_words(self, problem: Problem, title: str = "") -> str:
        """What a problem is about; `title` as in `document`."""
        at = problem.location
        if problem.path:
            document, keys = self._document(problem.path.split("/"), title)
            if document:
                called = _field(self.words, keys)
                of = self.words.gettext("{field} of {document}")
                return of.format(field=called, document=document) if called else document
        if at and (catalog := self.catalog(at.file)):
            return catalog
        return f"{at.file}, {at.line}" if at and at.line else at.file if at else ""

    def catalog(self, name: str) -> str:
        """The texts of a language, and what they are of; empty for a file that is no catalog."""
        parts = name.split("/")
        if not name.endswith(".po") or parts[0] != "locales" or len(parts) < 3:
            return ""
        _ = self.words.gettext
        issue = parts[-1].removesuffix(".po")
        known = {
            "chrome": _("the fixed words of letters"),
            "pages": _("the fixed words of pages"),
            "glossary": _("the glossary"),
        }
        language = name_of_language(self.words.locale, parts[1])
        return _("{language}, {what}").format(language=language, what=known.get(issue, self.issue(issue)))

    def field(self, name: str, path: ValuePath) -> str:
        """What a value is called on the screens: the names of its fields, items counted from one."""
        if not path:
            return self.words.gettext("Text")
        fields, said = fields_of_file(name), []
        for step in path:
            if isinstance(step, int):
                said.append(str(step + 1))
                continue
            found = next((each for each in fields if each.key == step), None)
            said.append(self.words.gettext(found.label) if found and found.label else step)
            fields = found.fields if found else ()
        return " ".join(said)

    def value(self, name: str, path: ValuePath, value: Plain | None) -> str:
        """A value as the screens show it: keys by their labels, lists as lines, names of others by their titles."""
        of = self
        if path and path[0] in _OF_PARTS and (found := _OVERLAY.fullmatch(name)):
            articles = {slug: article.title for slug, article in self.content.articles.items()}
            networks = {slug: network.name for slug, network in self.content.networks.items()}
            of = replace(self, called={**articles, **networks, **self.sections(found[1])})
        return "\n".join(of._lines(_field_at(name, path), fields_of_file(name), value))

    def _lines(self, described: Field | None, fields: tuple[Field, ...], value: Plain | None) -> list[str]:
        if isinstance(value, dict):
            known = {each.key: each for each in (described.fields if described else fields)}
            lines = []
            for key, each in value.items():
                label = self.words.gettext(known[key].label) if key in known and known[key].label else key
                inner = self._lines(known.get(key), (), each)
                lines += [f"{label}: {inner[0]}"] if len(inner) == 1 else [f"{label}:", *(f"  {one}" for one in inner)]
            return lines
        if isinstance(value, list):
            item = described.item if described and described.item else described
            listed = [self._lines(item, (), each) or [""] for each in value]
            return [f"{'  ' if number else '– '}{line}" for lines in listed for number, line in enumerate(lines)]
        return [self._single(described, value)] if value else []

    def _single(self, described: Field | None, value: str) -> str:
        if value in self.called:
            return self.called[value]
        if described is None:
            return value
        _ = self.words.gettext
        refers = described.refers or (described.item.refers if described.item else "")
        if refers == "article" and value in self.content.articles:
            return self.content.articles[value].title
        if refers == "network" and value in self.content.networks:
            return self.content.networks[value].name
        if refers == "point":
            return self.point(value)
        if described.control is Control.COUNTRY:
            return Cldr(self.words.locale).country(value)
        if described.control is Control.LOCALE:
            return name_of_language(self.words.locale, value)
        if described.control is Control.CHOICE:
            return _(OPTIONS.get(value, value))
        if described.control is Control.TICK:
            return _("yes") if value == "true" else _("no")
        return value

    def _document(self, parts: list[str], title: str) -> tuple[str, list[str]]:
        _ = self.words.gettext
        kind, rest = parts[0], parts[1:]
        if kind == "articles" and rest:
            article = self.content.articles.get(rest[0])
            called = title or (article.title if article else rest[0])
            return _("the article “{title}”").format(title=called), rest[1:]
        if kind == "networks" and rest:
            network = self.content.networks.get(rest[0])
            called = title or (network.name if network else rest[0])
            return _("the network {name}").format(name=called), rest[1:]
        if kind == "points" and rest:
            return _("the point {name}").format(name=self.point(rest[0])), rest[1:]
        if kind == "issues" and len(rest) > 2 and rest[1] == "points":
            point = self.point(rest[2])
            if self.months:
                said = _("what {point} changes in {month}").format(point=point, month=self.issue(rest[0]))
                return said, rest[3:]
            return _("what the point {name} changes").format(name=point), rest[3:]
        if kind == "issues" and rest:
            of_month = _("the issue of {month}").format(month=self.issue(rest[0]))
            return of_month if self.months else _("the central issue"), rest[1:]
        return "", []


def names_at(studio: Studio, words: Words) -> Names:
    """The names of everything in the project, each issue by its month."""
    cldr = Cldr(words.locale)
    months = {each.slug: cldr.month(each.date) if each.date else each.slug for each in issues_at(studio.project.root)}
    sections = partial(_sections_of, words, studio.project.root)
    return Names(words, everything_at(studio.resident.project)[0], months, sections)


def _sections_of(words: Words, root: Path, slug: str) -> dict[str, str]:
    """What an issue's sections are called, by the name that a point leaves them out by; none where it can't be read."""
    try:
        values = values_in((root / "issues" / slug / "issue.yaml").read_bytes())
    except (OSError, UnicodeDecodeError, UneditableError):
        return {}
    listed = values.get("sections")
    named = {}
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict):
            kind = next((key for key in each if key not in ("id", "heading", "heading-locale")), "")
            heading = each.get("heading") or _field(words, [kind])
            named[str(each.get("id") or kind)] = str(heading)
    return named


def _field_at(name: str, path: ValuePath) -> Field | None:
    """The description of the value at a path of a file; None where there is none."""
    fields, found = fields_of_file(name), None
    for step in path:
        if isinstance(step, int):
            found = found.item if found and found.item else found
            continue
        found = next((each for each in fields if each.key == step), None)
        fields = found.fields if found else ()
    return found


def _field(words: Words, keys: list[str]) -> str:
    """The names of the keys that lead to a value, numbers counted from one."""
    _ = words.gettext
    known = {
        "subject": _("the subject"),
        "preheader": _("the preheader"),
        "title": _("the title"),
        "summary": _("the summary"),
        "heading": _("the heading"),
        "alt": _("the description of the picture"),
        "caption": _("the caption"),
        "image": _("the picture"),
        "body": _("the text"),
        "text": _("the text"),
        "note": _("the note"),
        "tagline": _("the tagline"),
        "name": _("the name"),
        "event": _("the event"),
        "sections": _("section {n}"),
        "meetings": _("meeting {n}"),
        "partners": _("partner {n}"),
        "agenda": _("session {n}"),
        "session": _("its title"),
        "items": _("entry {n}"),
        "topics": _("topic {n}"),
        "link": _("the link"),
        "lead": _("the lead"),
        "articles": _("the articles"),
        "networks": _("the networks"),
        "date": _("the date"),
        "events": _("the events"),
        "start": _("the beginning"),
        "end": _("the end"),
        "country": _("the country"),
        "place": _("the place"),
        "locale": _("the language"),
        "author": _("the author"),
        "review-by": _("the deadline of the reviews"),
        "lead-partner": _("the lead partner"),
        "about": _("what it is about"),
        "id": _("the short name"),
        "add": _("added section {n}"),
    }
    found: list[str] = []
    for at, key in enumerate(keys):
        if number_in(key) is not None:
            continue
        place = number_in(keys[at + 1]) if keys[at + 1 :] else None
        if key == "image" and keys[at + 1 : at + 2] == ["alt"]:
            continue  # its words name the picture
        label = label_of_key(key)
        called = known.get(key) or (_("the field “{label}”").format(label=_(label)) if label else key)
        called = _("the programme") if key == "agenda" and place is None else called
        found.append(called.replace("{n}", str(place + 1)) if place is not None else called.replace(" {n}", ""))
    return ", ".join(found)
