/** Elements that are pressed: buttons, overflow menus, and the confirmation they may ask for. */
import type { Button, Confirm, Overflow } from '@slack/types';
import type { ReactElement } from 'react';
import { type Attribute, classes, h } from './element.ts';
import { controlId, mark, type Spot, words } from './sheet.ts';

export function button(element: Button, spot: Spot): ReactElement {
  const actionId = element.action_id ?? '';
  const tag = element.url === undefined ? 'button' : 'a';
  const link = { href: safeAddress(element.url), target: '_blank', rel: 'noopener noreferrer' };
  return h(
    tag,
    {
      id: controlId(spot, actionId),
      className: classes('button', element.style),
      ...(tag === 'a' ? link : { type: 'button' }),
      'data-press': 'button',
      'aria-label': element.accessibility_label,
      ...identity(spot, actionId),
      ...confirmation(element.confirm),
    },
    words(element.text),
  );
}

export function overflow(element: Overflow, spot: Spot): ReactElement {
  const actionId = element.action_id ?? '';
  const id = controlId(spot, actionId);
  const options = element.options.map((option) =>
    h(
      option.url === undefined ? 'button' : 'a',
      {
        className: 'menu-item',
        role: 'menuitem',
        ...(option.url === undefined
          ? { type: 'button' }
          : { href: safeAddress(option.url), target: '_blank', rel: 'noopener noreferrer' }),
        'data-press': 'overflow',
        'data-option': JSON.stringify(option),
        ...identity(spot, actionId),
        ...confirmation(element.confirm),
      },
      words(option.text),
      option.description === undefined ? null : h('small', {}, words(option.description)),
    ),
  );
  return h(
    'span',
    { className: 'overflow', id, 'data-drawn': mark(element) },
    h(
      'button',
      {
        type: 'button',
        className: 'button icon',
        popoverTarget: `${id}-menu`,
        'aria-haspopup': 'menu',
        'aria-label': 'More',
        'data-test': 'overflow',
        'data-action-id': actionId,
      },
      '⋯',
    ),
    h('div', { id: `${id}-menu`, className: 'menu', popover: 'auto', role: 'menu' }, ...options),
  );
}

/** How the page script and the tests find an element again. */
export function identity(spot: Spot, actionId: string): Record<string, Attribute> {
  return { 'data-block-id': spot.blockId, 'data-action-id': actionId };
}

export function confirmation(confirm: Confirm | undefined): Record<string, Attribute> {
  if (confirm === undefined) return {};
  const asked = {
    title: confirm.title === undefined ? 'Are you sure?' : words(confirm.title),
    text: words(confirm.text),
    yes: confirm.confirm === undefined ? 'Yes' : words(confirm.confirm),
    no: confirm.deny === undefined ? 'Cancel' : words(confirm.deny),
    danger: confirm.style === 'danger',
  };
  return { 'data-confirm': JSON.stringify(asked) };
}

function safeAddress(url: string | undefined): string | undefined {
  return url !== undefined && /^(https?:\/\/|mailto:)/i.test(url) ? url : undefined;
}
