"""A caption stands 8 px below its picture, wherever a letter shows one, and small pictures stay small."""

import pytest

from newsletter.pipeline.letters.build import build
from tests.conftest import Sample, needs
from tests.support.browser import Reader
from tests.support.photos import saved, scene

pytestmark = [needs("chromium"), pytest.mark.slow]

GAPS = """[...document.querySelectorAll('.caption')].map(words => {
    const above = [...document.querySelectorAll('img')].filter(
        image => image.compareDocumentPosition(words) & Node.DOCUMENT_POSITION_FOLLOWING).at(-1);
    return [above.getBoundingClientRect().height > 0,
            Math.round(words.getBoundingClientRect().top - above.getBoundingClientRect().bottom),
            Math.round(words.getBoundingClientRect().left)];
})"""


@pytest.fixture
def captioned(sample: Sample) -> Sample:
    """A letter with a caption below each kind of picture: of a lead, beside, edge to edge, of a network, in text."""
    image = "image: {src: bridge.png, alt: A bridge, caption: A caption}"
    sample.edit("issues/articles/bridges.md", "alt: Illustration of a bridge", "alt: A bridge\n  caption: A caption")
    sample.edit("issues/articles/bridges.md", "The **first**", '![A way](way.png "A caption")\n\nThe **first**')
    sample.edit("issues/articles/markets.md", "topics: [Economie]", f"topics: [Economie]\n{image}")
    sample.edit("issues/networks/rivers.yaml", "name: Rivers", f"name: Rivers\n{image}")
    markets = sample.read("issues/articles/markets.md")
    sample.write("issues/articles/fairs.md", markets.replace("title: Markten in de stad", "title: Jaarmarkten"))
    sample.edit("issues/2024-01/issue.yaml", "articles: [markets]", "articles: [markets, fairs]")
    sample.write("issues/images/way.png", saved(scene((200, 100)), "PNG"))
    build(sample.project(), "2024-01", ["eu"])
    return sample


@pytest.mark.parametrize("width", [375, 640])
def test_a_caption_stands_below_its_picture_at_the_edge_of_the_text(
    reader: Reader, captioned: Sample, width: int
) -> None:
    page = reader.open(captioned.root / "build/2024-01/eu/en/letter.html", width)
    page.wait_for_load_state("load")
    found = page.evaluate(GAPS)
    assert len(found) == 5
    assert {gap for seen, gap, _ in found if seen} == {8}
    assert {left for *_, left in found} == {24 if width == 375 else 40}


def test_a_small_picture_in_running_text_is_not_blown_up(reader: Reader, captioned: Sample) -> None:
    page = reader.open(captioned.root / "build/2024-01/eu/en/letter.html", 640)
    assert page.evaluate("document.querySelector('img[src*=\"/way-\"]').getBoundingClientRect().width") == 200
