// Letters in frames that run nothing: how a newer one is put in, and how they take light or dark.
import { morph } from './morph.js';
import { request } from './request.js';

/** True where the studio itself is dark: by the person's choice, else by the system's. */
export function isDark() {
  const { scheme } = document.documentElement.dataset;
  return scheme ? scheme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

/** The newest letter at an address for a frame: `{html, …}` with what is said of it, or `{changes, …}` where only words
    differ from the one that the frame shows; null where there is none. */
export async function fetchLook(address, frame) {
  const answer = await request(address, { headers: { accept: 'text/html', 'x-have': frame.contentDocument?.digest ?? '' } });
  if (!answer.ok) return null;
  const look = JSON.parse(answer.headers.get('x-look'));
  if (answer.headers.get('content-type').includes('json')) look.changes = await answer.json();
  else look.html = await answer.text();
  return look;
}

/** Make the document of a frame the letter that is given, leaving what is the same as it is; false where it can't be. */
export function pour(frame, { html, changes, digest }) {
  const current = frame.contentDocument;
  if (!current?.documentElement || current.URL === 'about:blank') return false; // its first letter is on its way
  // By the frame's own parser, so that the letter's styles stand under the frame's policy, not under the page's.
  const parse = text => new frame.contentWindow.DOMParser().parseFromString(text, 'text/html');
  if (html) morph(current.documentElement, parse(html).documentElement);
  const isDone = html || change(current, changes, parse);
  current.digest = isDone ? digest : ''; // of the document, which another letter's address replaces
  return Boolean(isDone);
}

// New words where words have changed: the rest of the letter is neither read nor laid out again.
function change(page, { places, changes }, parse) {
  const found = changes.length ? page.querySelectorAll('[data-u], [data-u-alt], title') : { length: places };
  if (found.length !== places) return false;
  for (const { at, name, html } of changes) {
    const made = parse(`<div>${html}`).body.firstChild;
    if (name) found[at].setAttribute(name, made.textContent); else found[at].replaceChildren(...made.childNodes);
  }
  return true;
}

/** Show a letter in light or dark. Where a frame does not take that from its element, its sheets are told. */
export function adapt(frame, scheme) {
  const isNew = frame.style.colorScheme !== scheme;
  frame.style.colorScheme = scheme;
  if (frame.isForced) tell(frame, scheme);
  else if (isNew) {
    // A frame hears of its scheme with its next picture.
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const view = frame.contentWindow;
      if (!view || frame.style.colorScheme !== scheme || view.matchMedia(`(prefers-color-scheme: ${scheme})`).matches) return;
      frame.isForced = true;
      tell(frame, scheme);
    }));
  }
}

function tell(frame, scheme) {
  for (const sheet of frame.contentDocument?.styleSheets ?? []) {
    force(sheet.media, sheet, scheme);
    for (const rule of sheet.cssRules) if (rule.media) force(rule.media, rule, scheme);
  }
}

function force(media, holder, scheme) {
  const text = (holder.written ??= media.mediaText);
  if (!text.includes('prefers-color-scheme')) return;
  const answered = text.replace(/\(prefers-color-scheme:\s*(light|dark)\)/g, (_, wanted) => wanted === scheme ? '(min-width: 0)' : '(max-width: 0)');
  if (media.mediaText !== answered) media.mediaText = answered;
}

/** The elements of a text in a letter: not in its list of contents where it stands in its place too, none that is hidden. */
export function elementsOf(page, path) {
  const name = CSS.escape(path);
  const isSeen = each => each.getClientRects().length;
  const all = [...(page?.querySelectorAll(`[data-u="${name}"]`) ?? [])].filter(isSeen);
  const inPlace = all.filter(each => !each.closest('a[href^="#"]'));
  const found = inPlace.length ? inPlace : all;
  if (!found.length) return [...(page?.querySelectorAll(`[data-u-alt="${name}"]`) ?? [])].filter(isSeen).slice(0, 1);
  // The runs of one text stand together; what is told again elsewhere is not marked with them.
  const around = found[0].closest('p, li, h1, h2, h3, h4, h5, h6, td, th, div') ?? found[0];
  return found.filter(each => around.contains(each));
}
