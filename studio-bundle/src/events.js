// What changes on disk, told to every tab by one stream: a browser opens six streams of an address at most, so the tab
// that holds the lock listens and passes on. Pages hear it as `letter` on the body: {number, files, outside}, `files` being
// versions by name; and as `files-changed` on the document, of files whose version is no longer the one the page has.
import { versions } from './words.js';

const LOCK = 'studio-events';
const SETTLED_MS = 500; // what this page has saved itself is answered by then, and its version known
const began = Number(document.body.dataset.state) || 0; // the number from before this page was made
let newest = 0, pressed = -SETTLED_MS, answered = pressed;
let newestVersions = {}, isOutside = false, settling = 0;
const gone = new Set(); // files that are back are told of, also where they are just as they were

/** The number of the newest state that this tab has heard of. */
export const number = () => newest;

/** How many milliseconds are left until no key was pressed for so many. */
export const untilCalm = pause => pressed + pause - performance.now();

/** Call `listener` with each change. */
export function onLetter(listener) {
  document.body.addEventListener('letter', event => listener(event.detail));
}

function here(detail) {
  if (detail.number <= newest) return; // a stream begins with the number of now
  // It was broken off meanwhile, or begins late: what has changed since is not told.
  const hasMissed = detail.number > (newest || began) && !Object.keys(detail.files).length;
  newest = detail.number;
  document.body.dispatchEvent(new CustomEvent('letter', { detail, bubbles: true }));
  if (hasMissed) for (const name of Object.keys(versions)) newestVersions[name] = '';
  Object.assign(newestVersions, detail.files);
  for (const [name, version] of Object.entries(detail.files)) if (!version) gone.add(name);
  isOutside ||= detail.outside;
  clearTimeout(settling);
  settling = setTimeout(settled, SETTLED_MS);
}

// A save that was answered just now, or goes out while somebody types on, has a newer version than the one that is told:
// its own event is waited for.
function settled() {
  const left = Math.max(untilCalm(SETTLED_MS), answered + SETTLED_MS - performance.now());
  if (left > 0) { settling = setTimeout(settled, left); return; }
  const files = Object.keys(newestVersions).filter(name => name in versions && (gone.has(name) || versions[name] !== newestVersions[name]));
  for (const name of files) if (newestVersions[name]) gone.delete(name);
  const detail = { files, outside: isOutside };
  newestVersions = {};
  isOutside = false;
  if (files.length) document.dispatchEvent(new CustomEvent('files-changed', { detail }));
}

document.addEventListener('saved', () => { answered = performance.now(); });
addEventListener('keydown', () => { pressed = performance.now(); }, true);

export function listen() {
  const channel = new BroadcastChannel(LOCK);
  let isHearing = false;
  channel.onmessage = ({ data }) => {
    if (!data.asks) here(data);
    else if (isHearing && newest) channel.postMessage({ number: newest, files: {}, outside: false });
  };
  channel.postMessage({ asks: true });
  navigator.locks.request(LOCK, () => new Promise(() => {
    isHearing = true;
    const stream = new EventSource('/events');
    stream.addEventListener('letter', event => {
      const detail = JSON.parse(event.data);
      channel.postMessage(detail);
      here(detail);
    });
  }));
}
