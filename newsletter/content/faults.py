"""What validation finds, in an editor's words.

In: pydantic's errors and the `Source` they are about. Out: problems with a code of ours, the place of the value
or key, a plain statement and what to do. The type of each error of our own validators is the problem's code.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, get_args, get_origin
from unicodedata import normalize

from pydantic import BaseModel, TypeAdapter, ValidationError

from newsletter.content.latin import in_latin
from newsletter.content.sections import section_kinds
from newsletter.content.source import Keys, Source, has_forbidden
from newsletter.problems import Location, Problem, error, nearest

KINDS = {
    "string_type": "a text",
    "tuple_type": "a list",
    "list_type": "a list",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "bool_type": "`true` or `false`",
    "int_type": "a whole number",
    "date_type": "a date (2023-11-21)",
    "time_type": "a time (09:30)",
}


def problems_of(fault: ValidationError, source: Source, model: type[BaseModel]) -> list[Problem]:
    """All faults of one file, each at its own place; what reading the file has reported is not said again."""
    details = [detail for detail in fault.errors(include_url=False) if not _is_reported(detail, source)]
    # A mistyped key is one fault, not a missing key and an unknown one.
    meant = {(*detail["loc"][:-1], _meant(detail, model)) for detail in details if detail["type"] == "extra_forbidden"}
    return [
        _problem(detail, source, model)
        for detail in details
        if detail["type"] != "missing" or tuple(detail["loc"]) not in meant
    ]


def value_problems(value: str, field: Any, at: Location) -> list[Problem]:
    """What is wrong with one value that is to become a field of some file, such as a command's option."""
    if not value.strip():
        return [error("empty-value", "nothing stands here", at, "write something here")]
    if has_forbidden(value) or not _is_unicode(value):
        hint = "type it anew, without control characters and marks of letters such as @@name@@"
        return [error("forbidden-character", f"`{_clipped(value)}` holds what no text may hold", at, hint)]
    try:
        TypeAdapter(field).validate_python(value)
    except ValidationError as fault:
        return [replace(problem, location=at) for problem in problems_of(fault, Source(at.file, []), BaseModel)]
    return []


