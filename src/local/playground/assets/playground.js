// @ts-check
/** The page's own script: listens to clicks, keys and the server's word that something changed. */
import { startClock } from './clock.js';
import { closeHints, complete, composerKey, composerOf, sendLine, typedInComposer } from './composer.js';
import { busyWith, me, newestChange, send } from './deeds.js';
import { closeModal, openModal, submitModal } from './dialogs.js';
import { arrived, read, redraw, refresh, scrolls, tell } from './draw.js';
import { placeMenusOnOpen } from './places.js';
import { act, presses } from './presses.js';
import { closeList, listKey, openList, pick } from './type-ahead.js';
import { valueIn } from './values.js';

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element)) return;
  for (const [selector, does] of presses) {
    const found = event.target.closest(selector);
    if (!(found instanceof HTMLElement)) continue;
    if (event instanceof MouseEvent && (event.metaKey || event.ctrlKey) && found instanceof HTMLAnchorElement)
      return;
    void does(found, event);
    return;
  }
});

// Before the click, so that the field does not lose its focus and close its list first.
document.addEventListener('mousedown', (event) => {
  const option = event.target instanceof Element ? event.target.closest('[role=option]') : null;
  if (!(option instanceof HTMLElement)) return;
  event.preventDefault();
  const composer = composerOf(option);
  const input = option.closest('.type-ahead')?.querySelector('input');
  if (composer !== null) complete(composer, option);
  else if (input instanceof HTMLInputElement) pick(option, input);
});

document.addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  if (form.hasAttribute('data-composer')) void sendLine(form, refresh);
  else if (form.hasAttribute('data-modal-form')) void submitModal(form, refresh);
  else if (form.dataset['createKey'] !== undefined) void createKey(form);
});

/** @param {HTMLFormElement} form */
async function createKey(form) {
  const asked = Object.fromEntries(new FormData(form));
  const answer = await send({ do: 'create_key', provider: form.dataset['createKey'], ...asked });
  await refresh();
  const line = form.querySelector('[role=alert]');
  if (line !== null) line.textContent = answer.ok ? '' : answer.trouble;
  if (answer.ok) form.reset();
}

document.addEventListener('input', (event) => {
  const { target } = event;
  if (target instanceof HTMLTextAreaElement && composerOf(target) !== null)
    typedInComposer(/** @type {HTMLFormElement} */ (composerOf(target)));
  if (target instanceof HTMLInputElement && target.role === 'combobox') openList(target);
});

/** @param {Event} event */
async function changed(event) {
  if (event.target instanceof HTMLInputElement && event.target.type === 'file')
    await uploadFrom(event.target);
  dispatchChange(event);
}

/** Files go up when they are chosen, as in Slack; the form sends their ids. @param {HTMLInputElement} input */
async function uploadFrom(input) {
  const control = /** @type {HTMLElement} */ (input.closest('[data-type]'));
  const ids = [];
  for (const file of input.files ?? []) {
    const content = await base64Of(file);
    const answer = await send({ do: 'upload', as: me(), name: file.name, content });
    if (!answer.ok) return tell(answer.trouble);
    ids.push({ id: answer.file });
  }
  control.dataset['own'] = JSON.stringify(ids);
}

/** @param {File} file @returns {Promise<string>} */
function base64Of(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** @param {Event} event */
function dispatchChange(event) {
  if (
    !(event.target instanceof Element) ||
    (event.type === 'change' && event.target.matches('[role=combobox]'))
  )
    return;
  const control = event.target.closest('[data-dispatch=change]');
  if (control instanceof HTMLElement) void act(control, valueIn(control));
}
document.addEventListener('change', (event) => void changed(event));
document.addEventListener('picked', dispatchChange);

document.addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLInputElement && target.role === 'combobox') openList(target);
});
document.addEventListener('focusout', ({ target }) => {
  if (target instanceof HTMLInputElement && target.role === 'combobox') closeList(target);
  const form = target instanceof HTMLTextAreaElement ? composerOf(target) : null;
  if (form !== null) closeHints(form);
});

document.addEventListener('keydown', (event) => {
  const { target } = event;
  if (target instanceof HTMLTextAreaElement) {
    const form = composerOf(target);
    if (form !== null && composerKey(event, form)) event.preventDefault();
    return;
  }
  if (!(target instanceof HTMLInputElement)) return;
  if (target.role === 'combobox' && listKey(event, target)) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  const control = target.closest('[data-dispatch=enter]');
  if (event.key === 'Enter' && control instanceof HTMLElement) {
    event.preventDefault();
    void act(control, valueIn(control));
  }
});

// Escape on a modal: the bot hears of it first, the redraw takes the modal away.
document.addEventListener(
  'cancel',
  (event) => {
    if (!(event.target instanceof HTMLDialogElement) || !event.target.hasAttribute('data-modal')) return;
    event.preventDefault();
    void closeModal(refresh);
  },
  true,
);

window.addEventListener('popstate', () => void redraw().then(arrived));
document.addEventListener('visibilitychange', () => void read());

const live = new EventSource('/live');
// It begins with the count as it is: after a lost connection something may have been missed.
live.addEventListener('changed', ({ data }) => {
  newestChange(data);
  void refresh();
});

placeMenusOnOpen();
startClock();
for (const list of scrolls()) list.scrollTop = list.scrollHeight;
openModal();
void busyWith(async () => {
  await arrived();
  await read();
});
