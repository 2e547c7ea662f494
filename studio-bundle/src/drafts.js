// What was typed and is not on disk yet: in IndexedDB, a record for each file, until the server has said that it is saved.
// (localStorage loses what was written in the seconds before a browser is killed.)
import { project } from './words.js';

let opening;

function open() {
  opening ??= new Promise((done, failed) => {
    const asked = indexedDB.open(`studio-${project}`, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('drafts', { keyPath: 'file' });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opening;
}

async function run(mode, act) {
  const database = await open();
  return new Promise((done, failed) => {
    const transaction = database.transaction('drafts', mode, { durability: 'relaxed' });
    const asked = act(transaction.objectStore('drafts'));
    transaction.commit(); // not once it has been answered: the page may be going
    transaction.oncomplete = () => done(asked.result);
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
}

// { file, base, edits, held, refused, at }: edits were made one after the other on version `base`.
export const keep = (draft) => run('readwrite', (store) => store.put(draft));
export const forget = (file) => run('readwrite', (store) => store.delete(file));
export const all = () => run('readonly', (store) => store.getAll());
export const one = (file) => run('readonly', (store) => store.get(file));
