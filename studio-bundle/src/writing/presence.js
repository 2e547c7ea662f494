// Who else is in this article: asked for every few seconds, by which others learn of this page too.
import { SHORT, request } from '../shared.js';

const EVERY = 10_000;

export function bePresent(address, place, words) {
  const tab = crypto.randomUUID();
  const send = async () => {
    const body = JSON.stringify({ tab, here: true });
    const answer = await request(`${address}/presence`, { method: 'POST', body, headers: { 'Content-Type': 'application/json', Accept: 'application/json' } }, SHORT).catch(() => null);
    if (answer?.ok) draw((await answer.json()).names);
  };
  const draw = (names) => {
    const listed = new Intl.ListFormat(document.documentElement.lang || 'en').format(names);
    const said = !names.length ? '' : (names.length === 1 ? words.isHere : words.areHere).replace('{names}', listed);
    if (place.textContent !== said) place.textContent = said;
  };
  addEventListener('pageshow', send);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) send(); });
  setInterval(() => { if (!document.hidden) send(); }, EVERY);
}
