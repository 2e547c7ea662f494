"""Write `schemas/` anew from the models: `make schemas`."""

from pathlib import Path

from newsletter.pipeline.editing.schemas import FOLDER, schemas

folder = Path(__file__).parents[1] / FOLDER
folder.mkdir(exist_ok=True)
for name, text in schemas().items():
    (folder / name).write_text(text, "utf-8")
