/** The line one types in, with what the command offers. */
import type { ReactElement } from 'react';
import { COMMANDS } from '../../domain/command.ts';
import type { LocalChannel } from '../slack/contract.ts';
import { domId, h } from './element.ts';
import { part } from './part.ts';
import { nameOf, type Scene } from './scene.ts';

export function composer(scene: Scene, channel: LocalChannel, thread?: string): ReactElement {
  const id = domId('composer', scene.viewer.id, channel.id, thread ?? '');
  const label = thread === undefined ? `Message ${nameOf(channel).replace(' ', '')}` : 'Reply';
  const offered = {
    commands:
      thread === undefined
        ? COMMANDS.map(({ name, usage, says }) => ({
            text: `${scene.command} ${name}`,
            rest: usage,
            does: says,
          }))
        : [],
    people: scene.people
      .filter(({ kind }) => kind !== 'bot' && kind !== 'deactivated')
      .map(({ name, realName }) => ({ text: `@${name}`, rest: '', does: realName })),
  };
  return part(
    scene.have,
    'form',
    {
      className: 'composer',
      id,
      'data-composer': true,
      'data-channel': channel.id,
      'data-thread': thread,
      'data-offered': JSON.stringify(offered),
    },
    h('div', {
      className: 'listbox hints',
      'data-mine': true,
      role: 'listbox',
      id: `${id}-hints`,
      'aria-label': 'Suggestions',
      hidden: true,
    }),
    h('p', {
      className: 'composer-trouble',
      'data-mine': true,
      role: 'alert',
      id: `${id}-trouble`,
      'data-test': 'trouble',
    }),
    h('textarea', {
      id: `${id}-text`,
      rows: 1,
      'aria-label': label,
      placeholder: thread === undefined ? `${label}, or ${scene.command} help` : 'Reply…',
      'data-test': thread === undefined ? 'composer' : 'thread-composer',
      'aria-controls': `${id}-hints`,
      'aria-autocomplete': 'list',
      autoComplete: 'off',
      spellCheck: false,
    }),
    h(
      'button',
      {
        type: 'submit',
        className: 'send',
        'data-test': thread === undefined ? 'send' : 'thread-send',
        'aria-label': 'Send',
      },
      '➤',
    ),
  );
}
