"""What mail programs do not show of a letter: every feature that Can I email knows is looked for, by its own rule."""

import json

import pytest

from newsletter.preflight.caniemail import EUROPEAN, FAMILIES, FEATURES, PROGRAMS, is_known, named, programs_of, support
from newsletter.preflight.css import Declaration, rules_of
from newsletter.preflight.feature_rules import UNCHECKED, known
from newsletter.preflight.features import uses_of
from newsletter.preflight.letter import Examined
from newsletter.preflight.programs import degrades, shown_by
from tests.conftest import REPOSITORY, Sample
from tests.support.preflight import Change, found_by, html, inside, letter_of, with_values


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Examined:
    return letter_of(Sample.made(tmp_path_factory.mktemp("programs")))


def rule(css: str) -> Change:
    """A style sheet more."""
    return html("</head>", f"<style>{css}</style></head>")


def test_every_feature_is_looked_for_or_has_a_reason() -> None:
    assert known().all() | set(UNCHECKED) == set(FEATURES)
    assert not known().all() & set(UNCHECKED)
    assert len(known().all()) >= 0.9 * len(FEATURES)
    assert set(degrades()) <= set(FEATURES)


def test_the_data_says_where_it_is_from_and_under_which_licence() -> None:
    data = json.loads((REPOSITORY / "newsletter/preflight/data/caniemail.json").read_text("utf-8"))
    assert data["licence"].startswith("MIT License")
    assert data["date"] >= "2026-05-13"
    assert all(len(told) == len(PROGRAMS) and not set(told) - set("yanu") for _, told in FEATURES.values())


@pytest.mark.parametrize(
    ("feature", "change"),
    [
        ("css-text-shadow", inside('<p style="text-shadow:1px 1px red">x</p>')),
        ("css-display-flex", rule(".x{display:inline-flex}")),
        ("css-unit-vw", rule(".x{width:50vw}")),
        ("css-unit-rem", inside('<p style="font-size:1.5rem">x</p>')),
        ("css-function-clamp", rule(".x{font-size:clamp(1px,2px,3px)}")),
        ("css-variables", rule(".x{color:var(--ink)}")),
        ("css-at-supports", rule("@supports (display:grid){.x{color:red}}")),
        ("css-at-media-orientation", rule("@media (orientation:landscape){.x{color:red}}")),
        ("css-at-import", rule("@import url(x.css);")),
        ("css-pseudo-class-hover", rule(".x:hover{color:red}")),
        ("css-pseudo-element-before", rule(".x::before{color:red}")),
        ("css-selector-adjacent-sibling", rule("h1+p{color:red}")),
        ("css-selector-general-sibling", rule("h1~p{color:red}")),
        ("css-selector-universal", rule("*{color:red}")),
        ("css-margin-inline-start-end", rule(".x{margin-inline-start:1px}")),
        ("css-conic-gradient", rule(".x{background:conic-gradient(red,blue)}")),
        ("css-comments", rule("/* x */")),
        ("html-marquee", inside("<marquee>x</marquee>")),
        ("html-semantics", inside("<article>x</article>")),
        ("html-srcset", inside('<img src="a.png" srcset="b.png 2x">')),
        ("html-input-radio", inside('<input type="radio">')),
        ("html-mailto-links", inside('<a href="mailto:eu@example.org">x</a>')),
        ("html-loading-attribute", inside('<img src="a.png" loading="lazy">')),
        ("image-webp", inside('<img src="https://news.example.org/images/a.webp?x=1">')),
        ("image-base64", inside('<img src="data:image/png;base64,AAAA">')),
    ],
)  # fmt: skip
def test_a_feature_is_found_where_a_letter_uses_it_and_nowhere_else(
    letter: Examined, feature: str, change: Change
) -> None:
    assert feature not in uses_of(letter)
    assert feature in uses_of(change(letter))


def test_what_is_dropped_is_told_with_the_programs_that_drop_it(letter: Examined) -> None:
    changed = rule(".x { display: grid; }")(
        with_values(programs=programs_of(["gmail", "outlook", "apple-mail"]))(letter)
    )
    (problem,) = found_by("unsupported-in-mail", changed)
    assert problem.message.startswith("`display: grid` (display:grid) is dropped by ")
    assert "Outlook" in problem.message
    assert "Apple Mail" not in problem.message
    assert "https://www.caniemail.com/features/css-display-grid/" in problem.hint


def test_a_program_that_nobody_reads_with_does_not_count(letter: Examined) -> None:
    changed = rule(".x { display: grid; }")
    assert found_by("unsupported-in-mail", changed(with_values(programs=("apple-mail/ios",))(letter))) == []


def test_what_degrades_is_known_with_what_a_reader_sees_instead(letter: Examined) -> None:
    found = {each.use.feature: each for each in shown_by(letter)}
    assert found["css-border-radius"].instead == "square corners"
    assert "outlook/windows" in found["css-border-radius"].dropped_by


def test_programs_are_named_by_family_or_by_what_they_run_on() -> None:
    assert [*map(is_known, EUROPEAN)] == [True] * len(EUROPEAN)
    assert {"gmx", "web-de", "laposte", "orange", "wp-pl"} <= set(EUROPEAN) <= set(FAMILIES)
    assert not is_known("seznam")
    assert programs_of(["gmx"]) == ("gmx/desktop-webmail", "gmx/ios", "gmx/android")
    assert named(programs_of(["gmx", "apple-mail/ios"])) == "Apple Mail (iOS), GMX"
    assert support("css-display-grid", "outlook/windows") == "n"


def test_style_sheets_are_read_with_what_stands_around_their_rules() -> None:
    css = "@import 'x'; a, .b{color:red;} /* {} */ @media (x){@supports (y){.c{font:1px 'a;}' !important}}.e{f:g}}"
    around, inner = "@media print", "@media (x)"
    assert [(each.at_rules, each.selectors) for each in rules_of(css, "print")] == [
        ((around, "@import 'x'"), ()),
        ((around,), ("a", ".b")),
        ((around, inner, "@supports (y)"), (".c",)),
        ((around, inner), (".e",)),
    ]
    (declaration,) = rules_of(css)[2].declarations
    assert declaration == Declaration("font", "1px 'a;}'", is_important=True)


@pytest.mark.slow
def test_a_program_that_is_not_known_is_told_at_the_setting(sample: Sample) -> None:
    from newsletter.pipeline.letters.check import check_issue

    sample.write("newsletter.toml", 'site = "https://news.example.org"\n[preflight]\nprograms = ["gmx", "g-mail"]\n')
    (problem,) = [each for each in check_issue(sample.project(), "2024-01") if each.code == "unknown-mail-program"]
    assert str(problem.location) == "newsletter.toml:3:12"
    assert problem.hint == "the nearest is `gmail`"
