// @ts-check
/** Redrawing the page in place, and going from one address to another. */
import { busyWith, me, newestChange, notice, send } from './deeds.js';
import { openModal } from './dialogs.js';
import { morph } from './morph.js';

/** @type {Promise<void> | undefined} */
let drawing;
let again = false;

/** The count of changes that what is shown was drawn at. */
let shown = newestChange();

/** Shows what this page was told of and does not show yet. @returns {Promise<void>} */
export function refresh() {
  if (drawing === undefined && !again && shown >= newestChange()) return Promise.resolve();
  drawing ??= busyWith(async () => {
    do {
      again = false;
      await draw();
    } while (again || shown < newestChange());
  }).finally(() => {
    drawing = undefined;
  });
  return drawing;
}

/** Shows another place. @returns {Promise<void>} */
export function redraw() {
  again = true;
  return refresh();
}

/** Settled while nothing is held down: a button that is redrawn under the finger would not be clicked. */
let pressed = Promise.resolve();
document.addEventListener('pointerdown', () => {
  pressed = new Promise((resolve) => {
    // After the click that follows, if one does.
    const release = () => setTimeout(resolve, 0);
    document.addEventListener('pointerup', release, { once: true });
    document.addEventListener('pointercancel', release, { once: true });
  });
});

async function draw() {
  const asked = location.search;
  const response = await fetch(`/fragment${asked}`, { headers: { Have: marks() } }).catch(() => undefined);
  // What could not be shown is shown with the next change; a server that is back tells of one.
  shown = Number(response?.headers.get('Changes') ?? newestChange());
  if (response === undefined) return;
  const html = await response.text();
  if (!response.ok) return notice(html);
  await pressed;
  if (asked !== location.search) {
    again = true;
    return;
  }
  const next = new DOMParser().parseFromString(html, 'text/html').getElementById('app');
  const app = document.getElementById('app');
  if (next === null || app === null) return;
  const hadModal = document.querySelector('dialog[data-modal]') !== null;
  const atEnd = new Map(scrolls().map((list) => [list.id, isAtEnd(list)]));
  morph(app, next);
  document.title = app.dataset['title'] ?? document.title;
  for (const list of scrolls()) if (atEnd.get(list.id) !== false) list.scrollTop = list.scrollHeight;
  openModal();
  if (hadModal && document.activeElement === document.body) focusComposer();
  void read();
}

/** What is shown already and need not be sent again; a request's head has room for so many. */
function marks() {
  const parts = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-mark]')]);
  return parts
    .slice(-800)
    .map(({ dataset }) => dataset['mark'])
    .join(' ');
}

/** @returns {HTMLElement[]} */
export function scrolls() {
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-scroll=end]')]);
}

/** @param {HTMLElement} list */
function isAtEnd(list) {
  return list.scrollHeight - list.scrollTop - list.clientHeight < 60;
}

/** What is looked at counts as read. */
export async function read() {
  const pane = document.querySelector('[data-test=pane]');
  if (document.hidden || !(pane instanceof HTMLElement) || Number(pane.dataset['unread']) === 0) return;
  await send({ do: 'mark_read', as: me(), channel: pane.dataset['channel'] });
}

/** Goes to another address without a new page. @param {string} href */
export async function go(href) {
  history.pushState(null, '', href);
  document.body.classList.remove('sidebar-open');
  hideMenus();
  await redraw();
  await arrived();
}

function hideMenus() {
  const open = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(':popover-open'));
  for (const menu of open) menu.hidePopover();
}

/** The Home tab is drawn by the bot when somebody looks at it. */
export async function arrived() {
  if (document.querySelector('[data-home]') !== null) await doAndShow({ do: 'open_home', as: me() });
  else if (document.querySelector('dialog[open]') === null) focusComposer();
}

function focusComposer() {
  const lines = document.querySelectorAll('[data-composer] textarea');
  if (matchMedia('(pointer: fine)').matches)
    /** @type {HTMLElement | undefined} */ ([...lines].at(-1))?.focus({ preventScroll: true });
}

/** @param {Record<string, unknown>} deed */
export async function doAndShow(deed) {
  const answer = await send(deed);
  await refresh();
  if (!answer.ok) tell(answer.trouble);
  return answer.ok;
}

/** In the modal when one is open, since the page behind it cannot be reached. @param {string} text */
export function tell(text) {
  const line = document.querySelector('dialog[open] .modal-trouble');
  if (line === null) notice(text);
  else line.textContent = text;
}
