// The toolbar above a text: what it is at the caret, and what can be made of it. Arrows go from button to button.
import { selectParentNode, toggleMark } from 'prosemirror-commands';
import { redo, redoDepth, undo, undoDepth } from 'prosemirror-history';
import { around, insertMore, isMarked, kindOf, setKind, toggleList, toggleQuote } from './commands.js';
import { schema } from './schema.js';
import { addColumn, addRow, insertTable, placeIn, removeColumn, removeRow, removeTable } from './tables.js';

const { nodes, marks } = schema;

export const actions = {
  strong: { run: toggleMark(marks.strong), isOn: (state) => isMarked(state, marks.strong) },
  em: { run: toggleMark(marks.em), isOn: (state) => isMarked(state, marks.em) },
  strike: { run: toggleMark(marks.strike), isOn: (state) => isMarked(state, marks.strike) },
  bullets: { run: toggleList(nodes.bullet_list), isOn: ({ selection }) => Boolean(around(selection, nodes.bullet_list)) },
  numbers: { run: toggleList(nodes.ordered_list), isOn: ({ selection }) => Boolean(around(selection, nodes.ordered_list)) },
  quote: { run: toggleQuote, isOn: ({ selection }) => Boolean(around(selection, nodes.blockquote)) },
  table: { run: insertTable },
  more: { run: insertMore },
  undo: { run: undo, isReady: (state) => undoDepth(state) > 0 },
  redo: { run: redo, isReady: (state) => redoDepth(state) > 0 },
  'row-in': { run: addRow },
  'column-in': { run: addColumn },
  'row-out': { run: removeRow },
  'column-out': { run: removeColumn },
  'table-out': { run: removeTable },
  select: { run: selectParentNode },
};

// An attribute that says the same already is left alone: each that is set makes the browser look at styles again.
function put(button, name, value) {
  if (button.getAttribute(name) !== String(value)) button.setAttribute(name, String(value));
}

export class Toolbar {
  constructor(bar, text) {
    Object.assign(this, { bar, text, buttons: [...bar.querySelectorAll('[data-do]')], kind: bar.querySelector('[data-kind]'), table: bar.querySelector('[data-of-table]') });
    bar.addEventListener('mousedown', (event) => { if (event.target.closest('button')) event.preventDefault(); }); // the choice in the text stays
    bar.addEventListener('click', ({ target }) => {
      const action = actions[target.closest('[data-do]')?.dataset.do];
      if (action && text.isEditable) text.run(action.run);
    });
    this.kind.addEventListener('change', () => { if (text.isEditable) text.run(setKind(this.kind.value)); });
    bar.addEventListener('keydown', (event) => this.walk(event));
    this.draw(text.state);
    this.stops().forEach((each, at) => { each.tabIndex = at ? -1 : 0; });
    bar.addEventListener('focusin', ({ target }) => this.stops().forEach((each) => { each.tabIndex = each === target ? 0 : -1; }));
  }

  stops() { return [...this.bar.querySelectorAll('select, button')].filter((each) => !each.closest('[hidden]')); }

  walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === 'Escape') { this.text.view.focus(); event.preventDefault(); return; }
    if (!step || event.target.matches('input')) return;
    const isReversed = getComputedStyle(this.bar).direction === 'rtl';
    const stops = this.stops();
    const at = stops.indexOf(event.target.closest('select, button'));
    stops[(at + (isReversed ? -step : step) + stops.length) % stops.length]?.focus();
    event.preventDefault();
  }

  draw(state) {
    const kind = kindOf(state);
    if (this.kind.value !== kind) this.kind.value = kind;
    for (const button of this.buttons) {
      const { isOn, isReady } = actions[button.dataset.do];
      if (isOn) put(button, 'aria-pressed', isOn(state));
      if (isReady) put(button, 'aria-disabled', !isReady(state));
    }
    const isHidden = !placeIn(state.selection);
    if (this.table.hidden !== isHidden) this.table.hidden = isHidden;
  }
}
