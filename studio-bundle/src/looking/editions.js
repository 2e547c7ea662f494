// All letters of an issue at a glance: the same place in each, light or dark, on a phone or a desktop.
import { adapt, elementsOf, fetchLook, isDark, onLetter, pour, request } from '../shared.js';

const WIDTHS = { phone: 375, desktop: 640 };
const ABOVE = 24; // pixels of the letter above the place that is shown
const SETTLED_MS = 700; // after the last change: whoever writes does not look at twelve letters

class Card {
  constructor(element, screen) {
    this.element = element;
    this.screen = screen;
    this.frame = element.querySelector('[data-frame]');
    this.thumb = element.querySelector('[data-thumb]');
    this.frame.addEventListener('load', () => { if (this.frame.src) this.show(); });
  }

  get address() { return `/preview/${this.screen.issue}/${this.element.dataset.card}`; }

  begin() {
    if (!this.frame.src) this.frame.src = this.address;
  }

  /** The place that is to be seen, at the top of the picture. */
  show() {
    const page = this.frame.contentDocument;
    if (!page?.body) return;
    const width = WIDTHS[this.screen.device], scale = this.thumb.clientWidth / width, { spot } = this.screen;
    this.frame.style.width = `${width}px`;
    this.frame.style.height = `${Math.ceil(this.thumb.clientHeight / scale)}px`;
    this.frame.style.transform = `scale(${scale})`;
    adapt(this.frame, this.screen.scheme);
    const view = this.frame.contentWindow, found = spot && spot !== 'end' ? elementsOf(page, spot)[0] : null;
    const top = spot === 'end' ? page.body.getBoundingClientRect().height : found ? found.getBoundingClientRect().top + view.scrollY - ABOVE : 0;
    view.scrollTo(0, Math.max(0, top));
    this.element.querySelector('[data-not-here]').hidden = !spot || spot === 'end' || Boolean(found);
  }

  async renew() {
    if (!this.frame.src) return;
    const look = await fetchLook(`${this.address}/look`, this.frame);
    if (look && pour(this.frame, look)) this.show();
    else if (look?.changes) await this.renew();
  }

  async check() {
    const answer = await request(`/issues/${this.screen.issue}/editions/${this.element.dataset.card}/problems`, { headers: { accept: 'text/html' } });
    if (!answer.ok) return;
    const place = this.element.querySelector('[data-problems]');
    place.innerHTML = await answer.text();
    this.element.dataset.wrong = place.querySelector('.wrong') ? 'yes' : 'no';
  }
}

class Editions {
  constructor(bar) {
    this.bar = bar;
    this.issue = bar.dataset.issue;
    this.device = 'desktop';
    this.scheme = isDark() ? 'dark' : 'light';
    this.shown = 'all';
    this.cards = [...document.querySelectorAll('[data-card]')].map(each => new Card(each, this));
    this.spot = '';
    for (const each of bar.querySelectorAll('[data-scheme]')) each.setAttribute('aria-pressed', String(each.dataset.scheme === this.scheme));
    bar.addEventListener('click', event => this.choose(event.target.closest('button')));
    bar.querySelector('[data-spot]').addEventListener('change', event => { this.spot = event.target.value; this.show(); });
    new ResizeObserver(() => this.show()).observe(document.querySelector('.grid'));
    const near = new IntersectionObserver(entries => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) this.cards.find(card => card.element === target).begin();
    }, { rootMargin: '400px' });
    for (const card of this.cards) near.observe(card.element);
    let waits = 0;
    onLetter(() => { clearTimeout(waits); waits = setTimeout(() => this.renew(), SETTLED_MS); });
    this.check();
  }

  choose(button) {
    if (!button) return;
    const { device, scheme, show } = button.dataset;
    if (device) this.device = device;
    if (scheme) this.scheme = scheme;
    if (show) this.shown = show;
    for (const each of button.parentElement.children) each.setAttribute('aria-pressed', String(each === button));
    this.show();
  }

  show() {
    for (const card of this.cards) {
      const { differs, wrong } = card.element.dataset;
      card.element.hidden = (this.shown === 'differing' && differs !== 'yes') || (this.shown === 'wrong' && wrong !== 'yes');
      if (!card.element.hidden) card.show();
    }
  }

  async renew() {
    for (const card of this.cards) await card.renew();
    await this.check();
  }

  /** One after the other: between two of them the letter beside somebody's typing has its turn. */
  async check() {
    for (const card of this.cards) await card.check();
    this.bar.querySelector('[data-wrong]').textContent = this.cards.filter(card => card.element.dataset.wrong === 'yes').length;
    this.bar.dataset.checked = 'yes';
    this.show();
  }
}

for (const bar of document.querySelectorAll('[data-editions]')) new Editions(bar);
