"""What problems are called by those who meet them while they fill in a form, by code: a sentence, and what to do.

English is the source; the studio's catalogs have both in other languages. They are said in English too: a form shows no
keys of files, no codes of countries and no marks, which a problem's own words name.
"""

from __future__ import annotations

from collections.abc import Mapping

from newsletter.studio.words import N_

_NOTHING = (N_("Nothing stands here."), N_("Write something here."))

_COUNTRY = (N_("Which country?"), N_("Choose one from the list."))
_ALT = (N_("Nobody has said what the picture shows."), N_("Describe it for those who can’t see it."))

LACKING_WORDS: Mapping[str, tuple[str, str]] = {
    "country": _COUNTRY,
    "alt": _ALT,
    "summary": (
        N_("There is no summary yet."),
        N_("Say in a sentence or two what it is about: lists show that."),
    ),
}
"""What a value that is lacking is called, by its key, where its field has words of its own for that."""

FORM_PROBLEM_WORDS: Mapping[str, tuple[str, str]] = {
    "empty-value": _NOTHING,
    "missing-key": _NOTHING,
    "image-without-alt": _ALT,
    "empty-section": (
        N_("This section has nothing in it yet."),
        N_("It is left out of the letter until something stands in it."),
    ),
    "unknown-country": _COUNTRY,
    "broken-date": (
        N_("This can’t be read as one day."),
        N_("Write year, month, day: 2024-02-20, and an hour behind it where there is one: 2024-02-20 18:30."),
    ),
    "bad-address": (N_("This is no mail address."), N_("Write it like name@example.org.")),
    "bad-name": (
        N_("A name has small letters, digits and hyphens."),
        N_("It stands in addresses, such as six-networks."),
    ),
    "no-latin-letter": (
        N_("Its address can’t be made of these letters."),
        N_("Type a name in Latin letters for now; you can call it anything afterwards."),
    ),
    "name-taken": (N_("Something else has this name, or had it: its address leads there."), N_("Choose another name.")),
    "unknown-time-zone": (N_("There is no such time zone."), N_("Choose one from the list, such as Europe/Madrid.")),
    "end-before-start": (N_("It ends before it begins."), N_("One of the two is mistyped.")),
    "picture-not-imported": (
        N_("A picture was not brought in."),
        N_("Save it, and put it into the article yourself."),
    ),
    "missing-picture": (N_("There is no such picture."), N_("Choose one from the list.")),
    "unknown-picture-kind": (
        N_("Letters can’t show a picture of this kind."),
        N_("Open it in a program for pictures and save it as JPEG or PNG."),
    ),
    "broken-picture": (
        N_("This is no picture, or a damaged one."),
        N_("Open it in a program for pictures and save it as JPEG or PNG."),
    ),
    "picture-too-large": (
        N_("This picture is too large to work on."),
        N_("Scale it down to 2,000 pixels wide, and bring it again."),
    ),
    "heavy-picture": (N_("This picture takes long to load."), N_("Make it smaller, or save it as JPEG.")),
    "small-picture": (
        N_("This picture has too few pixels for its place, and looks blurred there."),
        N_("Take a larger copy: 1,280 pixels wide is best."),
    ),
    "tall-picture": (
        N_("This picture is higher than wide: it fills more than a screen."),
        N_("Choose what matters in it, or cut it."),
    ),
    "flat-picture": (
        N_("This picture is so much wider than high that it looks like a line."),
        N_("Take a higher picture, or leave it out."),
    ),
    "event-without-place": (N_("It has no place yet."), N_("Name a place and a country, or say that it is online.")),
    "mark-as-typed": (
        N_("Something in it is shown as it is typed."),
        N_("Take away marks and notes that readers should not see."),
    ),
    "heading-level": (
        N_("A heading of this size can’t stand here."),
        N_("Choose one that is one step smaller than the heading above it, or “Heading” where there is none above."),
    ),
    "section-kind": (
        N_("This section is of no kind, or of more than one."),
        N_("Open the text of the file, or remove the section."),
    ),
    "unreviewed-edition": (
        N_("The letter has texts that nobody has read."),
        N_("Have them read at the review desk, or open “Or let the letter go as it is” and say why."),
    ),
    "untranslated-edition": (
        N_("The letter has texts that are not translated."),
        N_("Write them at the review desk, or open “Or let the letter go as it is” and say why."),
    ),
    "pseudo-text": (
        N_("The letter has texts that are no translation: they were made to try how it looks."),
        N_("Write them at the review desk."),
    ),
    "two-leads": (N_("The letter has another lead already."), N_("Put the article into a section of articles.")),
    "mailed-before": (
        N_("This article was in an issue before."),
        N_("Show another one, or say in its title what is new."),
    ),
    "shown-twice": (N_("The letter shows this twice."), N_("Take it out of one of the sections.")),
    "listed-twice": (N_("This is in the list twice."), N_("Take one of them out.")),
}
