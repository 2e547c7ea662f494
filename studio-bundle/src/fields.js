// Controls with `data-file` and `data-path`: each change of theirs is an edit. `data-was` is what the file has, as far as
// this page knows. A control whose text is not on disk yet is left alone when the page is refreshed around it.
import { outbox, pathKey } from './outbox.js';

const CONTROL = '[data-file][data-path]';

// Nobody sees them and no file may hold them: they come along with pasted words, as line ends of other programs, as halves
// of characters. `content/source` knows the same.
const ENDS = /[\u000b\u000c\u0085\u2028\u2029]/g;
const UNSEEN = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u202a-\u202e\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]/gu;
const seen = (control) => control.value.replace(ENDS, control.matches('textarea') ? '\n' : ' ').replace(UNSEEN, '');

// What a control says: a text, lines as a list, or what a tick means; null for nothing, so that the key goes.
export function valueOf(control) {
  const { as, on = 'true', off = '', keep } = control.dataset;
  if (control.type === 'checkbox') return control.checked ? parsed(on) : off === '' ? null : parsed(off);
  if (as === 'lines' || as === 'people') {
    const lines = seen(control).split('\n').map((line) => line.trim()).filter(Boolean);
    return lines.length || keep !== undefined ? as === 'people' ? lines.map(person) : lines : null;
  }
  if (as === 'json') return control.value === '' ? null : JSON.parse(control.value);
  const text = seen(control);
  return text === '' && keep === undefined ? null : text;
}

// `Ana Example, mayor`: a name alone, or with what they do.
function person(line) {
  const [name, role] = [line.split(',', 1)[0].trim(), line.split(',').slice(1).join(',').trim()];
  return role ? { name, role } : name;
}
const inWords = (each) => typeof each === 'string' ? each : [each.name, each.role].filter(Boolean).join(', ');

function parsed(text) { return text === 'true' ? true : text === 'false' ? false : text; }

// Show a value in a control, as it comes from the file or from an undo.
export function showValue(control, value) {
  if (control.type === 'checkbox') {
    control.checked = String(value ?? '') === (control.dataset.on ?? 'true');
    return;
  }
  const text = value == null ? '' : Array.isArray(value) && /^(lines|people)$/.test(control.dataset.as) ? value.map(inWords).join('\n')
    : control.dataset.as === 'json' ? JSON.stringify(value) : String(value);
  if (control.value === text) return;
  if (control.matches('select') && ![...control.options].some((each) => each.value === text)) control.add(new Option(text));
  const isHere = document.activeElement === control;
  const [start, end] = isHere && control.selectionStart != null ? [control.selectionStart, control.selectionEnd] : [];
  control.value = text;
  if (start != null) control.setSelectionRange(Math.min(start, text.length), Math.min(end, text.length));
}

// What the file has, as the page brought it or as it was saved last.
export function wasOf(control) {
  const { was, as } = control.dataset;
  if (was === undefined || was === '') return null;
  return /^(lines|people|json)$/.test(as) ? JSON.parse(was) : was;
}

export function setWas(control, value) {
  control.dataset.was = value == null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

export function controlAt(file, path) {
  const key = pathKey(path);
  return [...document.querySelectorAll(CONTROL)].find(
    (control) => control.dataset.file === file && pathKey(JSON.parse(control.dataset.path)) === key);
}

// A value of a file as this page shows it now: as it was, with what has been typed since into the fields below its path.
export function asShown(file, path, was) {
  if (!was || typeof was !== 'object') return was;
  const now = structuredClone(was);
  const key = pathKey(path).slice(0, -1);
  for (const control of document.querySelectorAll(CONTROL)) {
    const whole = JSON.parse(control.dataset.path);
    if (control.dataset.file !== file || !pathKey(whole).startsWith(`${key},`)) continue;
    const way = whole.slice(path.length);
    const last = way.pop();
    const [place, value] = [way.reduce((at, step) => at?.[step], now), valueOf(control)];
    if (!place || typeof place !== 'object' || String(value ?? '') === String(place[last] ?? '')) continue;
    if (value == null) delete place[last]; else place[last] = typeof value === 'boolean' ? String(value) : value;
  }
  return now;
}

// The control's value is wanted in the file.
export function saveControl(control) {
  const { file } = control.dataset;
  const path = JSON.parse(control.dataset.path);
  const box = outbox(file);
  const value = valueOf(control);
  const pending = box.pending(path);
  const was = pending ? pending.value : wasOf(control);
  if (JSON.stringify(value) === JSON.stringify(was)) return;
  control.setAttribute('hx-morph-skip', '');
  document.dispatchEvent(new CustomEvent('edited', { detail: { file, path, value, was, control } }));
  box.add({ op: 'set', path, value, was });
}

document.addEventListener('input', (event) => {
  if (event.target.matches?.(CONTROL)) saveControl(event.target);
});

document.addEventListener('saved', ({ detail: { file, edits } }) => {
  for (const { op, path, value } of edits) {
    const control = op === 'set' && controlAt(file, path);
    if (!control) continue;
    setWas(control, value);
    if (!outbox(file).pending(path)) control.removeAttribute('hx-morph-skip');
  }
});

document.addEventListener('resumed', ({ detail: { file, edits } }) => {
  for (const { op, path, value } of edits) {
    const control = op === 'set' && controlAt(file, path);
    if (!control) continue;
    control.setAttribute('hx-morph-skip', '');
    showValue(control, value);
  }
});

// Another tab has it now: what is shown is what is saved.
document.addEventListener('lost', ({ detail: { file } }) => {
  for (const control of document.querySelectorAll(CONTROL)) {
    if (control.dataset.file === file) control.removeAttribute('hx-morph-skip');
  }
});
