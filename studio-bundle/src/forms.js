// What forms need beside saving: long lists of options put in when a field is used, texts of one line, a text shown in
// another place as it is typed, and problems beside their fields.
import { untilCalm } from './events.js';
import { apply, whenShown } from './lists.js';
import { refresh } from './regions.js';
import { request } from './request.js';

// `data-options="countries"`: the options stand once on the page, in a template of that name.
function fill(select) {
  if (select.dataset.filled !== undefined) return;
  const options = document.getElementById(select.dataset.options)?.content.cloneNode(true);
  if (!options) return;
  select.dataset.filled = '';
  const chosen = select.value;
  const label = select.selectedOptions[0]?.textContent;
  const isKnown = [...options.querySelectorAll('option')].some((option) => option.value === chosen);
  if (select.dataset.keep !== undefined && chosen) options.querySelector('option[value=""]')?.remove();
  select.replaceChildren(...(isKnown ? [] : [new Option(label, chosen)]), options);
  if (select.querySelector('option[value=""]') && !chosen) select.querySelector('option[value=""]').textContent = label;
  select.value = chosen;
}
for (const event of ['focusin', 'pointerdown', 'pointerenter']) {
  document.addEventListener(event, ({ target }) => {
    if (target.matches?.('select[data-options]')) fill(target);
  }, true);
}

// A select that adds what is chosen to a list.
document.addEventListener('change', ({ target }) => {
  if (!target.matches?.('select[data-adds]') || !target.value) return;
  const { id, value, dataset: { file, swap } } = target;
  target.value = '';
  whenShown(() => {
    const { adds } = document.getElementById(id)?.dataset ?? {};
    if (adds) apply(file, [{ op: 'insert', path: JSON.parse(adds), value, was: null }], { swap, focus: id });
  });
});

// A problem's way out: its section goes, as by the button of its card.
document.addEventListener('click', ({ target }) => {
  target.closest?.('[data-removes-section]')?.closest('.card')?.querySelector('.more [data-removes]')?.click();
});

// A box that grows with its words and has one line in the file.
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && event.target.matches?.('[data-one-line]')) event.preventDefault();
});
document.addEventListener('beforeinput', (event) => {
  if (!event.target.matches?.('[data-one-line]') || !/\n/.test(event.data ?? '')) return;
  event.preventDefault();
  document.execCommand('insertText', false, event.data.replace(/\s*\n\s*/g, ' '));
});

// `data-shows="f-subject"`: the words of a field, elsewhere on the page.
function show(control) {
  for (const shown of document.querySelectorAll(`[data-shows="${CSS.escape(control.id)}"]`)) shown.textContent = control.value;
}
for (const event of ['input', 'shown']) document.addEventListener(event, ({ target }) => { if (target.id) show(target); });
document.addEventListener('refreshed', () => {
  for (const shown of document.querySelectorAll('[data-shows]')) {
    const control = document.getElementById(shown.dataset.shows);
    if (control) shown.textContent = control.value;
  }
});

// `data-problems="/issues/2024-01/problems"`: what is wrong, by the path of its value; each stands in the nearest `data-unit`
// around that value.
const source = () => document.querySelector('[data-problems]')?.dataset.problems;
let asked = 0;
async function look() {
  const address = source();
  if (!address) return;
  const number = ++asked;
  let found;
  try {
    const answer = await request(address, { headers: { Accept: 'application/json' } });
    if (!answer.ok) return;
    found = await answer.json();
  } catch { return; }
  if (number !== asked) return;
  const places = new Map();
  for (const [path, problems] of Object.entries(found)) {
    const place = placeOf(path);
    if (place) places.set(place, [...(places.get(place) ?? []), ...problems]);
  }
  for (const place of document.querySelectorAll('[data-problems] .problems')) {
    const unit = place.closest('[data-unit]');
    draw(place, unit, isFresh(unit) ? [] : places.get(unit) ?? []);
  }
  document.dispatchEvent(new CustomEvent('problems', { detail: found }));
}

function placeOf(path) {
  for (let near = path; near.includes('/'); near = near.slice(0, near.lastIndexOf('/'))) {
    const unit = document.querySelector(`[data-problems] [data-unit="${CSS.escape(near)}"]`);
    if (unit && ownPlace(unit)) return unit;
  }
  return null;
}

