"""An editor pastes from Word, mail and web pages, and leaves remarks: nothing of it is in a letter untold."""

import json

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.content.addresses import may_lead_to, suggest_address
from newsletter.content.markdown import parse
from newsletter.content.notes import notes_in
from newsletter.content.plain import marks_in
from newsletter.content.source import Source
from tests.conftest import Sample
from tests.support.slips import BRIDGES, told


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        # remarks for colleagues
        ("// ask Ana whether this is right", "// ask Ana whether this is right"),
        ("The mayor came. // ask Ana", "// ask Ana"),
        ("The mayor came /* ask Ana */ today.", "/* ask Ana */"),
        ("The mayor came. (NB: check with Ana)", "(NB: check with Ana)"),
        ("NB: please check the figures.", "NB: please check the figures"),
        ("@Ana please check this.", "@Ana please"),
        ("It held. @ana: is it right?\n\n@ana: is it?", "@ana:"),
        ("[Editor: please shorten]", "[Editor: please shorten]"),
        ("[note to translators: keep the name]", "[note to translators: keep the name]"),
        ("The mayor (to be confirmed) came.", "(to be confirmed)"),
        ("Le maire (à confirmer) est venu.", "(à confirmer)"),
        ("The mayor (name?) came.", "(name?)"),
        ("It is on TBC.", "TBC"),
        ("It won ??? prizes.", "???"),
        ("The square (??) is open.", "??"),
        ("The mayor XXX came to XXXX.", "XXX"),
        ("Councillor XXX said so.", "XXX"),
        ("TODO write the ending", "TODO"),
        ("It ends. FIXME", "FIXME"),
        ("DRAFT – of May", "DRAFT"),
        ("Click or tap here to enter text.", "Click or tap here to enter text"),
        ("%% ask Ana", "%% ask Ana"),
        ("<!- ask Ana ->", "<!- ask Ana ->"),
        ("Text <!— ask Ana —>", "<!— ask Ana —>"),
        ("Text <! -- ask Ana -->", "<! -- ask Ana -->"),
        ("It {++won++} and {--lost--}.", "{++won++}"),
        ("It won. {>>is it so?<<}", "{>>is it so?<<}"),
        ("It {~~won~>lost~~}.", "{won~>lost}"),
        ("It won. Commented [AE1]: is it?", "Commented [AE1]:"),
        ("It won. [AE2]", "[AE2]"),
        # what a paste leaves behind
        ("− One\n− Two", "− One"),
        ("‐ One\n‐ Two", "‐ One"),
        ("(1) One\n(2) Two", "(1) One"),
        ("1.1 One\n1.2 Two", "1.1 One"),
        ("City      Country\nGhent     Belgium", "City      Country"),
        ("[1] See the report.", "[1]"),
        ("The claim† holds.", "†"),
        ("The claims¹ hold.", "¹"),
        ("[cid:image001.png@01D9]", "[cid:image001.png@01D9]"),
        ("[if !supportLists]· One", "[if !supportLists]"),
        ("p.MsoNormal {margin:0}", "MsoNormal"),
        ("{ PAGE \\* MERGEFORMAT }", "{ PAGE "),
        ("From: Ana\nSent: Monday", "From: Ana"),
        ("Sent from my phone", "Sent from my phone"),
        ("Page 1 of 3", "Page 1 of 3"),
        ("Contents ........... 3", "Contents ........... 3"),
        ("[vc_row]", "[vc_row]"),
        # marks of other programs
        ("Caf&eacute au lait", "&eacute"),
        ("a&amp;nbsp;b", "&nbsp"),
        ("One\\nTwo", "\\n"),
        ("\\textbf{bold}", "\\textbf{"),
        ("'''bold'''", "'''bold'''"),
        ("h2. Heading", "h2. H"),
        ("{color:red}red{color}", "{color:red}"),
        (".. note:: text", ".. note::"),
        ("Dear #name#", "#name#"),
        ("It costs $x^2$.", "$x^2$"),
        ("a ~struck out~ word", "~struck out~"),
        ("The town of Z?rich", "Z?rich"),
        ("![XXXX](quay.jpg)", "XXXX"),
        ('![A quay](quay.jpg "Photo: ???")', "???"),
    ],
)
def test_what_was_left_in_a_text_is_told_where_it_stands_with_what_to_do(markdown: str, words: str) -> None:
    found = [fault for fault in parse(markdown).faults if fault.code == "mark-as-typed"]
    assert [fault.words for fault in found][:1] == [words]
    assert all(fault.hint and not fault.is_error for fault in found)


