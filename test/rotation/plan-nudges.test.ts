import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/domain/days.ts';
import type { NudgeRef } from '../../src/domain/words.ts';
import { addedCard, nudgeCard } from '../../src/rotation/nudge-card.ts';
import { planNudges } from '../../src/rotation/plan-nudges.ts';
import { snoozeKey } from '../../src/rotation/snooze-key.ts';
import { startRotation } from '../../src/rotation/start-rotation.ts';
import { inWorkspace, openDatabase } from '../../src/store/database.ts';
import { sweepOldRows } from '../../src/store/heartbeats.ts';
import { keysToLookAt, lockUnchanged, putOff } from '../../src/store/nudge-looks.ts';
import {
  ana,
  bea,
  cem,
  home,
  later,
  makeWorld,
  minutes,
  noon,
  other,
  today,
  type World,
  wanted,
} from './world.ts';

const plan = (world: World, now = noon) => planNudges(world.database, now, world.clock(now));
const stagesOf = (world: World) =>
  world.rows(`select k.label, n.stage, n.round, n.message, n.due_on::text as due
    from nudges n join keys k on k.workspace = n.workspace and k.id = n.key order by n.id`);
const asked = async (world: World) =>
  (
    await world.rows(`select k.label, n.kind, n.recipient from nudges n
    join keys k on k.workspace = n.workspace and k.id = n.key order by n.planned_at, n.id, n.kind`)
  ).map(({ label, kind, recipient }) => [label, kind, recipient]);
const messagesOf = (world: World) =>
  world.rows('select workspace, name, wanted, effect from outbox order by name, workspace');

