/** Who is an admin or a lead: Slack's own admins, and the members of the groups that the settings name. */
import { expect, onTestFinished, test } from 'vitest';
import { personId, type Role, workspaceId } from '../../src/domain/words.ts';
import { openLocalClock } from '../../src/local/clock.ts';
import { openDatabase } from '../../src/store/database.ts';
import { groupChanged } from '../../src/store/groups.ts';
import { rememberWorkspace } from '../../src/store/people.ts';
import { identify } from '../../src/workspace/identify.ts';
import { roleOf } from '../../src/workspace/roles.ts';
import { freshDatabase } from '../support/database.ts';

const HERE = workspaceId('T0HERE');
const BEA = personId('U0BEA');

interface World {
  /** What Slack says of the groups; `null`: it does not tell. */
  groups: Record<string, string[] | null>;
  /** Groups that Slack was asked about, in order. */
  readonly asked: string[];
  role(person?: string): Promise<Role | 'silent' | undefined>;
  minutesPass(minutes: number): Promise<void>;
  change(group: string): Promise<void>;
}

async function world(groups: World['groups'], standing: 'member' | 'guest' = 'member'): Promise<World> {
  const base = await freshDatabase();
  const database = openDatabase(base.url);
  const clock = await openLocalClock(database.pool, () => {});
  onTestFinished(async () => {
    await database.close();
    await base.drop();
  });
  await rememberWorkspace(database, { id: HERE, name: 'Here', botUser: personId('U0BOT') });
  await database.pool.query(`update workspaces set admin_group = 'S0ADMINS', lead_group = 'S0LEADS'`);
  const asked: string[] = [];
  const it: World = {
    groups,
    asked,
    role: async (person = BEA) => {
      const lookUps = {
        lookUp: async (_: unknown, id: typeof BEA) => ({
          id,
          name: 'Bea',
          timezone: 'UTC',
          standing,
          isAdmin: false,
        }),
        groups: {
          all: async () => null,
          members: async (group: string) => {
            asked.push(group);
            return it.groups[group]?.map(personId) ?? null;
          },
        },
      };
      const who = await identify(database, lookUps, HERE, personId(person));
      return who === 'silent' ? who : who?.role;
    },
    minutesPass: async (minutes) => {
      await clock.move({ minutes });
    },
    change: (group) => groupChanged(database, HERE, group),
  };
  return it;
}

test.each<[string, World['groups'], Role]>([
  ['in no group is a member', { S0ADMINS: [], S0LEADS: [] }, 'member'],
  ['in the lead group is a lead', { S0ADMINS: [], S0LEADS: [BEA] }, 'lead'],
  ['in the admin group is an admin', { S0ADMINS: [BEA], S0LEADS: [] }, 'admin'],
  ['in both is an admin', { S0ADMINS: [BEA], S0LEADS: [BEA] }, 'admin'],
  ['in groups that Slack does not tell of is a member', { S0ADMINS: null, S0LEADS: null }, 'member'],
])('who is %s', async (_who, groups, role) => {
  expect(await (await world(groups)).role()).toBe(role);
});

test('a guest in the admin group stays a guest, and so do others who are no full members', async () => {
  const groups = { S0ADMINS: [BEA], S0LEADS: [BEA] };
  expect(await (await world(groups, 'guest')).role()).toBe('guest');
  const all = { adminGroup: 'S0ADMINS', leadGroup: 'S0LEADS' };
  for (const standing of ['deactivated', 'bot', 'outsider'] as const)
    expect(roleOf({ standing, isAdmin: true }, all, ['S0ADMINS', 'S0LEADS'])).toBe('outsider');
});

test('a group without members is asked about as rarely as others: once in a quarter of an hour', async () => {
  const it = await world({ S0ADMINS: [], S0LEADS: [BEA] });
  for (let visit = 0; visit < 3; visit += 1) await it.role();
  await it.role('U0CEM');
  expect(it.asked).toEqual(['S0ADMINS', 'S0LEADS']);
  await it.minutesPass(16);
  it.groups = { S0ADMINS: [], S0LEADS: [] };
  expect(await it.role()).toBe('member');
  expect(it.asked.length).toBe(4);
  expect(await it.role()).toBe('member');
});

test('who left a group is found out at once when Slack says that it changed', async () => {
  const it = await world({ S0ADMINS: [], S0LEADS: [BEA] });
  expect(await it.role()).toBe('lead');
  it.groups = { S0ADMINS: [], S0LEADS: ['U0CEM'] };
  expect(await it.role()).toBe('lead');
  await it.change('S0LEADS');
  expect(await it.role()).toBe('member');
  expect(await it.role('U0CEM')).toBe('lead');
});

test('when Slack does not tell, what was last known holds, and it is asked again a minute later', async () => {
  const it = await world({ S0ADMINS: [], S0LEADS: [BEA] });
  expect(await it.role()).toBe('lead');
  it.groups = { S0ADMINS: null, S0LEADS: null };
  await it.minutesPass(16);
  expect(await it.role()).toBe('lead');
  expect(await it.role()).toBe('lead');
  expect(it.asked.length).toBe(4);
  await it.minutesPass(2);
  it.groups = { S0ADMINS: [], S0LEADS: [] };
  expect(await it.role()).toBe('member');
});

test('twenty visits at once to a stale group leave one memory of it', async () => {
  const it = await world({ S0ADMINS: [], S0LEADS: ['U0CEM', BEA, 'U0DIA'] });
  const roles = await Promise.all(Array.from({ length: 20 }, () => it.role()));
  expect(new Set(roles)).toEqual(new Set(['lead']));
});