def test_a_raised_figure_is_told_at_its_place_unless_its_note_stands_in_a_list_below() -> None:
    text = "The claims¹ hold for years².\n\n1. Figures of 2022."
    (fault,) = parse(text).faults
    assert fault.words == "²"
    at = Source("a.md", text.split("\n")).at_words(fault.words, 1)
    assert (at.line, at.column) == (1, 27)


@pytest.mark.parametrize(
    "markdown",
    [
        *(
            "See https://example.org//a//b.",
            "either/or, and/or",
            "8//9",
            "100 % sure",
            "10% of it",
            "Ten\n50 % of them",
        ),
        *(
            "Doors close at six (note: bring a lamp).",
            "NB: doors close at six.",
            "Follow @urbact on X",
        ),
        *(
            "Mail ana@example.org please",
            "Really??",
            "Who? When?",
            "Who?\nWhen?",
            "«¿Qué?», dijo",
        ),
        *(
            "La XXX edición y el XXX aniversario",
            "XXXI Congreso",
            "the map (source: Eurostat)",
            "(author: Ana Example)",
        ),
        *("TODO para todos", "a draft of May", "Draft: the plan", "2 km² and 5 m³", "E = mc²", "5 > 3 --> true"),
        *(
            "1.1 million people\nlive here",
            "(1) alone",
            "a {curly} word",
            "C:\\new\\text",
            "see http://localhost:8000//x",
        ),
        *(
            "Rock 'n' roll, ''",
            "the '90s and '80s",
            "~10 people and ~20",
            "$5 and $6",
            "R&D, AT&T; Q&A",
            "from: Ana\nto: Bob",
        ),
        *("[Author’s cut](https://example.org)", "a [check](https://example.org)", "https://example.org/wiki?title=a"),
    ],
)
def test_what_only_looks_left_behind_is_left_alone(markdown: str) -> None:
    assert [fault.words for fault in parse(markdown).faults if fault.code == "mark-as-typed"] == []


def test_words_that_no_backslash_can_take_as_they_are_pass_with_a_remark() -> None:
    (fault,) = parse("The mayor of XXXX came.").faults
    assert fault.hint.endswith("(with `<!-- as typed -->` behind it if it is meant so)")
    document = parse("The mayor of XXXX came. <!-- as typed -->")
    assert document.faults == ()
    assert [block.words for block in document.texts()] == ["The mayor of XXXX came."]
    assert parse("\\@Ana please, \\(NB: so) and \\?\\?\\?").faults == ()


@pytest.mark.parametrize("words", ["TBC", "// ask Ana", "@Ana please check", "Open day ???", "(NB: ask Ana)"])
def test_a_remark_in_a_field_would_be_mailed_and_is_told(words: str) -> None:
    (fault,) = marks_in(words)
    assert fault.hint.startswith("take it out")


@pytest.mark.parametrize("line", ["[//]: # (ask Ana)", '[//]: # "ask Ana"', "[comment]: # (ask Ana)"])
def test_remarks_in_the_form_of_links_may_be_many(line: str) -> None:
    document = parse(f"One.\n\n{line}\n\nTwo.\n\n{line}\n")
    assert document.faults == ()
    assert [block.words for block in document.texts()] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            "Bri\u00addges and riv\u00aders",
            "an invisible character, U+00AD (soft hyphen), stands here, 2 times on this line",
        ),
        ("Bridges\u200b", "an invisible character, U+200B (zero width space), stands here"),
        ("Bridges\ufeff", "an invisible character, U+FEFF (zero width no-break space), stands here"),
        ("Bri\u200cdges", "an invisible character, U+200C (zero width non-joiner), stands here"),
        ("Bridges\u200e", "an invisible character, U+200E (left-to-right mark), stands here"),
        ("Bridges \ufffc", "`\ufffc` stands for a picture or an object that was not pasted"),
        ("We\u00a0build\u00a0many\u00a0new\u00a0bridges", "no-break blanks keep 5 words in a row on one line"),
        ("The oﬃce", "`ﬃ` are no letters to a screen reader or a search"),
        ("𝗕𝗼𝗹𝗱 𝘁𝗲𝘅𝘁 here", "`𝗕𝗼𝗹𝗱 𝘁𝗲𝘅𝘁` are no letters to a screen reader or a search"),
        ("L’Ã‰tat", "`Ã‰` is what is left of another character"),
    ],
)
def test_what_nobody_sees_in_an_editor_is_told(sample: Sample, words: str, message: str) -> None:
    sample.edit(BRIDGES, "Bridges over the river", words)
    assert message in [each.message for each in told(sample, BRIDGES)]


