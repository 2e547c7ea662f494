// Blocks far from the caret are neither laid out nor painted until they come near the screen: of a key in a long text that
// was half the work. The caret's block and those around it are always drawn, since one that was put in just now would have
// no boxes until the next frame, and keys that come before it would go elsewhere. By a sheet of their numbers, so that
// no block is touched, which the editor would read as a change.
const LONG = 80; // blocks; a shorter text is drawn as a whole
const AROUND = 16; // blocks on either side that are drawn
const EDGE = 6; // so near to the first or last of them the caret has others drawn

export class Far {
  #sheet = new CSSStyleSheet();
  #drawn = null; // [first, last] of the blocks that are always drawn
  #dom;

  constructor(view) {
    this.#dom = view.dom;
    document.adoptedStyleSheets.push(this.#sheet);
    // Before the editor hears it: where the caret went by itself, by Page Down say, is drawn before it is written there.
    for (const event of ['keydown', 'beforeinput', 'focusin', 'compositionstart']) {
      view.dom.addEventListener(event, ({ target }) => this.#nearTo(event === 'focusin' ? target : document.getSelection().focusNode), true);
    }
    // Once all was drawn, so that each keeps the height that it had.
    requestAnimationFrame(() => setTimeout(() => { this.#drawn ??= []; this.draw(view.state); }));
  }

  /** Draw what is around the caret of a state; to be called before the state is shown. */
  draw(state) {
    const { $head } = state.selection;
    if (this.#drawn) this.#around($head.index(0), state.doc.childCount);
  }

  #nearTo(node) {
    const inside = node && this.#dom.contains(node) && node !== this.#dom;
    if (!this.#drawn || !inside) return;
    let block = node;
    while (block.parentNode !== this.#dom) block = block.parentNode;
    this.#around([...this.#dom.children].indexOf(block), this.#dom.children.length);
  }

  #around(number, count) {
    const [first, last] = this.#drawn;
    if (count < LONG) {
      if (this.#drawn.length) this.#sheet.replaceSync('');
      this.#drawn = [];
      return;
    }
    const isInside = this.#drawn.length && (number >= first + EDGE || first <= 0) && number <= last - EDGE;
    if (isInside) return;
    this.#drawn = [number - AROUND, number + AROUND];
    const far = [`:nth-child(-n+${Math.max(0, number - AROUND)})`, `:nth-child(n+${number + AROUND + 2})`];
    this.#sheet.replaceSync(`.text .ProseMirror > :is(${far.join()}) { content-visibility: auto; }`);
  }
}
