// The steps of a text in the one order of all that was changed on its page: the arrow of the bar takes back what came last,
// wherever that was. Keys and arrows of the text go through its own steps alone.
import { redo, redoDepth, undo, undoDepth } from 'prosemirror-history';

export function stepsOf(text) {
  let [undos, redos] = [0, 0];
  const own = { undo: () => text.isEditable && text.run(undo), redo: () => text.isEditable && text.run(redo) };
  return () => {
    const [u, r] = [undoDepth(text.state), redoDepth(text.state)];
    const kind = u > undos ? r < redos ? 'redone' : 'done' : u < undos && r > redos ? 'undone' : '';
    [undos, redos] = [u, r];
    if (kind) document.dispatchEvent(new CustomEvent('own-step', { detail: { kind, own } }));
  };
}
