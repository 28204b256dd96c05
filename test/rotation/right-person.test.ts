/** Who is told besides the custodian, and what ends it; every copy of a message shows the same. */
import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/domain/days.ts';
import type { HandoverRef, KeyRef } from '../../src/domain/words.ts';
import { declareIncident } from '../../src/incident/declare.ts';
import { falseAlarm } from '../../src/incident/false-alarm.ts';
import { disownKey, takeKey } from '../../src/rotation/disown-key.ts';
import { doNotWait } from '../../src/rotation/give-up.ts';
import { acceptKey, offerKey } from '../../src/rotation/hand-over.ts';
import { nudgeCard } from '../../src/rotation/nudge-card.ts';
import { planNudges } from '../../src/rotation/plan-nudges.ts';
import { remindRotations } from '../../src/rotation/remind-rotations.ts';
import { rotatedAlready } from '../../src/rotation/rotated-already.ts';
import { sayInUse } from '../../src/rotation/say-in-use.ts';
import { snoozeKey } from '../../src/rotation/snooze-key.ts';
import { startRotation } from '../../src/rotation/start-rotation.ts';
import { ana, bea, cem, later, makeWorld, refusal, today, type World, wanted } from './world.ts';

const plan = (world: World, day: number) => planNudges(world.database, later(day), world.clock(later(day)));

const told = async (world: World, key: KeyRef, kinds = "'rotation', 'expiry'") =>
  (
    await world.rows(`select audience, recipient, stage, planned_at::date - '${today}' as day from nudges
      where key = ${key} and kind in (${kinds}) order by id`)
  ).map(({ audience, recipient, stage, day }) => [day, audience, recipient, stage]);

/** The states of a key in all messages about it. */
async function statesOf(world: World, key: KeyRef): Promise<string[]> {
  const rows = await world.rows(`select distinct message from nudges where key = ${key} order by 1`);
  const cards = await Promise.all(
    rows.map(({ message }) => world.look((scope) => nudgeCard(scope, String(message)))),
  );
  return cards.flatMap((card) =>
    (card?.lines ?? []).filter((line) => line.key === key).map(({ state }) => state.kind),
  );
}

async function team(world: World): Promise<void> {
  await world.rows(
    `update workspaces set team_channel = 'C0TEAM', lead_group = 'S0LEADS' where id = 'T0HOME'`,
  );
  await world.rows(`insert into group_members (workspace, group_id, person, checked_at)
    values ('T0HOME', 'S0LEADS', '', now()), ('T0HOME', 'S0LEADS', '${cem}', now())`);
}

