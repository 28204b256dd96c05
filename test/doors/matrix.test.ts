/** Every row of the table of doors × every kind of people: whoever may not come in is told so, and nothing happens. */
import { describe, expect, test } from 'vitest';
import type { Door } from '../../src/slack/door.ts';
import { doors } from '../../src/slack/doors.ts';
import { type Answer, buildGatehouse, openGatehouse, shared, sideBySide } from './gatehouse.ts';
import { openHouse } from './house.ts';
import type { Brought, Visitor } from './knock.ts';
import { ELSEWHERE, HOME } from './quiet-slack.ts';
import { plainTexts, type Things } from './team.ts';

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
const broughtTo = ({ kind }: Door, things: Things): Brought => ({
  about: things,
  text: kind === 'command' ? plainTexts.label : '',
});

test('the table has doors of every kind, each of them once', () => {
  expect(new Set(doors.map(({ kind }) => kind))).toEqual(
    new Set(['command', 'button', 'form', 'lookup', 'shortcut']),
  );
  expect(new Set(doors.map(nameOf)).size).toBe(doors.length);
});

type Kept = readonly [who: string, visitor: Visitor, why: keyof typeof REFUSED];
const kept: readonly Kept[] = [
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

/** What is wrong with the answer to somebody who may not come in; `null` when nothing is. */
function faultOf(door: Door, why: keyof typeof REFUSED, { status, said, sent }: Answer): string | null {
  const calls = sent.map(({ method }) => method).filter((method) => !partOfRefusal.includes(method));
  if (door.kind === 'lookup' ? said !== '{"options":[]}' : !REFUSED[why].test(said))
    return `no refusal: ${said}`;
  if (Object.values(plainTexts).some((text) => said.includes(text)))
    return `the refusal tells something: ${said}`;
  if (calls.length > 0) return `calls ${calls}`;
  return status === 200 ? null : `HTTP ${status}`;
}

describe('invariant 6: nothing changes or is told', () => {
  const gatehouse = shared(buildGatehouse);

  test.each(kept)('%s is refused at every door', async (_who, visitor, why) => {
    const { knock, things, print } = gatehouse();
    const before = await print();
    const wrong: Record<string, string> = {};
    await sideBySide(doors, async (door) => {
      const fault = faultOf(door, why, await knock(door, visitor, broughtTo(door, things)));
      if (fault) wrong[nameOf(door)] = fault;
    });
    expect(wrong).toEqual({});
    expect(await print()).toEqual(before);
  });

  test('every door is kept the same when Slack delivers to it over HTTP, whoever of them comes', async () => {
    const house = await openHouse();
    const before = await house.print();
    const wrong: Record<string, string> = {};
    await sideBySide([...doors.entries()], async ([index, door]) => {
      const [who, visitor, why] = kept[index % kept.length] as Kept;
      const answer = await house.knockFromAfar(door, visitor, broughtTo(door, house.things));
      const fault = faultOf(door, why, answer);
      if (fault) wrong[`${nameOf(door)}, ${who}`] = fault;
    });
    expect(wrong).toEqual({});
    expect(await house.print()).toEqual(before);
  });
});

const letIn: readonly (readonly [string, Visitor, readonly Door['who'][]])[] = [
  ['an admin', { person: 'U0ADMIN', team: HOME }, ['member', 'lead', 'admin']],
  ['a lead', { person: 'U0LEAD', team: HOME }, ['member', 'lead']],
  ['a member', { person: 'U0MEMBER', team: HOME }, ['member']],
];

test.each(letIn)(
  'invariant 6: %s comes in at the doors for them and at no other',
  async (_who, visitor, needs) => {
    const { knock, things } = await openGatehouse();
    const wrong: Record<string, string> = {};
    for (const door of doors) {
      const { status, said } = await knock(door, visitor, broughtTo(door, things));
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