// What somebody has just put in is empty, and they know: what is wrong with it is told of each field once they have left it.
const fresh = new Set(); // paths of rows and parts
const left = new Set(); // paths of fields in them
for (const { dataset } of document.querySelectorAll('[data-begun]')) fresh.add(dataset.unit);
// A text says itself when something in it was just put in, and when that was left.
document.addEventListener('begun', ({ detail: { path, isLeft } }) => {
  if (!isLeft) { fresh.add(path); return; }
  fresh.delete(path);
  document.dispatchEvent(new CustomEvent('row-left'));
});
document.addEventListener('changed-list', ({ detail: { file, edits } }) => {
  const [edit] = edits;
  fresh.clear(); // the numbers of rows change
  left.clear();
  if (edits.length === 1 && edit.op === 'set' && edit.value && Object.values(edit.value).includes('')) {
    const part = [...document.querySelectorAll('[data-unit]')].find((each) => each.dataset.unit.endsWith(`/${edit.path.join('/')}`));
    if (part) fresh.add(part.dataset.unit);
  }
  if (edits.length > 1 || edit.op !== 'insert' || typeof edit.value !== 'object') return;
  const path = JSON.stringify(edit.path.slice(0, -1));
  const list = [...document.querySelectorAll('.rows [data-sortable]')].find((each) => each.dataset.file === file && JSON.stringify(JSON.parse(each.dataset.sortable)) === path);
  if (list) fresh.add(`${list.closest('[data-unit]').dataset.unit}/${edit.path.at(-1)}`);
});
document.addEventListener('focusout', ({ target, relatedTarget }) => {
  const field = target.closest?.('[data-unit]');
  if (!relatedTarget && !target.matches?.('input, textarea, select')) return; // a button that has just done its work and went
  if (!field || !isFresh(field) || field.contains(relatedTarget) || !document.hasFocus() || !field.isConnected) return;
  left.add(field.dataset.unit);
  const whole = [...fresh].find((unit) => isBelow(field.dataset.unit, unit));
  if (!relatedTarget?.closest(`[data-unit="${CSS.escape(whole)}"]`)) fresh.delete(whole);
  soon();
  document.dispatchEvent(new CustomEvent('row-left'));
});
const isBelow = (path, unit) => path === unit || path.startsWith(`${unit}/`);
export const isBeingBegun = (path) => !left.has(path) && [...fresh].some((unit) => isBelow(path, unit));
const isFresh = (unit) => isBeingBegun(unit.dataset.unit);

const ownPlace = (unit) => [...unit.querySelectorAll('.problems')].find((each) => each.closest('[data-unit]') === unit);

function draw(place, unit, problems) {
  if (ownPlace(unit) !== place) return;
  const html = problems.map((each) => each.html).join('');
  if (place.dataset.drawn !== html) {
    place.dataset.drawn = html;
    place.innerHTML = html;
  }
  const control = unit.querySelector('input, textarea, select');
  if (control?.closest('[data-unit]') !== unit) return;
  if (problems.some((each) => each.stops)) control.setAttribute('aria-invalid', 'true');
  else control.removeAttribute('aria-invalid');
}

// Not between two keys: the letter that is being waited for comes first.
const CALM_MS = 400;
let later;
export function soon() {
  clearTimeout(later);
  later = setTimeout(() => { if (untilCalm(CALM_MS) > 0) soon(); else look(); }, Math.max(200, untilCalm(CALM_MS)));
}
for (const event of ['saved', 'refreshed', 'files-changed']) document.addEventListener(event, soon);
look();

// What the page says of a value elsewhere is made anew once what was typed is saved: the subject in all languages, the
// month and the day an issue is called by.
const SAID_ELSEWHERE = { subject: ['#longest'], date: ['#first', '#which'], locale: ['#first'] };
const late = new Set();
let regions;
document.addEventListener('saved', ({ detail }) => {
  if (!document.getElementById('longest')) return;
  for (const { path } of detail.edits) if (path.length === 1) for (const each of SAID_ELSEWHERE[path[0]] ?? []) late.add(each);
  if (!late.size) return;
  clearTimeout(regions);
  regions = setTimeout(() => { refresh([...late]); late.clear(); }, 1000);
});