describe('a nudge that nobody answers', () => {
  it('is told to the deputy after three days, to the lead and the channel after seven, each once', async () => {
    const world = await makeWorld();
    await team(world);
    const key = await world.addKey({ label: 'prop', dueIn: 14, deputy: bea });
    for (let day = 0; day <= 9; day += 1) await plan(world, day);
    expect(await told(world, key)).toEqual([
      [0, 'custodian', ana, 14],
      [3, 'deputy', bea, 14],
      [7, 'custodian', ana, 7],
      [7, 'lead', cem, 7],
      [7, 'channel', null, 7],
    ]);
    // What she was told again of has its buttons in the newer message alone.
    expect(await statesOf(world, key)).toEqual(['told_again', 'open', 'open', 'open', 'open']);
    expect(await wanted(world, `nudge:${ana}:${today}`)).toMatchObject([{ wanted: 2 }]);
    const channel = await world.look((scope) => nudgeCard(scope, `nudge:channel:${addDays(today, 7)}`));
    expect(channel).toMatchObject({
      reader: null,
      leads: 'S0LEADS',
      lines: [{ silent: { asked: ana, since: later(0) } }],
    });
    // One answer, and all copies lose their buttons; the count begins anew with the next nudge.
    await snoozeKey(world.database, world.by(bea, later(9)), { key, days: 1, because: 'busy' });
    expect(await statesOf(world, key)).toEqual(['snoozed', 'snoozed', 'snoozed', 'snoozed', 'snoozed']);
    for (let day = 10; day <= 15; day += 1) await plan(world, day);
    expect((await told(world, key)).slice(5)).toEqual([
      [10, 'custodian', ana, 7],
      [14, 'custodian', ana, 0],
      [14, 'deputy', bea, 0],
    ]);
  });

  it('is told, from the due day on, to all whom the silence has reached, as long as it lasts', async () => {
    const world = await makeWorld();
    await team(world);
    const key = await world.addKey({ label: 'prop', dueIn: 1, deputy: bea });
    for (let day = 0; day <= 14; day += 1) await plan(world, day);
    const all = (day: number, stage: number) => [
      [day, 'custodian', ana, stage],
      [day, 'deputy', bea, stage],
      [day, 'lead', cem, stage],
      [day, 'channel', null, stage],
    ];
    expect(await told(world, key)).toEqual([
      [0, 'custodian', ana, 1],
      [1, 'custodian', ana, 0],
      [3, 'deputy', bea, 0],
      ...all(4, -1).slice(0, 2),
      [7, 'lead', cem, -1],
      [7, 'channel', null, -1],
      ...all(9, -2),
      ...all(14, -3),
    ]);
  });

  it('is told to a lead who is the deputy too as their deputy alone', async () => {
    const world = await makeWorld();
    await team(world);
    const key = await world.addKey({ label: 'prop', dueIn: 14, deputy: cem });
    for (const day of [0, 3, 7]) await plan(world, day);
    expect(await told(world, key)).toEqual([
      [0, 'custodian', ana, 14],
      [3, 'deputy', cem, 14],
      [7, 'custodian', ana, 7],
      [7, 'channel', null, 7],
    ]);
  });

  it('is not told to its custodian as a lead: another lead hears, also when they refused it; alone, the channel does', async () => {
    const world = await makeWorld();
    await team(world);
    await world.rows(`update workspaces set work_days = '{1,2,3,4,5,6,7}' where id = 'T0HOME'`);
    await world.rows(`insert into group_members (workspace, group_id, person, checked_at)
      values ('T0HOME', 'S0LEADS', '${ana}', now())`);
    const ignored = await world.addKey({ label: 'ignored', dueIn: 14 });
    const refused = await world.addKey({ label: 'refused', dueIn: 60, provider: 'generic' });
    await disownKey(world.database, world.by(ana), { key: refused, because: 'not my desk' });
    const { rotation } = await startRotation(world.database, world.by(ana), {
      key: await world.addKey({ label: 'moving', dueIn: 30, provider: 'aws' }),
    });
    for (const day of [0, 7]) await plan(world, day);
    expect(await told(world, ignored)).toEqual([
      [0, 'custodian', ana, 14],
      [7, 'custodian', ana, 7],
      [7, 'lead', cem, 7],
      [7, 'channel', null, 7],
    ]);
    expect((await told(world, refused, "'ownerless'"))[0]).toEqual([0, 'custodian', cem, 0]);
    for (const day of [3, 10]) await remindRotations(world.database, later(day), world.clock(later(day)));
    expect(
      await world.rows(`select name from outbox where name like 'rotation:${rotation}:card:%:${cem}'`),
    ).toHaveLength(1);
    await world.meet(cem, { standing: 'deactivated' });
    const alone = await world.addKey({ label: 'alone', dueIn: 60, provider: 'kraken' });
    await disownKey(world.database, world.by(ana), { key: alone, because: 'not my desk' });
    await plan(world, 8);
    expect(await told(world, alone, "'ownerless'")).toEqual([[8, 'custodian', null, 0]]);
  });

  it('goes on every three working days of the team as they are now, whatever they were before', async () => {
    const world = await makeWorld();
    const key = await world.addKey({
      label: 'prop',
      dueIn: -30,
      tier: 1,
      deputy: bea,
      allowlist: ['203.0.113.7'],
    });
    await world.rows(`update workspaces set policies = '{"overdueTier1": "every_day"}'`);
    for (let day = 0; day <= 8; day += 1) await plan(world, day);
    await world.rows(`update workspaces set policies = '{}'`);
    for (let day = 9; day <= 15; day += 1) await plan(world, day);
    const asked = (await told(world, key)).filter(([, audience]) => audience === 'custodian');
    expect(asked.map(([day, , , stage]) => [day, stage])).toEqual([
      [0, -1],
      [3, -2],
      [6, -3],
      [9, -4],
      [14, -5],
    ]);
  });

  it('goes on with the words of what makes it due, and settles when its day changes', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    await plan(world, 0);
    await world.rows(`update keys set expires_on = due_on`);
    expect(await plan(world, 0)).toBe(0);
    await world.rows(`update keys set due_on = due_on + 60, expires_on = null`);
    expect(await plan(world, 0)).toBe(0);
    expect(await statesOf(world, key)).toEqual(['settled']);
    expect(await world.rows(`select from audit where deed = 'nudge settled'`)).toHaveLength(1);
  });
});

