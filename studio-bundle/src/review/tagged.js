// Tagged text, as translators see it: `They put <b1>energy</b1> first`. A backslash before `<` or `\` makes it a letter.
const TOKEN = /\\([\\<])|(<(?:\/?[abisc][1-9]\d*>|br[1-9]\d*\/>))/g;
const LOOKS_LIKE_TAG = /\\|<(?=\/?[abisc][1-9]\d*>|br[1-9]\d*\/>)/g;

/** Words and tags in order: `{ words }` or `{ name, side }`, the side being open, close or single. */
export function tokens(text) {
  const found = [];
  let words = '', at = 0;
  const flush = () => { if (words) found.push({ words }); words = ''; };
  for (const hit of text.matchAll(TOKEN)) {
    words += text.slice(at, hit.index);
    at = hit.index + hit[0].length;
    if (hit[1]) { words += hit[1]; continue; }
    flush();
    const tag = hit[2];
    if (tag.endsWith('/>')) found.push({ name: tag.slice(1, -2), side: 'single' });
    else if (tag.startsWith('</')) found.push({ name: tag.slice(2, -1), side: 'close' });
    else found.push({ name: tag.slice(1, -1), side: 'open' });
  }
  words += text.slice(at);
  flush();
  return found;
}

export const escapeWords = (words) => words.replace(LOOKS_LIKE_TAG, (sign) => `\\${sign}`);
export const written = ({ name, side }) => side === 'single' ? `<${name}/>` : side === 'close' ? `</${name}>` : `<${name}>`;
export const plain = (text) => tokens(text).map((each) => each.words ?? (each.side === 'single' ? ' ' : '')).join('');

/** The tags of a source by name, in order: name → is it a pair. */
export function tagsOf(source) {
  const found = new Map();
  for (const { name, side } of tokens(source)) if (name) found.set(name, side !== 'single');
  return found;
}

/** True where pairs close what was opened last, and no link stands in a link; the tags are a list of `{ name, side }`. */
export function isNested(tags) {
  const open = [];
  for (const { name, side } of tags) {
    if (side === 'open') {
      if (name[0] === 'a' && open.some((each) => each[0] === 'a')) return false;
      open.push(name);
    } else if (side === 'close' && open.pop() !== name) return false;
  }
  return !open.length;
}

/** True where no pair is broken: each tag at most once, pairs whole and nested, none that the source has not. */
export function isWhole(text, source) {
  const known = tagsOf(source), tags = tokens(text).filter((each) => each.name), seen = new Set();
  for (const { name, side } of tags) {
    const key = `${side} ${name}`;
    if (seen.has(key) || !known.has(name) || known.get(name) === (side === 'single')) return false;
    seen.add(key);
  }
  return isNested(tags);
}

/** True where no pair is broken and, unless it says nothing yet, no tag of the source is missing. */
export function isComplete(text, source) {
  const there = tagsOf(text);
  return isWhole(text, source) && (!text || [...tagsOf(source).keys()].every((name) => there.has(name)));
}
