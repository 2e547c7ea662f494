"""All faults of a file come in one run: a fault of form, in the keys or in the front matter hides no other."""

import pytest

from newsletter.content.mending import Mending
from newsletter.content.reading import MOST_MENDED, read_yaml
from newsletter.problems import as_text, error
from tests.conftest import Sample, text_of

ARTICLE = "issues/articles/lakes.md"
ISSUE = "issues/2024-01/issue.yaml"


def found(sample: Sample, file: str, text: str) -> list[tuple[str, str]]:
    sample.write(file, text)
    problems = [problem for problem in sample.load()[1] if problem.location and problem.location.file == file]
    return [(problem.location.__str__().removeprefix(f"{file}:"), problem.code) for problem in problems]


def hint(sample: Sample, front: str) -> str:
    """What is said of an article with this line in its front matter."""
    sample.write(ARTICLE, f"---\ntitle: T\nsummary: S\n{front}\n---\n\nText.\n")
    (problem,) = sample.load()[1]
    return problem.hint


def test_what_is_wrong_in_the_front_matter_does_not_hide_the_body(sample: Sample) -> None:
    article = text_of("""
        ---
        lang: en
        title: A title
        description: A summary.
        image: /pictures/card.png
        related: [one]
        ---

        A [link](/relative).
        """)
    assert found(sample, ARTICLE, article) == [
        ("2:1", "unknown-key"),
        ("4:1", "unknown-key"),
        ("5:8", "wrong-type"),
        ("6:1", "unknown-key"),
        ("9:10", "unsafe-link"),
    ]


def test_reading_goes_on_below_each_fault_of_form(sample: Sample) -> None:
    article = text_of("""
        ---
        title: "We" are the best
        summary: 'It's fine
        image: {src: brigde.png, alt: A bridge}
        event:
          name: Lakes
          place Gent
          start: 2024-02-01
           end: 2024-02-02
          country: Belgium
        from: nll
        author: @ada
        topics: [one
        agenda:
        \t- date: x
        ---

        A [link](/relative).
        """)
    assert found(sample, ARTICLE, article) == [
        ("2:13", "broken-yaml"),
        ("3:14", "broken-yaml"),
        ("4:14", "missing-picture"),
        ("7:3", "broken-yaml"),
        ("9:7", "broken-yaml"),
        ("10:12", "unknown-country"),
        ("11:7", "unknown-point"),
        ("12:9", "broken-yaml"),
        ("13:9", "broken-yaml"),
        ("15:1", "broken-yaml"),
        ("15:11", "broken-date"),
        ("18:10", "unsafe-link"),
    ]


def test_what_an_issue_refers_to_is_checked_though_a_field_is_wrong(sample: Sample) -> None:
    issue = text_of("""
        date: 2023
        subject: A small issue
        preheader: Two articles and a network.
        sections:
          - lead: brigdes
            headding: x
          - networks: [rivrs]
          - text: |
              A [link](/relative).
        """)
    assert found(sample, ISSUE, issue) == [
        ("1:7", "broken-date"),
        ("5:11", "unknown-article"),
        ("6:5", "unknown-key"),
        ("7:16", "unknown-network"),
        ("9:16", "unsafe-link"),
    ]


def test_what_may_stand_on_a_line_that_was_left_out_is_not_called_missing(sample: Sample) -> None:
    assert found(
        sample, ISSUE, "date: 2024-01-16\nsubject A small issue\npreheader: Two\nsections: [{lead: bridges}]\n"
    ) == [("2:1", "broken-yaml")]


