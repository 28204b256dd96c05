/** What two people are asked for: withdrawn by whoever asked or leads, and lapsed by what is learnt after it. */
import { expect, test } from 'vitest';
import type { IncidentRef, PersonId } from '../../src/domain/words.ts';
import { completeStep } from '../../src/incident/complete-step.ts';
import { confirmFalseAlarm, falseAlarm } from '../../src/incident/false-alarm.ts';
import { markAbuse } from '../../src/incident/mark-abuse.ts';
import { confirmOverride, requestOverride } from '../../src/incident/override.ts';
import { withdrawWish } from '../../src/incident/wishes.ts';
import { incidentLoud, secondPerson } from '../../src/slack/drawings/incident-people.ts';
import { ana, bea, cem, makeWorld, type World } from './world.ts';

const reason = 'A test key';

async function leak() {
  const world = await makeWorld({ tier: 1 });
  await world.baseline();
  const incident = await world.declare();
  const by = async (person: PersonId) => world.by(person, await world.now());
  return { world, incident, by };
}

const effects = async (world: World, kind: string) =>
  (
    await world.rows(
      `select effect->>'subject' as subject, effect->'to' as "to", wanted from outbox
       where effect->>'kind' = '${kind}' order by id`,
    )
  ).map(({ subject, to, wanted }) => ({ subject: String(subject), to, wanted: Number(wanted) }));
const deeds = async (world: World, incident: IncidentRef) =>
  (await world.rows(`select deed from audit where subject = 'incident:${incident}' order by seq`)).map(
    ({ deed }) => deed,
  );
const cardWanted = async (world: World, incident: IncidentRef) =>
  Number(
    (await world.rows(`select wanted from outbox where name = 'incident:${incident}:card'`))[0]?.['wanted'],
  );
const askedAt = async (world: World, incident: IncidentRef) =>
  (await world.card(incident)).falseAlarm?.requestedAt.getTime() ?? 0;

test('a wish is withdrawn by whoever asked or leads; whoever would confirm it is told who took it back and when', async () => {
  const { world, incident, by } = await leak();
  const { database } = world;
  await falseAlarm(database, await by(bea), { incident, reason });
  const of = await askedAt(world, incident);
  const withdraw = async (person: PersonId) =>
    withdrawWish(database, await by(person), { incident, what: 'false_alarm', of });
  await expect(withdraw(cem)).rejects.toMatchObject({ code: 'not_allowed', by: bea });
  const before = { card: await cardWanted(world, incident), seconds: await effects(world, 'second-person') };
  expect(before.seconds.length).toBeGreaterThan(0);
  // Ana leads: she reported it.
  await withdraw(ana);
  expect((await world.card(incident)).falseAlarm).toBeNull();
  expect(await deeds(world, incident)).toContain('false alarm withdrawn');
  expect(await cardWanted(world, incident)).toBeGreaterThan(before.card);
  for (const [nth, { subject, wanted }] of (await effects(world, 'second-person')).entries()) {
    expect(wanted).toBeGreaterThan(before.seconds[nth]?.wanted ?? 0);
    const shown = await world.look((scope) => secondPerson(scope, subject, '/key'));
    expect(shown?.text).toMatch(/Withdrawn by <@U0ANA>/);
  }
  // Whoever withdrew it knows: the room is not told.
  expect(await effects(world, 'incident-loud')).toEqual([]);
  const gone = {
    name: 'StepTaken',
    by: ana,
    at: expect.any(Date),
    message: expect.stringContaining('withdrawn'),
  };
  await expect(confirmFalseAlarm(database, await by(cem), incident, of)).rejects.toMatchObject(gone);
  await expect(confirmFalseAlarm(database, await by(cem), incident)).rejects.toMatchObject(gone);
  await expect(withdraw(bea)).rejects.toMatchObject(gone);

  // Asked for anew, the old button still belongs to the wish that was withdrawn.
  await world.move(60);
  await falseAlarm(database, await by(bea), { incident, reason: 'Another reason' });
  await expect(confirmFalseAlarm(database, await by(cem), incident, of)).rejects.toMatchObject(gone);
  const now = await askedAt(world, incident);
  expect(await confirmFalseAlarm(database, await by(cem), incident, now)).toEqual({ ended: true });
});

test('abuse that is seen ends what two people were asked for, and says so in the room', async () => {
  const { world, incident, by } = await leak();
  const { database } = world;
  await falseAlarm(database, await by(bea), { incident, reason });
  await requestOverride(database, await by(cem), { incident, reason: 'The row is gone' });
  await markAbuse(database, await by(ana), incident);
  expect(await world.card(incident)).toMatchObject({ falseAlarm: null, override: null });
  expect(await deeds(world, incident)).toEqual(
    expect.arrayContaining(['override lapsed', 'false alarm lapsed']),
  );
  const said = (await effects(world, 'incident-loud')).filter(({ subject }) => subject.includes(':lapsed:'));
  expect(said.map(({ to }) => to)).toEqual([
    { room: `room:incident:${incident}` },
    { room: `room:incident:${incident}` },
  ]);
  const texts = await Promise.all(
    said.map(
      async ({ subject }) => (await world.look((scope) => incidentLoud(scope, subject, '/key')))?.text,
    ),
  );
  expect(texts.join()).toMatch(/<@U0BEA> asked for it, and abuse was seen/);
  expect(texts.join()).toMatch(/<@U0CEM> asked for it, and abuse was seen/);
  await expect(confirmFalseAlarm(database, await by(ana), incident)).rejects.toMatchObject({
    name: 'StepTaken',
    by: ana,
    message: expect.stringContaining('abuse was seen'),
  });
  // Knowing the news, it may be asked for again.
  await world.move(60);
  await falseAlarm(database, await by(bea), { incident, reason: 'It was our own test' });
  expect(await confirmFalseAlarm(database, await by(ana), incident)).toEqual({ ended: true });
});

test('a key that answers after its deletion ends it too, told when by nobody', async () => {
  const { world, incident, by } = await leak();
  const { database } = world;
  await completeStep(database, await by(bea), { incident, step: 'delete-key', evidence: '' });
  await falseAlarm(database, await by(bea), { incident, reason });
  await requestOverride(database, await by(bea), { incident, reason: 'The row is gone' });
  await world.answer();
  expect(await world.card(incident)).toMatchObject({ falseAlarm: null, override: null });
  const subjects = (await effects(world, 'incident-loud')).map(({ subject }) => subject);
  expect(subjects.filter((subject) => subject.includes(':lapsed:'))).toHaveLength(2);
  await expect(confirmOverride(database, await by(ana), incident)).rejects.toMatchObject({
    name: 'StepTaken',
    by: null,
    at: expect.any(Date),
    message: expect.stringContaining('seen alive'),
  });
});

test('an old button tells what became of the wish that it was drawn for, not of a later one', async () => {
  const { world, incident, by } = await leak();
  const { database } = world;
  await falseAlarm(database, await by(bea), { incident, reason });
  const first = await askedAt(world, incident);
  await withdrawWish(database, await by(ana), { incident, what: 'false_alarm', of: first });
  await world.move(60);
  await falseAlarm(database, await by(bea), { incident, reason: 'Another reason' });
  const second = await askedAt(world, incident);
  await markAbuse(database, await by(ana), incident);
  const press = async (of: number) => confirmFalseAlarm(database, await by(cem), incident, of);
  await expect(press(first)).rejects.toThrow('withdrawn');
  await expect(press(second)).rejects.toThrow('abuse was seen');
});
