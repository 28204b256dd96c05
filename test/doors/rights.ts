/** Who may come in at which door: what the doors ask for, as one table. The matrix test holds to it, the docs show it. */
import { may } from '../../src/domain/permissions.ts';
import type { Role } from '../../src/domain/words.ts';
import type { Besides, Door } from '../../src/slack/door.ts';

/** Everybody who may come to a door, by what they are there. */
export const kinds = [
  'admin',
  'lead',
  'custodian',
  'deputy',
  'service owner',
  'console holder',
  'member',
  'guest',
  'outsider',
  'other workspace',
] as const;
export type Kind = (typeof kinds)[number];

/** `depends`: on who did what before. */
export type Right = 'in' | 'out' | 'depends';

const roles: Readonly<Record<Kind, Role>> = {
  admin: 'admin',
  lead: 'lead',
  custodian: 'member',
  deputy: 'member',
  'service owner': 'member',
  'console holder': 'member',
  member: 'member',
  guest: 'guest',
  outsider: 'outsider',
  'other workspace': 'outsider',
};

const bosses: readonly Kind[] = ['admin', 'lead'];
const parties: readonly Kind[] = [...bosses, 'custodian', 'deputy'];

const further: Readonly<Record<Besides, (kind: Kind) => Right>> = {
  'answers for the key': (kind) => (parties.includes(kind) ? 'in' : 'out'),
  'is its custodian': (kind) => (kind === 'custodian' ? 'in' : 'out'),
  'tends the account': (kind) => ([...parties, 'console holder'].includes(kind) ? 'in' : 'out'),
  'owns the service': (kind) => ([...bosses, 'service owner'].includes(kind) ? 'in' : 'out'),
  'switches the service': (kind) => ([...parties, 'service owner'].includes(kind) ? 'in' : 'out'),
  'tends the new key': (kind) => (parties.includes(kind) ? 'in' : 'out'),
  'commands the incident': (kind) => (bosses.includes(kind) ? 'in' : 'depends'),
  'did it': (kind) => (bosses.includes(kind) ? 'in' : 'depends'),
  'was asked': () => 'depends',
  'asked for it': () => 'depends',
  'asked for it, or leads': () => 'depends',
  'brought the report': (kind) => (bosses.includes(kind) ? 'in' : 'depends'),
  'is somebody else': () => 'depends',
  'brought the file': () => 'depends',
};

export function rightOf({ who, besides }: Pick<Door, 'who' | 'besides'>, kind: Kind): Right {
  if (!may(roles[kind], who)) return 'out';
  return besides === undefined ? 'in' : further[besides](kind);
}
