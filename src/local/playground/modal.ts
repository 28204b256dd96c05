/** The frame around a modal view: title, close, submit. It stays open, with what was typed, until the bot says otherwise. */
import type { ReactElement } from 'react';
import type { LocalView } from '../slack/contract.ts';
import { blocks } from './blocks.ts';
import { domId, h } from './element.ts';
import { fileAddress } from './message.ts';
import { part } from './part.ts';
import { avatar } from './person.ts';
import type { Scene } from './scene.ts';
import { words } from './sheet.ts';

export function modal(open: LocalView, scene: Scene): ReactElement | null {
  const { view } = open;
  if (view.type !== 'modal') return null;
  const scope = domId('modal', open.id);
  return part(
    scene.have,
    'dialog',
    {
      className: 'modal',
      id: scope,
      'data-modal': open.id,
      'data-test': 'modal',
      'aria-labelledby': `${scope}-title`,
      'data-place': JSON.stringify({ in: 'modal' }),
    },
    h(
      'form',
      { className: 'modal-form', method: 'dialog', 'data-modal-form': open.id, noValidate: true },
      h(
        'header',
        {},
        avatar(scene.bot, 'small'),
        h('h2', { id: `${scope}-title`, 'data-test': 'modal-title' }, words(view.title)),
        h(
          'button',
          {
            type: 'button',
            className: 'button icon',
            'data-close-modal': true,
            'data-test': 'modal-x',
            'aria-label': 'Close',
          },
          '×',
        ),
      ),
      h(
        'div',
        { className: 'scroll', id: `${scope}-scroll` },
        blocks(view.blocks, {
          scope,
          place: { in: 'modal' },
          reader: scene.reader,
          people: scene.people,
          channels: scene.channels,
          state: open.state,
          errors: open.errors,
          fileAddress: (id) => fileAddress(id, scene),
        }),
      ),
      h(
        'footer',
        {},
        h('p', {
          className: 'modal-trouble',
          'data-mine': true,
          role: 'alert',
          id: `${scope}-trouble`,
          'data-test': 'modal-trouble',
        }),
        h(
          'button',
          { type: 'button', className: 'button', 'data-close-modal': true, 'data-test': 'modal-close' },
          view.close === undefined ? 'Cancel' : words(view.close),
        ),
        view.submit === undefined
          ? null
          : h(
              'button',
              {
                type: 'submit',
                className: 'button primary',
                'data-test': 'modal-submit',
                id: `${scope}-submit`,
              },
              words(view.submit),
            ),
      ),
    ),
  );
}