describe('a leak', () => {
  it('takes the buttons from every nudge about the key, and a false alarm gives them back', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 14 });
    await plan(world, 0);
    const nudge = `nudge:${ana}:${today}`;
    const { id: incident } = await declareIncident(world.database, world.by(bea), { key, drill: false });
    expect(await statesOf(world, key)).toEqual(['compromised']);
    expect(await wanted(world, nudge)).toMatchObject([{ wanted: 2 }]);
    // What was asked waits for the end of the incident: the planner does not call it over.
    expect(await plan(world, 0)).toBe(0);
    await falseAlarm(world.database, world.by(bea), { incident, reason: 'an old scan' });
    expect(await statesOf(world, key)).toEqual(['open']);
    expect(await wanted(world, nudge)).toMatchObject([{ wanted: 3 }]);
  });
});

describe('a key that is being replaced', () => {
  it('is still said to end by itself, with the way to its rotation, and that escalates', async () => {
    const world = await makeWorld();
    await team(world);
    const facts = { deputy: bea, expiresOn: addDays(today, 9) };
    const key = await world.addKey({ label: 'prop', dueIn: 1, ...facts });
    await plan(world, 0);
    await startRotation(world.database, world.by(ana), { key });
    for (let day = 1; day <= 9; day += 1) await plan(world, day);
    const kinds = await world.rows(`select kind, audience from nudges where key = ${key} order by id`);
    expect((await told(world, key)).map((nudge, index) => [kinds[index]?.['kind'], ...nudge])).toEqual([
      ['rotation', 0, 'custodian', ana, 1],
      ['expiry', 0, 'custodian', ana, 14],
      ['expiry', 2, 'custodian', ana, 7],
      // A Saturday and a Sunday are not for anybody.
      ['expiry', 7, 'deputy', bea, 7],
      ['expiry', 8, 'custodian', ana, 1],
      ['expiry', 9, 'custodian', ana, 0],
      ['expiry', 9, 'deputy', bea, 0],
      ['expiry', 9, 'lead', cem, 0],
      ['expiry', 9, 'channel', null, 0],
    ]);
    const card = await world.look((scope) => nudgeCard(scope, `nudge:channel:${addDays(today, 9)}`));
    expect(card?.lines[0]?.state).toMatchObject({ kind: 'open', rotating: true, canSnooze: false });
    // Who goes on with it has answered.
    await startRotation(world.database, world.by(bea, later(9)), { key });
    expect(new Set(await statesOf(world, key))).toEqual(new Set(['rotating']));
    await startRotation(world.database, world.by(bea, later(9)), { key });
    expect(await world.rows(`select actor from audit where deed = 'nudge answered'`)).toEqual([
      { actor: bea },
    ]);
  });
});

