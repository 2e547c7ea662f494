"""The rules of accessibility that letters and pages are held to.

A run takes a second. Style sheets ask about width and about colours apart, and no rule for a width sets a colour
(`mixed` finds where that is not so). So what can be wrong is wrong in one of two views, which have neither in common:
`across`.
"""

import re

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
