"""What a value is called in words, without the names of files: “the title of …”, “section 3 of the central issue”.

In: the person's words, an issue's content, a problem. Out: a phrase; the file's name with its line where it is no value
of an editor's.
"""

from __future__ import annotations

from newsletter.content.load import Content
from newsletter.problems import Problem
from newsletter.studio.words import Words


def name_of(words: Words, content: Content, problem: Problem) -> str:
    """What a problem is about."""
    at = problem.location
    if problem.path:
        parts = problem.path.split("/")
        document, keys = _document(words, content, parts)
        if document:
            field = _field(words, keys)
            return words.gettext("{field} of {document}").format(field=field, document=document) if field else document
    return f"{at.file}, {at.line}" if at and at.line else at.file if at else ""


def _document(words: Words, content: Content, parts: list[str]) -> tuple[str, list[str]]:
    _ = words.gettext
    kind, rest = parts[0], parts[1:]
    if kind == "articles" and rest:
        article = content.articles.get(rest[0])
        return _("the article “{title}”").format(title=article.title if article else rest[0]), rest[1:]
    if kind == "networks" and rest:
        network = content.networks.get(rest[0])
        return _("the network {name}").format(name=network.name if network else rest[0]), rest[1:]
    if kind == "points" and rest:
        return _("the point {name}").format(name=rest[0]), rest[1:]
    if kind == "issues" and len(rest) > 2 and rest[1] == "points":
        return _("what the point {name} changes").format(name=rest[2]), rest[3:]
    if kind == "issues" and rest:
        return _("the central issue"), rest[1:]
    return "", []


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
        "topics": _("topic {n}"),
        "link": _("the link"),
        "lead": _("the lead"),
        "articles": _("the articles"),
        "networks": _("the networks"),
        "date": _("the date"),
    }
    found: list[str] = []
    for at, key in enumerate(keys):
        if key.isdigit():
            continue
        number = next((int(each) + 1 for each in keys[at + 1 : at + 2] if each.isdigit()), None)
        called = _("the programme") if key == "agenda" and number is None else known.get(key, key)
        found.append(called.format(n=number) if number is not None and "{n}" in called else called.replace(" {n}", ""))
    return ", ".join(found)