@pytest.mark.parametrize(
    "words",
    ["می\u200cخواهند", "ไทย\u200bไทย", "👩🏽\u200d🚀", "שלום\u200f (URBACT)", "10\u00a0000\u00a0€ à\u00a0Paris\u00a0!"],
)
def test_what_a_script_is_written_with_is_left_alone(sample: Sample, words: str) -> None:
    sample.edit(BRIDGES, "Bridges over the river", words)
    assert told(sample, BRIDGES) == []


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        ("The munici-\npality said so.", "a word is parted at the end of the line: letters show `munici- pality`"),
        ("Ana Example\nMain Street 1\n1000 Sampletown", "3 lines run together into one paragraph"),
        ("**Ghent**, Belgium\nPorto, Portugal\nLyon, France", "3 lines run together into one paragraph"),
    ],
)
def test_lines_that_were_not_meant_to_run_together_are_told(markdown: str, message: str) -> None:
    assert [fault.message for fault in parse(markdown).faults if fault.code == "lines-run-together"] == [message]


@pytest.mark.parametrize(
    "markdown",
    [
        "pre-\nund Nachkriegszeit",
        "This line was\nbroken in a mail\nat each some\nwords by a program.",
        "One sentence.\nAnother one.\nA third one.",
        "Ana Example\\\nMain Street 1\\\n1000 Sampletown",
        "Ana Example  \nMain Street 1  \n1000 Sampletown",
        "Two\nLines",
        "The city of Ghent in the north of Belgium and its\nPartner Porto in the north of Portugal and all the\nOthers",
    ],
)
def test_lines_that_a_program_or_an_author_has_broken_are_left_alone(markdown: str) -> None:
    assert [fault.message for fault in parse(markdown).faults if fault.code == "lines-run-together"] == []


def test_strong_words_alone_look_like_a_heading_and_are_none() -> None:
    (fault,) = parse("**What we saw:**\n\nA town.").faults
    assert (fault.code, fault.hint) == ("bold-heading", "write `## What we saw`")
    for markdown in (
        *("**It is a whole sentence.**\n\nMore.", "**Only this**", "**One** two\n\nMore", "> **Said so**\n\nMore."),
        *("**[A link](https://example.org)**\n\nMore", "- **In a list**\n\nMore"),
    ):
        assert parse(markdown).faults == ()


@pytest.mark.parametrize(
    "url",
    [
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa&data=05%7Cana",
        "https://www.google.com/url?q=https://example.org/a&sa=D",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa&h=x",
    ],
)
def test_a_link_through_a_guard_that_knows_the_mailbox_is_told_with_where_it_leads(url: str) -> None:
    assert not may_lead_to(url)
    assert suggest_address(url).endswith("write `https://example.org/a`")
    assert may_lead_to("https://www.google.com/maps?q=Ghent")


def test_each_note_of_a_text_is_found() -> None:
    assert list(notes_in("One (NB: ask Ana) two ??? three")) == ["(NB: ask Ana)", "???"]


def test_a_picture_that_is_not_there_is_told_once(sample: Sample) -> None:
    sample.edit(BRIDGES, "locale: en\n", "locale: en\nimage: {src: nowhere.png, alt: A bridge}\n")
    result = CliRunner().invoke(main, ["--project", str(sample.root), "check", "--json"])
    problems = json.loads(result.stdout)["problems"]
    assert [each["file"] for each in problems if each["code"] == "missing-picture"] == [BRIDGES]


def test_lines_whose_marks_are_told_are_told_once() -> None:
    for markdown in (
        "City\tCountry\nGhent\tBelgium\nPorto\tPortugal",
        "From: Ana\nSent: Monday\nTo: Bob",
        "1.1 A\n1.2 B\n1.3 C",
    ):
        assert {fault.code for fault in parse(markdown).faults} == {"mark-as-typed"}
