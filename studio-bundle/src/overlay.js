// What a point changes: words of its own go by a button, and what is said of all of it follows what is typed.
import { refresh } from './regions.js';

document.addEventListener('click', ({ target }) => {
  const button = target.closest?.('[data-clears]');
  if (!button) return;
  const control = document.getElementById(button.dataset.clears);
  control.value = '';
  control.dispatchEvent(new Event('input', { bubbles: true }));
  control.focus();
});

let later;
document.addEventListener('saved', ({ detail }) => {
  if (!document.querySelector('.overlay') || !detail.edits.some((edit) => edit.op === 'set' && edit.path.length === 1)) return;
  clearTimeout(later);
  later = setTimeout(() => refresh(['#said', '#count']), 600);
});
