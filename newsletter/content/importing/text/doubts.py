"""What a person should look at in a page: odd quotation marks, doubled lines, remarks about somebody's health.

In: lines. Out: problems, each with its line; nothing is mended. The words about health are few, in ten languages: what
they do not find is no promise that there is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsletter.content.importing.text.folding import fold
from newsletter.content.importing.text.page_lines import Line
from newsletter.problems import Location, Problem, warning

_QUOTES = re.compile("[\"“”„‟«»]|''|``|‹|›")
_INCHES = re.compile(r"\d\s?(?:\"|'')")
_DOUBLED_MARK = re.compile('““|””|„„|««|»»|""')
_LEAST_WORDS = 8
_HEALTH = (
    r"on sick leave|sick leave|(?:is|was|fell|been|seriously|gravely) (?:ill|sick|unwell)|illness|tested positive|"
    r"diagnosed with|"
    r"in (?:the )?hospital|hospitali[sz]ed|undergoing (?:treatment|surgery|chemotherapy)|recovering from|"
    r"health reasons|"
    r"maternity leave|pregnant|burn-?out|broke (?:his|her|their) (?:leg|arm|hip)|has cancer|heart attack|"
    r"baja medica|de baja|enferm[oa]s?|motivos de salud|hospitalizad[oa]|embarazada|dio positivo|"
    r"baja por (?:enfermedad|maternidad)|"
    r"arret maladie|malade|raisons de sante|hospitalisee?|enceinte|conge (?:de )?maternite|testee? positi(?:f|ve)|"
    r"krankgeschrieben|erkrankt|krankheitsbedingt|gesundheitlichen grunden|im krankenhaus|schwanger|positiv getestet|"
    r"mutterschutz|"
    r"in malattia|malat[oa]|motivi di salute|ricoverat[oa]|incinta|congedo di maternita|"
    r"ziek|ziekgemeld|ziekteverlof|gezondheidsredenen|zwanger|zwangerschapsverlof|in het ziekenhuis|"
    r"doente|motivos de saude|baixa medica|gravida|licenca de maternidade|"
    r"chor[aey]|zwolnieniu lekarskim|powodow zdrowotnych|w szpitalu|w ciazy|urlopie macierzynskim|"
    r"nemocny|nemocna|zdravotnich duvodu|zdravotnych dovodov|v nemocnici|tehotna|bolnav[a]?|motive de sanatate|"
    r"insarcinata"
)
_REMARK = re.compile(rf"(?<!\w)(?:{_HEALTH})(?!\w)")


def doubts_in(lines: Sequence[Line], name: str) -> Iterator[Problem]:
    """What is told of the lines of a page; `name` is what its file is called, or empty."""
    seen: dict[str, int] = {}
    last = ""
    for line in lines:
        at = Location(name or "pasted text", line.number, 1, line.text[:120])
        folded = " ".join(fold(line.text).split())
        if _is_odd(line.text):
            yield warning(
                "odd-quote", "a quotation mark opens or closes nothing", at, "look which one is missing, and write it"
            )
        is_long = len(folded.split()) >= _LEAST_WORDS
        if folded == last or (is_long and folded in seen):
            message = f"this line stands here twice: also on line {seen[folded]}"
            yield warning("doubled-line", message, at, "take one of them out, unless both are meant")
        if health := _REMARK.search(folded):
            words = line.text[max(0, health.start()) : health.end()] if len(folded) == len(line.text) else health[0]
            message = f"`{words}` may be about somebody's health"
            yield warning("health-remark", message, at, "leave it out, unless the person has agreed to its publication")
        seen.setdefault(folded, line.number)
        last = folded


def _is_odd(text: str) -> bool:
    """True for a number of quotation marks that is odd, and for two of one kind side by side."""
    marks = len(_QUOTES.findall(text)) - len(_INCHES.findall(text))
    return marks % 2 == 1 or bool(_DOUBLED_MARK.search(text))
