"""Whoever waits for the answer to an act goes before the letter: it is told to nobody before the answer is made."""

import json
from typing import Any

import pytest

from newsletter.pipeline.translation.update import update_catalogs
from newsletter.studio.screens import review
from newsletter.studio.text_words import Teller
from tests.conftest import Sample
from tests.support.studio_desk import Desk

pytestmark = pytest.mark.slow


def test_an_act_and_taking_it_back_are_told_once_their_answers_are_made(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = sample.project()
    update_catalogs(project, project.content("2024-01")[0], ["nl"])
    desk = Desk(sample)
    try:
        texts = desk.studio.desk.texts("2024-01", "nl")
        name = next(key for key, text in texts.items() if text.catalog == "2024-01")
        order: list[str] = []
        answer = Teller.text

        def telling(self: Teller, *args: Any) -> Any:
            order.append("answer")
            return answer(self, *args)

        monkeypatch.setattr(Teller, "text", telling)
        desk.resident.listen(lambda changed: order.append("told"))
        (listed,) = [
            text
            for part in json.loads(review.texts(desk.studio, desk.request()).body)["parts"]
            for text in part["texts"]
            if text["id"] == name
        ]
        order.clear()
        act = {"id": "a1", "text": name, "kind": "accept", "version": listed["version"], "targets": ["Een woord"]}
        done = json.loads(review.act(desk.studio, desk.request("POST", json.dumps({"acts": [act]}))).body)
        assert (done["outcomes"][0]["status"], order) == ("done", ["answer", "told"])
        order.clear()
        back = json.loads(review.back(desk.studio, desk.request("POST", json.dumps({"act": "a1"}))).body)
        assert (back["status"], order) == ("done", ["answer", "told"])
        assert review.back(desk.studio, desk.request("POST", json.dumps({"act": "a1"}))).status == 410
    finally:
        desk.close()
