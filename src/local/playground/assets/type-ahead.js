// @ts-check
/** Text fields that narrow a list and keep picks as chips. Arrow keys move, Enter picks, Backspace takes the last pick back. */
import { me, send } from './deeds.js';
import { placeBelow } from './places.js';

/** @type {ReturnType<typeof setTimeout> | undefined} */
let asking;

/** @param {HTMLInputElement} input */
function partsOf(input) {
  const box = /** @type {HTMLElement} */ (input.closest('.type-ahead'));
  const list = /** @type {HTMLElement} */ (box.querySelector('[role=listbox]'));
  return {
    box,
    list,
    chips: /** @type {HTMLElement} */ (box.querySelector('[data-chips]')),
    control: /** @type {HTMLElement} */ (box.closest('[data-type]')),
  };
}

/** @param {HTMLInputElement} input */
export function openList(input) {
  const { box, list } = partsOf(input);
  if (box.dataset['external'] === 'true') {
    clearTimeout(asking);
    asking = setTimeout(() => void ask(input), 120);
    return;
  }
  narrow(list, input.value, box);
  show(input, list);
}

/** @param {HTMLInputElement} input */
export function closeList(input) {
  const { list } = partsOf(input);
  if (list.matches(':popover-open')) list.hidePopover();
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
}

/** @param {HTMLInputElement} input */
async function ask(input) {
  const { box, list, control } = partsOf(input);
  const typed = input.value.trim();
  if (typed.length < Number(box.dataset['leastTyped'] ?? 0))
    return say(input, list, `Type ${box.dataset['leastTyped']} letters or more`);
  const place = JSON.parse(
    /** @type {HTMLElement} */ (control.closest('[data-place]')).dataset['place'] ?? '{}',
  );
  const { blockId = '', actionId = '' } = control.dataset;
  const answer = await send({ do: 'suggest', as: me(), place, blockId, actionId, typed });
  if (input.value.trim() !== typed) return;
  if (!answer.ok) return say(input, list, answer.trouble);
  list.replaceChildren(...(answer.options ?? []).map(listed));
  narrow(list, '', box);
  show(input, list);
}

/** @param {{ text: string, value: string }} option */
function listed({ text, value }) {
  const item = document.createElement('span');
  item.className = 'menu-item';
  item.role = 'option';
  item.textContent = text;
  item.dataset['value'] = value;
  item.dataset['option'] = JSON.stringify({ text: { type: 'plain_text', text }, value });
  return item;
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 * @param {string} text
 */
function say(input, list, text) {
  const line = document.createElement('span');
  line.className = 'menu-heading';
  line.textContent = text;
  list.replaceChildren(line);
  show(input, list);
}

/**
 * Hides what does not match or is picked already, and marks the first that is left.
 * @param {HTMLElement} list
 * @param {string} typed
 * @param {HTMLElement} box
 */
function narrow(list, typed, box) {
  const words = typed.trim().toLowerCase();
  const picked = new Set([...box.querySelectorAll('.chip')].map((chip) => chip.getAttribute('data-value')));
  const options = optionsOf(list);
  for (const option of options) {
    option.hidden =
      picked.has(option.dataset['value'] ?? '') || !(option.textContent ?? '').toLowerCase().includes(words);
  }
  options.forEach((option, index) => {
    option.id = `${list.id}-${index}`;
    option.setAttribute('aria-selected', 'false');
  });
  let empty = list.querySelector('.nothing');
  if (empty === null) {
    empty = document.createElement('span');
    empty.className = 'menu-heading nothing';
    empty.textContent = 'No matches';
    list.append(empty);
  }
  /** @type {HTMLElement} */ (empty).hidden = options.some((option) => !option.hidden);
  options.find((option) => !option.hidden)?.setAttribute('aria-selected', 'true');
}

/** @param {HTMLElement} list @returns {HTMLElement[]} */
function optionsOf(list) {
  return /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role=option]')]);
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 */
function show(input, list) {
  if (document.activeElement !== input) return;
  if (!list.matches(':popover-open')) list.showPopover();
  placeBelow(list, partsOf(input).box);
  input.setAttribute('aria-expanded', 'true');
  markActive(input, list);
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 */
function markActive(input, list) {
  const active = list.querySelector('[aria-selected=true]');
  if (active === null) return input.removeAttribute('aria-activedescendant');
  input.setAttribute('aria-activedescendant', active.id);
  active.scrollIntoView({ block: 'nearest' });
}

/**
 * @param {HTMLElement} option
 * @param {HTMLInputElement} input
 */
export function pick(option, input) {
  const { box, chips, control } = partsOf(input);
  const many = box.dataset['many'] === 'true';
  const most = Number(box.dataset['most'] ?? Infinity);
  if (many && chips.childElementCount >= most) return closeList(input);
  if (!many) chips.replaceChildren();
  chips.append(chipOf(option));
  input.value = '';
  if (many) openList(input);
  else closeList(input);
  changed(control);
}

/** @param {HTMLElement} option */
function chipOf(option) {
  const chip = document.createElement('span');
  chip.className = 'chip';
  chip.dataset['option'] = option.dataset['option'] ?? '';
  chip.dataset['value'] = option.dataset['value'] ?? '';
  chip.textContent = option.textContent;
  const remove = document.createElement('button');
  remove.type = 'button';
  remove.setAttribute('aria-label', `Remove ${option.textContent}`);
  remove.textContent = '×';
  chip.append(remove);
  return chip;
}

/** @param {HTMLElement} chip */
export function unpick(chip) {
  const control = /** @type {HTMLElement} */ (chip.closest('[data-type]'));
  chip.remove();
  control.querySelector('input')?.focus();
  changed(control);
}

/** @param {HTMLElement} control */
function changed(control) {
  control.dispatchEvent(new CustomEvent('picked', { bubbles: true }));
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLInputElement} input
 * @returns {boolean} true when the key was for the list
 */
export function listKey(event, input) {
  const { list, chips } = partsOf(input);
  const open = list.matches(':popover-open');
  const active = /** @type {HTMLElement | null} */ (list.querySelector('[aria-selected=true]:not([hidden])'));
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    if (open) step(list, event.key === 'ArrowDown' ? 1 : -1);
    else openList(input);
    markActive(input, list);
    return true;
  }
  if (event.key === 'Enter' && open) {
    if (active !== null) pick(active, input);
    return true;
  }
  if (event.key === 'Escape' && open) {
    closeList(input);
    return true;
  }
  if (event.key === 'Backspace' && input.value === '' && chips.lastElementChild instanceof HTMLElement) {
    unpick(chips.lastElementChild);
    return true;
  }
  return false;
}

/**
 * Moves the mark among the options that are not hidden, round the ends.
 * @param {HTMLElement} list
 * @param {1 | -1} by
 */
export function step(list, by) {
  const options = optionsOf(list).filter((option) => !option.hidden);
  if (options.length === 0) return;
  const at = options.findIndex((option) => option.getAttribute('aria-selected') === 'true');
  for (const option of options) option.setAttribute('aria-selected', 'false');
  options[(at + by + options.length) % options.length]?.setAttribute('aria-selected', 'true');
}
