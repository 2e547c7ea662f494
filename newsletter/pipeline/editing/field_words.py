"""What the fields of the editors' files are called, and what is to be said of each.

In: a model's name and a key. Out: a label and a help, in English; the studio's catalogs have them in other languages.
A label is what stands above a field, a help what somebody needs to know who has never written one; it may be empty
where the label says all.
"""

from __future__ import annotations

from collections.abc import Mapping


def N_(words: str) -> str:  # noqa: N802 (the name by which catalogs find words that are said later)
    """Words that are translated when they are shown."""
    return words


_LOCALE = (N_("Language"), N_("The language it is written in; the project’s if left out."))
_LINK = (N_("Link"), N_("A whole address, with https://."))
_PLACE = (N_("Place"), N_("The town or venue; its name in other languages comes from the glossary."))
_COUNTRY = (N_("Country"), "")
_ONLINE = (N_("Online"), N_("Without a place: by video."))
_STARTS = (N_("Begins"), N_("A day, with an hour where it is known: 2024-02-20 18:30."))
_ENDS = (N_("Ends"), N_("A day or an hour; left out, it is that day alone."))
_ZONE = (N_("Time zone"), N_("Where clocks differ from those of the country: Atlantic/Canary."))

_ACCEPT = (
    N_("Warnings accepted"),
    N_("Found by a check, looked at by somebody, and left as it is for a reason."),
)

_FIELDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "IssueFile": {
        "locale": _LOCALE,
        "date": (N_("Date"), N_("The day of the issue. Meetings and events are past or ahead as seen from it.")),
        "review-by": (N_("To be reviewed by"), N_("The day until which Points read their language.")),
        "subject": (N_("Subject"), N_("What readers see in their inbox.")),
        "preheader": (N_("Preheader, shown beside the subject"), N_("What mail programs show beside the subject.")),
        "sections": (N_("Sections"), N_("In the order of the letter; each is of one kind.")),
        "accept": _ACCEPT,
    },
    "Section": {
        "id": (N_("Short name"), N_("By which points move it or leave it out: small letters, digits, hyphens.")),
        "heading": (N_("Heading"), ""),
        "lead": (N_("Lead"), N_("The article that opens the letter.")),
        "articles": (N_("Articles"), ""),
        "networks": (N_("Networks"), ""),
        "agenda": (N_("Programme"), N_("An article that has a programme; it is shown hour by hour.")),
        "events": (N_("Events"), N_("Articles with an event, shown as dates.")),
        "text": (N_("Text"), N_("A short text of its own.")),
    },
    "Acceptance": {
        "check": (N_("Check"), N_("The code of the warning.")),
        "by": (N_("Who has looked"), ""),
        "reason": (N_("Why it may stay"), ""),
        "where": (N_("Where"), N_("The beginning of an address, such as articles/heerlen; left out, the whole issue.")),
    },
    "Overlay": {
        "locale": _LOCALE,
        "review-by": (N_("To be reviewed by"), N_("This point’s own day; that of the issue if left out.")),
        "subject": (N_("Subject"), N_("This point’s own; the central one if left out.")),
        "preheader": (N_("Preheader, shown beside the subject"), N_("This point’s own; the central one if left out.")),
        "lead": (N_("Lead"), N_("The article that opens this point’s letter; the central lead follows below it.")),
        "add": (N_("Sections added"), N_("Before or after another section; without either they come last.")),
        "omit": (N_("Left out"), N_("Sections, articles and networks that this point does not mail.")),
        "move": (N_("Sections moved"), ""),
        "note": (N_("Note to readers"), N_("The point’s own words, at the top of its letter.")),
        "accept": _ACCEPT,
    },
    "Move": {
        "section": (N_("Section"), ""),
        "before": (N_("Before"), N_("The section that it comes before.")),
        "after": (N_("After"), N_("The section that it comes after.")),
    },
    "Article": {
        "locale": _LOCALE,
        "title": (N_("Title"), ""),
        "summary": (N_("Summary"), N_("One or two sentences, for lists and for letters without an opening.")),
        "author": (N_("Author"), ""),
        "from": (N_("Point that wrote it"), N_("The secretariat if left out.")),
        "date": (N_("Date"), ""),
        "topics": (N_("Topics"), ""),
        "audience": (N_("For whom"), ""),
        "image": (N_("Picture"), ""),
        "network": (N_("Network"), ""),
        "event": (N_("Event"), ""),
        "agenda": (N_("Programme"), ""),
        "link": (N_("Link"), N_("Where the letter leads; the article’s own page if left out.")),
        "link-words": (N_("Words of the link"), N_("What stands on that link; “Read more” and the title if left out.")),
    },
    "Person": {"name": (N_("Name"), ""), "role": (N_("Role"), N_("What they do."))},
    "Picture": {
        "src": (N_("File"), N_("A picture in issues/images/; typing finds it by its name.")),
        "alt": (N_("What it shows"), N_("For those who can’t see it, and where pictures are not loaded.")),
        "caption": (N_("Caption"), ""),
        "credit": (N_("Credit"), N_("Who made it.")),
        "focus": (N_("What matters in it"), N_("Letters cut pictures to twice as wide as high; this stays.")),
    },
    "Event": {
        "start": _STARTS,
        "end": _ENDS,
        "time-zone": _ZONE,
        "name": (N_("Name of the event"), ""),
        "place": _PLACE,
        "country": _COUNTRY,
        "online": _ONLINE,
        "organiser": (N_("Organiser"), ""),
    },
    "Session": {
        "date": (N_("Day"), ""),
        "session": (N_("Session"), ""),
        "room": (N_("Room"), ""),
        "items": (N_("Entries"), ""),
    },
    "AgendaItem": {
        "start": (N_("From"), N_("Such as 09:30.")),
        "end": (N_("Until"), ""),
        "text": (N_("What happens"), ""),
        "people": (N_("People"), ""),
        "bodies": (N_("Organisations"), ""),
    },
    "Network": {
        "locale": _LOCALE,
        "name": (N_("Name"), N_("The same in every language.")),
        "tagline": (N_("Tagline"), N_("What it is about, in a few words.")),
        "about": (N_("What it is about"), N_("One to three sentences.")),
        "lead-partner": (N_("Lead partner"), ""),
        "partners": (N_("Partners"), N_("A country alone is a partner whose name is not known yet.")),
        "lead-expert": (N_("Lead expert"), ""),
        "meetings": (N_("Meetings"), N_("The letter shows the next one, or else the last.")),
        "link": _LINK,
        "image": (N_("Picture"), ""),
    },
    "Partner": {"name": (N_("Name"), ""), "country": _COUNTRY},
    "Meeting": {
        "start": _STARTS,
        "end": _ENDS,
        "time-zone": _ZONE,
        "kind": (N_("Kind"), ""),
        "number": (N_("No."), ""),
        "place": _PLACE,
        "country": _COUNTRY,
        "online": _ONLINE,
    },
    "NationalPoint": {
        "country": (N_("Country"), N_("None for an office that works for many.")),
        "locales": (N_("Languages"), N_("It mails in these; the first is the one its own words are written in.")),
        "from": (N_("Sender"), ""),
        "reply-to": (N_("Answers go to"), N_("The address that readers answer to.")),
        "postal-address": (N_("Postal address"), N_("One line each, at the foot of every letter.")),
        "time-zone": (N_("Time zone"), N_("Such as Europe/Madrid: its days begin and its mailings go by that clock.")),
        "website": (N_("Website"), N_("A whole address, with https://.")),
        "social": (N_("Social media"), ""),
        "smtp": (
            N_("Mail server of its own"),
            N_("Without its password, which whoever runs the newsletter keeps: smtp://name@smtp.example.org:587?tls=starttls"),
        ),
    },
    "Sender": {
        "name": (N_("Name"), N_("What readers see as the sender.")),
        "address": (N_("Address"), N_("The mail address that letters come from.")),
    },
    "Social": {
        "facebook": (N_("Facebook"), ""),
        "x": (N_("X"), ""),
        "linkedin": (N_("LinkedIn"), ""),
        "instagram": (N_("Instagram"), ""),
        "youtube": (N_("YouTube"), ""),
    },
    "Theme": {
        "wordmark": (N_("Wordmark"), N_("The newsletter’s name, at the head of each letter.")),
        "logo": (N_("Logo"), N_("A picture in place of the wordmark.")),
        "radius": (N_("Corners"), N_("How round they are, in pixels.")),
        "fonts": (N_("Fonts"), N_("Stacks of fonts that readers have; nothing is fetched.")),
        "funding": (N_("Who pays"), ""),
        "light": (N_("Colours"), ""),
        "dark": (N_("Colours in the dark"), ""),
    },
    "Logo": {
        "src": (N_("File"), N_("A picture in templates/images/.")),
        "height": (N_("Height"), N_("As the letter shows it, in pixels.")),
    },
    "Fonts": {"heading": (N_("Headings"), ""), "text": (N_("Text"), "")},
    "Funding": {
        "line": (N_("Line"), N_("In the language of the templates; it is translated with them.")),
        "emblem": (N_("Emblem"), N_("A picture in templates/images/.")),
    },
    "Palette": {
        "page": (N_("Around the letter"), ""),
        "paper": (N_("Behind the text"), ""),
        "wash": (N_("Behind what stands out"), ""),
        "ink": (N_("Text"), ""),
        "muted": (N_("Lesser text"), ""),
        "primary": (N_("Links and buttons"), ""),
        "accent": (N_("Accents"), ""),
        "line": (N_("Lines"), ""),
    },
}  # fmt: skip
_OF_PARENTS = {
    "Addition": (
        _FIELDS["Section"],
        {
            "before": (N_("Before"), N_("The section that it comes before.")),
            "after": (N_("After"), N_("The section that it comes after.")),
        },
    ),
}
OPTIONS: Mapping[str, str] = {
    "kick-off": N_("Kick-off meeting"),
    "transnational": N_("Transnational meeting"),
    "final": N_("Final meeting"),
    "center": N_("the middle"),
    "left": N_("the left"),
    "right": N_("the right"),
    "top": N_("the top"),
    "bottom": N_("the bottom"),
    "whole": N_("all of it"),
}
"""What the words to choose from are called."""


def label_of_key(key: str) -> str:
    """What a key is called in some file or other, where nobody knows in which; empty for one that none has."""
    return next((fields[key][0] for fields in _FIELDS.values() if key in fields), "")


def words_for(model: str, key: str) -> tuple[str, str]:
    """The label and the help of a field. Raises `KeyError` for one that has none: a test says so first."""
    if model in _OF_PARENTS:
        shared, own = _OF_PARENTS[model]
        return own[key] if key in own else shared[key]
    return _FIELDS[model][key]
