/** Top: who one is, what time the playground believes it is, and the global shortcuts. */
import type { ReactElement } from 'react';
import type { LocalPerson } from '../slack/contract.ts';
import { clockTime, shortDate } from './dates.ts';
import { classes, h } from './element.ts';
import { address } from './look.ts';
import { part } from './part.ts';
import { avatar, kindMark } from './person.ts';
import { mayAct, type Scene } from './scene.ts';

export function topBar(scene: Scene): ReactElement {
  return h(
    'header',
    { className: 'top-bar', id: 'top-bar' },
    h(
      'button',
      {
        type: 'button',
        className: 'menu-button',
        'data-toggle-sidebar': true,
        'aria-controls': 'sidebar',
        'aria-label': 'Channels',
      },
      '☰',
    ),
    clock(scene),
    h('span', { className: 'spring' }),
    shortcuts(scene),
    switcher(scene),
  );
}

const steps = [
  {
    test: 'clock-plus-1m',
    label: '+1 min',
    spoken: 'Move the clock forward by one minute',
    by: { minutes: 1 },
  },
  { test: 'clock-plus-1d', label: '+1 day', spoken: 'Move the clock forward by one day', by: { days: 1 } },
  {
    test: 'clock-plus-7d',
    label: '+7 days',
    spoken: 'Move the clock forward by seven days',
    by: { days: 7 },
  },
] as const;

function clock({ reader, viewer }: Scene): ReactElement {
  return h(
    'div',
    { className: 'clock', role: 'group', 'aria-label': 'Playground clock' },
    h(
      'time',
      {
        id: 'now',
        'data-test': 'clock-now',
        'data-now': reader.now.toISOString(),
        'data-timezone': viewer.timezone,
        dateTime: reader.now.toISOString(),
        title: viewer.timezone,
      },
      h('span', { 'data-part': 'date' }, shortDate(reader.now, viewer.timezone)),
      ' ',
      h('span', { 'data-part': 'time' }, clockTime(reader.now, viewer.timezone)),
    ),
    ...steps.map((step) =>
      h(
        'button',
        {
          type: 'button',
          className: 'chip-button',
          'data-clock': JSON.stringify(step.by),
          'data-test': step.test,
          'aria-label': step.spoken,
        },
        step.label,
      ),
    ),
  );
}

function shortcuts({ shortcuts: all }: Scene): ReactElement | null {
  const global = all.filter(({ type }) => type === 'global');
  if (global.length === 0) return null;
  return h(
    'span',
    { className: 'overflow' },
    h(
      'button',
      {
        type: 'button',
        className: 'chip-button',
        popoverTarget: 'shortcuts',
        'aria-haspopup': 'menu',
        'data-test': 'shortcuts',
        'aria-label': 'Shortcuts',
      },
      '⚡',
      h('span', { className: 'name' }, ' Shortcuts'),
    ),
    h(
      'div',
      { id: 'shortcuts', className: 'menu', popover: 'auto', role: 'menu' },
      ...global.map(({ name, callback_id }) =>
        h(
          'button',
          {
            type: 'button',
            className: 'menu-item',
            role: 'menuitem',
            'data-global-shortcut': callback_id,
            'data-test': `shortcut-${callback_id}`,
          },
          name,
        ),
      ),
    ),
  );
}

function switcher(scene: Scene): ReactElement {
  const humans = scene.people.filter(({ kind }) => kind !== 'bot');
  return part(
    scene.have,
    'span',
    { className: 'overflow', id: 'switcher' },
    h(
      'button',
      {
        type: 'button',
        className: 'person-button',
        popoverTarget: 'people',
        'aria-haspopup': 'menu',
        'data-test': 'person',
        'aria-label': `You are ${scene.viewer.realName}. Switch person`,
      },
      avatar(scene.viewer, 'small'),
      h('span', { className: 'name' }, scene.viewer.realName),
      '▾',
    ),
    h(
      'div',
      { id: 'people', className: 'menu people', popover: 'auto', role: 'menu' },
      h('span', { className: 'menu-heading' }, 'Be somebody else'),
      ...humans.map((person) => personRow(person, scene)),
    ),
  );
}

function personRow(person: LocalPerson, scene: Scene): ReactElement {
  const here = person.id === scene.viewer.id;
  const active = mayAct(person);
  const link = h(
    'a',
    {
      className: classes('menu-item', here && 'here'),
      role: 'menuitem',
      href: active ? address({ as: person.id, in: scene.look.in }) : undefined,
      'aria-disabled': active ? undefined : true,
      'aria-current': here ? 'true' : undefined,
      'data-go': active ? true : undefined,
      'data-test': `person-${person.id}`,
    },
    avatar(person, 'small'),
    h(
      'span',
      { className: 'name' },
      person.realName,
      ' ',
      kindMark(person),
      h('small', {}, `@${person.name} · ${person.timezone}`),
    ),
  );
  return h(
    'div',
    { className: 'person-row', role: 'none' },
    link,
    here || person.kind === 'outsider' ? null : leaving(person),
  );
}

/** Leaving and coming back, so that one can watch what the bot does about a key whose custodian is gone. */
function leaving(person: LocalPerson): ReactElement {
  const gone = person.kind === 'deactivated';
  return h(
    'button',
    {
      type: 'button',
      className: 'chip-button',
      'data-person': person.id,
      'data-gone': !gone,
      'data-test': `${gone ? 'reactivate' : 'deactivate'}-${person.id}`,
    },
    gone ? 'Reactivate' : 'Deactivate',
  );
}
