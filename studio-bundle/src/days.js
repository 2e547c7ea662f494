// A day is typed in any way that the file takes, or chosen from the browser's own calendar: a button `data-day="field-id"`.
function isoOf(text) { return text.match(/^\d{4}-\d{2}-\d{2}/)?.[0] ?? ''; }

document.addEventListener('click', ({ target }) => {
  const button = target.closest?.('button[data-day]');
  const field = button && document.getElementById(button.dataset.day);
  if (!field || field.readOnly) return;
  const days = document.createElement('input');
  Object.assign(days, { type: 'date', className: 'days', tabIndex: -1, value: isoOf(field.value) });
  days.setAttribute('aria-hidden', 'true');
  button.parentElement.querySelector('.days')?.remove();
  button.after(days);
  days.addEventListener('change', () => {
    if (!days.value) return;
    const day = isoOf(field.value);
    field.value = day ? days.value + field.value.slice(day.length) : days.value; // an hour that stands there stays
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
  });
  days.showPicker();
});
