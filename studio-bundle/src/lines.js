// Lines pasted into a list become its rows: `data-lines="/lines/partners"` on the list reads them, and says what each is.
import { apply } from './lists.js';
import { SHORT, request } from './request.js';
import { notice } from './status.js';
import { element, say } from './words.js';

document.addEventListener('paste', (event) => {
  const field = event.target.closest?.('[data-lines] .row input');
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (!field || field.readOnly || text.trim().split(/\n+/).length < 2) return;
  event.preventDefault();
  put(field, text);
});

async function put(field, text) {
  const list = field.closest('[data-lines]');
  const row = field.closest('[data-item]');
  const answer = await request(list.dataset.lines, { method: 'POST', body: text, headers: { Accept: 'application/json' } }, SHORT).catch(() => null);
  if (!answer?.ok) { notice('lines', say('offline'), { isBad: true }); return; }
  const { items, said } = await answer.json();
  if (!items.length) return;
  const path = JSON.parse(list.dataset.sortable);
  const at = [...list.children].indexOf(row);
  const item = JSON.parse(row.dataset.item);
  const isEmpty = !Object.values(item).some(Boolean);
  const edits = items.map((value, number) => ({ op: 'insert', path: [...path, at + 1 + number], value, was: null }));
  if (isEmpty) edits.push({ op: 'remove', path: [...path, at], was: item });
  apply(list.dataset.file, edits, { swap: list.dataset.swap, focus: list.dataset.after });
  const back = element('button', { type: 'button', class: 'quiet', 'data-undo': '' }, say('undo'));
  back.addEventListener('click', () => notice('lines', ''));
  notice('lines', said, { actions: [back] });
}
