"""Refused changes are told in the language of the studio."""

import ast
from collections.abc import Iterator

from newsletter.files import MAX_TEXT_BYTES
from newsletter.studio.refused_words import REFUSALS, as_sentence, refused_words
from newsletter.studio.words import words_of
from tests.conftest import REPOSITORY

RAISED = {"EditRefused", "EditRefusedError", "UneditableError", "UnwritableError"}
FILES = (
    "content/edit.py",
    "content/spans.py",
    "content/splices.py",
    "content/yaml_text.py",
    "pipeline/editing/saving.py",
    "pipeline/editing/articles.py",
)


def raised() -> Iterator[str]:
    """Each sentence of the project's own with which a change is refused."""
    for name in FILES:
        for node in ast.walk(ast.parse((REPOSITORY / "newsletter" / name).read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def test_each_refusal_has_its_words() -> None:
    assert set(raised()) == REFUSALS


def test_a_refusal_is_said_in_the_persons_language() -> None:
    spanish = words_of("es")
    assert refused_words(spanish, "the file is empty") == "el archivo está vacío"
    assert "megabyte" in refused_words(spanish, f"the text is larger than {MAX_TEXT_BYTES:,} bytes")
    assert refused_words(spanish, "could not find expected ':'") == "el archivo no se puede leer desde aquí"
    assert refused_words(words_of("en"), "could not find expected ':'") == "the file can’t be read from here on"
    assert as_sentence(refused_words(spanish, "the article is no longer there")) == "El artículo ya no existe."
