/** Invariant 2: no change without its audit row, and no audit row changes. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { attestOne, tendAttestations } from '../../src/custody/attest-keys.ts';
import { needsNothing, noticeDeparture, noticeReturn, tendDepartures } from '../../src/custody/departures.ts';
import { makeAct } from '../../src/domain/act.ts';
import { CHAIN_START, type ChainCheck, followChain } from '../../src/domain/audit-chain.ts';
import { type KeyRef, workspaceId } from '../../src/domain/words.ts';
import { planNudges } from '../../src/rotation/plan-nudges.ts';
import { retireKey } from '../../src/rotation/retire-key.ts';
import { chainAfter } from '../../src/store/audit.ts';
import { type Database, lookingInto } from '../../src/store/database.ts';
import { buildGatehouse, openGatehouse, shared } from '../doors/gatehouse.ts';
import { tablesOf } from '../doors/print.ts';
import { HOME } from '../doors/quiet-slack.ts';
import { ana, bea, cem, home, later, makeWorld } from '../rotation/world.ts';
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

/** Of the checks of custody, which have a story of their own. */
const checksOfCustody = ['departures', 'departure_keys', 'attestations'];

/** Guarded too, but not part of the stories told here. */
const toldElsewhere = ['imports', 'incident_attestations', 'incident_follow_ups', 'troubles'];

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
      guarded.filter((table) => ![...touched, ...checksOfCustody, ...toldElsewhere].includes(table)),
      'tables that this story leaves out',
    ).toEqual([]);
    expect(await check(steward.database, steward.slack.teamId)).toMatchObject({ ok: true });
  });

  test('through the checks of custody: asked, silent, answered, settled; left behind, taken care of, come back', async () => {
    const world = await makeWorld();
    const { database } = world;
    const guarded = await guardTheTeams(database);
    await world.rows(`update workspaces set lead_group = 'S0LEADS' where id = 'T0HOME'`);
    await world.rows(`insert into group_members (workspace, group_id, person, checked_at)
      values ('T0HOME', 'S0LEADS', '${cem}', now())`);
    const providers = ['okx', 'generic', 'aws', 'stripe', 'kraken'];
    for (const [index, provider] of providers.entries())
      await world.addKey({ label: `key-${index}`, dueIn: 90, provider, deputy: bea });
    const quarter = new Date('2026-04-01T12:00:00Z');
    const tend = (days: number) =>
      tendAttestations(database, later(days, quarter), world.clock(later(days, quarter)));
    for (const days of [0, 7, 14, 21]) await tend(days);
    const asked = await world.rows(
      `select id, key, reminded_on, deputy, lead_told_on from attestations order by id`,
    );
    expect(asked.every((row) => row['reminded_on'] && row['deputy'] === bea && row['lead_told_on'])).toBe(
      true,
    );
    const [one = 0, two = 0] = asked.map(({ id }) => Number(id));
    const at = later(21, quarter);
    await attestOne(database, world.by(ana, at), { id: one, answer: 'not_mine', because: 'not mine' });
    await attestOne(database, world.by(bea, at), { id: two, answer: 'still_mine', because: null });
    await retireKey(database, world.by(ana, at), {
      key: Number(asked[2]?.['key']) as KeyRef,
      because: 'gone',
    });
    // The next quarter settles what is still open.
    const next = new Date('2026-07-01T12:00:00Z');
    for (const now of [next, later(0.01, next)]) await tendAttestations(database, now, world.clock(now));
    const answers = await world.rows(`select distinct answer from attestations order by answer`);
    expect(answers.map(({ answer }) => answer)).toEqual([
      'not_mine',
      'not_needed',
      'settled',
      'still_mine',
      null,
    ]);

    const leave = async (standing: 'deactivated' | 'member') => world.meet(ana, { standing });
    await leave('deactivated');
    await noticeDeparture(database, world.clock(at)(home), ana, 'event');
    const needs = { departure: 1, key: Number(asked[3]?.['key']) as KeyRef, because: 'never seen it' };
    await needsNothing(database, world.by(cem, at, 'lead'), needs);
    await tendDepartures(database, later(7, at), world.clock(later(7, at)));
    await planNudges(database, at, world.clock(at));
    await leave('member');
    await noticeReturn(database, world.clock(at)(home), ana);
    const [departure] = await world.rows(`select reminded_on, ended_at from departures`);
    expect(Object.values(departure ?? {}).every(Boolean)).toBe(true);

    expect(await touchedTables(database, guarded)).toEqual(expect.arrayContaining(checksOfCustody));
    expect(await check(database, home)).toMatchObject({ ok: true });
  });

  test('a change without one does not commit under the guard of this test', async () => {
    const { database } = await openGatehouse();
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
  const gatehouse = shared(buildGatehouse);

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
    const { database } = gatehouse();
    await expect(database.pool.query(query)).rejects.toThrow(/append-only/);
    expect(await check(database, HOME)).toMatchObject({ ok: true });
  });
});

describe('invariant 2: the audit log is hash-chained for each workspace', () => {
  const gatehouse = shared(buildGatehouse);
  beforeAll(() => gatehouse().database.pool.query('create table untouched as table audit'));
  afterEach(() => forge('delete from audit; insert into audit table untouched'));

  /** What the owner of the database could do, having removed the guard. */
  const forge = async (query: string): Promise<void> => {
    const { pool } = gatehouse().database;
    await pool.query('alter table audit disable trigger user');
    await pool.query(query);
    await pool.query('alter table audit enable trigger user');
  };
  const checked = (): Promise<ChainCheck> => check(gatehouse().database, HOME);
  const recordedHead = async (): Promise<unknown> => {
    const { pool } = gatehouse().database;
    const { rows } = await pool.query(`select hash from audit_heads where workspace = '${HOME}'`);
    return rows[0].hash;
  };

  test('the chain in the database verifies, and its end is the recorded head', async () => {
    expect(await checked()).toMatchObject({ ok: true, end: { hash: await recordedHead() } });
  });

  test.each([
    ['actor', `'U0EVIL'`],
    ['at', `at + interval '1 millisecond'`],
    ['door', `'button nothing'`],
    ['deed', `deed || '!'`],
    ['subject', `'key:999'`],
    ['detail', `detail || '{"more": 1}'`],
  ])('a changed %s is found at its row', async (column, value) => {
    await forge(`update audit set ${column} = ${value} where seq = 3`);
    expect(await checked()).toMatchObject({ ok: false, broken: { seq: 3 } });
  });

  test('a row taken out of the middle is found, and so is one of another workspace put in its place', async () => {
    await forge('delete from audit where seq = 3');
    expect(await checked()).toMatchObject({ ok: false, broken: { seq: 3 } });
    await forge(
      'insert into audit select workspace, 3, at, actor, door, deed, subject, detail, hash from audit where seq = 2',
    );
    expect(await checked()).toMatchObject({ ok: false, broken: { seq: 3 } });
  });

  test('rows cut off at the end leave a chain whose end is not the recorded head', async () => {
    await forge('delete from audit where seq = (select max(seq) from audit)');
    expect(await checked()).not.toMatchObject({ end: { hash: await recordedHead() } });
  });
});
