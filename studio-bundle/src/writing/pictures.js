// Pictures of an article: the one at its head, which stands for it in letters, and those in its text. Files are put into the
// project by the studio, which looks at what they are; what can't be taken is said where the picture would stand.
import { apply, asShown, element, request, showValue, tell } from '../shared.js';
import { fresh } from './nodes.js';
import { schema } from './schema.js';

const PATIENCE = 60_000; // milliseconds
const MOST = 25_000_000; // bytes, as the studio takes them
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }; // five hundredths, with Shift one
const POINTS = { center: [50, 50], left: [0, 50], right: [100, 50], top: [50, 0], bottom: [50, 100] };

export class Pictures {
  constructor(text, address, file, words) {
    Object.assign(this, { text, address, file, words, said: document.getElementById('pictures-said') });
    document.addEventListener('change', ({ target }) => {
      if (!target.matches?.('input[type=file][data-puts]') || !target.files.length) return;
      this.take([...target.files], null, target.dataset.puts);
      target.value = '';
    });
    document.addEventListener('click', (event) => this.point(event));
    document.addEventListener('keydown', (event) => this.turn(event));
    for (const type of ['input', 'shown']) document.addEventListener(type, ({ target }) => { if (target.id === 'f-image-focus') drawCut(); });
    document.addEventListener('refreshed', drawCut);
    drawCut();
    for (const type of ['dragover', 'drop']) document.addEventListener(type, (event) => this.drop(event));
  }

  // `head`: at the head of the article; else in its text, at a place or at the caret.
  async take(files, at, place = 'text') {
    const range = place === 'text' ? this.text.track(at ?? this.text.state.selection.from, at ?? this.text.state.selection.to) : null;
    for (const file of files) {
      if (file.size > MOST) { this.tell(this.words.tooLarge.replace('{name}', file.name), true); continue; }
      this.tell(this.words.taking.replace('{name}', file.name), false);
      let told = null;
      try {
        const answer = await request(`${this.address}/pictures?name=${encodeURIComponent(file.name)}&place=${place === 'head' ? 'image' : 'text'}`, {
          method: 'POST', headers: { 'Content-Type': file.type || 'application/octet-stream', Accept: 'application/json' }, body: file,
        }, PATIENCE);
        told = await answer.json();
        if (!answer.ok || !told.src) { this.refuse(told); continue; }
      } catch { this.refuse({ message: this.words.noAnswer }); continue; }
      this.tell('', false, told.problems);
      if (place === 'head') { await this.lead(told.src); break; }
      this.put(told.src, range);
    }
    range?.release();
  }

  refuse(told) {
    this.tell(told.problems?.length ? '' : told.message || this.words.noPicture, true, told.problems);
  }

  tell(words, isBad = false, problems = []) {
    this.said.innerHTML = (problems ?? []).map((each) => each.html).join('');
    this.said.append(...(words ? [element('div', { class: `notice${isBad ? ' bad' : ''}`, role: isBad ? 'alert' : 'status' }, element('p', {}, words))] : []));
  }

  lead(src) {
    const was = asShown(this.file, ['image'], JSON.parse(document.getElementById('hero').dataset.image));
    const value = { src, alt: '' }; // words and point of the picture before are not this one's
    return apply(this.file, [{ op: 'set', path: ['image'], value, was }], { swap: '#hero', focus: 'f-image-alt' });
  }

  // In the text a picture stands by itself, behind the block of the caret or in the place of an empty one.
  put(src, range) {
    const { state } = this.text;
    const $at = state.doc.resolve(range.to);
    const isEmpty = $at.depth === 1 && !$at.parent.content.size;
    const at = $at.depth ? isEmpty ? $at.before(1) : $at.after(1) : $at.pos;
    fresh.add(src);
    const picture = schema.nodes.picture.create({ src });
    const tr = isEmpty ? state.tr.replaceWith(at, $at.after(1), picture) : state.tr.insert(at, picture);
    if (at + 1 >= tr.doc.content.size) tr.insert(at + 1, schema.nodes.paragraph.create());
    this.text.view.dispatch(tr.scrollIntoView());
    this.text.view.nodeDOM(at)?.querySelector?.('textarea')?.focus();
  }

  drop(event) {
    const hero = event.target.closest?.('#hero');
    if (!hero || ![...(event.dataTransfer?.items ?? [])].some((item) => item.kind === 'file')) return;
    event.preventDefault();
    if (event.type === 'drop') this.take([...event.dataTransfer.files].filter((file) => file.type.startsWith('image/')).slice(0, 1), null, 'head');
  }

  // What matters in the picture: where it is clicked, or by arrows.
  point(event) {
    const frame = event.target.closest?.('[data-focus-point]');
    if (!frame || !event.detail) return; // a press of a key is dealt with below
    const box = frame.getBoundingClientRect();
    this.focusOn([(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((share) => share * 100));
  }

  turn(event) {
    const frame = event.target;
    if (!frame.matches?.('[data-focus-point]') || !STEPS[event.key]) return;
    event.preventDefault();
    const [x, y] = pointOf(frame.dataset.focusPoint);
    const [right, down] = STEPS[event.key].map((step) => step * (event.shiftKey ? 1 : 5));
    this.focusOn([x + right, y + down]);
  }

  focusOn(point) {
    const control = document.getElementById('f-image-focus');
    if (!control || control.disabled) return;
    const [x, y] = point.map((each) => Math.round(Math.min(100, Math.max(0, each))));
    showValue(control, x === 50 && y === 50 ? 'center' : `${x}% ${y}%`);
    control.dispatchEvent(new Event('input', { bubbles: true }));
    tell(this.words.focus.replace('{x}', x).replace('{y}', y));
  }
}

const pointOf = (focus) => POINTS[focus] ?? (/^(\d+)% +(\d+)%$/.exec(focus) ?? [0, 50, 50]).slice(1).map(Number);

// What letters show of the picture lies in the light, with its point; the same sum as the letters' own.
function drawCut() {
  const frame = document.querySelector('[data-focus-point]');
  if (!frame) return;
  const [picture, cut, mark] = frame.children;
  const { shape, least } = frame.dataset;
  const focus = frame.dataset.focusPoint = document.getElementById('f-image-focus')?.value ?? frame.dataset.focusPoint;
  if (!picture.naturalWidth) { picture.addEventListener('load', drawCut, { once: true }); return; }
  const wide = picture.naturalWidth / picture.naturalHeight;
  const isWhole = focus === 'whole' || (!focus && (wide < least || wide >= shape));
  const kept = isWhole ? [1, 1] : [Math.min(1, shape / wide), Math.min(1, wide / shape)];
  const point = pointOf(focus);
  const begins = kept.map((share, at) => Math.max(0, Math.min(1 - share, point[at] / 100 - share / 2)));
  if (!focus) begins[1] = (1 - kept[1]) * 0.4;
  const shares = (values) => values.map((value) => `${value * 100}%`);
  [cut.style.left, cut.style.top, cut.style.width, cut.style.height] = shares([...begins, ...kept]);
  [mark.style.left, mark.style.top] = shares(point.map((each) => each / 100));
  mark.hidden = !focus || focus === 'whole';
}
