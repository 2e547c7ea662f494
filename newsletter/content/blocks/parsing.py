"""Markdown read for editing: as letters read it, but with every address as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from newsletter.content.commonmark import make_parser

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = make_parser()
    # An address that the parser has encoded would be written back so: `/נתיב` as `/%D7%A0…`.
    parser.normalizeLink = _as_typed  # type: ignore[method-assign, assignment]
    parser.normalizeLinkText = _as_typed  # type: ignore[method-assign, assignment]
    return parser


def _as_typed(address: str) -> str:
    return address


def tokens_of(text: str, references: Mapping[str, Any]) -> tuple[list[Token], dict[str, Any]]:
    """The tokens of a text, and what markdown-it found beside them: `references`, `duplicate_refs`.

    The addresses of `references` hold too, and come first.
    """
    env: dict[str, Any] = {"references": dict(references)}
    return _parser().parse(text, env), env
