"""A locale's providers in their order, and by way of English where an engine has no direct pair.

In: texts, and beside each the reviewed English of the same text where there is one. Out: for each text the first
answer, or why no provider has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsletter.locales import chain as shorter
from newsletter.translate.providers.provider import Answer, Kind, Provider, Refusal, Result

PIVOT = "en"


@dataclass(frozen=True, slots=True)
class Task:
    """Some texts of one locale.

    `english`: beside each text its reviewed English as it may be sent, or nothing. `skip`: how many providers of the
    locale are left out, because what they made of these texts was not taken.
    """

    source_locale: str
    target_locale: str
    texts: tuple[str, ...]
    english: tuple[str, ...] = ()
    skip: int = 0


def translate_by_chain(task: Task, providers: Sequence[Provider]) -> list[Result]:
    """A result for each text of the task; an answer by way of English says so in `pivot`.

    Where the answer of one provider comes later, those behind it are asked when it has come.
    """
    answers: dict[int, Result] = {}
    refusals: list[list[Refusal]] = [[] for _ in task.texts]
    for provider in providers[task.skip :]:
        open_ones = [index for index in range(len(task.texts)) if index not in answers]
        for index, result in _asked(provider, task, open_ones):
            if isinstance(result, Answer) or result.kind is Kind.AWAITED:
                answers[index] = result
            else:
                refusals[index].append(replace(result, provider=provider.name))
        if len(answers) == len(task.texts):
            break
    return [answers[index] if index in answers else _summed(refusals[index]) for index in range(len(task.texts))]


def _asked(provider: Provider, task: Task, indices: list[int]) -> list[tuple[int, Result]]:
    source, target = task.source_locale, task.target_locale
    if provider.lack:
        refusal = Refusal(Kind.NOT_SET_UP, provider.lack)
    elif provider.can(source, target):
        results = provider.translate([task.texts[index] for index in indices], source, target)
        return list(zip(indices, results, strict=True))
    else:
        refusal = Refusal(Kind.NO_LANGUAGE, f"it does not translate from {source} to {target}")
    has_pivot = PIVOT not in shorter(source) and not provider.lack and provider.can(PIVOT, target)
    by_english = [index for index in indices if has_pivot and _english(task, index)]
    found: dict[int, Result] = dict.fromkeys(indices, refusal)
    if by_english:
        results = provider.translate([_english(task, index) for index in by_english], PIVOT, target)
        for index, result in zip(by_english, results, strict=True):
            found[index] = replace(result, pivot=PIVOT) if isinstance(result, Answer) else result
    return list(found.items())


def _english(task: Task, index: int) -> str:
    return task.english[index] if index < len(task.english) else ""


def _summed(refusals: list[Refusal]) -> Refusal:
    """One refusal for all: the first that is more than a missing language, with what each provider said."""
    if not refusals:
        return Refusal(Kind.NOT_SET_UP, "no provider is named for this locale")
    first = next((each for each in refusals if each.kind is not Kind.NO_LANGUAGE), refusals[0])
    detail = "; ".join(f"{each.provider}: {each.detail}" for each in refusals)
    return replace(first, detail=detail, is_passing=any(each.is_passing for each in refusals))
