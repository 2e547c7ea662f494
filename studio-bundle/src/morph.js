// One document made into another, node by node: what is the same stays as it is, with its pictures and its place.

/** Make `from` (a node of a live document) equal to `to` (of one that is not shown). */
export function morph(from, to) {
  if (from.isEqualNode(to)) return;
  if (from.nodeName !== to.nodeName) {
    from.replaceWith(to.ownerDocument === from.ownerDocument ? to : from.ownerDocument.importNode(to, true));
    return;
  }
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  children(from, to);
}

function children(from, to) {
  const old = [...from.childNodes], wanted = [...to.childNodes];
  let first = 0, last = 0;
  const most = Math.min(old.length, wanted.length);
  while (first < most && old[first].isEqualNode(wanted[first])) first += 1;
  while (last < most - first && old[old.length - 1 - last].isEqualNode(wanted[wanted.length - 1 - last])) last += 1;
  const gone = old.slice(first, old.length - last), come = wanted.slice(first, wanted.length - last);
  const behind = old[old.length - last] ?? null;
  // What has gone and what has come is paired from the front; of several the nearest of the same kind.
  for (const node of come) {
    const at = gone.findIndex(each => each.nodeName === node.nodeName);
    if (at < 0) {
      from.insertBefore(from.ownerDocument.importNode(node, true), gone[0] ?? behind);
      continue;
    }
    gone.splice(0, at).forEach(each => each.remove());
    morph(gone.shift(), node);
  }
  gone.forEach(each => each.remove());
}
