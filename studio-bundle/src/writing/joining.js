// Two lists of a kind that come to stand side by side, because what stood between them is gone, are one: as Markdown reads them.
import { isHistoryTransaction } from 'prosemirror-history';
import { Plugin } from 'prosemirror-state';
import { schema } from './schema.js';

const isList = ({ type }) => type === schema.nodes.bullet_list || type === schema.nodes.ordered_list;

function neighbours(doc) {
  const found = [];
  doc.forEach((node, at, number) => {
    const next = doc.maybeChild(number + 1);
    if (next && isList(node) && next.type === node.type) found.push({ at: at + node.nodeSize, name: `${node.attrs.oid} ${next.attrs.oid}` });
  });
  return found;
}

export const joinedLists = new Plugin({
  appendTransaction(transactions, before, state) {
    if (state.doc.childCount >= before.doc.childCount) return null;
    // An undo brings back what there was; a step more, and the steps before it would be taken back at wrong places.
    if (transactions.some((tr) => tr.getMeta('theirs') || isHistoryTransaction(tr))) return null;
    const found = neighbours(state.doc);
    if (!found.length) return null;
    const were = new Set(neighbours(before.doc).map(({ name }) => name));
    const tr = state.tr;
    for (const { at, name } of found.reverse()) if (!were.has(name)) tr.join(at);
    return tr.docChanged ? tr : null;
  },
});

// The empty paragraphs between two lists of a kind that are as the file has them; null where there are none.
export function emptyBetweenLists(doc, inFile) {
  let [list, from, found] = [null, 0, null];
  doc.forEach((node, at) => {
    if (node.type === schema.nodes.paragraph && !node.content.size) return;
    if (list && at > from && isList(node) && node.type === list.type && inFile.has(list) && inFile.has(node)) found ??= { from, to: at };
    list = isList(node) ? node : null;
    from = at + node.nodeSize;
  });
  return found;
}