describe('answers', () => {
  it('"not mine" leaves the key to its deputy each week until somebody takes it', async () => {
    const world = await makeWorld();
    await team(world);
    const key = await world.addKey({ label: 'disowned', dueIn: 14, deputy: bea });
    await plan(world, 0);
    await expect(disownKey(world.database, world.by(bea), { key, because: 'no' })).rejects.toEqual(
      refusal('not_allowed', /Only the custodian of disowned/),
    );
    await expect(takeKey(world.database, world.by(bea), { key })).rejects.toEqual(
      refusal('too_late', /Somebody answers for disowned/),
    );
    await disownKey(world.database, world.by(ana), { key, because: 'it moved to treasury' });
    expect(await statesOf(world, key)).toEqual(['disowned']);
    for (let day = 0; day <= 7; day += 1) await plan(world, day);
    expect(await told(world, key, "'ownerless'")).toEqual([
      [0, 'custodian', bea, 0],
      [7, 'custodian', bea, -1],
      [7, 'lead', cem, -1],
      [7, 'channel', null, -1],
    ]);
    await takeKey(world.database, world.by(cem, later(7), 'lead'), { key });
    expect(await world.key(key)).toMatchObject({ custodian: cem, disownedBy: null, disownedAt: null });
    expect(new Set(await statesOf(world, key))).toEqual(new Set(['disowned', 'handed_over']));
  });

  it('"already rotated" leads to the proof and does not end the cycle by itself', async () => {
    const world = await makeWorld();
    await team(world);
    const key = await world.addKey({ label: 'rotated', dueIn: 7 });
    await plan(world, 0);
    await rotatedAlready(world.database, world.by(ana), { key });
    const line = (await statesOf(world, key))[0];
    expect(line).toBe('rotating');
    expect(await world.key(key)).toMatchObject({ state: 'active' });
    expect(await world.rows(`select deleted_by, ended_at from rotations where key = ${key}`)).toEqual([
      { deleted_by: ana, ended_at: null },
    ]);
    await plan(world, 7);
    expect(await told(world, key)).toHaveLength(1);
    // An old button does not pass over what a rotation under way still waits for.
    const other = await world.addKey({ label: 'moving', dueIn: 7, provider: 'aws' });
    const { rotation } = await startRotation(world.database, world.by(ana), { key: other });
    await expect(rotatedAlready(world.database, world.by(ana), { key: other })).rejects.toEqual(
      refusal('not_yet', /The old key is still needed/),
    );
    await doNotWait(world.database, world.by(ana), { rotation, because: 'nobody uses it' });
    expect(await rotatedAlready(world.database, world.by(ana), { key: other })).toBe(rotation);
  });

  it('"in use" puts the end off that an idle key has at its provider', async () => {
    const world = await makeWorld();
    await team(world);
    const key = await world.addKey({ label: 'idle', dueIn: 80, permissions: ['read', 'trade'] });
    // Recorded on 2 March: 14 days later is the 16th.
    for (let day = 0; day <= 10; day += 1) await plan(world, day);
    expect(await told(world, key, "'self_destruct'")).toEqual([[10, 'custodian', ana, 4]]);
    await sayInUse(world.database, world.by(ana, later(10)), { key });
    await expect(sayInUse(world.database, world.by(ana, later(10)), { key })).rejects.toEqual(
      refusal('already_done', /today/),
    );
    expect(await statesOf(world, key)).toEqual(['in_use']);
    for (let day = 11; day <= 21; day += 1) await plan(world, day);
    expect((await told(world, key, "'self_destruct'")).slice(1)).toEqual([[21, 'custodian', ana, 4]]);
  });

  it('an offer that waits is brought to mind, to the asked person first', async () => {
    const world = await makeWorld();
    await team(world);
    const key = await world.addKey({ label: 'offered', dueIn: 200 });
    await offerKey(world.database, world.by(ana), { key, to: bea, note: null });
    for (let day = 0; day <= 7; day += 1) await plan(world, day);
    expect(await told(world, key, "'handover_pending'")).toEqual([
      [2, 'custodian', bea, -2],
      [4, 'custodian', ana, -4],
    ]);
    const [row] = await world.rows(`select id from handovers where key = ${key}`);
    await acceptKey(world.database, world.by(bea, later(7)), {
      handover: Number(row?.['id']) as HandoverRef,
    });
    expect(new Set(await statesOf(world, key))).toEqual(new Set(['handed_over']));
  });

  it('a tier 1 key without a deputy is brought to mind each week, until it has one', async () => {
    const world = await makeWorld();
    await team(world);
    const key = await world.addKey({ label: 'alone', dueIn: 200, tier: 1, allowlist: ['203.0.113.7'] });
    await world.rows(`update keys set recorded_at = '2026-03-02' where id = ${key}`);
    for (let day = 0; day <= 8; day += 1) await plan(world, day);
    expect(await told(world, key, "'no_deputy'")).toEqual([
      [1, 'custodian', ana, 0],
      [8, 'custodian', ana, -1],
      [8, 'lead', cem, -1],
      [8, 'channel', null, -1],
    ]);
    await world.rows(`update keys set deputy = '${bea}' where id = ${key}`);
    await plan(world, 9);
    expect(new Set(await statesOf(world, key))).toEqual(new Set(['settled']));
  });
});
