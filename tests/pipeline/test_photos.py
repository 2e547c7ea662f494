"""Photographs as phones and people leave them: found, upright, without place and camera, told when damaged."""

import io
import json
import struct
import unicodedata
import zlib
from pathlib import Path
from typing import Literal

import pytest
from click.testing import CliRunner
from PIL import Image, PngImagePlugin

from newsletter.cli import main
from newsletter.content.pictures import find_picture
from newsletter.mail.delivery.rows import Decision, Decisions
from newsletter.pipeline.archive.make import archive
from newsletter.pipeline.letters.build import build
from newsletter.pipeline.sending.readiness import judge_readiness
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.render.images import Pictures
from newsletter.render.metadata import without_metadata
from tests.conftest import Sample
from tests.support.photos import built, saved, scene
from tests.support.pictures import pictures, pixel

__all__ = ["pictures"]
pytestmark = pytest.mark.usefixtures("no_preflight")

SECRETS = b"Exif|GPS|Example Phone|ns.adobe.com|xmpmeta|a remark|eXIf|tEXt|iTXt|MPF".split(b"|")
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">GPS a remark</x:xmpmeta>'


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: which way it was held, its name, where it was."""
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010F] = "Example Phone"
    made.get_ifd(0x8825).update({1: "N", 2: (50.0, 53.0, 0.0), 3: "E", 4: (6.0, 0.0, 0.0)})
    return made


def photo(size: tuple[int, int] = (60, 40), orientation: int = 1) -> bytes:
    return saved(scene(size), "JPEG", exif=exif(orientation), comment=b"a remark", xmp=XMP, quality=90)


def has_secrets(data: bytes) -> list[bytes]:
    return [secret for secret in SECRETS if secret in data]


@pytest.mark.parametrize("size", [(60, 40), (600, 400)], ids=["small", "scaled"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photo_is_upright_and_says_nothing_of_its_camera(
    pictures: Pictures, size: tuple[int, int], orientation: int
) -> None:
    turns = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    turn = turns[orientation]
    held = scene(size).transpose(turn) if turn is not None else scene(size)
    data = saved(held, "JPEG", exif=exif(orientation), comment=b"a remark", xmp=XMP)
    assert has_secrets(data)
    image, written = built(pictures, data)
    assert has_secrets(written) == []
    assert dict(image.getexif()) == {}
    assert round(image.width / image.height, 1) == 1.5
    top, bottom = (pixel(image.convert("RGB"), (image.width // 2, image.height * part // 10)) for part in (2, 8))
    assert top[0] > 150 > top[2]
    assert bottom[2] > 150 > bottom[0]


def test_a_small_upright_photo_keeps_every_pixel_and_its_colour_profile(pictures: Pictures) -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = saved(scene(), "JPEG", exif=exif(), icc_profile=profile, progressive=True)
    image, written = built(pictures, data)
    assert has_secrets(written) == []
    assert image.info["icc_profile"] == profile
    assert image.tobytes() == Image.open(io.BytesIO(data)).tobytes()


def test_a_photo_with_a_second_picture_behind_it_is_the_jpeg_it_is(pictures: Pictures) -> None:
    data = saved(scene(), "MPO", save_all=True, append_images=[scene((30, 20))])
    assert Image.open(io.BytesIO(data)).format == "MPO"
    image, written = built(pictures, data)
    assert image.format == "JPEG"
    assert has_secrets(written) == []
    assert written.count(b"\xff\xd8\xff") == 1
    assert pictures.show("a.jpg", 100).name.endswith(".jpg")


@pytest.mark.parametrize("size", [(60, 40), (600, 400)], ids=["small", "scaled"])
def test_a_png_says_nothing_beside_its_picture(pictures: Pictures, size: tuple[int, int]) -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "a remark")
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    image, written = built(pictures, saved(scene(size), "PNG", pnginfo=words, exif=exif()), "a.png")
    assert has_secrets(written) == []
    assert image.format == "PNG"


def test_a_gif_moves_on_and_says_nothing_beside_its_pictures(pictures: Pictures) -> None:
    frames = [scene().convert("P"), scene().rotate(180).convert("P")]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=80, loop=0, comment=b"a remark")
    image, written = built(pictures, data, "a.gif")
    assert has_secrets(written) == []
    assert (getattr(image, "n_frames", 1), image.info["loop"], image.info["duration"]) == (2, 0, 80)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_a_bare_picture_stays_as_it_is(kind: str) -> None:
    data = saved(scene(), kind)
    assert without_metadata(data, kind) == data
    assert without_metadata(data + b"what a program has left behind", kind) == data


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_no_cut_file_is_taken_for_a_bare_picture(kind: str) -> None:
    data = saved(scene(), kind)
    for end in range(0, len(data) - 1, 7):
        bare = without_metadata(data[:end], kind)
        assert bare is None or kind == "GIF"
    assert without_metadata(b"", kind) is None


@pytest.mark.parametrize(
    "name",
    ["Platz #1.png", "what? 50% a&b'c.png", "Brücke über die Maas.png", "πλατεία.png"],
)
def test_any_name_is_shown_and_its_address_needs_no_escape(sample: Sample, name: str) -> None:
    forms: tuple[Literal["NFD", "NFC"], ...] = ("NFD", "NFC")
    for form in forms[: 2 - name.isascii()]:
        written, named = unicodedata.normalize(form, name), unicodedata.normalize("NFC", name)
        sample.write(f"issues/images/{written}", saved(scene(), "PNG"))
        sample.edit("issues/articles/bridges.md", "bridge.png", f'"{named}"')
        sample.edit("issues/articles/bridges.md", "## What", f"![A way](<{named}>)\n\n## What")
        _, problems = sample.load()
        assert problems == []
        result = build(sample.project(), "2024-01", locales=("en",))
        page = (result.folder / "eu/en/letter.html").read_text("utf-8")
        shown = [path for path in result.editions[0].assets if path.startswith("images/")]
        assert shown
        for path in shown:
            assert (result.folder / path).is_file()
            assert f'src="https://news.example.org/{path}"' in page
            assert path.isascii()
            assert not set(path) & set(" #?%&'\"")
        sample.edit("issues/articles/bridges.md", f"![A way](<{named}>)\n\n## What", "## What")
        sample.edit("issues/articles/bridges.md", f'"{named}"', "bridge.png")
        (sample.root / f"issues/images/{written}").unlink()


def test_a_name_with_its_accents_apart_is_found_in_folders_too_and_never_outside(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "Köln/Straßenfest é.png")
    (tmp_path / "images" / apart).parent.mkdir(parents=True)
    (tmp_path / "images" / apart).write_bytes(b"")
    (tmp_path / unicodedata.normalize("NFD", "é.png")).write_bytes(b"")
    assert find_picture(tmp_path / "images", unicodedata.normalize("NFC", apart)) == tmp_path / "images" / apart
    assert find_picture(tmp_path / "images", "../é.png") is None
    assert find_picture(tmp_path / "images", "é" * 300) is None
    assert find_picture(tmp_path / "images", "é\0.png") is None


CUT = photo((300, 200))[:1500]


def chunk(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


HUGE = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)) + chunk(b"IDAT")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(saved(scene(), "WEBP"), "unknown-picture-kind", id="WebP, named JPEG"),
        pytest.param(HUGE, "picture-too-large", id="too many pixels"),
        pytest.param(b"", "broken-picture", id="nothing in it"),
        pytest.param(CUT, "broken-picture", id="cut off"),
    ],
)
def test_check_says_what_is_wrong_with_a_picture(sample: Sample, data: bytes, code: str) -> None:
    sample.edit("issues/articles/bridges.md", "bridge.png", "bad.jpg")
    sample.write("issues/images/bad.jpg", data)
    checked = CliRunner().invoke(main, ["--project", str(sample.root), "check", "2024-01"])
    assert checked.output.count(f"error[{code}]: `bad.jpg`") == 1
    assert "--> issues/articles/bridges.md:6:8" in checked.output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        pytest.param(
            "issues/articles/bridges.md", "bridge.png", "bad.jpg", "issues/articles/bridges.md:6:8", id="image",
        ),
        pytest.param(
            "issues/articles/bridges.md", "## What", "![A way](bad.jpg)\n\n## What", "issues/articles/bridges.md:14:10",
            id="below more",
        ),
        pytest.param(
            "issues/2024-01/issue.yaml", "  - lead: bridges", "  - lead: bridges\n  - text: |\n      ![A way](bad.jpg)",
            "issues/2024-01/issue.yaml:7:16", id="section",
        ),
        pytest.param(
            "issues/2024-01/points/nl.yaml", "note: Een groet.", "note: |\n  Een groet.\n\n  ![Een weg](bad.jpg)",
            "issues/2024-01/points/nl.yaml:4:14", id="note",
        ),
        pytest.param(
            "issues/networks/rivers.yaml", "name: Rivers", "name: Rivers\nimage: {src: bad.jpg, alt: A way}",
            "issues/networks/rivers.yaml:2:14", id="network",
        ),
    ],
)  # fmt: skip
def test_check_and_build_and_send_tell_a_picture_that_nobody_would_see_once_where_it_is_named(
    sample: Sample, file: str, old: str, new: str, place: str
) -> None:
    code = "broken-picture"
    sample.edit(file, old, new)
    sample.write("issues/images/bad.jpg", CUT)
    project = sample.project()
    checked = CliRunner().invoke(main, ["--project", str(sample.root), "check", "2024-01", "--json"])
    assert checked.output.count(f'"{code}"') == 1
    result = build(project, "2024-01")
    found = [problem for problem in result.problems if problem.code == code]
    assert [(str(problem.location), problem.edition) for problem in found] == [(place, "")]
    assert "`bad.jpg`" in found[0].message
    snapshot = open_snapshot(project, "2024-01")
    of_nl = "points/nl" in file
    ready = judge_readiness(
        snapshot,
        snapshot.editions(),
        Decisions(Decision("a test", "Ada Example"), Decision("a test", "Ada Example")),
    )
    stopped = {problem.edition for problem in ready.problems if problem.code == code}
    assert stopped == {"2024-01/nl/nl", "2024-01/nl/nl-BE"} | ({"2024-01/eu/en"} if not of_nl else set())


@pytest.mark.parametrize("section", ["logo", "funding"])
def test_a_damaged_picture_of_the_brand_is_told_at_its_line(sample: Sample, section: str) -> None:
    theme = sample.read("templates/theme.toml")
    line = 'emblem = "eu.png"' if section == "funding" else "radius = 3"
    wanted = 'emblem = "bad.png"' if section == "funding" else 'radius = 3\nlogo = {src = "bad.png"}'
    sample.edit("templates/theme.toml", line, wanted)
    sample.write("templates/images/bad.png", CUT)
    checked = CliRunner().invoke(main, ["--project", str(sample.root), "check", "2024-01"])
    number = theme.split("\n").index(line) + 1 + (section == "logo")
    assert "error[broken-picture]: `bad.png`" in checked.output
    assert f"templates/theme.toml:{number}:" in checked.output
    (sample.root / "templates/images/bad.png").unlink()
    checked = CliRunner().invoke(main, ["--project", str(sample.root), "check", "2024-01"])
    assert "error[missing-picture]: there is no picture `bad.png`" in checked.output


@pytest.mark.slow
def test_a_page_of_the_archive_stays_when_its_picture_is_damaged_later(sample: Sample, tmp_path: Path) -> None:
    sample.write("issues/images/way.png", saved(scene(), "PNG"))
    sample.edit("issues/articles/bridges.md", "## What", "![A way](way.png)\n\n## What")
    out = tmp_path / "site"
    first = archive(sample.project(), out, everything=True)
    assert first.problems == []
    page = out / "2024-01/en/bridges/index.html"
    before = page.read_bytes()
    sample.write("issues/images/way.png", CUT)
    again = archive(sample.project(), out, everything=True)
    assert "broken-picture" in {problem.code for problem in again.problems}
    assert page.read_bytes() == before


@pytest.mark.few_quick(4)
@pytest.mark.parametrize(
    ("size", "orientation", "code"),
    [
        ((120, 90), 1, "small-picture"),
        ((639, 600), 3, "small-picture"),
        ((300, 200), 6, "tall-picture"),
        ((400, 3000), 1, "tall-picture"),
        ((3000, 400), 8, "tall-picture"),
        ((639, 400), 1, "small-picture"),
        ((640, 400), 1, ""),
        ((800, 801), 1, "tall-picture"),
        ((800, 800), 1, ""),
        ((3000, 400), 1, ""),
        ((3000, 200), 1, "flat-picture"),
        ((2400, 200), 1, ""),
    ],
)
def test_a_picture_that_is_blown_up_or_taller_than_a_screen_is_told_as_readers_see_it(
    sample: Sample, size: tuple[int, int], orientation: int, code: str
) -> None:
    sample.write("issues/images/bridge.png", photo(size, orientation))
    result = CliRunner().invoke(main, ["--project", str(sample.root), "check", "--json"])
    found = [each["code"] for each in json.loads(result.stdout)["problems"] if "-picture" in each["code"]]
    assert found == [code][: bool(code)]


@pytest.mark.parametrize("focus", ["top", "whole"])
def test_who_says_what_is_seen_of_a_tall_picture_has_seen_it(sample: Sample, focus: str) -> None:
    sample.write("issues/images/bridge.png", photo((800, 1600), 1))
    sample.edit("issues/articles/bridges.md", "src: bridge.png", f"src: bridge.png\n  focus: {focus}")
    result = CliRunner().invoke(main, ["--project", str(sample.root), "check", "--json"])
    assert "tall-picture" not in result.stdout


@pytest.mark.parametrize(("size", "is_told"), [((120, 90), False), ((400, 800), False), ((400, 801), True)])
def test_a_picture_in_running_text_may_be_small_or_upright(
    sample: Sample, size: tuple[int, int], is_told: bool
) -> None:
    sample.write("issues/images/way.png", photo(size, 1))
    sample.edit("issues/articles/bridges.md", "## What", "![A way](way.png)\n\n## What")
    result = CliRunner().invoke(main, ["--project", str(sample.root), "check", "--json"])
    assert ("tall-picture" in result.stdout) is is_told
    assert "small-picture" not in result.stdout
