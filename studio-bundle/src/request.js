// Every request of a page to its server. One that hangs, because the server was killed in the middle of it, is given up:
// whoever waited for it goes on, and what waits behind it does not wait for ever.
import { project } from './words.js';

const LONG = 60_000; // milliseconds: a whole issue is being checked
export const SHORT = 10_000; // what holds up a save

/** Fetch an answer as a whole, for so long at most. Rejects like `fetch`. It says whose page asks: another may have signed
    in since. One whose words nobody reads would be under way until it is given up, and hold its connection where it is long. */
export async function request(address, { headers, ...options } = {}, patience = LONG) {
  const signal = AbortSignal.timeout(patience);
  const answer = await fetch(address, { signal, headers: { ...headers, 'Studio-Page-Of': project }, ...options });
  await answer.clone().arrayBuffer();
  return answer;
}

export const addressOf = (file) => `/files/${file.split('/').map(encodeURIComponent).join('/')}`;

/** Put a whole text in a file that was read at version `base`: the status (none without an answer), and what was told. */
export async function putWhole(file, base, text) {
  try {
    const answer = await request(addressOf(file), {
      method: 'PUT', headers: { 'If-Match': `"${base}"`, 'Content-Type': 'text/plain; charset=utf-8', Accept: 'application/json' }, body: text,
    }, SHORT);
    return { told: await answer.json(), status: answer.status };
  } catch { return { told: {} }; }
}
