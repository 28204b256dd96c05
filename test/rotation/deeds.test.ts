import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/domain/days.ts';
import type { Observation } from '../../src/domain/proof.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import type { KeyRef, RotationRef } from '../../src/domain/words.ts';
import { verdictOf } from '../../src/proof/verdict-of.ts';
import { rotationAfterVerdict } from '../../src/rotation/after-verdict.ts';
import { doNotWait } from '../../src/rotation/give-up.ts';
import { askOldKeyAgain, attestOldKeyGone, sayOldKeyDeleted } from '../../src/rotation/old-key.ts';
import { planNudges } from '../../src/rotation/plan-nudges.ts';
import { rotationCard } from '../../src/rotation/rotation-card.ts';
import { snoozeKey, snoozeOffer } from '../../src/rotation/snooze-key.ts';
import { startRotation } from '../../src/rotation/start-rotation.ts';
import { inWorkspace } from '../../src/store/database.ts';
import { keyById } from '../../src/store/keys.ts';
import { insertObservations } from '../../src/store/proofs.ts';
import {
  ana,
  bea,
  cem,
  later,
  makeWorld,
  minutes,
  noon,
  nudgeLine,
  refusal,
  today,
  type World,
  wanted,
} from './world.ts';

const start = async (world: World, key: KeyRef) =>
  (await startRotation(world.database, world.by(ana), { key })).rotation;
/** Started, and somebody decided not to wait for a new key: the old one may be deleted. */
const begin = async (world: World, key: KeyRef) => {
  const rotation = await start(world, key);
  await doNotWait(world.database, world.by(ana), { rotation, because: 'nothing uses it' });
  return rotation;
};
const cardOf = (world: World, id: RotationRef) => world.look((scope) => rotationCard(scope, id));

/** The provider answers, and what depends on it follows, as the worker of questions does it. */
async function answers(world: World, id: KeyRef, at: Date, result: Observation['result']): Promise<void> {
  await inWorkspace(world.database, world.by(ana, at), async (tx) => {
    const place = { host: 'www.okx.com', environment: 'live', code: null, reason: 'seen in a test' };
    await insertObservations(tx, { key: id, incident: null, purpose: 'confirm' }, at, [{ ...place, result }]);
    const key = await keyById(tx, id);
    if (key === null) throw new Error('no such key');
    await rotationAfterVerdict(tx, key, await verdictOf(tx, key, null));
  });
}

describe('startRotation', () => {
  it('sends the card to the custodian, marks the nudge and writes the audit log', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7, deputy: bea });
    await planNudges(world.database, noon, world.clock(noon));
    const started = await startRotation(world.database, world.by(bea, minutes(5)), { key });
    expect(started).toMatchObject({ isNew: true, custodian: ana });
    expect(await wanted(world, `rotation:${started.rotation}:card:${ana}`)).toMatchObject([
      { effect: { kind: 'rotation', subject: String(started.rotation), to: { person: ana } } },
    ]);
    expect((await nudgeLine(world))?.state).toEqual({
      kind: 'rotating',
      by: bea,
      at: minutes(5),
      deletedBy: null,
    });
    expect(await wanted(world, `nudge:${ana}:${today}`)).toMatchObject([{ wanted: 2 }]);
    expect(await world.rows(`select actor from audit where deed = 'rotation started'`)).toEqual([
      { actor: bea },
    ]);
  });

  it('is for custodian, deputy, leads and admins', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7, deputy: bea });
    await expect(startRotation(world.database, world.by(cem), { key })).rejects.toEqual(
      refusal('not_allowed', /Only the custodian or deputy of prop/),
    );
    const { isNew } = await startRotation(world.database, world.by(cem, noon, 'admin'), { key });
    expect(isNew).toBe(true);
  });

  it('resumes the one that runs, also when two start at the same moment', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7, deputy: bea });
    const started = await Promise.all(
      [ana, bea].map((who) => startRotation(world.database, world.by(who), { key })),
    );
    expect(started.map(({ isNew }) => isNew).sort()).toEqual([false, true]);
    expect(new Set(started.map(({ rotation }) => rotation)).size).toBe(1);
    const looked = await startRotation(world.database, world.by(cem), { key });
    expect(looked).toMatchObject({ isNew: false, rotation: started[0]?.rotation });
  });

  it('refuses keys that are gone or leaked', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    await world.rows(`update keys set state = 'compromised'`);
    await expect(start(world, key)).rejects.toEqual(refusal('too_late', /incident runs about prop/));
    await world.rows(`update keys set state = 'gone'`);
    await expect(start(world, key)).rejects.toEqual(refusal('too_late', /prop is gone/));
  });
});

