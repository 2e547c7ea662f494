// Small things that every part of the desk needs.
export const fill = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
export const isSame = (one, other) => one.length === other.length && one.every((each, at) => each === other[at]);

/** Children of a place; what stands there already stays where it is, and is not laid out anew. */
export function put(place, wanted) {
  const kept = new Set(wanted);
  for (const each of [...place.children]) if (!kept.has(each)) each.remove();
  let at = place.firstChild;
  for (const each of wanted) if (each === at) at = at.nextSibling; else place.insertBefore(each, at);
}
