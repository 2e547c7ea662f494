"""One text of the review desk as its page is told of it: states, origins and faults in the person's language.

In: texts, faults, offers; the person's words. Out: plain JSON values for the browser's own code.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any

from newsletter import locales
from newsletter.content.tagged import plain
from newsletter.pipeline.reviewing.faults import Fault
from newsletter.pipeline.reviewing.near import Offer
from newsletter.pipeline.reviewing.worklist import Part, ReviewText, Worklist
from newsletter.render.cldr import Cldr
from newsletter.studio.words import Words
from newsletter.translate.acceptance import acceptances_of, has_accepted, writer_of
from newsletter.translate.authorship import origin_of, reviews_of
from newsletter.translate.checks.every import CODES
from newsletter.translate.chrome import LETTERS, PAGES, SOURCE_LOCALE
from newsletter.translate.difference import runs
from newsletter.translate.glossary import Glossary
from newsletter.translate.record import Act, Record
from newsletter.translate.talk import open_questions

_AT_FIRST = 60
"""So many texts of a list come with its page: more than anybody reads before the others are there."""
_AT_MOST = 80
"""Characters of a text that a line in a list shows."""


class Teller:
    """Tells of texts in a person's language; `source_locale` is that of texts that name no other."""

    def __init__(self, words: Words, person: str, source_locale: str) -> None:
        self.words, self.person, self.source_locale = words, person, source_locale
        self._cldr = Cldr(words.locale)
        self._kinds = _kind_words(words.gettext)

    def told(self, found: Worklist, glossary: Glossary) -> dict[str, Any]:
        """A worklist, part by part."""
        return {
            "locale": found.locale,
            "absent": found.absent,
            "parts": [self.part(part, glossary) for part in found.parts],
        }

    def outlined(self, found: Worklist, glossary: Glossary) -> dict[str, Any]:
        """A worklist of which only the texts that are read first come whole, those that wait to be read if any do.

        Of the others comes what a list of them shows: id, state, words, language of the words, questions, length.
        """
        every = list(found.texts())
        first = [text for text in every if self._waits(text)] or every
        whole = {text.id for text in first[:_AT_FIRST]}
        return {
            "locale": found.locale,
            "absent": found.absent,
            "parts": [
                {
                    "kind": part.kind,
                    "document": part.document,
                    "title": part.title,
                    "texts": [
                        self.text(text, glossary) if text.id in whole else self.line(text) for text in part.texts
                    ],
                }
                for part in found.parts
            ],
        }

    def line(self, text: ReviewText) -> list[Any]:
        """What a list shows of a text: id, state, words, whether they are the source's, open questions, length."""
        entry = text.entry
        words = next(filter(None, entry.targets), "")
        state = "mine" if self._is_mine(text) else text.state
        length = len(entry.source) + len(entry.target)
        shown = plain(words or entry.source)[:_AT_MOST]
        return [text.id, state, shown, int(not words), len(open_questions(entry.record)), length]

    def _waits(self, text: ReviewText) -> bool:
        """True where this person has still to read it, or somebody to write it."""
        return text.is_open and not self._is_mine(text)

    def _is_mine(self, text: ReviewText) -> bool:
        """True where this person has accepted it, and another one has still to."""
        return text.state == "needs-review" and has_accepted(text.entry, self.person)

    def part(self, part: Part, glossary: Glossary) -> dict[str, Any]:
        """Texts that belong together, under their title."""
        return {
            "kind": part.kind,
            "document": part.document,
            "title": part.title,
            "texts": [self.text(text, glossary) for text in part.texts],
        }

    def text(self, text: ReviewText, glossary: Glossary) -> dict[str, Any]:
        """One text with what is known of it."""
        entry, record = text.entry, text.entry.record
        usual = SOURCE_LOCALE if text.catalog in (LETTERS, PAGES) else self.source_locale
        told: dict[str, Any] = {
            "id": text.id,
            "version": text.version,
            "state": text.state,
            "said": self.state(text),
            "kind": self.kind(entry.about.kind or ("name" if text.catalog == "glossary" else "")),
            "source": entry.source,
            "sourceLocale": entry.about.source_locale or usual,
            "targets": list(entry.targets),
            "paths": list(text.paths),
        }
        more: dict[str, Any] = {
            "limit": entry.about.limit,
            "plural": entry.plural,
            "english": entry.about.english,
            "notes": [note for note in (*entry.about.notes, *record.notes) if note],
            "changes": self.changes(text),
            "past": ", ".join(dict.fromkeys(self.act(act) for act in record.past_reviews)),
            "terms": [
                {"source": term.source, "target": term.target, "kept": term.is_read_only, "never": term.is_forbidden,
                 "forms": list(term.forms), "note": term.note}
                for term in glossary.terms_in(plain(entry.source))
                if not (term.is_forbidden and not term.target) or term.is_read_only
            ],
            "mine": self._is_mine(text),
            "talk": [
                {"kind": said.kind, "who": self.words.gettext("you") if said.who == self.person else said.who,
                 "day": self.day(said.day), "words": said.words}
                for said in record.talk
            ],
            "asked": len(open_questions(record)),
            "right": [{"code": each.check, "reason": each.reason} for each in record.dismissals if each.reason],
            "locale": text.locale,
            "page": text.page,
        }  # fmt: skip
        return told | {name: value for name, value in more.items() if value}

    def changes(self, text: ReviewText) -> list[tuple[str, str]]:
        """What has changed in the source since it was translated; nothing where it has not."""
        entry = text.entry
        if not entry.previous or entry.previous == entry.source:
            return []
        return [(run.kind, run.words) for run in runs(entry.previous, entry.source)]

    def state(self, text: ReviewText) -> str:
        """The state in a phrase: who has read it, or whose words wait to be read."""
        _, entry = self.words.gettext, text.entry
        if text.is_unusable:
            return _("can’t be used as it is")
        if text.state == "reviewed":
            named = ", ".join(self.act(act) for act in reviews_of(entry) if act.is_named)
            return _("reviewed by {who}").format(who=named) if named else _("reviewed, by nobody named")
        if text.state == "missing":
            rejected = ", ".join(self.act(act) for act in entry.record.rejections)
            return _("rejected by {who}").format(who=rejected) if rejected else _("missing")
        if text.state == "stale":
            return _("stale: the source has changed")
        accepted = ", ".join(self.act(act) for act in acceptances_of(entry))
        if accepted:
            return _("accepted by {who}, another person has still to read it").format(who=accepted)
        whose = self.origin(entry.record, text)
        return _("to review · {origin}").format(origin=whose) if whose else _("to review")

    def origin(self, record: Record, text: ReviewText) -> str:
        """Whose words it has, in a phrase; empty where nothing is known."""
        _ = self.words.gettext
        made = origin_of(text.entry)
        if made is None:
            wrote = writer_of(text.entry)
            if wrote:
                return _("{who} wrote it").format(who=self.act(wrote))
            return _("somebody wrote it") if record.origin or record.past_reviews else ""
        day = self.day(made.day)
        by = _("a machine wrote it ({who})").format(who=", ".join(filter(None, (made.provider, day))))
        if brought := made.aligned or made.file:
            return ", ".join((_("as in {issue}").format(issue=brought), day))
        from_memory = _("as in {issue}").format(issue=made.memory)
        return ", ".join(filter(None, (made.memory and from_memory, made.provider and by)))

    def act(self, act: Act) -> str:
        """Who did something, and when."""
        _ = self.words.gettext
        who = _("you") if act.who == self.person else act.who if act.is_named else _("nobody named")
        return ", ".join(filter(None, (who, self.day(act.day))))

    def day(self, day: str) -> str:
        """A day as people write it; of what is none as it is."""
        try:
            return self._cldr.date(dt.date.fromisoformat(day))
        except ValueError:
            return day

    def kind(self, kind: str) -> str:
        """What a text is to its reader."""
        return self._kinds.get(kind, kind)

    def faults(self, found: Sequence[Fault]) -> list[dict[str, Any]]:
        """What is wrong with a text."""
        return [self.fault(fault) for fault in found]

    def fault(self, fault: Fault) -> dict[str, Any]:
        """One thing that is wrong; with a remedy it says what is put in."""
        _ = self.words.gettext
        problem = fault.problem
        told: dict[str, Any] = {
            "code": problem.code,
            "title": fault_words(self.words).get(problem.code, problem.code),
            "stops": not fault.can_be_right,
        }
        if fault.lost or fault.added:
            lost = _("Only the source has {numbers}.").format(numbers=", ".join(fault.lost)) if fault.lost else ""
            added = _("Only your text has {numbers}.").format(numbers=", ".join(fault.added)) if fault.added else ""
            told["detail"] = " ".join(filter(None, (lost, added)))
        else:
            said = re.sub("`([^`]*)`", r"“\1”", problem.message)
            told["detail"] = said[:1].upper() + said[1:] + "."
            told["english"] = self.words.locale != "en"
        told["marks"] = [each for each in fault.added if each] or re.findall("`([^`]+)`", problem.message)[:1]
        if fault.remedy:
            put = ", ".join(fault.remedy.put)
            told["remedy"] = {
                "targets": list(fault.remedy.targets),
                "label": _("Put {words}").format(words=put) if put else _("Mend it"),
            }
        return told

    def offers(self, found: Sequence[Offer], locale: str) -> list[dict[str, Any]]:
        """What a text could say instead."""
        return [self.offer(offer, locale) for offer in found]

    def offer(self, offer: Offer, locale: str) -> dict[str, Any]:
        """Another text, with whose it is."""
        _ = self.words.gettext
        kind = self.kind(offer.context.rpartition("/")[2].replace("-", " "))
        where = ", ".join(filter(None, (offer.issue, kind)))
        read = _("read by somebody") if offer.is_reviewed else _("read by nobody yet")
        said = {
            "machine": _("a machine, for the new source"),
            "merge": _("the other text of a merge"),
            "rejected": _("refused before"),
            "memory": f"{where} · {read}",
        }[offer.kind]
        score = f"{int(offer.score)} %" if offer.kind == "memory" else ""
        return {
            "targets": list(offer.targets),
            "much": score,
            "said": said,
            "changes": [(run.kind, run.words) for run in offer.changes],
            "dir": locales.direction(locale),
        }