describe('the end of a rotation', () => {
  it('waits for proof: dead takes a key seen alive before and two spaced absences after', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    await planNudges(world.database, noon, world.clock(noon));
    await answers(world, key, minutes(-60), 'exists');
    const rotation = await begin(world, key);
    await sayOldKeyDeleted(world.database, world.by(ana), { rotation });
    expect((await world.key(key)).state).toBe('active');
    expect((await nudgeLine(world))?.state).toMatchObject({ kind: 'rotating', deletedBy: ana });
    expect(await world.rows('select due_at from proof_questions')).toHaveLength(2);

    await answers(world, key, minutes(1), 'absent');
    expect(await cardOf(world, rotation)).toMatchObject({
      stage: { kind: 'proving', verdict: { proof: 'unknown' } },
    });
    await answers(world, key, minutes(60), 'absent');
    expect(await cardOf(world, rotation)).toMatchObject({ stage: { kind: 'ended', attested: null } });
    expect((await world.key(key)).state).toBe('gone');
    expect((await nudgeLine(world))?.state).toEqual({ kind: 'gone' });
    expect(await planNudges(world.database, later(9), world.clock(later(9)))).toBe(0);
  });

  it('does not take absences from before the deletion', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    await answers(world, key, minutes(-300), 'exists');
    await answers(world, key, minutes(-200), 'absent');
    await answers(world, key, minutes(-100), 'absent');
    const rotation = await begin(world, key);
    await sayOldKeyDeleted(world.database, world.by(ana), { rotation });
    await answers(world, key, minutes(1), 'absent');
    expect((await cardOf(world, rotation))?.stage.kind).toBe('proving');
  });

  it('stays open while the provider knows the key, and nobody can talk it dead', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    const rotation = await begin(world, key);
    await sayOldKeyDeleted(world.database, world.by(ana), { rotation });
    await answers(world, key, minutes(1), 'exists');
    expect(await cardOf(world, rotation)).toMatchObject({
      stage: { verdict: { proof: 'alive' }, needsSecond: false, seen: [{ reason: 'seen in a test' }] },
    });
    await expect(
      attestOldKeyGone(world.database, world.by(bea), { rotation, because: 'I looked' }),
    ).rejects.toEqual(refusal('not_yet', /still knows the key/));
  });

  it('cannot begin before somebody said that the key is deleted, and is said once', async () => {
    const world = await makeWorld();
    const rotation = await begin(world, await world.addKey({ label: 'prop', dueIn: 7, deputy: bea }));
    await expect(askOldKeyAgain(world.database, world.by(ana), { rotation })).rejects.toEqual(
      refusal('not_yet', /Nobody said yet/),
    );
    await expect(sayOldKeyDeleted(world.database, world.by(cem), { rotation })).rejects.toEqual(
      refusal('not_allowed', /custodian or deputy/),
    );
    await sayOldKeyDeleted(world.database, world.by(ana), { rotation });
    await expect(sayOldKeyDeleted(world.database, world.by(bea), { rotation })).rejects.toEqual(
      refusal('already_done', /Somebody said so/),
    );
  });

  it('asks the provider again only when no question waits, and then plans one', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    const rotation = await begin(world, key);
    await sayOldKeyDeleted(world.database, world.by(ana), { rotation });
    await expect(askOldKeyAgain(world.database, world.by(ana, minutes(1)), { rotation })).rejects.toEqual(
      refusal('not_yet', /asked/),
    );
    await world.rows('update proof_questions set answered_at = due_at');
    await askOldKeyAgain(world.database, world.by(bea, later(1)), { rotation });
    expect(await world.rows('select from proof_questions where answered_at is null')).toHaveLength(1);
    const card = await cardOf(world, rotation);
    expect(card?.stage).toMatchObject({ nextAt: later(1) });
  });

  it('takes a second person with a reason where the provider cannot be asked', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7, provider: 'generic', deputy: cem });
    const rotation = await begin(world, key);
    await expect(
      attestOldKeyGone(world.database, world.by(bea), { rotation, because: 'I looked' }),
    ).rejects.toEqual(refusal('not_yet', /Nobody said yet/));
    await sayOldKeyDeleted(world.database, world.by(ana), { rotation });
    expect(await wanted(world, `rotation:${rotation}:second:${cem}`)).toMatchObject([
      { effect: { to: { person: cem } } },
    ]);
    await expect(
      attestOldKeyGone(world.database, world.by(ana), { rotation, because: 'I looked' }),
    ).rejects.toEqual(refusal('not_allowed', /somebody else has to look/));
    await attestOldKeyGone(world.database, world.by(bea), { rotation, because: 'Not in the list any more' });
    expect(await cardOf(world, rotation)).toMatchObject({
      stage: { kind: 'ended', attested: { by: bea, because: 'Not in the list any more' } },
    });
    expect((await world.key(key)).state).toBe('gone');
    expect(
      await world.rows(`select actor, detail->'attested'->>'because' as because from audit
      where deed = 'rotation ended'`),
    ).toEqual([{ actor: bea, because: 'Not in the list any more' }]);
    await expect(
      attestOldKeyGone(world.database, world.by(cem), { rotation, because: 'me too' }),
    ).rejects.toEqual(refusal('too_late', /has ended/));
  });

  it('takes a second person also where the key was never seen alive', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    const rotation = await begin(world, key);
    await sayOldKeyDeleted(world.database, world.by(ana), { rotation });
    await answers(world, key, minutes(1), 'absent');
    await answers(world, key, minutes(60), 'absent');
    expect(await cardOf(world, rotation)).toMatchObject({ stage: { kind: 'proving', needsSecond: true } });
    await attestOldKeyGone(world.database, world.by(bea), { rotation, because: 'Not in the list' });
    expect((await world.key(key)).state).toBe('gone');
  });

  it('takes the word of the second person at npm only an hour after the deletion', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'publish', provider: 'npm', dueIn: 7 });
    const rotation = await begin(world, key);
    await sayOldKeyDeleted(world.database, world.by(ana), { rotation });
    const looks = (at: Date) =>
      attestOldKeyGone(world.database, world.by(bea, at), { rotation, because: 'Not in the list' });
    await expect(looks(minutes(20))).rejects.toEqual(refusal('not_yet', /would be too early to say/));
    expect(await cardOf(world, rotation)).toMatchObject({ stage: { kind: 'proving', from: minutes(60) } });
    await looks(minutes(60));
    expect((await world.key(key)).state).toBe('gone');
  });
});

