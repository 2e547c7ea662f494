"""Pictures that people bring in: what becomes of them, and what is refused."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from newsletter.content.pictures import IN_TEXT, MAX_SCANS, PictureError
from newsletter.pipeline.editing.pictures import LONGEST, MAX_BYTES, TakenPicture, take_picture
from newsletter.problems import Severity
from newsletter.workspace import OutsideProjectError, Workspace
from tests.support.photos import saved, scene
from tests.support.pictures import pixel

FOLDER = "issues/images"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / FOLDER).mkdir(parents=True)
    return Workspace(tmp_path)


def kept(workspace: Workspace, taken: TakenPicture) -> tuple[Image.Image, bytes]:
    data = (workspace.root / FOLDER / taken.src).read_bytes()
    return Image.open(io.BytesIO(data)), data


def names(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in (workspace.root / FOLDER).iterdir())


def refused(workspace: Workspace, data: bytes, name: str = "a.jpg") -> str:
    with pytest.raises(PictureError) as caught:
        take_picture(workspace, data, name)
    assert names(workspace) == []
    problem = caught.value.problem
    assert problem.hint
    assert problem.severity is Severity.ERROR
    return f"{problem.code}: {problem.message}"


def exif(orientation: int) -> Image.Exif:
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010F] = "Example Phone"
    made.get_ifd(0x8825).update({1: "N", 2: (50.0, 53.0, 0.0)})
    return made


@pytest.mark.slow
def test_a_photo_of_a_phone_is_put_upright_made_small_and_says_nothing_of_its_place(workspace: Workspace) -> None:
    held = scene((4000, 3000)).transpose(Image.Transpose.ROTATE_90)
    taken = take_picture(workspace, saved(held, "JPEG", exif=exif(6)), "Plaça Major.JPG")
    image, data = kept(workspace, taken)
    assert taken == TakenPicture("placa-major.jpg", LONGEST, 1920, True, ("top", "center", "bottom", "whole"), ())
    assert image.size == (LONGEST, 1920)
    assert pixel(image, (1280, 400))[0] > 150 > pixel(image, (1280, 400))[2]
    assert (b"Exif" in data, b"Example Phone" in data) == (False, False)


def test_a_picture_that_is_upright_and_small_keeps_every_pixel(workspace: Workspace) -> None:
    data = saved(scene((1280, 640)), "JPEG", quality=77, comment=b"a remark", exif=exif(1))
    image, bare = kept(workspace, take_picture(workspace, data, "square.jpeg"))
    assert image.tobytes() == Image.open(io.BytesIO(data)).tobytes()
    assert (b"remark" in bare, b"Exif" in bare, len(bare) < len(data)) == (False, False, True)


def test_the_same_picture_again_is_the_same_file_and_another_of_its_name_gets_a_number(workspace: Workspace) -> None:
    first = saved(scene((1280, 640)), "PNG")
    other = saved(scene((1280, 600)), "PNG")
    assert take_picture(workspace, first, "square.png").src == "square.png"
    again = take_picture(workspace, first, "Another name.png")
    assert (again.src, again.is_new) == ("square.png", False)
    assert take_picture(workspace, other, "Square.PNG").src == "square-2.png"
    assert take_picture(workspace, saved(scene((1280, 620)), "JPEG"), "square.jpg").src == "square-3.jpg"
    assert names(workspace) == ["square-2.png", "square-3.jpg", "square.png"]


@pytest.mark.parametrize(
    ("name", "src"),
    [
        ("../../newsletter.toml", "newsletter.png"),
        ("C:\\Users\\Ana\\Foto del río.png", "foto-del-rio.png"),
        ("/etc/passwd\0.png", "passwd.png"),
        (".htaccess", "htaccess.png"),
        ("IMG_2041.JPG", "granada.png"),
        ("image.png", "granada.png"),
        ("Πλατεία.png", "plateia.png"),
        ("広場.png", "granada.png"),
        ("", "granada.png"),
        ("x" * 300 + ".png", "x" * 60 + ".png"),
        ("a.php.png", "a-php.png"),
    ],
)
def test_a_name_is_safe_and_says_something(workspace: Workspace, name: str, src: str) -> None:
    assert take_picture(workspace, saved(scene((700, 400)), "PNG"), name, otherwise="granada").src == src
    assert names(workspace) == [src]


@pytest.mark.slow
def test_a_photograph_is_no_png_of_many_megabytes(workspace: Workspace) -> None:
    noise = Image.effect_noise((1200, 900), 90).convert("RGB")
    clear = noise.convert("RGBA")
    clear.putalpha(Image.effect_noise((1200, 900), 90))
    data = saved(Image.merge("RGB", [Image.effect_noise((1200, 900), 90) for _ in range(3)]), "PNG")
    taken = take_picture(workspace, data, "noise.png")
    assert taken.src == "noise.jpg"
    assert len(kept(workspace, taken)[1]) < len(data) / 2
    assert take_picture(workspace, saved(clear, "PNG"), "clear.png").src == "clear.png"


def test_what_is_kept_is_named_by_what_it_is(workspace: Workspace) -> None:
    assert take_picture(workspace, saved(scene((700, 400)), "PNG"), "photo-of-a-square.jpg").src.endswith(".png")
    clear = scene((700, 400)).convert("RGBA")
    clear.putalpha(120)
    for picture, kind, ending in ((scene((700, 400)), "WEBP", "jpg"), (clear, "WEBP", "png")):
        taken = take_picture(workspace, saved(picture, kind), "square")
        assert (taken.src.rpartition(".")[2], kept(workspace, taken)[0].size) == (ending, (700, 400))


def test_colours_are_those_that_every_program_shows(workspace: Workspace) -> None:
    deep = Image.new("I;16", (700, 400), 40_000)
    image, _ = kept(workspace, take_picture(workspace, saved(deep, "PNG"), "deep.png"))
    assert (image.mode, image.getpixel((5, 5))) in (("L", 156), ("RGB", (156, 156, 156)))
    printed = Image.new("CMYK", (700, 400), (0, 255, 255, 0))
    image, _ = kept(workspace, take_picture(workspace, saved(printed, "JPEG"), "printed.jpg"))
    assert image.mode == "RGB"
    assert pixel(image, (5, 5))[0] > 200 > 60 > pixel(image, (5, 5))[2]
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    odd = saved(scene((700, 400)), "JPEG", icc_profile=wide)
    assert kept(workspace, take_picture(workspace, odd, "odd.jpg"))[0].size == (700, 400)


def test_a_gif_goes_on_moving(workspace: Workspace) -> None:
    frames = [scene((700, 400)).convert("P"), scene((700, 400)).rotate(180).convert("P")]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=80, loop=0, comment=b"a remark")
    taken = take_picture(workspace, data, "moves.gif")
    image, bare = kept(workspace, taken)
    assert (getattr(image, "n_frames", 1), b"remark" in bare, taken.focuses) == (2, False, ())


def test_what_a_picture_hides_is_gone(workspace: Workspace) -> None:
    script = b"<script>alert(1)</script><?php echo 1; ?>"
    for kind, options in (("JPEG", {"comment": script}), ("GIF", {"comment": script}), ("PNG", {})):
        both = saved(scene((700, 400)), kind, **options) + script + b"PK\x03\x04"
        _, data = kept(workspace, take_picture(workspace, both, f"{kind.lower()}-both"))
        assert (b"script" in data, b"php" in data, b"PK\x03\x04" in data) == (False, False, False), kind


def test_what_is_brought_is_judged_by_its_place(workspace: Workspace) -> None:
    def codes(size: tuple[int, int], text: bool = False) -> list[str]:
        data = saved(scene(size), "PNG")
        taken = take_picture(workspace, data, "a.png", room=IN_TEXT) if text else take_picture(workspace, data, "a.png")
        return [problem.code for problem in taken.problems]

    assert codes((120, 90)) == ["small-picture"]
    assert codes((120, 90), text=True) == []
    assert codes((700, 900)) == ["tall-picture"]
    assert codes((1300, 100)) == ["flat-picture"]


@pytest.mark.parametrize(
    ("size", "focuses"),
    [
        ((1280, 640), ()),
        ((1800, 640), ("left", "center", "right")),
        ((1280, 800), ("top", "center", "bottom", "whole")),
        ((700, 700), ("top", "center", "bottom")),
    ],
)
def test_a_focus_is_offered_where_it_changes_the_letter(
    workspace: Workspace, size: tuple[int, int], focuses: tuple[str, ...]
) -> None:
    assert take_picture(workspace, saved(scene(size), "PNG"), "a.png").focuses == focuses


def png_of(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG that says this size, whatever it holds."""

    def chunk(name: bytes, content: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def moving(kind: str, size: tuple[int, int], count: int) -> bytes:
    frames = [Image.new("L", size, number * 4) for number in range(count)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=40)


def still(side: int, count: int) -> bytes:
    """A GIF of many frames in each of which one pixel is drawn anew."""
    head = b"GIF89a" + struct.pack("<HHBBB", side, side, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + frame * count + b"\x3b"


def scanned_often() -> bytes:
    data = saved(scene((60, 40)), "JPEG", progressive=True)
    begin = data.rindex(b"\xff\xda")
    return data[:begin] + data[begin:-2] * (MAX_SCANS + 1) + b"\xff\xd9"


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100
NASTY: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "broken-picture"),
    "text": (lambda: b"I am a picture", "broken-picture"),
    "svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "unknown-picture-kind"),
    "html": (lambda: b"<!DOCTYPE html><img src=x onerror=alert(1)>", "broken-picture"),
    "heic": (lambda: HEIC, "unknown-picture-kind"),
    "tiff": (lambda: saved(scene(), "TIFF"), "unknown-picture-kind"),
    "eps": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n", "unknown-picture-kind"),
    "cut jpeg": (lambda: saved(scene((900, 600)), "JPEG")[:900], "broken-picture"),
    "cut png": (lambda: saved(scene((900, 600)), "PNG")[:-40], "broken-picture"),
    "empty png": (lambda: png_of(640, 320), "broken-picture"),
    "bomb": (lambda: png_of(20_000, 20_000), "picture-too-large"),
    "wide bomb": (lambda: png_of(2**31 - 1, 1), "picture-too-large"),
    "words bomb": (lambda: saved(scene(), "PNG")[:-12] + words_bomb(), "broken-picture"),
    "moving bomb": (lambda: still(6000, 100), "picture-too-large"),
    "endless gif": (lambda: still(10, 500_000), "picture-too-large"),
    "scan bomb": (scanned_often, "picture-too-large"),
    "moving webp": (lambda: moving("WEBP", (64, 32), 3), "unknown-picture-kind"),
    "100 MB": (lambda: b"\xff\xd8\xff" + bytes(100_000_000), "picture-too-large"),
}


