// What is typed and decided at the desk and is not on disk yet, kept in this browser: drafts by text, acts in their order.
import { project } from '../shared.js';

let opening;

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
      transaction.oncomplete = () => done(asked.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
  } catch { return undefined; } // a browser that keeps nothing: the page itself holds it, and asks before it is left
}

export const keepDraft = (draft) => run('drafts', 'readwrite', (store) => store.put(draft));
export const forgetDraft = (key) => run('drafts', 'readwrite', (store) => store.delete(key));
export const drafts = async () => await run('drafts', 'readonly', (store) => store.getAll()) ?? [];
export const keepAct = (act) => run('acts', 'readwrite', (store) => store.put(act));
export const forgetAct = (id) => run('acts', 'readwrite', (store) => store.delete(id));
export const acts = async () => (await run('acts', 'readonly', (store) => store.getAll()) ?? []).sort((one, other) => one.at - other.at);
