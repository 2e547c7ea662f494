// When a page is renewed: what it has saved itself is never taken for somebody else's, however late its event or its
// answer comes; what others save is seen once nothing is typed. Tells for each course of things what the page was told.
const told = [];
let now = 0, timers = [];
const heard = () => {
  const listeners = {};
  return {
    addEventListener: (name, listener) => (listeners[name] ??= []).push(listener),
    dispatchEvent: event => (listeners[event.type] ?? []).forEach(listener => listener(event)),
  };
};
globalThis.performance = { now: () => now };
globalThis.setTimeout = (work, pause) => { const timer = { work, at: now + pause }; timers.push(timer); return timer; };
globalThis.clearTimeout = timer => { timers = timers.filter(each => each !== timer); };
globalThis.document = { ...heard(), body: { ...heard(), dataset: { versions: '{"a": "0"}' } } };
const page = heard();
globalThis.addEventListener = page.addEventListener;
let stream;
globalThis.EventSource = class { constructor() { Object.assign(this, heard()); stream = this; } };
globalThis.BroadcastChannel = class { postMessage() {} };
Object.defineProperty(globalThis, 'navigator', { value: { locks: { request: (name, work) => { work(); } } } });

const { listen } = await import('./events.js');
const { versions } = await import('./words.js');
listen();
document.addEventListener('files-changed', () => told.push(now));

let number = 0;
const until = time => {
  for (;;) {
    const [next] = timers.filter(each => each.at <= time).sort((one, other) => one.at - other.at);
    if (!next) break;
    clearTimeout(next);
    now = next.at;
    next.work();
  }
  now = time;
};
const press = () => page.dispatchEvent({ type: 'keydown' });
const event = (version, outside = false) => {
  number += 1;
  stream.dispatchEvent({ type: 'letter', data: JSON.stringify({ number, files: { a: version }, outside }) });
};
const answer = version => {
  versions.a = version;
  document.dispatchEvent({ type: 'saved', detail: { file: 'a', version } });
};
function course(...steps) {
  const begun = now;
  told.length = 0;
  for (const [time, work] of steps) { until(begun + time); work(); }
  until(begun + 10_000);
  return told.map(each => each - begun);
}

console.log(JSON.stringify({
  'the event of the next save is late': course([0, press], [20, () => event('1')], [30, () => answer('1')], [510, () => answer('2')], [700, () => event('2')]),
  'somebody types on': course([0, press], [20, () => event('3')], [400, press], [600, () => answer('3')]),
  'others save while nothing is typed': course([0, () => event('4', true)]),
  'others save while somebody types': course([0, press], [100, () => event('5', true)], [550, press]),
}));