def _is_unicode(text: str) -> bool:
    """False for what a shell hands on of bytes that are no UTF-8."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _is_reported(detail: Any, source: Source) -> bool:
    """True for a value that could not be read, and for a key that may stand where lines were left out."""
    if detail["type"] in ("missing", "extra_forbidden"):
        return detail["type"] == "missing" and source.has_gaps
    return _place_of(detail["loc"], source) in source.unread


def _problem(detail: Any, source: Source, model: type[BaseModel]) -> Problem:
    kind: str = detail["type"]
    path = _place_of(detail["loc"], source)
    value = detail["input"]
    key = str(detail["loc"][-1]) if detail["loc"] else ""
    at = source.location(path)
    ctx = detail.get("ctx", {})
    if kind == "missing":
        at = replace(at, path=source.path_at((*path, key)))
        return error("missing-key", f"the key `{key}` is missing", at, f"add a line `{key}: …`")
    if kind == "extra_forbidden":
        here = (*_place_of(detail["loc"][:-1], source), key)
        at = source.location(here, key=True)
        return error("unknown-key", f"`{key}` is no key here", at, _unknown_key(detail, model, at))
    if value is None and kind in KINDS and re.match(r"\s*#", at.excerpt[max(0, at.column - 1) :]):
        hint = "what stands behind `#` is a remark: put a text in quotes, or take the line out"
        return error("empty-value", "nothing stands here", at, hint)
    is_nothing = isinstance(value, str) and not value.strip()
    if is_nothing or (kind in KINDS and value is None) or kind in ("string_too_short", "too_short", "empty-value"):
        return error("empty-value", "nothing stands here", at, "write something here, or take it out")
    written = source.written.get(path)
    if kind in KINDS:
        hint = f'put quotes around it: "{written or value}"' if kind == "string_type" and _is_plain(value) else ""
        if kind in ("model_type", "model_attributes_type"):
            hint = _its_keys(_model_at(model, detail["loc"]))
            hint = f"one is meant here, not several: {hint}" if isinstance(value, (list, tuple)) else hint
        if kind == "string_type" and at.excerpt[at.column - 1 :].startswith(("[", "{")):
            hint = f"put the whole text in quotes: '{_clipped(at.excerpt[at.column - 1 :].strip())}'"
        return error("wrong-type", f"{KINDS[kind]} must stand here, not {_quote(value, written)}", at, hint)
    if kind == "literal_error":
        allowed = [word.strip("'") for word in str(ctx["expected"]).replace(" or ", ", ").split(", ")]
        hint = nearest(str(value), allowed) or "one of: " + ", ".join(f"`{word}`" for word in allowed)
        return error("unknown-value", f"{_quote(value)} is not one of the words that can stand here", at, hint)
    if isinstance(value, str) and "," in value and isinstance(detail["loc"][-1], int) and kind in _OF_LISTS:
        listed = ", ".join(part.strip() for part in value.split(",") if part.strip())
        message = f"{_quote(value)} is one entry, with its commas"
        return error("list-without-brackets", message, at, f"write `[{_clipped(listed)}]`")
    if kind == "string_pattern_mismatch":
        return _pattern(ctx, value, at)
    if kind in ("greater_than_equal", "less_than_equal"):
        bounds = {"greater_than_equal": f"at least {ctx.get('ge')}", "less_than_equal": f"at most {ctx.get('le')}"}
        return error("out-of-range", f"{_quote(value)} is not {bounds[kind]}", at)
    if kind in HINTS:
        message, hint = HINTS[kind]
        ours = ("hint", "why")  # what we say ourselves is never cut, what an editor wrote may be
        values = {"key": key} | {
            name: _clipped(said) if isinstance(said, str) and name not in ours else said for name, said in ctx.items()
        }
        if written is not None and "value" in values:
            values["value"] = written
        if "part" in values and path[-1:] != (values["part"],):
            at = source.location((*path, values["part"]))
        if kind == "secret-in-settings":
            at = replace(at, excerpt="")  # the line would bring the password into a log
        if kind == "section-kind":
            given = ctx["given"]
            values["kinds"] = ", ".join(f"`{kind}`" for kind in section_kinds())
            values["stated"] = " and ".join(f"`{kind}`" for kind in given) if given else "none of them"
        return error(kind, message.format(**values), at, hint.format(**values))
    return error("wrong-value", f"{_quote(value)} can't stand here: {detail['msg'].lower()}", at)


_OF_LISTS = ("string_pattern_mismatch", "unknown-locale")
"""What is wrong with a single text where a list of names is meant."""
_LONGEST_SLUG = 60
_CALLED = {
    **dict.fromkeys(("lang", "language", "locales"), ("locale",)),
    **dict.fromkeys(("langs", "languages", "locale"), ("locales",)),
    **dict.fromkeys(("description", "abstract", "excerpt", "teaser", "intro", "lede"), ("summary", "about")),
    **dict.fromkeys(("about", "summary"), ("about", "summary")),
    **dict.fromkeys(("tags", "tag", "category", "categories", "keywords"), ("topics",)),
    **dict.fromkeys(("headline", "name", "heading", "title"), ("title", "name", "heading", "subject")),
    **dict.fromkeys(("by", "byline", "writer", "authors"), ("author",)),
    **dict.fromkeys(("picture", "photo", "img", "cover", "hero", "thumbnail", "images"), ("image",)),
    **dict.fromkeys(("file", "path", "filename", "url"), ("src", "link", "website")),
    **dict.fromkeys(("href", "website", "homepage", "canonical"), ("link", "website")),
    **dict.fromkeys(("city", "venue", "location", "where"), ("place",)),
    **dict.fromkeys(("begin", "begins", "starts", "from"), ("start", "date")),
    **dict.fromkeys(("until", "to", "ends", "finish"), ("end",)),
    **dict.fromkeys(("published", "publishdate", "pubdate", "day", "when"), ("date", "start")),
    **dict.fromkeys(("alternative", "alt-text", "alttext"), ("alt",)),
    **dict.fromkeys(("photographer", "copyright", "source"), ("credit",)),
    **dict.fromkeys(("programme", "program", "schedule"), ("agenda",)),
    **dict.fromkeys(("speaker", "speakers", "person"), ("people",)),
    **dict.fromkeys(("organisations", "organizations", "body"), ("bodies",)),
    **dict.fromkeys(("mail", "email", "e-mail"), ("address",)),
    **dict.fromkeys(("tz", "timezone", "zone"), ("time-zone",)),
    **dict.fromkeys(("twitter",), ("x",)),
    **dict.fromkeys(("preview", "preheader-text", "previewtext", "preview-text"), ("preheader",)),
}
"""What other programs and other people call keys, and ours that are meant by it."""
HINTS = {
    "broken-date": ("`{value}` {why}", "{hint}"),
    "broken-time": ("`{value}` is no time of day", "{hint}"),
    "unknown-locale": ("`{tag}` is no locale this project knows", "{hint}"),
    "unknown-country": ("`{code}` is no country code", "{hint}"),
    "unknown-time-zone": ("`{name}` is no time zone", "{hint}"),
    "unknown-focus": ("`{value}` is no point of a picture", "{hint}"),
    "unsafe-link": ("`{url}` is no address a letter can link to", "{hint}"),
    "bad-address": ("`{text}` is no e-mail address", "write it as name@example.org, without the name of its owner"),
    "bad-smtp-address": ("this is no address of a mail server: {why}", "{hint}"),
    "secret-in-settings": (
        "an address with a password stands where git keeps it",
        "put the whole address into NEWSLETTER_SMTP_URL_ES (for `es`) in the environment, and change the password",
    ),
    "hours-of-one-end": ("the {known} has an hour, the {other} has none", "{hint}"),
    "end-before-start": ("the end, {end}, {lies} the start, {start}", "look at both, one of them is mistyped"),
    "listed-twice": ("`{name}` is in this list a second time", "take one of them out"),
    "event-without-place": (
        "it is not said where this takes place",
        "give `place` (and `country`), or `online: true`",
    ),
    "section-kind": (
        "a section holds one of {kinds}; this holds {stated}",
        "begin each section with its own `- `",
    ),
    "two-positions": ("a section stands either before or after one other", "give `before` or `after`"),
}


def slug_of(name: str) -> str:
    """A name as files have it, with small letters, digits and hyphens: in Latin letters, Greek and Cyrillic ones too.

    Empty where it has no letter of these scripts, and no digit.
    """
    plain = "".join(each for each in normalize("NFKD", in_latin(name)) if each.isascii())
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def short_slug_of(name: str) -> str:
    """The same for something new, which a person has called something: cut between words where it is long."""
    slug = slug_of(name)
    if len(slug) <= _LONGEST_SLUG:
        return slug
    return slug[: _LONGEST_SLUG + 1].rpartition("-")[0] or slug[:_LONGEST_SLUG]


def _pattern(ctx: Any, value: Any, at: Any) -> Problem:
    if str(ctx.get("pattern", "")).startswith("^#"):
        return error("bad-colour", f"{_quote(value)} is no colour", at, "write six digits: #0A4B78")
    bare = re.sub(r"\.(md|ya?ml)$", "", str(value))
    hint = "write small letters, digits and hyphens, as in the file's name"
    if name := slug_of(bare):
        hint += f": `{_clipped(name)}`"
    if bare != value:
        hint = f"leave the ending of the file out: `{_clipped(bare)}`"
    return error("bad-name", f"{_quote(value)} is no name of a file or section", at, hint)


def _place_of(loc: tuple[int | str, ...], source: Source) -> Keys:
    """The part of pydantic's location that stands in the file: it also names arms of unions, which are skipped."""
    path: Keys = ()
    for part in loc:
        if (*path, part) in source.places:
            path = (*path, part)
    return path


