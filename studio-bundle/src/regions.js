// Parts of a page fetched again and put in around what is being edited.
import { controlAt, showValue, wasOf } from './fields.js';
import { outbox, whileQuiet } from './outbox.js';
import { renew } from './renewing.js';
import { SHORT, request } from './request.js';
import { versions } from './words.js';

let fetching = Promise.resolve();

// Fetch this page again and put in these parts of it, one after the other; focus stays, or goes to `focus`.
export function refresh(selectors = ['#main'], { focus = '' } = {}) {
  fetching = fetching.catch(() => {}).then(() => whileQuiet(() => put(selectors, focus)));
  fetching.catch(() => {}); // without an answer the page stays as it is: whoever waits for it is told, and nobody has to
  return fetching;
}

async function put(selectors, focus) {
  const answer = await request(location.href, { headers: { Accept: 'text/html' } }, SHORT);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const held = document.activeElement?.id;
  const opened = [...document.querySelectorAll('details[open][id]')].map((each) => each.id);
  for (const selector of selectors) {
    const [target, made] = [document, page].map((each) => each.querySelector(selector));
    if (target && made) renew(target, made);
  }
  for (const id of opened) document.getElementById(id)?.setAttribute('open', '');
  for (const [file, version] of Object.entries(JSON.parse(page.body.dataset.versions || '{}'))) {
    versions[file] = version;
    const box = outbox(file);
    if (!box.edits.length) box.base = version;
  }
  for (const control of document.querySelectorAll('[data-file][data-path]:not([hx-morph-skip])')) {
    if (control.dataset.was !== undefined) showValue(control, wasOf(control));
  }
  const next = document.getElementById(focus || held || '');
  if (next && (focus || document.activeElement !== next)) next.focus({ preventScroll: !focus });
  document.dispatchEvent(new CustomEvent('refreshed', { detail: { selectors } }));
}

// What a draft brings back into a list is shown once it is in the file: no button of this page has asked for it.
const unseen = new Set();
for (const event of ['resumed', 'again']) document.addEventListener(event, ({ detail: { file, edits } }) => {
  if (edits.some((edit) => edit.op !== 'set' || !controlAt(file, edit.path))) unseen.add(file);
});
document.addEventListener('saved', ({ detail: { file, merged } }) => {
  const isLast = unseen.has(file) && !outbox(file).edits.length;
  if (isLast) unseen.delete(file);
  if (merged || (isLast && file in versions)) refresh();
});
document.addEventListener('stale', () => refresh());
document.addEventListener('files-changed', ({ detail }) => {
  if (!document.querySelector('[data-text]') && detail.files.some((file) => file in versions)) refresh();
});
