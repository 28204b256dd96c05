/** People as one sees them: initials on a colour, and what kind of member they are. */
import type { ReactElement } from 'react';
import type { LocalPerson } from '../slack/contract.ts';
import { classes, h } from './element.ts';

const colours = 8;

/** A square with initials; the colour follows the id, so it never changes. The bot wears the app's mark. */
export function avatar(person: LocalPerson, size: 'small' | 'medium' | 'large' = 'medium'): ReactElement {
  const bot = person.kind === 'bot';
  const name = classes('avatar', size, bot ? 'app' : `colour-${colourOf(person.id)}`);
  return h('span', { className: name, 'aria-hidden': true }, bot ? keyMark() : initials(person.realName));
}

/** What stands beside a name, e.g. `guest`; nothing for plain members. */
export function kindMark(person: LocalPerson): ReactElement | null {
  const said = {
    admin: 'admin',
    member: '',
    guest: 'guest',
    deactivated: 'deactivated',
    outsider: 'other workspace',
    bot: 'app',
  }[person.kind];
  return said === '' ? null : h('span', { className: `badge ${person.kind}` }, said);
}

/** The app's mark: a key whose bow is a shield. */
export function keyMark(): ReactElement {
  return h(
    'svg',
    { viewBox: '0 0 24 24', 'aria-hidden': true, focusable: 'false' },
    h('path', {
      d: 'M8.5 3 14 5v4.2c0 3-2.2 5.2-5.5 6.3C5.2 14.4 3 12.2 3 9.2V5zM8.5 6.7a2.1 2.1 0 1 0 0 4.2 2.1 2.1 0 0 0 0-4.2zM12.3 12.1l1.6-1.6 7.3 7.3v3.2h-3.4v-2.2h-2.2v-2.3z',
      fill: 'currentColor',
      fillRule: 'evenodd',
    }),
  );
}

function initials(name: string): string {
  const parts = name.split(/\s+/).filter(Boolean);
  return [parts[0], parts.length > 1 ? parts.at(-1) : undefined]
    .map((part) => Array.from(part ?? '')[0] ?? '')
    .join('')
    .toUpperCase();
}

function colourOf(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % colours;
}
