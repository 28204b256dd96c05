// @ts-check
/** Modals and the question before a press. */
import { me, notice, send } from './deeds.js';
import { valuesIn } from './values.js';

/** Opens what the last redraw brought, and once there is a field puts the caret into the first. */
export function openModal() {
  const modal = document.querySelector('dialog[data-modal]');
  if (!(modal instanceof HTMLDialogElement)) return;
  if (!modal.open) modal.showModal();
  const first = modal.dataset['own'] === 'entered' ? null : firstField(modal);
  if (first === null) return;
  modal.dataset['own'] = 'entered';
  first.focus();
}

/** @param {HTMLElement} modal @returns {HTMLElement | null} */
function firstField(modal) {
  const field = 'input:not([type=hidden]), select, textarea';
  return (
    modal.querySelector(`.refused :is(${field})`) ??
    modal.querySelector(`[data-focus] :is(${field})`) ??
    modal.querySelector(`.block-input :is(${field})`)
  );
}

/**
 * @param {HTMLFormElement} form
 * @param {() => Promise<void>} refresh
 */
export async function submitModal(form, refresh) {
  if (form.ariaBusy === 'true') return;
  form.ariaBusy = 'true';
  say(form, '');
  const answer = await send({ do: 'submit', as: me(), values: valuesIn(form) });
  await refresh();
  form.ariaBusy = 'false';
  const refused = form.querySelector('.refused :is(input, select, textarea)');
  if (refused instanceof HTMLElement) refused.focus();
  if (!answer.ok) say(form, answer.trouble);
  else if (refused !== null) say(form, 'Not sent. See the notes beside the fields.');
}

/** @param {() => Promise<void>} refresh */
export async function closeModal(refresh) {
  const answer = await send({ do: 'close_modal', as: me() });
  await refresh();
  if (!answer.ok) notice(answer.trouble);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} text
 */
function say(form, text) {
  const line = form.querySelector('.modal-trouble');
  if (line !== null) line.textContent = text;
}

/**
 * @param {string | undefined} asked JSON of a confirmation, if the element has one
 * @returns {Promise<boolean>} whether to go on
 */
export function agreed(asked) {
  const dialog = document.getElementById('ask');
  if (asked === undefined || !(dialog instanceof HTMLDialogElement)) return Promise.resolve(true);
  /** @type {{ title: string, text: string, yes: string, no: string, danger: boolean }} */
  const { title, text, yes, no, danger } = JSON.parse(asked);
  const put = (/** @type {string} */ id, /** @type {string} */ words) => {
    const element = /** @type {HTMLElement} */ (document.getElementById(id));
    element.textContent = words;
    return element;
  };
  put('ask-title', title);
  put('ask-text', text);
  const yesButton = put('ask-yes', yes);
  yesButton.className = danger ? 'button danger solid' : 'button primary';
  const noButton = put('ask-no', no);
  dialog.showModal();
  noButton.focus();
  return new Promise((resolve) => {
    yesButton.onclick = () => dialog.close('yes');
    noButton.onclick = () => dialog.close('no');
    dialog.returnValue = 'no';
    dialog.onclose = () => resolve(dialog.returnValue === 'yes');
  });
}
