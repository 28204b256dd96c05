// @ts-check
/** The line one types in: Enter sends, Shift+Enter breaks the line, `/` and `@` offer what fits. */
import { me, send } from './deeds.js';
import { step } from './type-ahead.js';

/** @typedef {{ text: string, rest: string, does: string }} Offer */

/** @param {Element} target @returns {HTMLFormElement | null} */
export function composerOf(target) {
  return /** @type {HTMLFormElement | null} */ (target.closest('[data-composer]'));
}

/** @param {HTMLFormElement} form */
function partsOf(form) {
  return {
    text: /** @type {HTMLTextAreaElement} */ (form.querySelector('textarea')),
    hints: /** @type {HTMLElement} */ (form.querySelector('.hints')),
    trouble: /** @type {HTMLElement} */ (form.querySelector('.composer-trouble')),
  };
}

/**
 * @param {HTMLFormElement} form
 * @param {() => Promise<void>} refresh
 */
export async function sendLine(form, refresh) {
  const { text, trouble } = partsOf(form);
  const line = text.value.trim();
  if (line === '') return;
  closeHints(form);
  text.value = '';
  grow(text);
  trouble.textContent = '';
  const { channel = '', thread } = form.dataset;
  const answer = await send({
    do: 'say',
    as: me(),
    channel,
    text: line,
    ...(thread === undefined ? {} : { thread }),
  });
  if (!answer.ok) {
    trouble.textContent = answer.trouble;
    if (text.value === '') text.value = line;
    grow(text);
  }
  await refresh();
  const list = form.parentElement?.querySelector('[data-scroll=end]');
  if (list != null) list.scrollTop = list.scrollHeight;
}

/** @param {HTMLFormElement} form */
export function typedInComposer(form) {
  const { text, hints } = partsOf(form);
  grow(text);
  const offers = offersFor(form, text.value.slice(0, text.selectionStart));
  hints.hidden = offers.length === 0;
  hints.dataset['own'] = '';
  hints.replaceChildren(...offers.map(drawOffer));
  hints.querySelector('[role=option]')?.setAttribute('aria-selected', 'true');
  markActive(form);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} before what stands left of the caret
 * @returns {Offer[]}
 */
function offersFor(form, before) {
  /** @type {{ commands: Offer[], people: Offer[] }} */
  const offered = JSON.parse(form.dataset['offered'] ?? '{"commands":[],"people":[]}');
  const person = /(?:^|\s)(@[\w.-]*)$/.exec(before)?.[1]?.toLowerCase();
  if (person !== undefined) {
    return offered.people.filter(
      ({ text, does }) => text.startsWith(person) || does.toLowerCase().startsWith(person.slice(1)),
    );
  }
  if (!before.startsWith('/')) return [];
  const typed = before.toLowerCase();
  return offered.commands.filter(({ text }) => text.startsWith(typed)).slice(0, 30);
}

/** @param {Offer} offer */
function drawOffer({ text, rest, does }, /** @type {number} */ index) {
  const item = document.createElement('span');
  item.className = 'menu-item';
  item.role = 'option';
  item.id = `hint-${index}`;
  item.setAttribute('aria-selected', 'false');
  item.dataset['complete'] = text;
  const name = document.createElement('strong');
  name.textContent = text;
  const more = document.createElement('span');
  more.className = 'rest';
  more.textContent = rest === '' ? '' : ` ${rest}`;
  const said = document.createElement('small');
  said.textContent = does;
  item.append(name, more, said);
  return item;
}

/** @param {HTMLFormElement} form */
export function closeHints(form) {
  partsOf(form).hints.hidden = true;
  partsOf(form).text.removeAttribute('aria-activedescendant');
}

/** @param {HTMLFormElement} form */
function markActive(form) {
  const { text, hints } = partsOf(form);
  const active = hints.hidden ? null : hints.querySelector('[aria-selected=true]');
  if (active === null) return text.removeAttribute('aria-activedescendant');
  text.setAttribute('aria-activedescendant', active.id);
  active.scrollIntoView({ block: 'nearest' });
}

/**
 * Puts the offer in place of what was typed of it.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} offer
 */
export function complete(form, offer) {
  const { text } = partsOf(form);
  const whole = offer.dataset['complete'] ?? '';
  const before = text.value.slice(0, text.selectionStart);
  const start = whole.startsWith('@') ? before.lastIndexOf('@') : 0;
  const after = text.value.slice(text.selectionStart);
  text.value = `${before.slice(0, start)}${whole} ${after.trimStart()}`;
  text.selectionStart = text.selectionEnd = start + whole.length + 1;
  text.focus();
  closeHints(form);
  grow(text);
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLFormElement} form
 * @returns {boolean} true when the key was for the hints or sent the line
 */
export function composerKey(event, form) {
  const { hints } = partsOf(form);
  if (event.isComposing) return false;
  const active = hints.hidden
    ? null
    : /** @type {HTMLElement | null} */ (hints.querySelector('[aria-selected=true]'));
  if (active !== null && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    step(hints, event.key === 'ArrowDown' ? 1 : -1);
    hints.dataset['own'] = 'chosen';
    markActive(form);
    return true;
  }
  if (active !== null && event.key === 'Escape') {
    closeHints(form);
    return true;
  }
  if (active !== null && (event.key === 'Tab' || (event.key === 'Enter' && wantsOffer(form, active)))) {
    complete(form, active);
    return true;
  }
  if (event.key !== 'Enter' || event.shiftKey) return false;
  form.requestSubmit();
  return true;
}

/**
 * Enter sends, unless one went to an offer with the arrow keys or is in the middle of a name.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} offer
 */
function wantsOffer(form, offer) {
  const { text, hints } = partsOf(form);
  const whole = offer.dataset['complete'] ?? '';
  return hints.dataset['own'] === 'chosen' || (whole.startsWith('@') && !text.value.endsWith(whole));
}

/** @param {HTMLTextAreaElement} text */
function grow(text) {
  text.style.height = 'auto';
  text.style.height = `${Math.min(text.scrollHeight, 180)}px`;
}
