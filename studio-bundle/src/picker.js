// What can be put into a section, below its heading: opened by a button `data-pick`, found by words, put in by a tick.
import { SHORT, request } from './request.js';
import { notice } from './status.js';
import { say } from './words.js';

const open = new Map(); // place → what was asked for

function placeOf(button) { return document.getElementById(button.getAttribute('aria-controls')); }

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-pick]');
  if (button) {
    const place = placeOf(button);
    if (open.has(place.id)) close(place); else begin(place, button);
    return;
  }
  const place = event.target.closest?.('.picker-place');
  if (!place) return;
  if (event.target.closest('[data-close]')) { close(place); return; }
  // The one that is wanted was pointed at; arrows go through all, and choose each that they pass.
  if (event.target.type === 'radio' && event.detail) open.get(place.id).isDone = true;
  const narrow = event.target.closest('[data-narrow]');
  if (narrow) ask(place, { narrow: narrow.dataset.narrow }, `[data-narrow="${narrow.dataset.narrow}"]`);
});

document.addEventListener('keydown', (event) => {
  const place = event.target.closest?.('.picker-place');
  if (!place) return;
  if (event.key === 'Escape') { event.stopPropagation(); close(place); return; }
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  if (!event.target.matches('input[type=search], input[type=checkbox]')) return;
  event.preventDefault();
  const stops = [...place.querySelectorAll('input[type=search], li input:not(:disabled)')];
  stops[stops.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
});

let typing;
document.addEventListener('input', (event) => {
  const place = event.target.closest?.('.picker-place');
  if (!place || event.target.type !== 'search') return;
  clearTimeout(typing);
  typing = setTimeout(() => ask(place, { q: event.target.value }), 120);
});
document.addEventListener('change', (event) => {
  const place = event.target.closest?.('.picker-place');
  if (place && event.target.name === 'language') ask(place, { language: event.target.value }, 'select');
});

function begin(place, button) {
  for (const other of [...open.keys()]) close(document.getElementById(other), false);
  notice('picker', '');
  open.set(place.id, { address: button.dataset.pick, button: button.id });
  button.setAttribute('aria-expanded', 'true');
  place.closest('.card')?.classList.add('is-open');
  ask(place, {}, 'input[type=search]');
}

function close(place, isFocused = true) {
  const asked = open.get(place?.id);
  if (!asked) return;
  open.delete(place.id);
  place.replaceChildren();
  place.closest('.card')?.classList.remove('is-open');
  const button = document.getElementById(asked.button);
  button?.setAttribute('aria-expanded', 'false');
  if (isFocused) button?.focus();
}

// Once each open list says what is so now.
export const listed = () => Promise.all([...open.values()].map((each) => each.asking));

let number = 0;
function ask(place, wishes, focus) {
  const asked = open.get(place.id);
  if (asked) asked.asking = list(place, asked, wishes, focus).catch(() => {});
}

async function list(place, asked, wishes, focus = '') {
  Object.assign(asked, wishes);
  const address = new URL(asked.address, location.href);
  for (const name of ['q', 'narrow', 'language']) if (asked[name]) address.searchParams.set(name, asked[name]);
  const mine = asked.number = ++number;
  const answer = await request(address, { headers: { Accept: 'text/html' } }, SHORT).catch(() => null);
  if (asked.number !== mine || !open.has(place.id)) return;
  if (!answer?.ok) {
    if (!place.hasChildNodes()) close(place);
    notice('picker', say('silent'), { isBad: true, place }); // where it was asked for: on a phone the page's top is far
    return;
  }
  notice('picker', '');
  const made = document.createElement('template');
  made.innerHTML = await answer.text();
  const now = document.activeElement;
  const held = place.contains(now) ? now.id : '';
  const [start, end] = now?.type === 'search' ? [now.selectionStart, now.selectionEnd] : [];
  const typed = now?.type === 'search' && place.contains(now) ? now.value : null;
  place.replaceChildren(made.content);
  const target = focus ? place.querySelector(focus) : held && document.getElementById(held);
  if (target) {
    target.focus({ preventScroll: true });
    if (focus) place.scrollIntoView({ block: 'nearest' });
    if (typed != null && target.type === 'search') { target.value = typed; target.setSelectionRange(start, end); }
  }
}

// After a tick the list says what is in the section now; a section that has moved takes its picker along to its new place.
document.addEventListener('refreshed', () => {
  notice('picker', ''); // it answers
  for (const id of [...open.keys()]) {
    const place = document.getElementById(id);
    const asked = open.get(id);
    const button = document.getElementById(asked.button);
    if (!place || button?.dataset.pick !== asked.address) { open.delete(id); place?.replaceChildren(); continue; }
    if (asked.isDone) { close(place); continue; }
    button.setAttribute('aria-expanded', 'true');
    place.closest('.card')?.classList.add('is-open');
    ask(place, {});
  }
});
