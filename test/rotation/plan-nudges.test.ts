import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/domain/days.ts';
import { nudgeCard } from '../../src/rotation/nudge-card.ts';
import { planNudges } from '../../src/rotation/plan-nudges.ts';
import { snoozeKey } from '../../src/rotation/snooze-key.ts';
import { startRotation } from '../../src/rotation/start-rotation.ts';
import { openDatabase } from '../../src/store/database.ts';
import { ana, bea, later, makeWorld, noon, other, today, type World } from './world.ts';

const plan = (world: World, now = noon) => planNudges(world.database, now, world.clock(now));
const stagesOf = (world: World) =>
  world.rows(`select k.label, n.stage, n.round, n.message, n.due_on::text as due
    from nudges n join keys k on k.workspace = n.workspace and k.id = n.key order by n.id`);
const messagesOf = (world: World) =>
  world.rows('select workspace, name, wanted, effect from outbox order by name');

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
      // Due on a Thursday: every three working days after.
      [-1, `nudge:${ana}:${addDays(today, 15)}`],
      [-2, `nudge:${ana}:${addDays(today, 18)}`],
    ]);
  });

  it('merges missed stages after a downtime, and still speaks of a key that is long overdue', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'prop', dueIn: 7 });
    expect(await plan(world, later(40))).toBe(1);
    expect(await stagesOf(world)).toMatchObject([{ stage: -8 }]);
    expect(await plan(world, later(41))).toBe(0);
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

  it('keeps workspaces apart', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'here', dueIn: 0 });
    await world.addKey({ label: 'there', dueIn: 0 }, other);
    expect(await plan(world)).toBe(2);
    expect(await messagesOf(world)).toMatchObject([{ workspace: 'T0HOME' }, { workspace: 'T0OTHER' }]);
    const card = await world.look((scope) => nudgeCard(scope, `nudge:${ana}:${today}`));
    expect(card?.lines.map(({ label }) => label)).toEqual(['here']);
  });

  it('goes by the day where the person is', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'ahead', dueIn: 15, custodian: bea });
    await world.addKey({ label: 'behind', dueIn: 14 });
    await world.meet(bea, { timezone: 'Pacific/Kiritimati' });
    await world.meet(ana, { timezone: 'Pacific/Pago_Pago' });
    const night = new Date('2026-03-02T10:30:00Z');
    expect(await plan(world, night)).toBe(1);
    expect(await stagesOf(world)).toMatchObject([{ label: 'ahead', message: `nudge:${bea}:2026-03-03` }]);
  });

  it('does not stumble over a time zone that nobody knows', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'prop', dueIn: 7 });
    await world.meet(ana, { timezone: 'Mars/Olympus' });
    expect(await plan(world)).toBe(1);
  });

  it('asks the deputy when the custodian is deactivated, and nobody when both are', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'with', dueIn: 7, deputy: bea });
    await world.addKey({ label: 'without', dueIn: 7 });
    await world.meet(ana, { standing: 'deactivated' });
    expect(await plan(world)).toBe(1);
    expect(await stagesOf(world)).toMatchObject([{ label: 'with', message: `nudge:${bea}:${today}` }]);
    await world.meet(bea, { standing: 'deactivated' });
    await world.addKey({ label: 'again', dueIn: 7, deputy: bea });
    expect(await plan(world)).toBe(0);
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
      [1, 1, `nudge:${ana}:${addDays(today, 6)}`],
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

  it('reads what is due, not what is registered', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'prop', dueIn: 300 });
    await world.rows(`insert into keys (workspace, provider, label, label_key, key_id, account, environment,
        permissions, allowlist, tier, custodian, kept_at, created_on, rotation_days, due_on, recorded_by, recorded_at)
      select workspace, provider, label || n, label_key || n, key_id || n, account, environment, permissions,
        allowlist, tier, custodian, kept_at, created_on, rotation_days, due_on + n, recorded_by, recorded_at
      from keys, generate_series(1, 5000) n`);
    await world.rows('analyze');
    const before = await readRows(world);
    await plan(world);
    const after = await readRows(world);
    expect(after - before).toBeLessThan(10);
  });
});

/** Rows of keys that were read so far, by whatever way. */
async function readRows(world: World): Promise<number> {
  await world.rows('select pg_stat_force_next_flush()');
  const [read] = await world.rows(
    `select seq_tup_read + coalesce(idx_tup_fetch, 0) as rows from pg_stat_user_tables where relname = 'keys'`,
  );
  return Number(read?.['rows']);
}
