/** A team with keys in a database of its own, for tests of rotation/. */
import { expect, onTestFinished } from 'vitest';
import { type Act, makeAct } from '../../src/domain/act.ts';
import { addDays } from '../../src/domain/days.ts';
import {
  type Day,
  type KeyRef,
  type PersonId,
  personId,
  type Role,
  type WorkspaceId,
  workspaceId,
} from '../../src/domain/words.ts';
import { nudgeCard } from '../../src/rotation/nudge-card.ts';
import { insertAccount } from '../../src/store/accounts.ts';
import { type Database, inWorkspace, lookingInto, type Scope } from '../../src/store/database.ts';
import { insertKey, type KeyRow, keyById } from '../../src/store/keys.ts';
import type { NewKey } from '../../src/store/new-key.ts';
import { type Person, rememberPerson, rememberWorkspace } from '../../src/store/people.ts';
import { type LentDatabase, lendDatabase } from '../support/lent-database.ts';

export const home = workspaceId('T0HOME');
export const other = workspaceId('T0OTHER');
export const ana = personId('U0ANA');
export const bea = personId('U0BEA');
export const cem = personId('U0CEM');
export const gil = personId('U0GUEST');

/** Noon of a Monday, UTC. */
export const noon = new Date('2026-03-02T12:00:00Z');
export const today = '2026-03-02' as Day;
export const later = (days: number, from: Date = noon): Date => new Date(from.getTime() + days * 86_400_000);

const standings: Readonly<Record<string, Person['standing']>> = {
  [ana]: 'member',
  [bea]: 'member',
  [cem]: 'member',
  [gil]: 'guest',
};

export interface World {
  readonly database: Database;
  /** Somebody doing something. */
  by(person: PersonId, now?: Date, role?: Role): Act;
  /** The clock in a workspace. */
  clock(now: Date): (workspace: WorkspaceId) => Act;
  addKey(facts: Partial<NewKey> & { label: string; dueIn: number }, where?: WorkspaceId): Promise<KeyRef>;
  meet(person: PersonId, facts: Partial<Person>): Promise<void>;
  key(id: KeyRef): Promise<KeyRow>;
  look<Result>(look: (scope: Scope) => Promise<Result>): Promise<Result>;
  rows(query: string): Promise<Record<string, unknown>[]>;
}

/** @param lent an empty database, which stays the caller's; by default one until the end of the test. */
export async function makeWorld(lent?: LentDatabase): Promise<World> {
  const { database } = lent ?? (await lendForTest());
  const world = worldIn(database);
  for (const id of [home, other])
    await rememberWorkspace(database, { id, name: id, botUser: personId('U0BOT') });
  for (const person of Object.keys(standings)) await world.meet(personId(person), {});
  return world;
}

async function lendForTest(): Promise<LentDatabase> {
  // A test that makes many worlds closes each as it goes.
  const lent = await lendDatabase();
  onTestFinished(lent.giveBack);
  return lent;
}

function worldIn(database: Database): World {
  const act = (workspace: WorkspaceId, person: PersonId | null, now: Date, role: Role): Act =>
    makeAct({ workspace, person, role, now, door: 'test', delivery: null, channel: null });
  const world: World = {
    database,
    by: (person, now = noon, role = 'member') => act(home, person, now, role),
    clock: (now) => (workspace) => act(workspace, null, now, 'admin'),
    addKey: async ({ dueIn, ...facts }, where = home) => {
      const dueOn = addDays(today, dueIn);
      const made = await inWorkspace(database, act(where, ana, noon, 'member'), async (tx) => {
        const provider = facts.provider ?? 'okx';
        const account = await insertAccount(tx, {
          provider,
          region: provider === 'okx' ? 'global' : 'none',
          name: 'Main',
          nameKey: 'main',
          breakGlass: null,
        });
        return insertKey(
          tx,
          { ...plainKey, account: account.id, ...facts, ...named(facts.label), dueOn },
          [],
        );
      });
      if (made === null) throw new Error('this label is taken');
      return made.id;
    },
    meet: (id, facts) =>
      rememberPerson(database, home, {
        id,
        name: id,
        timezone: 'UTC',
        standing: standings[id] ?? 'member',
        isAdmin: false,
        checkedAt: noon,
        ...facts,
      }),
    key: async (id) => {
      const key = await world.look((scope) => keyById(scope, id));
      if (key === null) throw new Error('no such key');
      return key;
    },
    look: (look) => lookingInto(database, act(home, ana, noon, 'member'), look),
    rows: async (query) => (await database.pool.query<Record<string, unknown>>(query)).rows,
  };
  return world;
}

const named = (label: string) => ({
  label,
  labelKey: label,
  keyId: `00000000-0000-0000-0000-${label.padEnd(12, 'f').slice(0, 12)}`,
});

const plainKey: Omit<NewKey, 'label' | 'labelKey' | 'keyId' | 'account' | 'dueOn'> = {
  provider: 'okx',
  environment: 'live',
  permissions: ['read'],
  allowlist: [],
  tier: 2,
  custodian: ana,
  deputy: null,
  keptAt: 'vault: okx/main',
  createdOn: '2026-01-01' as Day,
  expiresOn: null,
  rotationDays: 90,
};

/** Minutes after noon. */
export const minutes = (count: number): Date => new Date(noon.getTime() + count * 60_000);

export const refusal = (code: string, words: RegExp) =>
  expect.objectContaining({ name: 'Refusal', code, message: expect.stringMatching(words) });

/** The row of an effect in the outbox. */
export const wanted = (world: World, name: string) =>
  world.rows(`select wanted, effect from outbox where name = '${name}'`);

/** The first key of the nudge that somebody got on a day. */
export const nudgeLine = async (world: World, person = ana, day = today) =>
  (await world.look((scope) => nudgeCard(scope, `nudge:${person}:${day}`)))?.lines[0];
