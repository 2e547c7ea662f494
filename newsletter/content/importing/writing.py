"""Drafts as the files that editors go on with.

In: a draft, and the files that its pictures have become. Out: the bytes of its file. What is absent in the draft is
absent in the file; a picture that has no file is left out, and whoever files pictures tells it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newsletter.content.blocks.body import Node
from newsletter.content.blocks.writing import Writer
from newsletter.content.importing.drafts import (
    AgendaItemDraft,
    ArticleDraft,
    EventDraft,
    MeetingDraft,
    NetworkDraft,
    PartialDay,
    PartialMoment,
    PartnerDraft,
    PersonDraft,
    PictureDraft,
    SessionDraft,
)
from newsletter.content.yaml_text import Value, written_flow, written_pair


def article_bytes(draft: ArticleDraft, files: Mapping[str, str]) -> bytes:
    """The file of an article; `files` are the pictures' names in issues/images by their `source`."""
    values: dict[str, Value] = {"locale": draft.locale, "title": draft.title, "summary": draft.summary}
    values |= {"author": _person(draft.author), "date": draft.date, "network": draft.network}
    values |= {"topics": list(draft.topics), "audience": list(draft.audience), "link": draft.link}
    values |= {"image": _picture(draft.image, files), "event": _event(draft.event)}
    values |= {"agenda": [_session(each) for each in draft.agenda]}
    head = "\n".join(written_pair(name, value, 0) for name, value in _there(values).items())
    body = body_text(draft.body, files)
    return ("\n".join(("---", head, "---", "")) + (f"\n{body}" if body else "")).encode()


def body_text(nodes: Sequence[Node], files: Mapping[str, str]) -> str:
    """Blocks as Markdown; pictures without a file are left out."""
    filed = [node for each in nodes if (node := _filed(each, files)) is not None]
    lines = Writer({}, {}).write_all(filed, is_loose=True)
    return "\n".join(lines) + "\n" if lines else ""


def network_bytes(draft: NetworkDraft, files: Mapping[str, str]) -> bytes:
    """The file of a network: its partners and meetings a line each."""
    values: dict[str, Value] = {"locale": draft.locale, "name": draft.name, "tagline": draft.tagline}
    values |= {"about": draft.about, "lead-partner": _partner(draft.lead_partner)}
    values |= {"partners": [_partner(each) for each in draft.partners], "lead-expert": draft.lead_expert}
    values |= {"meetings": [_meeting(each) for each in draft.meetings], "link": draft.link}
    values |= {"image": _picture(draft.image, files)}
    lines: list[str] = []
    for name, value in _there(values).items():
        if name in ("partners", "meetings") and isinstance(value, list):
            lines += [f"{name}:", *(f"  - {written_flow(each)}" for each in value)]
        elif name == "lead-partner":
            lines.append(f"{name}: {written_flow(value)}")
        else:
            lines.append(written_pair(name, value, 0))
    return "".join(f"{line}\n" for line in lines).encode()


def _there(values: Mapping[str, Value]) -> dict[str, Value]:
    """The values that are there; what is empty is absent."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, False)}


def _filed(node: Node, files: Mapping[str, str]) -> Node | None:
    if node["type"] != "picture":
        return node
    name = files.get(str(node["attrs"]["src"]))
    return {**node, "attrs": {**node["attrs"], "src": name}} if name else None


def pictures_of(draft: ArticleDraft | NetworkDraft) -> frozenset[str]:
    """The pictures that a draft names, by their `source`."""
    body = draft.body if isinstance(draft, ArticleDraft) else ()
    image = {draft.image.source} if draft.image else set()
    return frozenset(image | {str(node["attrs"]["src"]) for node in body if node["type"] == "picture"})


def _picture(picture: PictureDraft | None, files: Mapping[str, str]) -> Value:
    if picture is None or picture.source not in files:
        return None
    named = {"src": files[picture.source], "alt": picture.alt, "caption": picture.caption, "credit": picture.credit}
    return _there(named)


def _person(person: PersonDraft | None) -> Value:
    if person is None:
        return None
    return _there({"name": person.name, "role": person.role}) if person.role else person.name


def _event(event: EventDraft | None) -> Value:
    if event is None:
        return None
    return _there(
        {
            "name": event.name,
            "start": _moment(event.start),
            "end": _moment(event.end),
            "time-zone": event.time_zone,
            "place": event.place,
            "country": event.country,
            "online": event.online,
            "organiser": event.organiser,
        }
    )


def _session(session: SessionDraft) -> Value:
    items = [_item(each) for each in session.items]
    return _there({"date": _day(session.day), "session": session.session, "room": session.room, "items": items})


def _item(item: AgendaItemDraft) -> Value:
    people = [_person(each) for each in item.people]
    return _there(
        {"start": item.start, "end": item.end, "text": item.text, "people": people, "bodies": list(item.bodies)}
    )


def _partner(partner: PartnerDraft | None) -> Value:
    return None if partner is None else _there({"name": partner.name, "country": partner.country})


def _meeting(meeting: MeetingDraft) -> Value:
    return _there(
        {
            "kind": meeting.kind,
            "number": meeting.number,
            "start": _day(meeting.start),
            "end": _day(meeting.end),
            "place": meeting.place,
            "country": meeting.country,
            "online": meeting.online,
        }
    )


def _day(day: PartialDay | None) -> Value:
    """A day of the calendar; a day without a year is absent: which one it is meant for, nobody has said."""
    return day.date if day else None


def _moment(moment: PartialMoment | None) -> Value:
    if moment is None or moment.day.date is None:
        return None
    return f"{moment.day.date} {moment.time:%H:%M}" if moment.time else moment.day.date
