// What is typed and decided at the desk and is not on disk yet, kept in this browser: drafts by text, acts in their order.
// In IndexedDB, which outlives a browser that is killed, and beside it in the tab's own storage, which is written before the
// next key is pressed: a page that is left or loaded anew at once has had no time for IndexedDB. The newer one holds.
import { project } from '../shared.js';

let opening;
const now = () => performance.timeOrigin + performance.now();
const named = (store, key) => `review-${project}/${store}/${key}`;

function open() {
  opening ??= new Promise((done, failed) => {
    const asked = indexedDB.open(`review-${project}`, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('drafts', { keyPath: 'key' });
      asked.result.createObjectStore('acts', { keyPath: 'id' });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opening;
}

async function run(store, mode, act) {
  try {
    const database = await open();
    return await new Promise((done, failed) => {
      const transaction = database.transaction(store, mode, { durability: 'relaxed' });
      const asked = act(transaction.objectStore(store));
      transaction.oncomplete = () => done({ result: asked.result });
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
      transaction.commit(); // a page that goes away takes with it what waits to be committed
    });
  } catch { return null; } // a browser that keeps nothing: the page itself holds it, and asks before it is left
}

/** Note in the tab what a record is now; null: that it is gone. */
function note(store, key, record) {
  const said = JSON.stringify({ noted: now(), record });
  try { sessionStorage.setItem(named(store, key), said); } catch { /* it is in IndexedDB */ }
  return said;
}

function put(store, key, record) {
  note(store, key, record);
  return run(store, 'readwrite', (place) => place.put({ ...record, noted: now() }));
}

async function forget(store, key) {
  const said = note(store, key, null), name = named(store, key);
  const isGone = await run(store, 'readwrite', (place) => place.delete(key));
  if (isGone && sessionStorage.getItem(name) === said) sessionStorage.removeItem(name);
}

async function all(store, keyOf) {
  const found = new Map(((await run(store, 'readonly', (place) => place.getAll()))?.result ?? []).map((each) => [each[keyOf], each]));
  const start = named(store, '');
  for (const name of Object.keys(sessionStorage).filter((each) => each.startsWith(start))) {
    const key = name.slice(start.length), { noted, record } = JSON.parse(sessionStorage.getItem(name));
    if ((found.get(key)?.noted ?? 0) > noted + 1000) continue; // the tab was copied, or came back from before
    if (record) found.set(key, record);
    else if (found.delete(key)) forget(store, key);
  }
  return [...found.values()];
}

export const keepDraft = (draft) => put('drafts', draft.key, draft);
export const forgetDraft = (key) => forget('drafts', key);
export const drafts = () => all('drafts', 'key');
export const keepAct = (act) => put('acts', act.id, act);
export const forgetAct = (id) => forget('acts', id);
export const acts = async () => (await all('acts', 'id')).sort((one, other) => one.at - other.at);
