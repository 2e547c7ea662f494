"""Addresses in the reader's language: sites that have a page for each language, and which languages those are.

In: patterns such as `https://urbact.eu/{locale}/` with the codes of a site's languages, first the one for everybody
else; an issue. Out: the issue with each address of such a site as a reader of a locale should get it. An author writes
the address in any of its languages; translators see no address at all, so none can change one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, TypeVar, get_args

from newsletter.content.document import Block, Document, Rich
from newsletter.content.fields import Leads, Model
from newsletter.content.issue import Issue
from newsletter.locales import canonical, met

PLACE = "{locale}"
"""What stands in a pattern for the code of a language; `*` stands for any part of the path."""
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class SiteLanguages:
    """The languages of sites by their patterns, first the one for readers who read none of them."""

    sites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def _known(self) -> list[tuple[re.Pattern[str], dict[str, str]]]:
        """Each pattern as an expression, with the site's codes by their locales."""
        return [(_expression(pattern, codes), locales_of(codes)) for pattern, codes in self.sites.items()]

    def address_in(self, address: str, locale: str) -> str:
        """The address as a reader of a locale gets it: the same one where its site is none of these."""
        for expression, codes in self._known:
            if found := expression.match(address):
                tag = met(locale, list(codes)) or next(iter(codes))
                return f"{found[1]}{codes[tag]}{address[found.end(2) :]}"
        return address

    def spellings(self, address: str) -> Iterator[str]:
        """The address in every language of its site: its author has written one of them."""
        for expression, codes in self._known:
            if found := expression.match(address):
                yield from (f"{found[1]}{code}{address[found.end(2) :]}" for code in codes.values())

    def has(self, address: str) -> bool:
        """True for an address of one of these sites in one of its languages."""
        return any(expression.match(address) for expression, _ in self._known)


def locales_of(codes: tuple[str, ...]) -> dict[str, str]:
    """A site's codes of languages (`pt_PT`, `el`) by the locales that they mean; those that mean none are left out."""
    found = ((canonical(code.replace("_", "-")), code) for code in codes)
    return {tag: code for tag, code in found if tag}


def _expression(pattern: str, codes: tuple[str, ...]) -> re.Pattern[str]:
    before, _, after = (re.escape(pattern).replace(r"\*", r"[^?#]*")).partition(re.escape(PLACE))
    several = "|".join(re.escape(code) for code in sorted(codes, key=len, reverse=True))
    end = after if pattern.endswith(("/", "=", "*")) and after else rf"{after}(?![\w-])"
    return re.compile(rf"({before})({several}){end}")


def with_addresses(issue: Issue, renew: Callable[[str], str]) -> Issue:
    """The issue with every address that it leads to as `renew` answers for it; its own texts stay as they are."""
    return replace(
        issue,
        point=_model(issue.point, renew),
        sections=tuple(_model(section, renew) for section in issue.sections),
        articles={slug: _model(article, renew) for slug, article in issue.articles.items()},
        networks={slug: _model(network, renew) for slug, network in issue.networks.items()},
        note=replace(issue.note, body=_document(issue.note.body, renew)) if issue.note else None,
    )


def _model(value: M, renew: Callable[[str], str]) -> M:
    changes: dict[str, Any] = {}
    for name in type(value).model_fields:
        old = getattr(value, name)
        new = renew(old) if name in _links(type(value)) and old else _value(old, renew)
        if new != old:
            changes[name] = new
    return value.model_copy(update=changes) if changes else value


def _value(value: Any, renew: Callable[[str], str]) -> Any:
    if isinstance(value, Model):
        return _model(value, renew)
    if isinstance(value, Document):
        return _document(value, renew)
    if isinstance(value, tuple) and value and isinstance(value[0], (Model, Document)):
        return tuple(_value(each, renew) for each in value)
    return value


@cache
def _links(model: type[Model]) -> frozenset[str]:
    """The fields of a model that hold an address."""
    return frozenset(name for name, info in model.model_fields.items() if _leads(info.annotation, tuple(info.metadata)))


def _leads(annotation: Any, metadata: tuple[Any, ...]) -> bool:
    own = (*metadata, *getattr(annotation, "__metadata__", ()))
    return any(isinstance(mark, Leads) for mark in own) or any(_leads(arm, ()) for arm in get_args(annotation))


def _document(document: Document, renew: Callable[[str], str]) -> Document:
    if not any(block.text and block.text.targets for block in document.texts()):
        return document

    def changed(block: Block) -> Block:
        text = block.text
        if text and text.targets:
            text = Rich(text.text, tuple((name, renew(target)) for name, target in text.targets))
        return replace(block, text=text, children=tuple(map(changed, block.children)))

    return Document(tuple(map(changed, document.blocks)), document.faults)