def test_a_forbidden_character_hides_nothing_below_it(sample: Sample) -> None:
    assert found(sample, ARTICLE, "---\ntitle: A\u202eB\nsumary: x\n---\n\n[x](y)\n\nB\u202eA\n") == [
        ("2:9", "forbidden-character"),
        ("3:1", "unknown-key"),
        ("6:5", "unsafe-link"),
        ("8:2", "forbidden-character"),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("lang: en", "here this is called `locale`"),
        ("language: en", "here this is called `locale`"),
        ("tags: [x]", "here this is called `topics`"),
        ("categories: [x]", "here this is called `topics`"),
        ("Topics: [x]", "the nearest is `topics`"),
        ("writer: Ada", "here this is called `author`"),
        ("cover: {src: bridge.png, alt: x}", "here this is called `image`"),
        ("author: {name: Ada, Bob, role: x}", "a comma parts keys inside braces: put a text with a comma in quotes"),
        ("image: bridge.png", "write its keys, each with a value: `src: …`, `alt: …`"),
        ("link: [https://example.org]", "put the whole text in quotes: '[https://example.org]'"),
        ("network: rivers, lakes", "write small letters, digits and hyphens, as in the file's name: `rivers-lakes`"),
    ],
)
def test_the_hint_fits_what_was_meant(sample: Sample, line: str, said: str) -> None:
    assert hint(sample, line) == said


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("{{ city }}", "a text can't begin with `{`"),
        ("{{ city }} in May", "this is no YAML: text follows what ends with `}`"),
        ("{{ city }", "this is no YAML: what begins here does not end"),
        ("{city}", "a text must stand here, not keys with values"),
        ("{city}: news", "this is no YAML: a colon stands where it can't"),
        ("[[city]]", "a text must stand here, not a list"),
        ("[[city]: x, y]: z", "this is no YAML: a colon stands where it can't"),
        ("%name%", "this is no YAML: a text can't begin with `%`"),
        ("@city", "this is no YAML: a text can't begin with `@`"),
        ("`city`", "this is no YAML: a text can't begin with a backtick"),
        ("&city", "`&city` is a YAML anchor, which is not used here"),
        ("*city", "`*city` is a YAML anchor, which is not used here"),
        ("*city* news", "this is no YAML: a text can't begin with `*`"),
        ("!city", "`!city` is a YAML tag, which is not used here"),
        ("|city", "this is no YAML: a block of text begins on the line below its sign"),
        ("}city", "this is no YAML: a text can't begin with `}`"),
        ("], city", "this is no YAML: a text can't begin with `]`"),
        (", city", "this is no YAML: a text can't begin with `,`"),
        ("? city", "this is no YAML: a text can't begin with `?`"),
    ],
)
def test_a_title_that_yaml_takes_for_something_else_hides_nothing_below_it(
    sample: Sample, title: str, message: str
) -> None:
    sample.write(ARTICLE, f"---\ntitle: {title}\nsummary: S\nlang: en\n---\n\nA [link](/relative).\n")
    first, *rest = sample.load()[1]
    assert first.message == message
    assert "quotes" in first.hint
    assert [each.code for each in rest] == ["unknown-key", "unsafe-link"]


def test_what_is_no_key_is_passed_over_wherever_it_stands() -> None:
    source, problems = read_yaml("a:\n  - {{x}}\n  - b: [{{y}: z}]\n? [1]\n: 2\nc: d\n", "a.yaml")
    assert source is not None
    assert source.value == {"a": [{}, {"b": [{}]}], "c": "d"}
    assert [(each.message, str(each.location)) for each in problems] == [
        ("a text can't begin with `{`", "a.yaml:2:5"),
        ("a text can't begin with `{`", "a.yaml:3:9"),
        ("a key is a word", "a.yaml:4:3"),
    ]


def test_the_names_of_other_programs_stand_for_keys_that_must_be_there(sample: Sample) -> None:
    assert found(sample, ARTICLE, "---\nheadline: T\ndescription: S\n---\n") == [
        ("2:1", "unknown-key"),
        ("3:1", "unknown-key"),
    ]


def test_a_title_in_brackets_is_told_with_the_quotes_it_needs(sample: Sample) -> None:
    sample.write(ARTICLE, "---\ntitle: [Update] City labs\nsummary: [Update]\n---\n")
    hints = [problem.hint for problem in sample.load()[1]]
    assert hints[0].startswith("put the whole text in quotes")
    assert hints[1] == "put the whole text in quotes: '[Update]'"


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("articles: [markets]", "articles: bridges, markets", "8:15", "write `[bridges, markets]`"),
        ("networks: [rivers]", "networks: rivers, lakes", "6:15", "write `[rivers, lakes]`"),
    ],
)
def test_a_list_without_brackets_is_told_with_them(sample: Sample, old: str, new: str, at: str, said: str) -> None:
    sample.edit(ISSUE, old, new)
    (problem,) = sample.load()[1]
    assert (problem.code, str(problem.location), problem.hint) == ("list-without-brackets", f"{ISSUE}:{at}", said)


def test_topics_with_commas_are_one_topic_and_told_so(sample: Sample) -> None:
    sample.edit("issues/articles/markets.md", "topics: [Economie]", "topics: Economie, Klimaat")
    (problem,) = sample.load()[1]
    assert (problem.code, problem.severity, problem.hint) == (
        "list-without-brackets",
        "warning",
        "write `[Economie, Klimaat]` for several",
    )


def test_a_file_with_very_many_faults_of_form_is_read_a_few_times() -> None:
    source, problems = read_yaml("".join(f"key{number}: a: b\n" for number in range(1000)), "x.yaml")
    assert len(problems) == MOST_MENDED, as_text(problems)
    assert source is None


def test_a_line_is_never_mended_twice() -> None:
    mending = Mending(["a: b: c", "d: e"])
    source, _ = read_yaml("a: b: c\nd: e\n", "x.yaml")
    assert source
    assert source.value == {"a": None, "d": "e"}
    fault = error("broken-yaml", "", source.at(1, 5))
    assert mending.leave_out(fault)
    assert not mending.leave_out(fault)
    assert mending.lines == ["a: ~", "d: e"]
