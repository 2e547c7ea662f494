// What the desk asks its server for, as JSON.
import { request } from '../shared.js';

/** What was answered: `ok`, `status`, and `told`, the value. With a body it is sent. Rejects like `fetch`. */
export async function ask(address, body, patience) {
  const headers = { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) };
  const answer = await request(address, { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) }, patience);
  const { ok, status } = answer;
  return { ok, status, told: await answer.json().catch(() => null) };
}
