// Buttons that change a list: `data-edit` is an edit or several, `data-swap` the part of the page that shows the list.
// `data-focus` names what has the focus then, `data-say` what is said aloud.
import { save } from './outbox.js';
import { refresh } from './regions.js';
import { tell } from './words.js';

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-edit]');
  if (button && button.tagName === 'BUTTON' && !button.disabled) change(button);
});
document.addEventListener('change', (event) => {
  if (event.target.matches?.('input[data-edit], select[data-edit]')) change(event.target);
});

export function change(button) {
  const given = JSON.parse(button.dataset.edit);
  const edits = Array.isArray(given) ? given : [given];
  const { file, swap = '#main', focus = '', say: said = '' } = button.dataset;
  const landed = ({ detail }) => {
    if (detail.file !== file || !detail.edits.some((edit) => edit.op === edits.at(-1).op)) return;
    document.removeEventListener('saved', landed);
    refresh(swap.split(',').map((each) => each.trim()), { focus }).then(() => said && tell(said));
  };
  document.addEventListener('saved', landed);
  document.dispatchEvent(new CustomEvent('changed-list', { detail: { file, edits } }));
  save(file, ...edits);
}
