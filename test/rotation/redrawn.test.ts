/** Whatever is done about a key, the reminders in which it stands show it: nobody is left with a button that is over. */
import { expect, test } from 'vitest';
import { nameDeputy } from '../../src/custody/name-deputy.ts';
import { setRotateBy } from '../../src/custody/rotate-by.ts';
import { addDays } from '../../src/domain/days.ts';
import type { HandoverRef, KeyRef } from '../../src/domain/words.ts';
import { declareIncident } from '../../src/incident/declare.ts';
import { falseAlarm } from '../../src/incident/false-alarm.ts';
import { disownKey, takeKey } from '../../src/rotation/disown-key.ts';
import { giveUp } from '../../src/rotation/give-up.ts';
import { acceptKey, declineKey, offerKey } from '../../src/rotation/hand-over.ts';
import { planNudges } from '../../src/rotation/plan-nudges.ts';
import { retireKey } from '../../src/rotation/retire-key.ts';
import { rotatedAlready } from '../../src/rotation/rotated-already.ts';
import { sayInUse } from '../../src/rotation/say-in-use.ts';
import { snoozeKey } from '../../src/rotation/snooze-key.ts';
import { startRotation } from '../../src/rotation/start-rotation.ts';
import { inWorkspace } from '../../src/store/database.ts';
import { lockKey } from '../../src/store/keys.ts';
import { ana, bea, cem, makeWorld, noon, today, wanted } from './world.ts';

test('each deed about a key draws its reminder again', async () => {
  const world = await makeWorld();
  const { database } = world;
  const [by, lead] = [world.by(ana), world.by(cem, noon, 'lead')];
  const labels = [
    'offered',
    'given',
    'snoozed',
    'refused',
    'started',
    'replaced',
    'used',
    'leaked',
    'retired',
  ];
  const keys = new Map<string, KeyRef>();
  for (const label of labels) keys.set(label, await world.addKey({ label, dueIn: 7, deputy: bea }));
  await planNudges(database, noon, world.clock(noon));
  const key = (label: string): KeyRef => keys.get(label) ?? (0 as KeyRef);
  const offer = (label: string) => offerKey(database, by, { key: key(label), to: cem, note: '' });
  const waiting = async (): Promise<HandoverRef> =>
    Number((await world.rows('select id from handovers where answer is null'))[0]?.['id']) as HandoverRef;
  let rotation = 0 as Awaited<ReturnType<typeof startRotation>>['rotation'];
  let incident = 0 as Awaited<ReturnType<typeof declareIncident>>['id'];
  const deeds: Readonly<Record<string, () => Promise<unknown>>> = {
    offered: () => offer('offered'),
    declined: async () => declineKey(database, world.by(cem), { handover: await waiting(), words: 'no' }),
    'offered again': () => offer('given'),
    accepted: async () => acceptKey(database, world.by(cem), { handover: await waiting() }),
    snoozed: () => snoozeKey(database, by, { key: key('snoozed'), days: 1, because: 'busy' }),
    'not mine': () => disownKey(database, by, { key: key('refused'), because: 'not mine' }),
    taken: () => takeKey(database, world.by(bea), { key: key('refused') }),
    started: async () => {
      ({ rotation } = await startRotation(database, by, { key: key('started') }));
    },
    'given up': () => giveUp(database, by, { rotation, because: 'not now' }),
    'rotated already': () => rotatedAlready(database, by, { key: key('replaced') }),
    'in use': () => sayInUse(database, by, { key: key('used') }),
    'another deputy': () => nameDeputy(database, by, { key: key('used'), deputy: cem }),
    'another day': () =>
      inWorkspace(database, lead, async (tx) => {
        const row = await lockKey(tx, key('used'));
        const set = { day: addDays(today, 3), cause: 'fixed', because: 'the vendor says so' } as const;
        if (row !== null) await setRotateBy(tx, row, set);
      }),
    leaked: async () => {
      ({ id: incident } = await declareIncident(database, by, { key: key('leaked'), drill: false }));
    },
    'false alarm': () => falseAlarm(database, by, { incident, reason: 'an old scan' }),
    retired: () => retireKey(database, by, { key: key('retired'), because: 'nobody uses it' }),
  };
  const drawn = async (): Promise<number> =>
    Number((await wanted(world, `nudge:${ana}:${today}`))[0]?.['wanted']);
  const undrawn: string[] = [];
  for (const [name, deed] of Object.entries(deeds)) {
    const before = await drawn();
    await deed();
    if ((await drawn()) === before) undrawn.push(name);
  }
  expect(undrawn).toEqual([]);
});
