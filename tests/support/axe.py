"""The rules of accessibility that letters and pages are held to.

A run takes a second. Style sheets ask about width and about colours apart, and no rule for a width sets a colour
(`mixed` finds where that is not so). So what can be wrong is wrong in one of two views, which have neither in common:
`across`. Half of it and more goes to contrasts, of each word for itself; where many pages have the same style sheet,
`faults_by_look` asks for them once for all words that look the same.
"""

import re
from typing import Any

from tests.support.browser import View

RUN = """async excluded => {
  const others = ['deprecated', 'wcag2a-obsolete', 'wcag2aaa', 'wcag21aaa', 'wcag22aaa'];
  const rules = axe.getRules().filter(
    rule => !excluded.includes(rule.ruleId) && !rule.tags.some(tag => others.includes(tag)));
  const options = {runOnly: {type: 'rule', values: rules.map(rule => rule.ruleId)}, preload: false,
                   resultTypes: ['violations', 'incomplete'], selectors: false};
  // On a busy machine a page may not be at rest yet: fonts, pictures and one whole frame come first.
  // None of them is waited for without an end.
  const atMost = wait => Promise.race([wait, new Promise(done => setTimeout(done, 5000))]);
  await atMost(document.fonts.ready);
  // A picture that is loaded late and is not seen never comes: it is not waited for.
  const pictures = [...document.images].filter(image => image.complete || image.loading !== 'lazy');
  await atMost(Promise.allSettled(pictures.map(image => image.decode())));
  await atMost(new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  const result = await axe.run(document, options);
  // Nobody knows whether undecided contrast can be read; other undecided rules ask about what a letter has not.
  const undecided = result.incomplete.filter(one => one.id === 'color-contrast');
  const found = [...result.violations, ...undecided].flatMap(
    one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 200)}: ${node.failureSummary}`));
  return {rules: rules.length, found};
}"""


NEWS = """judged => {
  // What contrast depends on: colours of the words and of those around, whether they are large, underlined, and all
  // grounds that they stand on.
  const grounds = new Map([[null, '']]), scheme = matchMedia('(prefers-color-scheme: dark)').matches;
  const ground = at => {
    if (!grounds.has(at)) {
      const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(at);
      const own = `${backgroundColor} ${backgroundImage} ${opacity} ${filter}`;
      grounds.set(at, ground(at.parentElement) + (own === 'rgba(0, 0, 0, 0) none 1 none' ? '' : `/${own}`));
    }
    return grounds.get(at);
  };
  const news = [];
  for (const at of document.body.querySelectorAll('*')) {
    const hasWords = [...at.childNodes].some(one => one.nodeType === 3 && one.data.trim());
    if (!hasWords && !at.matches('input, textarea, select')) continue;
    if (!at.getClientRects().length || !at.checkVisibility({ visibilityProperty: true })) continue;
    const { color, fontSize, fontWeight, textDecorationLine, textShadow } = getComputedStyle(at);
    const around = getComputedStyle(at.parentElement).color;
    const isLarge = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);  // as WCAG has it
    const look = [scheme, color, around, isLarge, textDecorationLine, textShadow, ground(at)].join();
    if (!judged.has(look)) news.push(at);
    judged.add(look);
  }
  return news;
}"""
"""The first element with words of each look that is not among those `judged`, a set, to which it is added."""
_BY_LOOK = (
    """async ([excluded, known]) => {
  const judged = new Set(known), news = (NEWS)(judged);
  const { rules, found } = await (REST)([...excluded, 'color-contrast']);
  const weak = news.length ? (await (CONTRASTS)([])).found : [];
  return { rules, found: [...found, ...weak], judged: [...judged] };
}""".replace("NEWS", NEWS)
    .replace("REST", RUN)
    .replace(
        "CONTRASTS",
        RUN.replace("axe.run(document,", "axe.run({include: news},").replace(
            "axe.getRules()", "axe.getRules().filter(rule => rule.ruleId === 'color-contrast')"
        ),
    )
)
assert "include: news" in _BY_LOOK
assert "=== 'color-contrast'" in _BY_LOOK


def faults_by_look(page: Any, judged: set[str], excluded: list[str] | None = None) -> list[str]:
    """What axe finds on a page that has it; contrasts only of looks that are not among those `judged`, and now are."""
    result = page.evaluate(_BY_LOOK, [excluded or [], sorted(judged)])
    assert result["rules"] > 90
    assert result["judged"]
    judged.update(result["judged"])
    return [str(each) for each in result["found"]]


def across(widths: tuple[int, int]) -> tuple[View, View]:
    """The two views in which axe runs: each width and each scheme once."""
    return (widths[0], "light"), (widths[1], "dark")


def mixed(style: str) -> list[str]:
    """Queries of a style sheet that ask about width and colours at once, and rules for a width that set a colour."""
    found = []
    for query, rules in re.findall(r"@media\s*([^{]*)\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}", style):
        coloured = re.search(r"[{;\s](?:color|background[\w-]*)\s*:", rules)
        if "width" in query and (coloured or "prefers-color-scheme" in query):
            found.append(f"@media {query}: {rules}")
    return found