def _kind_words(_: Callable[[str], str]) -> dict[str, str]:
    """What texts are to their readers, by what catalogs call it."""
    return {
        "title": _("title"),
        "summary": _("summary"),
        "paragraph": _("paragraph"),
        "list item": _("list item"),
        "heading": _("heading"),
        "alt text": _("description of a picture"),
        "link words": _("words of a link"),
        "subject": _("subject"),
        "preheader": _("preheader"),
        "tagline": _("tagline"),
        "description": _("description"),
        "name": _("name"),
        "role": _("role"),
        "button": _("button"),
        "label": _("label"),
        "link": _("link"),
        "topic": _("topic"),
        "audience": _("audience"),
        "event": _("event"),
        "event name": _("name of an event"),
        "session title": _("title of a session"),
        "agenda entry": _("entry of a programme"),
        "sender's name": _("name of the sender"),
        "caption": _("caption"),
    }


def fault_words(words: Words) -> dict[str, str]:
    """What each check has found, in a sentence, by its code."""
    _ = words.gettext
    said = {
        "lost-tag": _("A tag is missing or out of place."),
        "lost-placeholder": _("A placeholder is missing or out of place."),
        "missing-plural-form": _("A form for some numbers is missing."),
        "control-character": _("There is a character in it that nobody sees."),
        "same-plural-forms": _("All forms say the same."),
        "hidden-character": _("There is a character in it that nobody sees."),
        "typed-mark": _("A mark is shown as it is typed."),
        "left-note": _("A note was left in it."),
        "lost-letter": _("A letter is broken."),
        "two-wordings": _("Two wordings stand beside each other."),
        "all-capitals": _("It is all in capitals."),
        "changed-address": _("An address has changed."),
        "changed-number": _("A number has changed."),
        "changed-month": _("A month has changed."),
        "lost-term": _("The glossary has another word."),
        "forbidden-term": _("This word is not to be used."),
        "too-long": _("It is too long."),
        "odd-length": _("It is much longer or shorter than its source."),
        "same-as-source": _("It is the same as the source."),
        "leftover-source": _("Words of the source were left in it."),
        "other-end-mark": _("It ends with another mark."),
        "french-spacing": _("A space before a mark is not as French has it."),
        "foreign-quotes": _("The quotation marks are another language’s."),
        "doubled-word": _("A word stands there twice."),
        "doubled-space": _("There is a space too many."),
        "wrong-script": _("Letters of another script are in it."),
        "wrong-language": _("It seems to be in another language."),
        "remark-without-effect": _("A remark has no effect."),
        "different-translations": _("The same source is translated otherwise elsewhere."),
    }
    return {code: said[code] for code in CODES if code in said}