describe('planNudges', () => {
  it('plans what is due and nothing else, with an audit row by the clock', async () => {
    const world = await makeWorld();
    const soon = await world.addKey({ label: 'soon', dueIn: 7 });
    await world.addKey({ label: 'far', dueIn: 15 });
    expect(await plan(world)).toBe(1);
    expect(await stagesOf(world)).toMatchObject([
      { label: 'soon', stage: 7, message: `nudge:${ana}:${today}` },
    ]);
    expect(await world.rows(`select actor, subject from audit where deed = 'nudge planned'`)).toEqual([
      { actor: 'clock', subject: `key:${soon}` },
    ]);
  });

  it('sends each stage once for a due day, however often it looks', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'prop', dueIn: 10 });
    for (let day = 0; day <= 20; day += 1) {
      await plan(world, later(day));
      await plan(world, later(day));
    }
    expect((await stagesOf(world)).map(({ stage, message }) => [stage, message])).toEqual([
      [14, `nudge:${ana}:${today}`],
      [7, `nudge:${ana}:${addDays(today, 3)}`],
      [1, `nudge:${ana}:${addDays(today, 9)}`],
      [0, `nudge:${ana}:${addDays(today, 10)}`],
      // Due on a Thursday: every three working days after. What falls on a weekend waits for the Monday.
      [-1, `nudge:${ana}:${addDays(today, 15)}`],
      [-2, `nudge:${ana}:${addDays(today, 18)}`],
    ]);
  });

  it('merges missed stages after a downtime, and still speaks of a key that is long overdue', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'prop', dueIn: 7 });
    // A Saturday: what was missed waits for the Monday.
    expect(await plan(world, later(40))).toBe(0);
    expect(await plan(world, later(42))).toBe(1);
    expect(await stagesOf(world)).toMatchObject([{ stage: -1 }]);
    expect(await plan(world, later(43))).toBe(0);
  });

  it('plans once when two replicas plan at the same moment', async () => {
    const world = await makeWorld();
    for (let index = 0; index < 12; index += 1)
      await world.addKey({ label: `key-${index}`, dueIn: index % 8 });
    const second = openDatabase(String(world.database.pool.options.connectionString));
    const plans = await Promise.all([
      plan(world),
      planNudges(second, noon, world.clock(noon)),
      plan(world),
      planNudges(second, noon, world.clock(noon)),
    ]);
    await second.close();
    expect(plans.reduce((sum, count) => sum + count, 0)).toBe(12);
    expect(await stagesOf(world)).toHaveLength(12);
    expect(await world.rows(`select from audit where deed = 'nudge planned'`)).toHaveLength(12);
    expect(await messagesOf(world)).toMatchObject([{ name: `nudge:${ana}:${today}` }]);
  });

  it('puts several keys of a person into one message, and draws it again when another comes due that day', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'one', dueIn: 1 });
    await world.addKey({ label: 'two', dueIn: 7 });
    await world.addKey({ label: 'hers', dueIn: 0, custodian: bea });
    expect(await plan(world)).toBe(3);
    await world.addKey({ label: 'three', dueIn: 0 });
    expect(await plan(world)).toBe(1);
    const name = `nudge:${ana}:${today}`;
    expect(await messagesOf(world)).toMatchObject([
      { name, wanted: 2, effect: { do: 'message', kind: 'nudge', subject: name, to: { person: ana } } },
      { name: `nudge:${bea}:${today}`, wanted: 1 },
    ]);
    const card = await world.look((scope) => nudgeCard(scope, name));
    expect(card?.lines.map(({ label, daysLeft }) => [label, daysLeft])).toEqual([
      ['three', 0],
      ['one', 1],
      ['two', 7],
    ]);
  });

  it('says in a message of its own what it added to one that was posted, once for each time', async () => {
    const world = await makeWorld();
    const more = () =>
      world.rows(`select name, after_name, wanted from outbox where name like '%:more:%' order by id`);
    await world.addKey({ label: 'one', dueIn: 1 });
    await plan(world);
    await world.addKey({ label: 'two', dueIn: 1 });
    await plan(world);
    expect(await more()).toEqual([]);
    await world.rows(`update outbox set done = wanted, ts = '1.2', channel = 'D0ANA'`);
    await world.addKey({ label: 'three', dueIn: 1 });
    await world.addKey({ label: 'four', dueIn: 1 });
    await plan(world);
    await plan(world);
    expect(await more()).toMatchObject([{ after_name: `nudge:${ana}:${today}`, wanted: 1 }]);
    const [row] = await world.rows(`select effect->>'subject' as id from outbox where name like '%:more:%'`);
    const card = await world.look((scope) => addedCard(scope, Number(row?.['id']) as NudgeRef));
    expect(card?.lines.map(({ label }) => label)).toEqual(['three', 'four']);
    await world.addKey({ label: 'five', dueIn: 1 });
    await plan(world, minutes(1));
    expect(await more()).toHaveLength(2);
    const before = await world.look((scope) => addedCard(scope, Number(row?.['id']) as NudgeRef));
    expect(before?.lines, 'the first one tells of its own').toHaveLength(2);
  });

  it('keeps what waits for an answer, and nothing that was answered a month ago', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 1 });
    await plan(world);
    await world.rows(`update outbox set done = wanted, ts = '1.2', done_at = now() - interval '40 days'`);
    await sweepOldRows(world.database);
    expect(await messagesOf(world)).toHaveLength(1);
    await world.rows(`update nudges set planned_at = planned_at - interval '120 days'`);
    await startRotation(world.database, world.by(ana), { key });
    expect(await wanted(world, `nudge:${ana}:${today}`)).toMatchObject([{ wanted: 2 }]);
    await world.rows(
      `update outbox set done = wanted, done_at = now() - interval '40 days' where name like 'nudge:%'`,
    );
    await sweepOldRows(world.database);
    expect(await wanted(world, `nudge:${ana}:${today}`)).toEqual([]);
  });

  it('keeps workspaces apart', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'here', dueIn: 0 });
    await world.addKey({ label: 'there', dueIn: 0 }, other);
    expect(await plan(world)).toBe(2);
    expect(await messagesOf(world)).toMatchObject([{ workspace: 'T0HOME' }, { workspace: 'T0OTHER' }]);
    const card = await world.look((scope) => nudgeCard(scope, `nudge:${ana}:${today}`));
    expect(card?.lines.map(({ label }) => label)).toEqual(['here']);
  });

  it('plans for everybody else when one workspace cannot be written to, and says so at the end', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'here', dueIn: 7 });
    await world.addKey({ label: 'there', dueIn: 7 }, other);
    await world.rows(`alter table nudges add constraint broken check (workspace <> '${other}')`);
    await expect(plan(world)).rejects.toMatchObject({ name: 'StoreFault', constraint: 'broken' });
    expect((await stagesOf(world)).map(({ label }) => label)).toEqual(['here']);
    const chains = `select workspace, max(seq) = count(*) as whole from audit group by workspace order by workspace`;
    expect((await world.rows(chains)).map(({ whole }) => whole)).toEqual([true, true]);
    await world.rows('alter table nudges drop constraint broken');
    expect(await plan(world)).toBe(1);
    expect((await stagesOf(world)).map(({ label }) => label)).toEqual(['here', 'there']);
  });

  it('goes by the day and the hours where the person is', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'ahead', dueIn: 15, custodian: bea });
    await world.addKey({ label: 'behind', dueIn: 14 });
    await world.meet(bea, { timezone: 'Pacific/Kiritimati' });
    await world.meet(ana, { timezone: 'Pacific/Pago_Pago' });
    // Half past nine on Tuesday in Kiritimati, and on Monday in Pago Pago; before that it is too early for both.
    expect(await plan(world, new Date('2026-03-02T18:59:00Z'))).toBe(0);
    expect(await plan(world, new Date('2026-03-02T19:30:00Z'))).toBe(1);
    expect(await stagesOf(world)).toMatchObject([{ label: 'ahead', message: `nudge:${bea}:2026-03-03` }]);
    expect(await plan(world, new Date('2026-03-02T20:30:00Z'))).toBe(1);
    // She moved: where she is now, her working day has begun.
    await world.rows('delete from nudges');
    await world.meet(bea, { timezone: 'Asia/Kolkata' });
    expect(await plan(world, new Date('2026-03-03T03:29:00Z'))).toBe(0);
    expect(await plan(world, new Date('2026-03-03T03:30:00Z'))).toBe(1);
  });

  it('does not stumble over a time zone that nobody knows', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'prop', dueIn: 7 });
    await world.meet(ana, { timezone: 'Mars/Olympus' });
    expect(await plan(world)).toBe(1);
  });

  it('asks the deputy when the custodian is gone, then the lead, then the channel, and tells each that it is nobody’s', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'with', dueIn: 7, deputy: bea });
    await world.addKey({ label: 'without', dueIn: 7 });
    await world.meet(ana, { standing: 'deactivated' });
    expect(await plan(world)).toBe(2);
    expect(await asked(world)).toEqual([
      ['with', 'rotation', bea],
      ['with', 'ownerless', bea],
    ]);
    // Nobody is left and no channel is chosen: it waits.
    await world.rows(`update workspaces set team_channel = 'C0TEAM' where id = 'T0HOME'`);
    expect(await plan(world)).toBe(2);
    expect((await asked(world)).slice(2)).toEqual([
      ['without', 'rotation', null],
      ['without', 'ownerless', null],
    ]);
    await world.rows(`update workspaces set lead_group = 'S0LEADS' where id = 'T0HOME'`);
    await world.rows(`insert into group_members (workspace, group_id, person, checked_at)
      values ('T0HOME', 'S0LEADS', '', now()), ('T0HOME', 'S0LEADS', 'U0CEM', now())`);
    await world.addKey({ label: 'again', dueIn: 7 });
    expect(await plan(world)).toBe(2);
    expect((await asked(world)).slice(4)).toEqual([
      ['again', 'rotation', cem],
      ['again', 'ownerless', cem],
    ]);
  });

  it('keeps quiet about keys that are being replaced, leaked or gone', async () => {
    const world = await makeWorld();
    const rotating = await world.addKey({ label: 'rotating', dueIn: 1 });
    await world.addKey({ label: 'leaked', dueIn: 1 });
    await world.addKey({ label: 'dead', dueIn: 1 });
    await startRotation(world.database, world.by(ana), { key: rotating });
    await world.rows(`update keys set state = case label when 'leaked' then 'compromised' else 'gone' end
      where label in ('leaked', 'dead')`);
    expect(await plan(world)).toBe(0);
  });

  it('nudges again on the day a snooze ends, and then goes on with the later stages', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    await plan(world);
    await snoozeKey(world.database, world.by(ana), { key, days: 3, because: 'maintenance' });
    for (let day = 0; day <= 8; day += 1) await plan(world, later(day));
    expect((await stagesOf(world)).map(({ stage, round, message }) => [stage, round, message])).toEqual([
      [7, 0, `nudge:${ana}:${today}`],
      [7, 1, `nudge:${ana}:${addDays(today, 3)}`],
      [0, 1, `nudge:${ana}:${addDays(today, 7)}`],
    ]);
  });

  it('starts anew when the due day changes', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'prop', dueIn: 0 });
    await plan(world);
    await world.rows(`update keys set due_on = due_on + 5`);
    expect(await plan(world)).toBe(1);
    expect((await stagesOf(world)).map(({ stage }) => stage)).toEqual([0, 7]);
  });

  it('writes nothing that was decided before somebody answered', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    const looks = await keysToLookAt(world.database, noon, 10);
    expect(looks).toHaveLength(1);
    const unchanged = (seen: typeof looks) =>
      inWorkspace(world.database, world.clock(noon)(home), async (tx) => [
        ...(await lockUnchanged(tx, seen)),
      ]);
    expect(await unchanged(looks)).toEqual([key]);
    // It waits to be looked at before and after; what was read of it holds no more.
    await startRotation(world.database, world.by(ana), { key });
    expect(await unchanged(looks)).toEqual([]);
    await putOff(
      world.database,
      looks.map((look) => ({ ...look, at: null })),
    );
    const again = await keysToLookAt(world.database, noon, 10);
    expect(again).toHaveLength(1);
    await putOff(
      world.database,
      again.map((look) => ({ ...look, at: null })),
    );
    expect(await keysToLookAt(world.database, later(1000), 10)).toEqual([]);
  });

  it('reads what is due, not what is registered', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'prop', dueIn: 300 });
    await world.rows(`insert into keys (workspace, provider, label, label_key, key_id, account, environment,
        permissions, allowlist, tier, custodian, kept_at, created_on, rotation_days, due_on, recorded_by, recorded_at)
      select workspace, provider, label || n, label_key || n, key_id || n, account, environment, permissions,
        allowlist, tier, custodian, kept_at, created_on, rotation_days, due_on + n, recorded_by, recorded_at
      from keys, generate_series(1, 5000) n`);
    await plan(world);
    await world.rows('analyze');
    await world.addKey({ label: 'soon', dueIn: 7 });
    const before = await readRows(world);
    expect(await plan(world, later(1))).toBe(1);
    const after = await readRows(world);
    expect(after - before).toBeLessThan(10);
  });
});

/** Rows of keys that were read so far, by whatever way. */
async function readRows(world: World): Promise<number> {
  // Each connection tells what it did when it is told to, at the end of what it does then.
  const everywhere = Array.from({ length: 10 }, () => 'select pg_stat_force_next_flush(), pg_sleep(0.02)');
  for (const queries of [everywhere, everywhere])
    await Promise.all(queries.map((query) => world.rows(query)));
  const [read] = await world.rows(
    `select seq_tup_read + coalesce(idx_tup_fetch, 0) as rows from pg_stat_user_tables where relname = 'keys'`,
  );
  return Number(read?.['rows']);
}
