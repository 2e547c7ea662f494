"""Forms and schemas know every field of the editors' files, as the models that check them do."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from newsletter.content.fields import Model
from newsletter.content.model import Article, IssueFile, NationalPoint, Network, Overlay
from newsletter.pipeline.editing.description import FILES, Control, Field, describe, fields_of_file, key_behind
from newsletter.pipeline.editing.schemas import schemas
from newsletter.toml_text import read_toml
from tests.conftest import REPOSITORY
from tests.support.json_schema import is_valid

LOADED: dict[type[Model], dict[str, str]] = {
    IssueFile: {"@slug": "2024-03"},
    Overlay: {"@issue": "2024-03", "@slug": "es"},
    Article: {"@slug": "bridges", "body": "Text."},
    Network: {"@slug": "water"},
    NationalPoint: {"@slug": "es"},
}
"""What loading adds to a file."""
SAMPLES: dict[Control, Any] = {
    Control.LINE: "words",
    Control.LINES: "words",
    Control.PASSAGE: "Some *words*.",
    Control.DAY: "2024-02-20",
    Control.MOMENT: "2024-02-20 18:30",
    Control.HOUR: "18:30",
    Control.TICK: True,
    Control.COUNTRY: "ES",
    Control.LOCALE: "pt-PT",
    Control.TIME_ZONE: "Europe/Madrid",
    Control.LINK: "https://example.org/a?b=c",
    Control.ADDRESS: "ana@example.org",
    Control.SERVER: "smtp://ana@smtp.example.org:587?tls=starttls",
    Control.PICTURE: "square.png",
    Control.NAME: "some-name",
    Control.COLOUR: "#0A4B78",
}
BAD: dict[Control, Any] = {
    Control.COUNTRY: "Spain",
    Control.LOCALE: "Spanish",
    Control.LINK: "example.org",
    Control.ADDRESS: "ana",
    Control.NAME: "Some Name",
    Control.COLOUR: "blue",
    Control.TICK: "maybe",
    Control.NUMBER: 1000,
    Control.CHOICE: "something else",
    Control.SERVER: "smtp.example.org",
    Control.DAY: "soon",
    Control.HOUR: "noon",
}
MODELS = [(model, name) for _, model, name in FILES]


def sample(field: Field) -> Any:
    """A good value of a field."""
    if field.control is Control.LIST:
        return [sample(field.item) if field.item else group(field.fields, field.model)]
    if field.control is Control.GROUP:
        return group(field.fields, field.model)
    if field.control is Control.CHOICE:
        return field.options[0]
    if field.key == "end":
        return "20:30" if field.control is Control.HOUR else "2024-02-21 18:30"
    return field.least if field.control is Control.NUMBER else SAMPLES[field.control]


def group(fields: tuple[Field, ...], model: str, wanted: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The fewest keys that a mapping may have, and the wanted ones."""
    least = {"Section": {"text"}, "Addition": {"text"}, "Event": {"online"}, "Meeting": {"online"}}.get(model, set())
    least = {"section", "after"} if model == "Move" else least
    return {each.key: sample(each) for each in fields if each.is_required or each.key in least | wanted}


def is_taken(model: type[Model], value: dict[str, Any]) -> bool:
    """Whether the model takes a file as loading hands it over."""
    given = {"locale": "en"} if model is not NationalPoint and "locale" in {f.key for f in describe(model)} else {}
    added = [
        {"@at": "x", "@locale": "en", **each} if isinstance(each, dict) else each for each in _list(value.get("add"))
    ]
    sections = [
        {"@at": "x", "@locale": "en", **each} if isinstance(each, dict) else each
        for each in _list(value.get("sections"))
    ]
    filled = {**given, **value, **LOADED.get(model, {})}
    filled |= {"add": added} if added else {}
    filled |= {"sections": sections} if sections else {}
    try:
        model.model_validate(filled)
    except ValidationError:
        return False
    return True


def put(value: Any, field: Field) -> Any:
    """A mapping as the field holds it."""
    return [value] if field.control is Control.LIST else value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def all_fields(fields: tuple[Field, ...], at: str) -> Iterator[tuple[str, Field]]:
    for field in fields:
        yield f"{at}/{field.key}", field
        yield from all_fields(field.fields, f"{at}/{field.key}")


def test_every_field_has_a_name_and_what_is_chosen_from_too() -> None:
    for model, name in MODELS:
        for path, field in all_fields(describe(model), name):
            assert field.label, path
            assert field.control is not Control.CHOICE or field.options, path
            assert field.control is not Control.GROUP or field.fields, path
            assert field.control is not Control.LIST or field.fields or field.item, path


def test_every_key_of_a_model_is_described() -> None:
    for model, _ in MODELS:
        keys = [info.alias or name for name, info in model.model_fields.items()]
        assert [each.key for each in describe(model)] == [key for key in keys if key != "body" and key[0] != "@"]


def test_limits_and_what_names_refer_to_are_those_of_the_models() -> None:
    issue = dict(all_fields(describe(IssueFile), "issue"))
    assert (issue["issue/subject"].limit, issue["issue/preheader"].limit) == (60, 110)
    assert issue["issue/sections/lead"].refers == issue["issue/sections/events"].refers == "article"
    networks = issue["issue/sections/networks"]
    assert networks.item
    assert (networks.refers, networks.item.refers) == ("network", "network")
    number = dict(all_fields(describe(Network), "network"))["network/meetings/number"]
    assert (number.control, number.least, number.most) == (Control.NUMBER, 1, 99)


