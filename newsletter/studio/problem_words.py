"""What problems are called by those who meet them in the studio, by code: a sentence, and what to do.

English is the source; the studio's catalogs have both in other languages. A problem that is not here can't be made on
the studio's pages, or says in its own words more than any sentence of ours.
"""

from __future__ import annotations

from collections.abc import Mapping

from newsletter.studio.words import N_

PROBLEM_WORDS: Mapping[str, tuple[str, str]] = {
    "too-long": (N_("This is longer than programs show."), N_("Say it in fewer words.")),
    "unknown-key": (
        N_("Something stands here that has no place in this file."),
        N_("Open the text of the file, and take it out or mend its name."),
    ),
    "duplicate-key": (N_("This is given twice."), N_("Open the text of the file, and take one of them out.")),
    "broken-yaml": (
        N_("The file can’t be read from here on."),
        N_("Open its text at this line: often a quotation mark or a colon is in the way."),
    ),
    "wrong-type": (N_("Something of another kind must stand here."), N_("Write it anew in its field.")),
    "unknown-value": (N_("This is none of the words that can stand here."), N_("Choose one from the list.")),
    "unknown-focus": (N_("This is no point of the picture."), N_("Click the picture where it matters.")),
    "wrong-value": (N_("This can’t stand here."), N_("Write it anew.")),
    "out-of-range": (N_("This number is too large or too small."), N_("Write one that is possible here.")),
    "unsafe-link": (N_("Letters can’t lead to this address."), N_("Write the whole address, with https://.")),
    "unknown-locale": (N_("There is no such language here."), N_("Choose one from the list.")),
    "broken-time": (N_("This is no time of day."), N_("Write hours and minutes: 18:30.")),
    "hours-of-one-end": (N_("Only one of beginning and end has an hour."), N_("Give both one, or neither.")),
    "two-positions": (N_("It stands both before and after another section."), N_("Choose one of the two.")),
    "forbidden-character": (N_("It holds a character that no text may hold."), N_("Type it anew.")),
    "control-character": (N_("It holds a character that nobody sees."), N_("Type it anew.")),
    "hidden-character": (N_("It holds a character that nobody sees."), N_("Type it anew.")),
    "garbled-text": (N_("Letters with accents are garbled here."), N_("Type them anew.")),
    "unknown-article": (N_("There is no such article."), N_("Choose another, or take it out.")),
    "unknown-network": (N_("There is no such network."), N_("Choose another, or take it out.")),
    "unknown-point": (N_("There is no such point."), N_("Choose another, or take it out.")),
    "unknown-section": (N_("The issue has no such section."), N_("Choose another, or take it out.")),
    "no-article": (N_("Nothing is chosen yet."), N_("Choose an article.")),
    "no-event": (N_("This article has no event."), N_("Choose another, or give it one.")),
    "no-agenda": (N_("This article has no programme."), N_("Choose another, or give it one.")),
    "past-event": (N_("This event is over when the letter is mailed."), N_("Take it out, or look at its day.")),
    "late-deadline": (N_("The texts are to be read only after the mailing."), N_("Choose an earlier day.")),
    "odd-date": (N_("This day is far from that of the issue."), N_("Look whether the year is right.")),
    "undated-issue": (N_("The issue has no day yet."), N_("Choose one.")),
    "all-capitals": (
        N_("It is written in capitals alone."),
        N_("Write it with small letters; capitals are hard to read."),
    ),
    "shouting-subject": (
        N_("The subject shouts."),
        N_("Write it without capitals and exclamation marks; filters of junk look for them."),
    ),
    "shouting-text": (N_("This text shouts."), N_("Write it without capitals and exclamation marks.")),
    "poor-preheader": (N_("The preheader says nothing new."), N_("Say something that the subject does not.")),
    "repeated-word": (N_("A word stands here twice."), N_("Take one of them out.")),
    "doubled-word": (N_("A word stands here twice."), N_("Take one of them out.")),
    "doubled-space": (N_("There are two blanks in a row."), N_("Take one of them out.")),
    "image-without-alt": (N_("Nobody has said what the picture shows."), N_("Describe it for those who can’t see it.")),
    "alt-of-file-name": (N_("The description is the name of a file."), N_("Say what the picture shows.")),
    "small-picture": (N_("The picture is small and will look blurred."), N_("Choose a larger one.")),
    "tall-picture": (
        N_("The picture is higher than wide; letters cut it."),
        N_("Say what matters in it, or choose another."),
    ),
    "heavy-picture": (N_("The picture takes long to load."), N_("Choose a smaller one.")),
    "broken-picture": (N_("The picture can’t be read."), N_("Choose another.")),
    "picture-too-large": (N_("The picture is too large."), N_("Choose a smaller one.")),
    "example-picture": (N_("This is the picture of the example."), N_("Choose your own.")),
    "example-words": (N_("These are the words of the example."), N_("Write your own.")),
    "generic-link": (N_("The words of this link don’t say where it leads."), N_("Name what readers find there.")),
    "link-without-words": (N_("This link has no words."), N_("Say where it leads.")),
    "wordless-link": (N_("This link has no words."), N_("Say where it leads.")),
    "broken-link": (N_("This link leads nowhere."), N_("Write the whole address, with https://.")),
    "unencrypted-link": (N_("This link is not encrypted."), N_("Write https:// where the site has it.")),
    "sample-link": (N_("This link leads to an address of the example."), N_("Write your own.")),
    "sample-site": (
        N_("The newsletter’s own web address is still the example’s, and links in letters would lead there."),
        "",
    ),
    "sample-address": (N_("This is an address of the example."), N_("Write your own.")),
    "sample-postal-address": (
        N_("This is the postal address of the example."),
        N_("Write your own: the law asks for it."),
    ),
    "empty-heading": (N_("This heading is empty."), N_("Write it, or take it out.")),
    "heavy-letter": (
        N_("The letter is near the size at which Gmail cuts it off."),
        N_("Leave something out, or lead to a page."),
    ),
    "clipped-letter": (N_("Gmail cuts this letter off."), N_("Leave something out, or lead to a page.")),
    "left-note": (N_("A note to somebody else has been left here."), N_("Take it out.")),
    "shown-twice": (N_("The letter shows this twice."), N_("Take it out of one of the sections.")),
    "raw-html": (N_("HTML stands here, which letters do not take."), N_("Write it as text.")),
    "unused-acceptance": (N_("A warning is accepted here that is no longer there."), N_("Take the acceptance out.")),
    "missing-time-zone": (N_("Nobody knows by which clock this hour is meant."), N_("Choose a time zone.")),
    "skipped-hour": (N_("This hour does not exist: clocks are put forward over it."), N_("Choose another.")),
    "doubled-hour": (N_("This hour comes twice: clocks are put back over it."), N_("Choose another.")),
    "wrong-language": (N_("This seems to be in another language."), N_("Look whether the language is right.")),
    "weak-contrast": (N_("Text and ground are too much alike."), N_("Whoever looks after the templates can mend it.")),
    "reserved-text": (N_("It holds a mark that letters need for themselves."), N_("Type it anew.")),
    "nothing-to-import": (
        N_("There is no text in it."),
        N_("Open it in the browser, wait until its text is there, and save or copy it."),
    ),
    "unknown-source": (
        N_("This is no text, page, feed or Word document."),
        N_("Save it as a web page, as a Word document (.docx) or as plain text."),
    ),
    "broken-source": (N_("The file is damaged."), N_("Save it or have it sent once more.")),
    "source-too-large": (N_("It is larger than any text."), N_("Save the text that is wanted alone.")),
    "unsafe-source": (
        N_("It is made as no feed and no document is, and was not read."),
        N_("Ask whoever made it for another copy."),
    ),
    "long-source": (N_("It is longer than what is read at once."), N_("Take the part that is wanted.")),
    "many-entries": (N_("It has more entries than are taken at once."), N_("Take those that are wanted.")),
    "macros-in-source": (
        N_("The document holds programs, which were not looked at."),
        N_("Its text is taken all the same."),
    ),
    "other-language": (
        N_("It is in another language than was chosen."),
        N_("Choose the language that it really is in, or look for its translation."),
    ),
    "not-fetched": (
        N_("This address could not be fetched."),
        N_("Open it in a browser, save the page, and choose the file here."),
    ),
    "not-shown-in-issue": (N_("The issue was left as it is."), N_("Put the article into it yourself.")),
    "odd-quote": (
        N_("A quotation mark opens or closes nothing."),
        N_("Look which one is missing, and write it."),
    ),
    "doubled-line": (N_("This line stands here twice."), N_("Take one of them out, unless both are meant.")),
    "health-remark": (
        N_("This may be about somebody’s health."),
        N_("Leave it out, unless the person has agreed to its publication."),
    ),
    "not-minor": (N_("This is more than a typo: it will be read again."), N_("Its reviews are not kept.")),
    "file-changed": (
        N_("Somebody else wrote this at the same time: its reviews were not kept."),
        N_("Have these texts read again."),
    ),
    "broken-po": (
        N_("The texts of this language can’t be read from here on."),
        N_("Whoever runs the newsletter can mend this."),
    ),
    "provider-not-set-up": (
        N_("A machine that is named for this language can’t be asked: a key or a setting is missing."),
        N_("Whoever runs the newsletter sees what is missing with `newsletter translate --dry-run`."),
    ),
}
