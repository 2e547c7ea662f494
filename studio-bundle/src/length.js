// How long a text is, at the end of its label: `data-length="field-id"` on what shows it, `data-most` on the field.
function draw(control) {
  const shown = document.querySelector(`[data-length="${CSS.escape(control.id)}"]`);
  if (!shown) return;
  const most = Number(control.dataset.most);
  const length = [...new Intl.Segmenter(control.lang || undefined).segment(control.value.trim())].length;
  shown.textContent = (shown.dataset.words || '{n} / {most}').replace('{n}', length).replace('{most}', most);
  shown.classList.toggle('near', length >= most * 0.85 && length <= most);
  shown.classList.toggle('over', length > most);
}

for (const event of ['input', 'shown']) {
  document.addEventListener(event, ({ target }) => { if (target.dataset?.most) draw(target); });
}
for (const event of ['refreshed', 'resumed']) {
  document.addEventListener(event, () => document.querySelectorAll('[data-most]').forEach(draw));
}
document.querySelectorAll('[data-most]').forEach(draw);
