r"""What a writer has left in a text for colleagues: remarks, open questions, places to be filled.

In: words, their lines parted by `\n`. Out: patterns with what to write instead, as `marks` reads them; and each note of
a text, for whoever looks at a translation. A note of readers' concern (`NB: doors close at six`) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.content.signs import rules_for, rules_of
from newsletter.patterns import late

_REMARK = "a remark that is never mailed is written `<!-- … -->`: write it so, or take it out"
_OPEN = "write what is meant, or take it out"
_CHANGE = "it is a change or a comment of another program: write the words as they are to be, and take the rest out"

_ASK = (
    "please|pls|plz|kindly|can you|could you|would you|check|confirm|verify|ok\\?|bitte|por favor|merci de"
    "|s['’]il (?:te|vous) pla[iî]t|svp|per favore|alsjeblieft|alstublieft|graag|prosz[ęe]|pros[íi]m|molim|παρακαλώ"
    "|v[ăa] rog|k[ée]rem"
)
"""How somebody is asked for something, in our larger languages."""
_LATER = (
    "à (?:confirmer|compléter|vérifier|préciser)|noch (?:zu )?(?:klären|prüfen|ergänzen)|zu (?:klären|prüfen)"
    "|bitte prüfen|por (?:confirmar|verificar|completar|definir)|da (?:confermare|verificare|completare|definire)"
    "|a (?:confirmar|verificar|definir)|te (?:bevestigen|controleren)|nog (?:checken|controleren|invullen)"
    "|do (?:potwierdzenia|sprawdzenia|uzupełnienia)|provjeriti|preveriti|doplnit|ověřit|overiť"
    "|de (?:confirmat|verificat)"
)
"""That something is still to be looked at, in brackets."""
_UNSURE = "name|who|when|where|date|link|source|number|title|year|figure|check|ok|right|correct|sure|translation"
_THINGS = (
    "add|ask|check|complete|confirm|describe|find|finish|fix|get|insert|replace|review|shorten|translate|update|verify"
    "|write|alt|caption|date|heading|link|name|photo|picture|quote|summary|text|title"
)

NOTES = {
    r"(?#<)<[ \t]*![ \t]*[-–—](?!-)[^\n]*|<[ \t]+!--[^\n]*|<![ \t]+--[^\n]*": _REMARK,
    r"(?#/)(?:(?<=\s)|(?<![^\n\ufffc]))//[ \t\u00a0]+\S[^\n]*|^//(?![\w-]+(?:\.|/|:\d))\w[^\n]*": _REMARK,
    r"(?#/)/\*[^\n]{1,200}?\*/": _REMARK,
    r"(?#%)(?<![^\n\ufffc])%%?[ \t]+[^\W\d_][^\n]*|(?<![^\n\ufffc])%%[^\W\d_%][^\n%]*$": _REMARK,
    r"(?#([)[(\[]N\.?B\.?:?\s[^()\[\]\n]{1,300}[)\]]": _REMARK,
    rf"(?#N)(?<!\w)N\.?B\.?:?\s+(?i:{_ASK}|ask)\b[^\n.]*": _REMARK,
    rf"(?#@)(?<![\w.@])@[^\W\d_][\w.-]{{1,40}}[:,]?[ \t]+(?i:{_ASK})(?!\w)": _REMARK,
    r"(?#@)(?<![^\n\ufffc])@[^\W\d_][\w.-]{1,40}:": _REMARK,
    r"(?#[)(?i:\[(?:editors?|ed|translators?|author|note|query|question|comment|ask|check|remark)\b(?:['’]s note)?"
    r"[^\[\]\n]{0,300}\])(?![(\[])": _REMARK,
    r"(?#[)\[(?i:MT|AI|DeepL|Google|ChatGPT|fuzzy|draft|auto|untranslated|machine translation)\](?![(\[])": _REMARK,
    r"(?#([)(?i:[(\[](?:note (?:to|for) |to (?:check|confirm|do|verify)\b|check(?: this| with|!|\))|ask [^\W\d_]+\)|"
    r"to be (?:checked|completed|confirmed|decided|defined|translated|updated|verified|written)\b|"
    rf"t\.?b\.?[cd]\b|(?:{_LATER})\b)[^()\[\]\n]{{0,200}}[)\]]?)(?!\()": _REMARK,
    rf"(?#?)(?i:[(\[](?:{_UNSURE})[ \t]?\?+[)\]])": _OPEN,
    r"(?#.B)(?<![\w.])(?:TBC|TBD)(?!\w)|(?<!\w)t\.b\.[cd]\.": _OPEN,
    r"(?#?)\?{3,}|(?<=[\s(\[€$£])\?{2}(?=[\s)\].,;:]|$)|(?<![^\n\ufffc])\?{2}(?=\s|$)": _OPEN,
    r"(?#Xx)(?<!\w)X{4,}(?!\w)|(?<!\w)x{3,}(?!\w)": _OPEN,
    r"(?#X)(?<!\w)XXX(?=[ \t]*(?:[.,;:!?)\]]|$))|(?<=\b(?:the|The) )XXX(?= [a-z])": _OPEN,
    r"(?#X)(?<![^\n\ufffc])XXX(?= [a-z]+ (?:a|an|it|of|the|this)\b)": _OPEN,
    # A numeral counts what follows it; what does something is a name that was left open.
    r"(?#X)(?<!\w)XXX(?= (?:is|was|came|said|has|had|will)\b)": _OPEN,
    rf"(?#OX)"
    rf"(?<!\w)(?:TODO|FIXME|XXX):|(?<!\w)FIXME(?!\w)|(?<!\w)TODO(?=[ \t]+(?:{_THINGS})\b|[ \t]*(?:[?!)\]]|$))": _OPEN,
    r"(?i:\blorem ipsum\b)": _OPEN,
    r"(?i:\b(?:click|tap|click or tap) here to (?:enter|add) (?:text|a date)\b|\bchoose an item\b)": _OPEN,
    r"(?#Kq)"
    r"Klicken Sie hier, um Text einzugeben|Cliquez ici pour entrer du texte|Haga clic aquí para escribir texto": _OPEN,
    r"(?#Kq)"
    r"Fare clic qui per immettere (?:il )?testo|Klik hier als u tekst wilt invoeren|Clique aqui para introduzir": _OPEN,
    r"(?#[«‹)(?i:\[(?:insert|add|your|first ?name|last ?name|name|date|place|link|tbc|tbd|todo|xxx?)\b"
    r"[^\[\]\n]{0,60}\](?!\())|[«‹](?i:insert|add) [^»›\n]{1,60}[»›]": _OPEN,
    r"(?<!\w)DRAFT(?=[ \t]*(?:[–—:)\]-]|$))|(?i:\bdo not (?:publish|send out|distribute)\b)": _OPEN,
    # CriticMarkup, and comments of Word in the middle of a line.
    r"(?#{)\{\+\+[^\n]{0,300}?\+\+\}|\{--[^\n]{0,300}?--\}|\{>>[^\n]{0,300}?<<\}|\{==[^\n]{0,300}?==\}|"
    r"\{~~[^\n]{0,300}?~~\}|\{[^{}\n]{0,100}~>[^{}\n]{0,100}\}": _CHANGE,
    r"(?#[)"
    r"(?<=\s)(?:Commented|Kommentiert|Commenté|Comentado|Commentato) \[[^\W\d_]{1,4}\d{1,3}(?:R\d{1,3})?\]:?": _CHANGE,
    r"(?#[)(?<!\w)\[[A-Z]{2,3}\d{1,3}(?:R\d{1,3})?\](?![(\[:])": _CHANGE,
}
RULES = rules_of(NOTES)
_EVERY = late("|".join(f"(?:{pattern})" for pattern in NOTES), re.MULTILINE)


def notes_in(words: str) -> Iterator[str]:
    """Each note of a text, as it stands there."""
    if any(rule.pattern.search(words) for rule in rules_for(words, RULES)):
        yield from (found[0] for found in _EVERY.finditer(words))
