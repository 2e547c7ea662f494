"""The answer of a Drupal site's JSON:API as drafts of articles.

In: the bytes of an answer with one resource or several (JSON:API 1.1, section 7). Out: `Imported`. Its `langcode` says
in which language the answer really is: where a translation is missing, Drupal gives the original without a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from newsletter.content.importing.encoding import decode
from newsletter.content.importing.entries import Entry, articles_of
from newsletter.content.importing.findings import Asked, Imported, Origin
from newsletter.content.importing.limits import too_large
from newsletter.content.importing.page_head import Said
from newsletter.problems import Location, error

_SUMMARY = re.compile(r"(?:^|_)(?:summary|intro|introduction|teaser|lead|standfirst|excerpt|subtitle)(?:_|$)")
_TEXTS = ("body", "field_body", "field_text", "field_content")


def read_drupal(data: bytes, asked: Asked) -> Imported:
    """The resources of an answer."""
    place = Location(asked.name or asked.address)
    if problem := too_large(data, place):
        return Imported(problems=(problem,))
    try:
        answer = json.loads(decode(data))
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or "data" not in answer:
        errors = answer.get("errors") if isinstance(answer, dict) else None
        said = errors[0].get("title") if isinstance(errors, list) and errors and isinstance(errors[0], dict) else ""
        message = f"the site answered with an error: {str(said)[:100]}" if said else "it is no answer with `data` in it"
        return Imported(problems=(error("broken-source", message, place, "ask the site once more"),))
    resources = answer["data"] if isinstance(answer["data"], list) else [answer["data"]]
    included = answer.get("included")
    by_id = {
        str(each.get("id")): each for each in (included if isinstance(included, list) else ()) if isinstance(each, dict)
    }
    found = [each for each in resources if isinstance(each, dict) and isinstance(each.get("attributes"), dict)]
    several = isinstance(answer["data"], list)
    return articles_of(
        [_entry_of(each, f"data/{at}" if several else "data", by_id, asked) for at, each in enumerate(found)], asked
    )


def _entry_of(resource: Mapping[str, Any], at: str, by_id: Mapping[str, Any], asked: Asked) -> Entry:
    attributes: Mapping[str, Any] = resource["attributes"]

    def said(value: Any, name: str) -> Said | None:
        if not isinstance(value, str) or not value.strip():
            return None
        return Said(value, Origin(element=f"{at}/attributes/{name}", excerpt=" ".join(value.split())[:120]))

    name = next((each for each in _TEXTS if attributes.get(each)), "")
    body = attributes.get(name)
    html = (body.get("processed") or body.get("value")) if isinstance(body, dict) else body
    summary = said(body.get("summary"), f"{name}/summary") if isinstance(body, dict) else None
    for field, value in attributes.items():
        text = (value.get("processed") or value.get("value")) if isinstance(value, dict) else value
        if summary is None and _SUMMARY.search(field):
            summary = said(text, field)
    image, alt = _picture_of(resource, by_id)
    return Entry(
        title=said(attributes.get("title") or attributes.get("name"), "title"),
        html=said(html, f"{name}/processed" if isinstance(body, dict) else name),
        summary=summary,
        link=said(_address_of(resource, asked), "path/alias"),
        date=said(attributes.get("published_at") or attributes.get("created"), "created"),
        author=said(_named(resource, by_id, "uid", ("display_name", "name")), "uid"),
        language=said(attributes.get("langcode"), "langcode"),
        topics=tuple(each for tag in _terms_of(resource, by_id) if (each := said(tag, "field_tags"))),
        image=said(image, "field_image"),
        image_alt=said(alt, "field_image/alt"),
    )


def _address_of(resource: Mapping[str, Any], asked: Asked) -> str:
    """Where the page is: its path on the site that the answer names as its own."""
    alias = (resource["attributes"].get("path") or {}) if isinstance(resource["attributes"].get("path"), dict) else {}
    link = (resource.get("links") or {}).get("self") if isinstance(resource.get("links"), dict) else None
    own = link.get("href") if isinstance(link, dict) else link
    site = re.match(r"https?://[^/]+", str(own or asked.address or ""))
    return f"{site[0]}{alias['alias']}" if site and isinstance(alias.get("alias"), str) else ""


def _related(resource: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    relationships = resource.get("relationships")
    related = relationships.get(name) if isinstance(relationships, dict) else None
    data = related.get("data") if isinstance(related, dict) else None
    return [each for each in (data if isinstance(data, list) else [data]) if isinstance(each, dict)]


def _named(resource: Mapping[str, Any], by_id: Mapping[str, Any], relation: str, names: tuple[str, ...]) -> str:
    for each in _related(resource, relation):
        attributes = (by_id.get(str(each.get("id"))) or {}).get("attributes") or {}
        for name in names:
            value = attributes.get(name)
            if isinstance(value, str) and value and not re.fullmatch(r"admin\w*|editor|user\d*", value, re.IGNORECASE):
                return value
    return ""


def _terms_of(resource: Mapping[str, Any], by_id: Mapping[str, Any]) -> list[str]:
    names = []
    for relation in ("field_tags", "field_topics", "field_topic", "field_themes"):
        for each in _related(resource, relation):
            name = ((by_id.get(str(each.get("id"))) or {}).get("attributes") or {}).get("name")
            names += [name] if isinstance(name, str) else []
    return names


def _picture_of(resource: Mapping[str, Any], by_id: Mapping[str, Any], depth: int = 0) -> tuple[str, str]:
    """The address of the picture and the words that stand for it: of a file, or of a medium that has one."""
    relations = ("field_image", "field_media_image", "field_media", "field_picture", "thumbnail")
    for relation in relations:
        for each in _related(resource, relation):
            meta = each.get("meta") if isinstance(each.get("meta"), dict) else {}
            there = by_id.get(str(each.get("id")))
            if not isinstance(there, dict):
                continue
            uri = (there.get("attributes") or {}).get("uri")
            address = uri.get("url") if isinstance(uri, dict) else None
            if isinstance(address, str):
                return address, str((meta or {}).get("alt") or "")
            if depth < 2 and (found := _picture_of(there, by_id, depth + 1))[0]:
                return found
    return "", ""
