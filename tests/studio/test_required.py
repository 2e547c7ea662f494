"""What has to stand somewhere and does not is told at its own field, in every form."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import lxml.html
import pytest

from newsletter.content.edit import Set, values_in
from newsletter.pipeline.editing.merging import Edit
from newsletter.pipeline.editing.saving import Saved, read_for_editing, save_edits
from newsletter.studio.request import StudioRequest, StudioResponse
from newsletter.studio.screens import article, compose, networks, points
from newsletter.studio.studio import Studio
from tests.conftest import Sample
from tests.support.studio_desk import Desk

Screen = Callable[[Studio, StudioRequest], StudioResponse]
FORMS: dict[str, tuple[str, dict[str, str], Screen, Screen, set[str]]] = {
    "network": ("issues/networks/rivers.yaml", {"slug": "rivers"}, networks.network, networks.problems,
                {"name", "tagline", "about", "lead-partner/country", "partners/0/country", "meetings/0/start"}),
    "point": ("issues/points/nl.yaml", {"slug": "nl"}, points.point, points.problems,
              {"from/name", "from/address", "reply-to", "postal-address", "time-zone", "website"}),
    "issue": ("issues/2024-01/issue.yaml", {"issue": "2024-01"}, compose.compose, compose.problems,
              {"subject", "preheader", "date"}),
    "article": ("issues/articles/bridges.md", {"slug": "bridges"}, article.article, article.problems,
                {"title", "summary", "image/alt", "image/src"}),
}  # fmt: skip


def emptied(desk: Desk, file: str, path: list[Any]) -> bool:
    """True once a value that stood there is gone."""
    read = read_for_editing(desk.studio.workspace, file)
    assert read
    value: Any = values_in(read.data, is_article=file.endswith(".md"))
    try:
        for step in path:
            value = value[step]
    except (KeyError, IndexError, TypeError):
        return False
    return isinstance(
        save_edits(desk.studio.workspace, file, read.version, [Edit(Set(tuple(path), None), value)]), Saved
    )


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(FORMS))
def test_a_required_field_that_was_emptied_says_so_beside_itself(sample: Sample, kind: str) -> None:
    file, params, page, problems, required = FORMS[kind]
    desk = Desk(sample)
    try:
        request = replace(desk.request(), params=params)
        form: Any = lxml.html.fromstring(page(desk.studio, request).body.decode())
        units = {each.get("data-unit") for each in form.xpath("//*[@data-unit][.//*[@class='problems']]")}
        before = (sample.root / file).read_bytes()
        told = set()
        for control in form.xpath(f"//*[@data-path][@data-file='{file}']"):
            path = json.loads(control.get("data-path"))
            if not emptied(desk, file, path):
                continue
            found = json.loads(problems(desk.studio, request).body)
            end = "/".join(map(str, path))
            stops = {at for at, each in found.items() if any(one["stops"] for one in each)}
            told |= {end for at in stops & units if at.endswith(f"/{end}")}
            (sample.root / file).write_bytes(before)
        assert required <= told
    finally:
        desk.close()
