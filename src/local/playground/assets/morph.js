// @ts-check
/**
 * Makes one element look like another by changing only what differs, so that focus, scrolling, open menus and what
 * is being typed survive a redraw. Elements are matched by id, then by place and tag name. An empty one with
 * `data-same` stands for a part that is shown already.
 */

/** Set by the browser or the page script, never by the server: not taken away. */
const kept = new Set(['open', 'style', 'data-own', 'aria-busy', 'aria-expanded', 'aria-activedescendant']);

/**
 * @param {Element} from the element on the page
 * @param {Element} to what it should become
 */
export function morph(from, to) {
  if (to.hasAttribute('data-same') || keepsItsOwn(from, to)) return;
  copyAttributes(from, to);
  morphChildren(from, to);
}

/**
 * A control keeps what was put into it while its definition is the same; `data-mine` is the page script's own.
 * @param {Element} from
 * @param {Element} to
 */
function keepsItsOwn(from, to) {
  if (from instanceof HTMLTextAreaElement || (from.hasAttribute('data-mine') && to.hasAttribute('data-mine')))
    return true;
  const drawn = from.getAttribute('data-drawn');
  return drawn !== null && drawn === to.getAttribute('data-drawn');
}

/**
 * @param {Element} from
 * @param {Element} to
 */
function copyAttributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !kept.has(name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if ((!kept.has(name) || name === 'style') && from.getAttribute(name) !== value)
      from.setAttribute(name, value);
  }
}

/**
 * @param {Element} from
 * @param {Element} to
 */
function morphChildren(from, to) {
  const byId = new Map([...from.children].filter(({ id }) => id !== '').map((child) => [child.id, child]));
  const wanted = new Set([...to.children].map(({ id }) => id).filter((id) => id !== ''));
  /** @type {ChildNode | null} */
  let at = from.firstChild;
  for (const next of [...to.childNodes]) {
    // Elements that will not come back go first, so that those behind them need not move and lose focus.
    while (at instanceof Element && at.id !== '' && !wanted.has(at.id)) at = removed(at);
    const same = counterpart(next, at, byId);
    if (same === undefined) {
      from.insertBefore(next, at);
      continue;
    }
    if (same === at) at = at.nextSibling;
    else from.insertBefore(same, at);
    if (same instanceof Element && next instanceof Element) morph(same, next);
    else if (same.nodeValue !== next.nodeValue) same.nodeValue = next.nodeValue;
  }
  while (at !== null) at = removed(at);
}

/**
 * @param {ChildNode} node
 * @returns {ChildNode | null} what came after it
 */
function removed(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

/**
 * @param {ChildNode} next
 * @param {ChildNode | null} at
 * @param {Map<string, Element>} byId
 * @returns {ChildNode | undefined}
 */
function counterpart(next, at, byId) {
  if (next instanceof Element) {
    if (next.id !== '') {
      const found = byId.get(next.id);
      return found?.nodeName === next.nodeName ? found : undefined;
    }
    return at instanceof Element && at.id === '' && at.nodeName === next.nodeName ? at : undefined;
  }
  return at !== null && at.nodeType === next.nodeType ? at : undefined;
}
