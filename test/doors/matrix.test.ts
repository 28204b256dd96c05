/** Every row of the table of doors × every kind of people: whoever may not come in is told so, and nothing happens. */
import { expect, test } from 'vitest';
import type { Door } from '../../src/slack/door.ts';
import { doors } from '../../src/slack/doors.ts';
import { type Answer, type House, openHouse } from './house.ts';
import type { Visitor } from './knock.ts';
import { ELSEWHERE, HOME } from './quiet-slack.ts';
import { plainTexts } from './team.ts';

const REFUSED = {
  guest: /Guests cannot use Keysteward/,
  outsider: /Only active members of the workspace that runs Keysteward can use it/,
  rank: /This needs (?:a lead or )?an admin/,
} as const;
const anyRefusal = new RegExp(
  Object.values(REFUSED)
    .map(({ source }) => source)
    .join('|'),
);

const nameOf = ({ kind, id }: Door): string => `${kind} ${id}`;
const comeTo = (house: House, door: Door, visitor: Visitor): Promise<Answer> =>
  house.knock(door, visitor, { about: house.things, text: door.kind === 'command' ? plainTexts.label : '' });

test('the table has doors of every kind, each of them once', () => {
  expect(new Set(doors.map(({ kind }) => kind))).toEqual(
    new Set(['command', 'button', 'form', 'lookup', 'shortcut']),
  );
  expect(new Set(doors.map(nameOf)).size).toBe(doors.length);
});

const kept: readonly (readonly [string, Visitor, keyof typeof REFUSED])[] = [
  ['a guest of several channels', { person: 'U0GUEST', team: HOME }, 'guest'],
  ['a guest of one channel', { person: 'U0SINGLE', team: HOME }, 'guest'],
  ['a deactivated member', { person: 'U0GONE', team: HOME }, 'outsider'],
  ['a bot', { person: 'U0ROBOT', team: HOME }, 'outsider'],
  ['somebody from another organisation', { person: 'U0OUTSIDER', team: ELSEWHERE }, 'outsider'],
  ['a stranger whose delivery names our team', { person: 'U0STRANGER', team: HOME }, 'outsider'],
  ['somebody unknown to Slack', { person: 'U0NOBODY', team: HOME }, 'outsider'],
  ['our own admin, delivered under another team', { person: 'U0ADMIN', team: ELSEWHERE }, 'outsider'],
];

/** What a refusal may cost: looking the person up, and saying it. */
const partOfRefusal = ['users.info', 'usergroups.users.list', 'views.open', 'views.update', 'respond'];

test.each(kept)(
  'invariant 6: %s is refused at every door, and nothing changes or is told',
  { timeout: 120_000 },
  async (_who, visitor, why) => {
    const house = await openHouse();
    const before = await house.print();
    const wrong: Record<string, string> = {};
    for (const door of doors) {
      const { said, sent } = await comeTo(house, door, visitor);
      const tells = Object.values(plainTexts).some((text) => said.includes(text));
      const calls = sent.map(({ method }) => method).filter((method) => !partOfRefusal.includes(method));
      if (door.kind === 'lookup' ? said !== '{"options":[]}' : !REFUSED[why].test(said))
        wrong[nameOf(door)] = `no refusal: ${said}`;
      else if (tells) wrong[nameOf(door)] = `the refusal tells something: ${said}`;
      else if (calls.length > 0) wrong[nameOf(door)] = `calls ${calls}`;
    }
    expect(wrong).toEqual({});
    expect(await house.print()).toEqual(before);
  },
);

const letIn: readonly (readonly [string, Visitor, readonly Door['who'][]])[] = [
  ['an admin', { person: 'U0ADMIN', team: HOME }, ['member', 'lead', 'admin']],
  ['a lead', { person: 'U0LEAD', team: HOME }, ['member', 'lead']],
  ['a member', { person: 'U0MEMBER', team: HOME }, ['member']],
];

test.each(letIn)(
  'invariant 6: %s comes in at the doors for them and at no other',
  { timeout: 120_000 },
  async (_who, visitor, needs) => {
    const house = await openHouse();
    const wrong: Record<string, string> = {};
    for (const door of doors) {
      const { status, said } = await comeTo(house, door, visitor);
      const expected = !needs.includes(door.who);
      const refused = door.kind === 'lookup' ? said === '{"options":[]}' : anyRefusal.test(said);
      if (status !== 200) wrong[nameOf(door)] = `HTTP ${status}`;
      else if (expected !== refused) wrong[nameOf(door)] = said;
      else if (/Something went wrong|cannot reach its database/.test(said))
        wrong[nameOf(door)] = `a fault: ${said}`;
    }
    expect(wrong).toEqual({});
  },
);
