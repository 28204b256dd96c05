// @ts-check
/** What each thing on the page does when it is pressed. */
import { me, send } from './deeds.js';
import { agreed, closeModal } from './dialogs.js';
import { doAndShow, go, refresh, tell } from './draw.js';
import { unpick } from './type-ahead.js';
import { valuesIn } from './values.js';

/**
 * A press or a change that the bot hears of.
 * @param {HTMLElement} element
 * @param {{ type: string, [name: string]: unknown }=} value
 */
export async function act(element, value) {
  if (element.ariaBusy === 'true' || !(await agreed(element.dataset['confirm']))) return;
  const surface = /** @type {HTMLElement | null} */ (element.closest('[data-place]'));
  if (surface === null) return;
  const place = JSON.parse(surface.dataset['place'] ?? '{}');
  element.ariaBusy = 'true';
  const { actionId = '', blockId = '' } = element.dataset;
  const values = place.in === 'modal' ? { values: valuesIn(surface) } : {};
  const done = await send({
    do: 'act',
    as: me(),
    place,
    actionId,
    blockId,
    ...(value === undefined ? {} : { value }),
    ...values,
  });
  await refresh();
  element.ariaBusy = null;
  if (!done.ok) tell(done.trouble);
}

/** Clicks, by what was clicked. @type {[string, (element: HTMLElement, event: Event) => unknown][]} */
export const presses = [
  [
    'a[data-go]',
    (link, event) => {
      event.preventDefault();
      return go(link.getAttribute('href') ?? '/');
    },
  ],
  ['[data-press=button]', (button) => act(button)],
  [
    '[data-press=overflow]',
    (item) => {
      closeMenuOf(item);
      return act(item, { type: 'overflow', selected_option: JSON.parse(item.dataset['option'] ?? '{}') });
    },
  ],
  ['.chip button', (cross) => unpick(/** @type {HTMLElement} */ (cross.closest('.chip')))],
  ['[data-close-modal]', () => closeModal(refresh)],
  [
    '[data-clock]',
    (button) => doAndShow({ do: 'move_clock', by: JSON.parse(button.dataset['clock'] ?? '{}') }),
  ],
  [
    '[data-person]',
    (button) =>
      doAndShow({ do: 'leave', person: button.dataset['person'], gone: button.dataset['gone'] === 'true' }),
  ],
  [
    '[data-global-shortcut]',
    (item) => {
      closeMenuOf(item);
      return doAndShow({ do: 'global_shortcut', as: me(), callbackId: item.dataset['globalShortcut'] });
    },
  ],
  ['[data-message-shortcut]', messageShortcut],
  [
    '[data-provider-deed]',
    (button) =>
      doAndShow({
        do: `${button.dataset['providerDeed']}_key`,
        provider: providerOf(button),
        keyId: button.dataset['key'],
      }),
  ],
  [
    '[data-invent-key]',
    (button) => {
      const input = button.closest('form')?.querySelector('input');
      if (input != null) input.value = invented(button.dataset['inventKey'] ?? '');
    },
  ],
  ['[data-toggle-sidebar]', () => document.body.classList.toggle('sidebar-open')],
];

/**
 * @param {string} template `x` stands for a hex digit, `#` for a capital or one of 2 to 7
 */
function invented(template) {
  /** @param {string} letters */
  const oneOf = (letters) => letters.charAt(Math.floor(Math.random() * letters.length));
  return template
    .replace(/x/g, () => oneOf('0123456789abcdef'))
    .replace(/#/g, () => oneOf('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'));
}

/** @param {HTMLElement} item */
function messageShortcut(item) {
  closeMenuOf(item);
  const { channel, ts } = JSON.parse(
    /** @type {HTMLElement} */ (item.closest('[data-place]')).dataset['place'] ?? '{}',
  );
  return doAndShow({
    do: 'message_shortcut',
    as: me(),
    channel,
    ts,
    callbackId: item.dataset['messageShortcut'],
  });
}

/** @param {Element} element */
function providerOf(element) {
  return /** @type {HTMLElement} */ (element.closest('[data-provider]')).dataset['provider'];
}

/** @param {Element} item */
function closeMenuOf(item) {
  const menu = item.closest('[popover]');
  if (menu instanceof HTMLElement && menu.matches(':popover-open')) menu.hidePopover();
}
