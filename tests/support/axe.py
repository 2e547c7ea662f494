"""The rules of accessibility that letters and pages are held to."""

RUN = """async excluded => {
  const others = ['deprecated', 'wcag2a-obsolete', 'wcag2aaa', 'wcag21aaa', 'wcag22aaa'];
  const rules = axe.getRules().filter(
    rule => !excluded.includes(rule.ruleId) && !rule.tags.some(tag => others.includes(tag)));
  const options = {runOnly: {type: 'rule', values: rules.map(rule => rule.ruleId)}, preload: false,
                   resultTypes: ['violations', 'incomplete'], selectors: false};
  // On a busy machine a page may not be at rest yet: fonts, pictures and one whole frame come first.
  await document.fonts.ready;
  await Promise.allSettled([...document.images].map(image => image.decode()));
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const result = await axe.run(document, options);
  // Nobody knows whether undecided contrast can be read; other undecided rules ask about what a letter has not.
  const undecided = result.incomplete.filter(one => one.id === 'color-contrast');
  const found = [...result.violations, ...undecided].flatMap(
    one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 200)}: ${node.failureSummary}`));
  return {rules: rules.length, found};
}"""
