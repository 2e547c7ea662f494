"""What is wrong with settings, told: a fault of pydantic's becomes a problem at its line, with what to write instead.

In: a fault, the text of the file and the variable that the value comes from. Out: a `Problem`.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel

from newsletter.patterns import late
from newsletter.problems import Location, Problem, error, nearest
from newsletter.settings.smtp import SMTP_URL
from newsletter.settings.studio import OIDC_SECRET
from newsletter.toml_text import toml_places

LINK_HINT = 'write it like "https://urbact.eu/{locale}/" = ["en", "fr", "es"]'
_TYPES = {
    "string_type": ("a text", "put it in quotes"),
    "int_type": ("a whole number", "write it without quotes, like 60"),
    "float_type": ("a number", "write it without quotes, like 12.5"),
    "list_type": ("a list", 'write it like ["deepl", "libre"]'),
    "tuple_type": ("a list", 'write it like ["gmail", "gmx"]'),
    "dict_type": ("a table", "write `[providers]` on a line of its own, and the keys below it"),
    "model_type": ("a table", "write `[providers.libre]` on a line of its own, and its keys below it"),
}
_SECRETS = late(r"key|token|secret|password|auth", re.IGNORECASE)


def key_of(detail: Any) -> tuple[str, ...]:
    """The path of the key that a fault is at; an item of a list is told at its list."""
    return tuple(part for part in detail["loc"] if isinstance(part, str) and part != "[key]")


def fault_of(detail: Any, text: str, variable: str, settings: type[BaseModel], file: str) -> Problem:
    """A fault of pydantic's as a problem at its line of the file's text.

    `variable` is that of the environment which the value comes from, empty where the file has it; `settings` is the
    model of the whole file, for the keys that there are. A secret is never in it, nor the line that one stands in.
    """
    path, kind = key_of(detail), detail["type"]
    key = path[-1]
    comes_from = f"; it comes from {variable} in the environment" if variable else ""
    key_at, value_at = toml_places(text).get(path, ((0, 0), (0, 0)))
    line, column = key_at if kind == "extra_forbidden" or detail["input"] == key else value_at
    at = None if comes_from else Location(file, line, column, text.split("\n")[line - 1] if line else "")
    hint = detail.get("ctx", {}).get("hint", "")
    is_of_mail = path[0] == "smtp"
    is_secret = (
        kind == "extra_forbidden" and (len(path) == 3 or is_of_mail or path[0] == "home") and _SECRETS.search(key)
    )
    if kind == "secret-in-settings" or is_secret:
        what = "an address with a name or password" if kind == "secret-in-settings" else f"`{key}`, a secret"
        # Without the line, which would bring the secret into a log.
        place = None if comes_from else Location(file, line, column)
        if is_of_mail:
            hint = f"put the whole address into {SMTP_URL} in the environment, and change the password"
        elif path[0] == "studio":
            hint = f"put it into {OIDC_SECRET} in the environment, and have the provider make a new one"
        else:
            owner = "home" if path[0] == "home" else path[1]
            hint = f"put the key into NEWSLETTER_{owner.upper()}_KEY in the environment, and make a new one"
        return error("secret-in-settings", f"{what} stands where git keeps it{comes_from}", place, hint)
    if kind == "extra_forbidden":
        model: Any = settings
        for part in path[:-1]:
            model = model.model_fields[part].annotation
        known = [info.alias or name for name, info in model.model_fields.items()]
        hint = nearest(key, known) or "there are: " + ", ".join(f"`{name}`" for name in known)
        return error("unknown-key", f"`{key}` is no setting", at, hint)
    if kind == "unknown-provider":
        return error("unknown-provider", f"no provider is called `{detail['ctx']['name'][:60]}`{comes_from}", at, hint)
    if kind in _TYPES:
        wanted, hint = _TYPES[kind]
        if path[0] == "links":
            hint = LINK_HINT
        elif path[:2] == ("studio", "oidc"):
            hint = hint.replace("[providers]", "[studio.oidc.roles]").replace('"gmail", "gmx"', '"point:es"')
        elif path[0] in ("database", "smtp", "archive", "home", "studio"):
            hint = hint.replace("providers.libre", path[0])
        return error("wrong-type", f"`{key}` is {wanted}, and this is none{comes_from}", at, hint)
    value = repr(str(detail["input"])[:60])[1:-1]
    if path == ("database", "url"):
        value = value.partition(":")[0] + ":…"  # the rest may hold a password
    if kind not in ("bad-setting", "bad-smtp-address"):
        limit = detail["msg"].removeprefix("Input should be ").removeprefix("String should ")
        return error("bad-setting", f"`{key}` must be {limit}, and this is `{value}`{comes_from}", at, hint)
    return error("bad-setting", f"`{value}` {detail['msg']}{comes_from}", at, hint)