def _model_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel]:
    """The model at this location."""
    for part in loc:
        for info in model.model_fields.values():
            if info.alias == part:
                model = model_in(info.annotation) or model
    return model


def _keys_of(model: type[BaseModel]) -> list[str]:
    """Its keys as they may stand in a file; the text of an article is none of them."""
    names = [info.alias for info in model.model_fields.values()]
    return [name for name in names if name and not name.startswith("@") and name != "body"]


def _meant(detail: Any, model: type[BaseModel]) -> str:
    """The key that an unknown one most likely stands for; the empty text when there is none."""
    key, known = str(detail["loc"][-1]), _keys_of(_model_at(model, detail["loc"][:-1]))
    plain = key.lower().replace("_", "-")
    called = next((name for name in _CALLED.get(plain, ()) if name in known), "")
    found = "" if called else nearest(key, known)
    return called or found.partition("`")[2].rstrip("`")


def _unknown_key(detail: Any, model: type[BaseModel], at: Location) -> str:
    key, known = str(detail["loc"][-1]), _keys_of(_model_at(model, detail["loc"][:-1]))
    before = at.excerpt[: max(0, at.column - 1)].rstrip()
    if detail["input"] is None and before.endswith(",") and "{" in before:
        return "a comma parts keys inside braces: put a text with a comma in quotes"
    found = _meant(detail, model)
    if not found:
        return "there are: " + ", ".join(f"`{name}`" for name in known)
    return nearest(key, known) if nearest(key, [found]) else f"here this is called `{found}`"


def _its_keys(model: type[BaseModel]) -> str:
    """A hint with the keys that a group of keys must have."""
    needed = [info.alias for info in model.model_fields.values() if info.is_required() and info.alias]
    return "write its keys, each with a value: " + ", ".join(f"`{key}: …`" for key in needed)


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field holds, alone or in a list; None for a field of another kind."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) is None and not hasattr(annotation, "__metadata__"):
        return None
    return next((found for arm in get_args(annotation) if (found := model_in(arm))), None)


def _is_plain(value: object) -> bool:
    """True for a number or truth value, which quotes turn into a text."""
    return isinstance(value, (bool, int, float))


def _quote(value: object, written: str | None = None) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "keys with values"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, bool) and written is None:
        return f"`{str(value).lower()}`"
    return f"`{_clipped(str(value) if written is None else written)}`"


def _clipped(text: str) -> str:
    """A value as a message can hold it: on one line, and not too long."""
    text = re.sub(r"[\x00-\x1f\x7f]", lambda found: repr(found.group())[1:-1], text)
    return text if len(text) <= 60 else text[:59] + "…"