def test_a_new_key_goes_where_the_model_has_it() -> None:
    name = "issues/2024-03/issue.yaml"
    assert key_behind(name, ("preheader",), ["date", "sections"]) == "sections"
    assert key_behind(name, ("sections", 3, "heading"), ["id", "articles"]) == "articles"
    assert key_behind(name, ("accept",), ["date", "sections"]) == ""
    assert key_behind("issues/networks/a.yaml", ("lead-partner", "name"), ["country"]) == "country"
    assert key_behind("templates/letter.css", ("a",), ["b"]) == ""
    assert fields_of_file("issues/articles/points/x.yaml") == ()


def test_the_schemas_in_the_repository_are_those_of_the_models() -> None:
    there = {path.name: path.read_text("utf-8") for path in (REPOSITORY / "schemas").iterdir()}
    assert there == dict(schemas()), "run `make schemas`"


@pytest.mark.parametrize(("model", "name"), MODELS, ids=[name for _, name in MODELS])
def test_schema_and_model_take_the_same(model: type[Model], name: str) -> None:
    """Each key alone beside the required ones; then without a required key, with an unknown one, with bad values."""
    schema, fields = json.loads(schemas()[f"{name}.json"]), describe(model)
    fewest = group(fields, "")
    tried = 0

    def check(value: dict[str, Any], is_good: bool, what: str) -> None:
        nonlocal tried
        tried += 1
        assert is_taken(model, value) is is_good, f"model: {what}"
        assert is_valid(value, schema) is is_good, f"schema: {what}"

    check(fewest, True, "fewest")
    for field in fields:
        whole = {**fewest, field.key: sample(field)}
        check(whole, True, field.key)
        check({**fewest, field.key: {"unknown": 1}}, False, f"{field.key} wrong type")
        if field.is_required:
            check({key: value for key, value in fewest.items() if key != field.key}, False, f"no {field.key}")
        if field.control in BAD:
            check({**fewest, field.key: BAD[field.control]}, False, f"bad {field.key}")
        for inner in field.fields:
            held = group(field.fields, field.model, frozenset({inner.key}))
            is_kind = field.model in ("Section", "Addition") and inner.key not in ("id", "heading", "before", "after")
            if is_kind:
                held = {inner.key: sample(inner)}
            if field.model == "Move" and inner.key == "before":
                held.pop("after")
            check({**fewest, field.key: put(held, field)}, True, f"{field.key}/{inner.key}")
            if field.control is Control.LIST:
                check({**fewest, field.key: held}, True, f"{field.key} alone")
            check({**fewest, field.key: put({**held, "unknown": "x"}, field)}, False, f"{field.key}/unknown")
            if inner.is_required:
                check(
                    {**fewest, field.key: put({k: v for k, v in held.items() if k != inner.key}, field)},
                    False,
                    f"no {inner.key}",
                )
            if inner.control in BAD:
                check(
                    {**fewest, field.key: put({**held, inner.key: BAD[inner.control]}, field)},
                    False,
                    f"bad {inner.key}",
                )
    assert tried > 10
    rules: list[tuple[type[Model], str, Any]] = [
        (IssueFile, "sections", [{"lead": "a", "text": "b"}]),
        (IssueFile, "sections", [{"heading": "nothing"}]),
        (IssueFile, "sections", []),
        (IssueFile, "sections", [{"heading": "News", "articles": []}]),
        (Overlay, "add", [{"text": "x", "before": "a", "after": "b"}]),
        (Overlay, "move", [{"section": "x"}]),
        (Overlay, "move", [{"section": "x", "before": "a", "after": "b"}]),
        (Network, "meetings", [{"kind": "final", "start": "2024-02-20", "place": "Bray"}]),
        (Article, "event", {"name": "Talk", "start": "2024-02-20"}),
        (NationalPoint, "locales", []),
    ]
    for of, key, value in rules:
        if of is model:
            check({**fewest, key: value}, False, f"{key}: {value}")


def test_the_schemas_take_the_files_of_this_project() -> None:
    tried = 0
    for pattern, _, name in FILES:
        schema = json.loads(schemas()[f"{name}.json"])
        for path in sorted(REPOSITORY.glob("issues/**/*.*")):
            file = path.relative_to(REPOSITORY).as_posix()
            if not pattern.fullmatch(file):
                continue
            text = path.read_text("utf-8")
            value = yaml.load(text.split("\n---\n")[0] if file.endswith(".md") else text, Loader=yaml.CBaseLoader)
            tried += 1
            assert is_valid(_typed(value), schema), file
    assert tried > 20
    for file, name in (("templates/theme.toml", "theme"), ("newsletter.toml", "newsletter")):
        values, _ = read_toml((REPOSITORY / file).read_text("utf-8"), file)
        assert is_valid(values, json.loads(schemas()[f"{name}.json"])), file


def _typed(value: Any) -> Any:
    """Truth values and numbers as YAML 1.2 has them."""
    if isinstance(value, dict):
        return {key: _typed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_typed(each) for each in value]
    return {"true": True, "false": False}.get(value, int(value) if value.isdigit() else value)


def test_settings_that_can_be_made_are_taken_and_others_not() -> None:
    schema = json.loads(schemas()["newsletter.json"])
    good = {
        "site": "https://news.example.org",
        "smtp": {"url": "smtp://127.0.0.1:25?tls=none", "connections": 4, "messages-per-minute": 0},
        "providers": {"default": ["libre"], "libre": {"url": "http://127.0.0.1:5000/", "requests-per-minute": 60}},
        "review": {"named": True},
        "preflight": {"programs": ["gmail"]},
    }
    assert is_valid(good, schema)
    for bad in ({"sight": "x"}, {"site": 1}, {"review": {"named": "yes"}}, {"smtp": {"connections": "4"}}):
        assert not is_valid(bad, schema), bad