def words_bomb() -> bytes:
    content = b"Comment\0\0" + zlib.compress(bytes(80_000_000))
    return struct.pack(">I", len(content)) + b"zTXt" + content + struct.pack(">I", zlib.crc32(b"zTXt" + content))


@pytest.mark.few_quick(5)
@pytest.mark.parametrize("what", NASTY)
def test_what_no_letter_can_show_is_refused_and_leaves_nothing(workspace: Workspace, what: str) -> None:
    make, code = NASTY[what]
    told = refused(workspace, make())
    assert told.startswith(code), told


def test_the_limit_stands_in_the_message(workspace: Workspace) -> None:
    assert f"{MAX_BYTES:,}" in refused(workspace, bytes(MAX_BYTES + 1))


def test_nothing_is_written_outside_the_project(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    data = saved(scene((700, 400)), "PNG")
    (workspace.root / FOLDER / "square.png").symlink_to(outside / "square.png")
    assert take_picture(workspace, data, "square.png").src == "square-2.png"
    (workspace.root / FOLDER / "square.png").unlink()
    (workspace.root / FOLDER / "square-2.png").unlink()
    (workspace.root / FOLDER).rmdir()
    (workspace.root / FOLDER).symlink_to(outside)
    with pytest.raises(OutsideProjectError):
        take_picture(workspace, data, "square.png")
    assert list(outside.iterdir()) == []
