/** Invariant 2: no change without its audit row, and no audit row changes. */
import { describe, expect, test } from 'vitest';
import { makeAct } from '../../src/domain/act.ts';
import { CHAIN_START, type ChainCheck, followChain } from '../../src/domain/audit-chain.ts';
import { workspaceId } from '../../src/domain/words.ts';
import { chainAfter } from '../../src/store/audit.ts';
import { type Database, lookingInto } from '../../src/store/database.ts';
import { openHouse, tablesOf } from '../doors/house.ts';
import { HOME } from '../doors/quiet-slack.ts';
import { refuseUnaudited, UNAUDITED } from '../support/audited.ts';
import { startSteward } from '../support/steward.ts';
import { lifeOfKeys } from './life-of-keys.ts';

/** Tables whose rows are not the team's state. Any other one, also a new one, is guarded. */
const notTheTeams: Readonly<Record<string, string>> = {
  audit: 'the audit log itself',
  audit_heads: 'its newest link',
  workspaces: 'what Slack says of the workspace',
  people: 'what Slack says of people',
  group_members: 'what Slack says of user groups',
  deliveries: 'which deliveries are done',
  inbox: 'events that wait',
  outbox: 'messages that wait',
  gates: 'how fast messages go',
  nudge_looks: 'when the planner looks at a key next',
  proof_questions: 'questions that wait; their answers are observations',
  heartbeats: 'which jobs ran',
  local_clock: 'the moved clock of tests',
};

/** Guarded too, but not part of the story told here. */
const toldElsewhere = [
  'imports',
  'departures',
  'departure_keys',
  'attestations',
  'incident_attestations',
  'incident_follow_ups',
  'troubles',
];

/** From here on, the database refuses to commit a change of the team's state without an audit row beside it. */
async function guardTheTeams(database: Database): Promise<string[]> {
  const guarded = (await tablesOf(database)).filter((table) => !(table in notTheTeams));
  await refuseUnaudited(database, guarded);
  return guarded;
}

async function check(database: Database, workspace: string): Promise<ChainCheck> {
  const act = makeAct({
    workspace: workspaceId(workspace),
    person: null,
    role: 'lead',
    now: new Date(0),
    door: 'test',
    delivery: null,
    channel: null,
  });
  const rows = await lookingInto(database, act, (scope) => chainAfter(scope, 0, 10_000));
  return followChain(
    CHAIN_START,
    rows.map(({ hash, ...entry }) => ({ entry, hash })),
  );
}

describe('invariant 2: every change of state and its audit row commit together', () => {
  test('through the whole life of keys: registered, handed over, rotated, put off, leaked, resolved', {
    timeout: 120_000,
  }, async () => {
    const steward = await startSteward();
    const guarded = await guardTheTeams(steward.database);
    expect(guarded.length).toBeGreaterThan(10);

    await lifeOfKeys(steward);

    expect(steward.logged()).not.toContain(UNAUDITED);
    expect(steward.logged()).not.toContain('"level":"error"');
    const { rows: states } = await steward.database.pool.query(
      'select label, state from keys order by label',
    );
    expect(states).toEqual([
      { label: 'old-desk', state: 'gone' },
      { label: 'old-desk-2', state: 'active' },
      { label: 'prop-desk', state: 'gone' },
    ]);
    const touched = await touchedTables(steward.database, guarded);
    expect(
      guarded.filter((table) => ![...touched, ...toldElsewhere].includes(table)),
      'tables that this story leaves out',
    ).toEqual([]);
    expect(await check(steward.database, steward.slack.teamId)).toMatchObject({ ok: true });
  });

  test('a change without one does not commit under the guard of this test', async () => {
    const { database } = await openHouse();
    await guardTheTeams(database);
    const change = database.pool.query(`update keys set kept_at = 'elsewhere'`);
    await expect(change).rejects.toMatchObject({ code: UNAUDITED });
  });
});

async function touchedTables({ pool }: Database, tables: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    tables
      .map((table) => `select '${table}' as name where exists (select from ${table})`)
      .join(' union all '),
  );
  return rows.map(({ name }) => name);
}

describe('invariant 2: the audit log is append-only', () => {
  test.each([
    [`update audit set actor = 'U0EVIL' where seq = 1`],
    [`update audit set detail = '{}'`],
    ['delete from audit where seq = 1'],
    ['delete from audit'],
    ['truncate audit'],
    ['truncate audit cascade'],
    [
      `insert into audit select * from audit where seq = 1
       on conflict (workspace, seq) do update set actor = 'U0EVIL'`,
    ],
    [`merge into audit using (select 1) as one on seq = 1 when matched then delete`],
  ])('%s is refused', async (query) => {
    const { database } = await openHouse();
    await expect(database.pool.query(query)).rejects.toThrow(/append-only/);
    expect(await check(database, HOME)).toMatchObject({ ok: true });
  });
});

describe('invariant 2: the audit log is hash-chained for each workspace', () => {
  /** What the owner of the database could do, having removed the guard. */
  const forge = async ({ pool }: Database, query: string): Promise<void> => {
    await pool.query('alter table audit disable trigger user');
    await pool.query(query);
    await pool.query('alter table audit enable trigger user');
  };

  test('the chain in the database verifies, and its end is the recorded head', async () => {
    const { database } = await openHouse();
    const { rows } = await database.pool.query(`select hash from audit_heads where workspace = '${HOME}'`);
    expect(await check(database, HOME)).toMatchObject({ ok: true, end: { hash: rows[0].hash } });
  });

  test.each([
    ['actor', `'U0EVIL'`],
    ['at', `at + interval '1 millisecond'`],
    ['door', `'button nothing'`],
    ['deed', `deed || '!'`],
    ['subject', `'key:999'`],
    ['detail', `detail || '{"more": 1}'`],
  ])('a changed %s is found at its row', async (column, value) => {
    const { database } = await openHouse();
    await forge(database, `update audit set ${column} = ${value} where seq = 3`);
    expect(await check(database, HOME)).toMatchObject({ ok: false, broken: { seq: 3 } });
  });

  test('a row taken out of the middle is found, and so is one of another workspace put in its place', async () => {
    const { database } = await openHouse();
    await forge(database, 'delete from audit where seq = 3');
    expect(await check(database, HOME)).toMatchObject({ ok: false, broken: { seq: 3 } });
    await forge(
      database,
      'insert into audit select workspace, 3, at, actor, door, deed, subject, detail, hash from audit where seq = 2',
    );
    expect(await check(database, HOME)).toMatchObject({ ok: false, broken: { seq: 3 } });
  });

  test('rows cut off at the end leave a chain whose end is not the recorded head', async () => {
    const { database } = await openHouse();
    await forge(database, 'delete from audit where seq = (select max(seq) from audit)');
    const { rows } = await database.pool.query(`select hash from audit_heads where workspace = '${HOME}'`);
    expect(await check(database, HOME)).not.toMatchObject({ end: { hash: rows[0].hash } });
  });
});