describe('snoozeKey', () => {
  it('puts off with a reason, which the message then says, and counts', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    await planNudges(world.database, noon, world.clock(noon));
    const until = await snoozeKey(world.database, world.by(ana), { key, days: 3, because: ' maintenance ' });
    expect(until).toBe(addDays(today, 3));
    expect((await nudgeLine(world))?.state).toMatchObject({
      kind: 'snoozed',
      by: ana,
      until,
      because: 'maintenance',
    });
    expect(await world.key(key)).toMatchObject({ snoozes: 1, snoozedUntil: until });
    expect(await wanted(world, `nudge:${ana}:${today}`)).toMatchObject([{ wanted: 2 }]);
    expect(
      await world.rows(`select actor, detail->>'because' as because from audit where deed = 'snoozed'`),
    ).toEqual([{ actor: ana, because: 'maintenance' }]);
  });

  it('ends at the bound of the tier, counted over all its snoozes', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7, tier: 1 });
    const snooze = (days: number, now = noon) =>
      snoozeKey(world.database, world.by(ana, now), { key, days, because: 'busy' });
    await expect(snooze(7)).rejects.toEqual(refusal('not_allowed', /cannot be put off that long/));
    await expect(snooze(2)).rejects.toEqual(refusal('not_allowed', /cannot be put off that long/));
    await snooze(1);
    await expect(snooze(1)).rejects.toEqual(refusal('already_done', /snoozed until 2026-03-03/));
    await snooze(1, later(1));
    await expect(snooze(1, later(2))).rejects.toEqual(refusal('not_allowed', /cannot be put off/));
    // Another due day is no new count: the key is the same old one.
    await world.rows(`update keys set due_on = due_on + 1 where id = ${key}`);
    await expect(snooze(1, later(2))).rejects.toEqual(refusal('not_allowed', /cannot be put off/));
    await planNudges(world.database, later(2), world.clock(later(2)));
    expect((await nudgeLine(world, ana, addDays(today, 2)))?.state).toMatchObject({
      kind: 'open',
      canSnooze: false,
      rotating: false,
      putOff: { times: 2, days: 2 },
    });
    // Replaced in its place, it begins a new cycle.
    await world.rows(`insert into rotations (workspace, key, started_by, started_at, new_key, ended_at)
      values ('T0HOME', ${key}, '${ana}', now(), ${key}, now() + interval '1 year')`);
    expect((await world.look((scope) => snoozeOffer(scope, key))).choices).toHaveLength(2);
  });

  it('is one of two clicks, for those who answer for the key, and not during a rotation', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7, deputy: bea });
    const clicks = await Promise.allSettled(
      [ana, bea].map((who) => snoozeKey(world.database, world.by(who), { key, days: 1, because: 'busy' })),
    );
    expect(clicks.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(
      snoozeKey(world.database, world.by(cem), { key, days: 1, because: 'busy' }),
    ).rejects.toBeInstanceOf(Refusal);
    const rotating = await world.addKey({ label: 'other', dueIn: 7 });
    await start(world, rotating);
    await expect(
      snoozeKey(world.database, world.by(ana), { key: rotating, days: 1, because: 'busy' }),
    ).rejects.toEqual(refusal('too_late', /being replaced already/));
  });
});
