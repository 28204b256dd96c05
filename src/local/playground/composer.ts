/** The line one types in, with what the command offers. */
import type { ReactElement } from 'react';
import type { LocalChannel } from '../slack/contract.ts';
import { domId, h } from './element.ts';
import { nameOf, type Scene } from './scene.ts';

/** Sub-command, what follows it, what it does: the hints of the `/` line. */
const subCommands = [
  ['help', '', 'What the command can do'],
  ['add', '[provider] [label]', 'Register a key'],
  ['list', '[mine | due | overdue | unowned | text]', 'List keys'],
  ['show', '<label>', 'One key: facts, services, history'],
  ['who', '<service, label or key id>', 'Which key belongs to what, and who to call'],
  ['edit', '<label>', 'Change the facts of a key'],
  ['transfer', '<label> @who', 'Hand a key over'],
  ['deputy', '<label> @who', 'Name who steps in'],
  ['retire', '<label>', 'Take a key out of use'],
  ['rotate', '<label>', 'Replace a key as planned'],
  ['leaked', '<label>', 'Declare an incident now'],
  ['incidents', '', 'Open incidents'],
  ['incident', '<number>', 'One incident'],
  ['drill', '<label>', 'Practise an incident'],
  ['service add', '', 'Register a service'],
  ['service list', '', 'Services, owners, channels'],
  ['service show', '<name>', 'One service'],
  ['import', '', 'Read keys from a CSV file'],
  ['export', '', 'Write keys to a CSV file'],
  ['audit', '[label]', 'History'],
  ['verify', '', 'Check the audit chain'],
  ['calendar', '', 'Rotation calendar'],
  ['settings', '', 'Channel, roles, policies'],
  ['status', '', 'Is everything working?'],
] as const;

export function composer(scene: Scene, channel: LocalChannel, thread?: string): ReactElement {
  const id = domId('composer', scene.viewer.id, channel.id, thread ?? '');
  const label = thread === undefined ? `Message ${nameOf(channel).replace(' ', '')}` : 'Reply';
  const offered = {
    commands:
      thread === undefined
        ? subCommands.map(([name, rest, does]) => ({ text: `${scene.command} ${name}`, rest, does }))
        : [],
    people: scene.people
      .filter(({ kind }) => kind !== 'bot' && kind !== 'deactivated')
      .map(({ name, realName }) => ({ text: `@${name}`, rest: '', does: realName })),
  };
  return h(
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
