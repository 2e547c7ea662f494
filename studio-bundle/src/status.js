// The saved state in the bar, and notices that stand in the page.
import { element, say } from './words.js';

const waiting = new Map([['drafts', 'looking']]); // file → 'saving' | 'unsaved' | 'looking': until the drafts are known
let savedAt = null;
let late;

export function show(file, state) {
  if (state === 'saved') { waiting.delete(file); savedAt = new Date(); } else waiting.set(file, state);
  document.getElementById('saved')?.toggleAttribute('data-busy', waiting.size > 0);
  clearTimeout(late);
  if (state === 'saving' && !isUnsaved()) late = setTimeout(draw, 400); // a save of a few milliseconds is not announced
  else draw();
}

// What was waited for is known, or another tab's: nothing was saved by that.
export function looked(file) {
  waiting.delete(file);
  document.getElementById('saved')?.toggleAttribute('data-busy', waiting.size > 0);
  draw();
}

function isUnsaved() { return [...waiting.values()].includes('unsaved'); }

function draw() {
  const shown = document.getElementById('saved');
  if (!shown) return;
  const state = isUnsaved() ? 'unsaved' : [...waiting.values()].includes('saving') ? 'saving' : 'saved';
  const time = savedAt?.toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const words = state === 'saved' ? (time ? say('saved', { time }) : '') : say(state);
  if (shown.dataset.state === state && shown.textContent === words) return;
  shown.dataset.state = state;
  shown.replaceChildren(element('span', {}, words));
}

// One notice a name; without words it goes. It stands above the page, or first in a `place` that is in sight.
export function notice(name, words, { isBad = false, actions = [], place = null } = {}) {
  const id = `notice-${name}`;
  const old = document.getElementById(id);
  if (!words) { old?.remove(); return; }
  const made = element('div', { id, class: `notice${isBad ? ' bad' : ''}`, role: isBad ? 'alert' : 'status' },
    element('p', {}, words), actions.length ? element('div', { class: 'actions' }, ...actions) : null);
  if (place) { old?.remove(); place.prepend(made); return; }
  if (old?.textContent === made.textContent) return;
  if (old) old.replaceWith(made); else document.getElementById('notices')?.append(made);
}

addEventListener('beforeunload', (event) => { if (isUnsaved()) event.preventDefault(); });
