"""Scenes as cameras and programs save them."""

import io

from PIL import Image

from newsletter.render.images import Pictures


def scene(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Red above, blue below: which way up it is can be seen."""
    image = Image.new("RGB", size, (0, 0, 200))
    image.paste((200, 0, 0), (0, 0, size[0], size[1] // 2))
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def built(pictures: Pictures, data: bytes, name: str = "a.jpg", width: int = 100) -> tuple[Image.Image, bytes]:
    (pictures.folder / name).write_bytes(data)
    data = pictures.show(name, width).data
    return Image.open(io.BytesIO(data)), data
