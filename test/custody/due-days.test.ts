/** A key is due by more than its period: a day that was chosen, or what happened. */
import { expect, test } from 'vitest';
import { editable, editKey } from '../../src/custody/edit-key.ts';
import { setRotateBy, unshareKey } from '../../src/custody/rotate-by.ts';
import { addDays } from '../../src/domain/days.ts';
import { defaultPolicies } from '../../src/domain/policies.ts';
import type { KeyRef, Role } from '../../src/domain/words.ts';
import { lockedKey } from '../../src/rotation/answering.ts';
import { factsOf } from '../../src/slack/views/edit-key.ts';
import { inWorkspace, lookingInto } from '../../src/store/database.ts';
import { insertService } from '../../src/store/services.ts';
import { changeSettings, settingsHere } from '../../src/workspace/change-settings.ts';
import { ana, makeWorld, noon, refusal, today, type World } from '../rotation/world.ts';

const in_ = (days: number): string => addDays(today, days);

/** Saves the form of a key with some fields changed. */
async function edit(world: World, key: KeyRef, changes: object, role: Role = 'member') {
  const act = world.by(ana, noon, role);
  const facts = factsOf(await lookingInto(world.database, act, (scope) => editable(scope, key)));
  const { rotateBy, rotateByBecause } = await world.key(key);
  return editKey(world.database, act, key, {
    label: facts.label ?? '',
    account: facts.account ?? '',
    region: facts.region ?? '',
    environment: facts.environment ?? '',
    permissions: facts.permissions ?? [],
    allowlist: null,
    services: [],
    holders: [],
    breakGlass: null,
    keptAt: facts.keptAt ?? '',
    expires: null,
    rotation: facts.rotation ?? 'exposure',
    rotateBy,
    rotateByBecause,
    ...changes,
  });
}

test('a chosen day needs a reason, holds against the period, and goes again; a snooze of the old day is over', async () => {
  const world = await makeWorld();
  const key = await world.addKey({ label: 'fixed', dueIn: 30 });
  await world.rows(`update keys set snoozed_until = '${in_(3)}'`);
  await expect(edit(world, key, { rotateBy: in_(9) })).rejects.toMatchObject({
    fields: { rotateByBecause: expect.stringMatching(/Say why/) },
  });
  await edit(world, key, { rotateBy: in_(9), rotateByBecause: 'the vendor asks for it' });
  expect(await world.key(key)).toMatchObject({ dueOn: in_(9), rotateByCause: 'fixed', snoozedUntil: null });
  await edit(world, key, { rotation: '365' });
  expect(await world.key(key)).toMatchObject({ dueOn: in_(9), rotationDays: 365 });
  await edit(world, key, { rotateBy: null, rotateByBecause: null });
  expect(await world.key(key)).toMatchObject({
    dueOn: addDays((await world.key(key)).createdOn, 365),
    rotateBy: null,
  });
});

test('a day that an event brought is put off by a lead alone; anybody who answers may move it forward', async () => {
  const world = await makeWorld();
  const id = await world.addKey({ label: 'left', dueIn: 30 });
  const setAgain = () =>
    inWorkspace(world.database, world.by(ana), async (tx) =>
      setRotateBy(tx, await lockedKey(tx, id), {
        day: addDays(today, 5),
        cause: 'departure',
        because: 'Dan left',
      }),
    );
  expect([await setAgain(), await setAgain()]).toEqual([true, false]);
  for (const rotateBy of [null, in_(6)]) {
    await expect(edit(world, id, { rotateBy })).rejects.toMatchObject({
      fields: { rotateBy: expect.stringMatching(/Dan left: only a lead/) },
    });
  }
  await edit(world, id, { label: 'left-2' });
  expect(await world.key(id)).toMatchObject({ rotateByCause: 'departure', dueOn: in_(5) });
  await edit(world, id, { rotateBy: in_(4), rotateByBecause: 'sooner' });
  expect(await world.key(id)).toMatchObject({ rotateByCause: 'fixed', dueOn: in_(4) });
  await setAgain();
  await edit(world, id, { rotateBy: in_(20) }, 'lead');
  expect((await world.key(id)).dueOn).toBe(in_(20));
});

test('a shorter period of a tier reaches the keys with a longer one, with time to act, and a longer one lets go again', async () => {
  const world = await makeWorld();
  const long = await world.addKey({ label: 'long', dueIn: 120, rotationDays: 180 });
  const short = await world.addKey({ label: 'short', dueIn: 1, rotationDays: 20 });
  const otherTier = await world.addKey({ label: 'tier-3', dueIn: 120, rotationDays: 180, tier: 3 });
  await edit(world, long, { rotation: '180' });
  await world.rows('update keys set tier = 2');
  await world.rows(`update keys set tier = 3 where id = ${otherTier}`);
  const save = async (days: number) => {
    const act = world.by(ana, noon, 'admin');
    const now = await lookingInto(world.database, act, settingsHere);
    const policies = { ...defaultPolicies, rotationDays: { ...defaultPolicies.rotationDays, 2: days } };
    return changeSettings(world.database, act, { ...now, holidays: null, policies });
  };
  const before = (await world.key(long)).dueOn;
  expect((await save(30)).replanned).toEqual([{ tier: 2, keys: 1, firstDue: in_(14), sooner: true }]);
  expect(await world.key(long)).toMatchObject({ dueOn: in_(14), rotateByCause: 'policy', rotationDays: 180 });
  expect((await world.key(short)).rotateBy).toBeNull();
  expect((await world.key(otherTier)).rotateBy).toBeNull();
  expect((await save(180)).replanned).toMatchObject([{ tier: 2, keys: 1, sooner: false }]);
  expect(await world.key(long)).toMatchObject({ dueOn: before, rotateBy: null });
  expect(
    await world.rows(
      `select deed from audit where subject = 'key:${long}' and deed like 'day %' order by seq`,
    ),
  ).toEqual([{ deed: 'day set' }, { deed: 'day taken away' }]);
});

test('a shared key gets a day by which each service has its own; an unshared one does not', async () => {
  const world = await makeWorld();
  const key = await world.addKey({ label: 'shared', dueIn: 60 });
  await expect(unshareKey(world.database, world.by(ana), { key, day: in_(20) })).rejects.toEqual(
    refusal('too_late', /not shared/),
  );
  await inWorkspace(world.database, world.by(ana), async (tx) => {
    for (const name of ['bot', 'tax'])
      await insertService(tx, { name, nameKey: name, owner: ana, channel: null, runbook: null });
  });
  await world.rows(`insert into key_services select workspace, ${key}, id from services`);
  await expect(unshareKey(world.database, world.by(ana), { key, day: in_(-1) })).rejects.toMatchObject({
    fields: { day: expect.any(String) },
  });
  expect(await unshareKey(world.database, world.by(ana), { key, day: in_(20) })).toBe(in_(20));
  expect(await unshareKey(world.database, world.by(ana), { key, day: in_(40) })).toBe(in_(20));
  expect(await world.key(key)).toMatchObject({
    rotateByCause: 'shared',
    rotateByBecause: 'its 2 services get a key each',
  });
});
