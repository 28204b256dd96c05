import { describe, expect, test } from 'vitest';
import { waitsOf } from '../../src/domain/chase.ts';
import { isSettled } from '../../src/domain/step-worth.ts';
import type { IncidentRef } from '../../src/domain/words.ts';
import { acknowledge } from '../../src/incident/acknowledge.ts';
import { answerLogin } from '../../src/incident/answer-login.ts';
import { askNow } from '../../src/incident/ask-now.ts';
import { loginCard } from '../../src/incident/calls-card.ts';
import { chaseIncidents } from '../../src/incident/chase.ts';
import { claimStep, releaseStep } from '../../src/incident/claim-step.ts';
import { completeStep } from '../../src/incident/complete-step.ts';
import { declareIncident } from '../../src/incident/declare.ts';
import { confirmFalseAlarm, falseAlarm } from '../../src/incident/false-alarm.ts';
import { markAbuse } from '../../src/incident/mark-abuse.ts';
import { confirmOverride, requestOverride } from '../../src/incident/override.ts';
import { incidentReport } from '../../src/incident/report.ts';
import { resolveIncident } from '../../src/incident/resolve.ts';
import { skipStep } from '../../src/incident/skip-step.ts';
import { undoStep } from '../../src/incident/undo-step.ts';
import { incidentLoud } from '../../src/slack/drawings/incident-people.ts';
import { loginQuestionMessage } from '../../src/slack/views/login-question.ts';
import { incidentById } from '../../src/store/incidents.ts';
import { ana, bea, cem, home, makeWorld, said, type World } from './world.ts';

const deleted = { step: 'delete-key', evidence: '' };

/** Works all steps but the proof, as ana. */
async function workRest(world: World, incident: IncidentRef): Promise<void> {
  for (const step of (await world.card(incident)).steps) {
    if (step.kind === 'prove' || isSettled(step)) continue;
    await skipStep(world.database, world.by(ana, await world.now()), {
      incident,
      step: step.id,
      reason: 'not needed',
    });
  }
}

async function deleteIt(world: World, incident: IncidentRef): Promise<void> {
  await completeStep(world.database, world.by(bea, await world.now()), { incident, ...deleted });
}

/** Seen alive, leaked, deleted, twice absent. */
async function provenDead(world: World): Promise<IncidentRef> {
  await world.baseline();
  const incident = await world.declare();
  await deleteIt(world, incident);
  world.provider({ 'www.okx.com': said.absent });
  await world.answer();
  await world.move(21);
  await world.answer();
  return incident;
}

const refused = (code: string, words: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(words) });

const outbox = async (world: World, like: string) =>
  (await world.rows(`select name from outbox where name like '${like}' order by id`)).map(({ name }) => name);

/** How often each message of the incident was wanted, by the rest of its name. */
const redrawn = async (world: World, incident: IncidentRef) =>
  new Map(
    (await world.rows(`select name, wanted from outbox where name like 'incident:${incident}:%'`)).map(
      ({ name, wanted }) => [String(name).split(':').slice(2).join(':'), Number(wanted)],
    ),
  );

/** What the direct message of somebody who was asked to log in shows now. */
const dm = async (world: World, incident: IncidentRef, person: string) => {
  const card = await world.look((scope) => loginCard(scope, `${incident}:${person}`));
  if (card === null) throw new Error('they were not asked');
  return loginQuestionMessage(card);
};

const audited = async (world: World, incident: IncidentRef) =>
  (await world.rows(`select deed from audit where subject = 'incident:${incident}' order by seq`)).map(
    ({ deed }) => deed,
  );

describe('declaring a leak', () => {
  test('opens a room, pins the card, calls holders first and tells owners', async () => {
    const world = await makeWorld();
    const id = await world.declare();
    expect(await outbox(world, '%incident:%')).toEqual([
      `room:incident:${id}`,
      `incident:${id}:card`,
      `incident:${id}:invite:1`,
      `incident:${id}:pin`,
      `incident:${id}:bookmark`,
      `incident:${id}:canvas`,
      `incident:${id}:login:${bea}`,
      `incident:${id}:invite:${bea}`,
      `incident:${id}:service:${world.service}`,
    ]);
    const [invited] = await world.rows(`select effect from outbox where name = 'incident:${id}:invite:1'`);
    expect(invited?.['effect']).toMatchObject({ people: [bea, cem, ana] });
    expect((await world.key(world.keyRef)).state).toBe('compromised');
    expect((await world.card(id)).next?.title).toBe('Delete the key at OKX');
  });

  test('twice joins the open one, also when both come at once', async () => {
    const world = await makeWorld();
    const reports = await Promise.all(
      [ana, bea, cem].map((person) =>
        declareIncident(world.database, world.by(person), { key: world.keyRef, drill: false }),
      ),
    );
    expect(new Set(reports.map(({ id }) => id)).size).toBe(1);
    expect(reports.filter(({ joined }) => !joined)).toHaveLength(1);
    expect(await world.rows('select 1 from incidents')).toHaveLength(1);
  });

  test('gives numbers without gaps, also for many keys at once', async () => {
    const world = await makeWorld();
    const keys = [];
    for (let n = 0; n < 6; n += 1) keys.push(await world.addKey({ label: `key-${n}`, dueIn: 50 }));
    await Promise.all(
      keys.map((key) => declareIncident(world.database, world.by(ana), { key, drill: false })),
    );
    const numbers = (await world.rows('select number from incidents order by number')).map(
      ({ number }) => number,
    );
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('by a console holder asks them first: they are awake', async () => {
    const world = await makeWorld();
    const id = await world.declare(cem);
    expect((await world.card(id)).logins.map(({ person }) => person)).toEqual([cem]);
  });

  test('for a drill leaves the key alone and does not join the real one', async () => {
    const world = await makeWorld();
    const drill = await world.declare(ana, true);
    expect((await world.key(world.keyRef)).state).toBe('active');
    expect(await world.declare()).not.toBe(drill);
  });
});

describe('"Can you log in there?"', () => {
  test('a yes takes the delete step', async () => {
    const world = await makeWorld();
    const incident = await world.declare();
    expect(await answerLogin(world.database, world.by(bea), { incident, can: true })).toEqual({
      can: true,
      deleteStep: 'delete-key',
    });
    expect((await world.card(incident)).steps.find(({ id }) => id === 'delete-key')).toMatchObject({
      state: 'claimed',
      who: bea,
    });
  });

  test('a yes takes what stops the key first as well, once; a no after all gives both back', async () => {
    const world = await makeWorld({ provider: 'aws', permissions: ['write'] });
    const { database } = world;
    const incident = await world.declare();
    const held = async () =>
      (await world.card(incident)).steps.flatMap(({ id, state, who }) =>
        state === 'claimed' ? [`${id} ${who}`] : [],
      );
    await answerLogin(database, world.by(bea), { incident, can: true });
    expect(await held()).toEqual([`deactivate-key ${bea}`, `delete-key ${bea}`]);
    await answerLogin(database, world.by(cem), { incident, can: true });
    expect(await held()).toEqual([`deactivate-key ${bea}`, `delete-key ${bea}`]);
    // They are called about the deletion alone when they fall silent.
    const stored = await world.look((scope) => incidentById(scope, incident));
    const waits = stored === null ? [] : waitsOf(stored).map(({ about }) => about);
    expect(waits.filter(({ kind }) => kind === 'step')).toEqual([{ kind: 'step', step: 'delete-key' }]);
    await answerLogin(database, world.by(bea), { incident, can: false });
    expect(await held()).toEqual([]);
    await claimStep(database, world.by(cem), { incident, step: 'deactivate-key' });
    await answerLogin(database, world.by(bea), { incident, can: true });
    expect(await held()).toEqual([`deactivate-key ${cem}`, `delete-key ${bea}`]);
  });

  test('a no asks the next one at once; when none is left, the lead and the deputy, and the card says so', async () => {
    const world = await makeWorld({ deputy: cem });
    const incident = await world.declare();
    expect(await answerLogin(world.database, world.by(bea), { incident, can: false })).toEqual({
      can: false,
      asked: [cem],
    });
    expect(await answerLogin(world.database, world.by(cem), { incident, can: false })).toEqual({
      can: false,
      asked: [ana],
    });
    expect(await answerLogin(world.database, world.by(ana), { incident, can: false })).toEqual({
      can: false,
      asked: [],
    });
    expect(await world.card(incident)).toMatchObject({
      nobodyCanLogIn: true,
      breakGlass: 'Safe in the office, envelope 4',
    });
  });

  test.each([
    [1, 2],
    [2, 10],
    [3, 30],
  ] as const)(
    'silence at tier %i asks the next one after %i minutes, and each once',
    async (tier, minutes) => {
      const world = await makeWorld({ tier });
      const incident = await world.declare();
      const at = async (seconds: number) => new Date((await world.now()).getTime() + seconds * 1000);
      const chase = async (moment: Date) => chaseIncidents(world.database, moment, world.clock(moment));
      expect(await chase(await at(minutes * 60 - 5))).toBe(0);
      const late = await at(minutes * 60 + 1);
      // The next holder and the lead; and for the silent owner of the service the custodian, and the channel's next rung.
      expect(await Promise.all([chase(late), chase(late)])).toEqual(expect.arrayContaining([4, 0]));
      expect((await world.card(incident)).logins.map(({ person }) => person)).toEqual([bea, cem]);
    },
  );
});

describe('two people at one step', () => {
  test('one wins; the other is told who and when', async () => {
    const world = await makeWorld();
    const incident = await world.declare();
    const results = await Promise.allSettled(
      [ana, bea].map((person) => completeStep(world.database, world.by(person), { incident, ...deleted })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const lost = results.find((each) => each.status === 'rejected');
    const winner = results[0]?.status === 'fulfilled' ? ana : bea;
    expect(lost?.reason).toMatchObject({
      name: 'StepTaken',
      code: 'already_done',
      by: winner,
      at: expect.any(Date),
    });
    expect((await audited(world, incident)).filter((deed) => deed === 'step done')).toHaveLength(1);
  });

  test('a claim can be released by anyone, because its holder may be asleep', async () => {
    const world = await makeWorld();
    const incident = await world.declare();
    await claimStep(world.database, world.by(bea), { incident, step: 'delete-key' });
    await expect(deleteIt({ ...world, by: () => world.by(cem) }, incident)).rejects.toMatchObject({
      by: bea,
    });
    await releaseStep(world.database, world.by(cem), { incident, step: 'delete-key' });
    await completeStep(world.database, world.by(cem), { incident, ...deleted });
  });
});

describe('the proof', () => {
  test('is death only after a baseline and two spaced absences', async () => {
    const world = await makeWorld();
    await world.baseline();
    const incident = await world.declare();
    await deleteIt(world, incident);
    world.provider({ 'www.okx.com': said.absent });
    await world.answer();
    expect((await world.card(incident)).proof.verdict).toMatchObject({ proof: 'unknown', absents: 1 });
    expect(await world.answer()).toBe(0);
    await world.move(21);
    expect(await world.answer()).toBe(1);
    const card = await world.card(incident);
    expect(card.proof.verdict.proof).toBe('dead');
    expect(card.steps.find(({ kind }) => kind === 'prove')).toMatchObject({ state: 'done', who: null });
    expect(card.times.proven).toBeInstanceOf(Date);
  });

  test('counts from the deletion: what is cleaned up after it takes no absence back', async () => {
    const world = await makeWorld({ provider: 'binance', permissions: ['trade'] });
    await world.baseline('api.binance.com');
    const incident = await world.declare();
    const clean = async (step: string) =>
      completeStep(world.database, world.by(bea, await world.now()), { incident, step, evidence: '' });
    await deleteIt(world, incident);
    const { deleted } = (await world.card(incident)).times;
    world.provider({ 'api.binance.com': said.absent });
    await world.answer();
    await world.move(5);
    await clean('delete-all-keys');
    const card = await world.card(incident);
    expect(card.proof.verdict).toMatchObject({ proof: 'unknown', absents: 1 });
    expect(card.times.deleted).toEqual(deleted);
    await world.move(61);
    await world.answer();
    expect((await world.card(incident)).proof.verdict.proof).toBe('dead');

    // Neither once it is dead, nor when it did not happen after all: the key stays deleted, and is asked about.
    const waiting = () => world.rows(`select due_at from proof_questions where answered_at is null`);
    expect((await waiting()).length).toBeGreaterThan(0);
    await undoStep(world.database, world.by(bea, await world.now()), { incident, step: 'delete-all-keys' });
    expect((await waiting()).length).toBeGreaterThan(0);
    await clean('delete-all-keys');
    expect((await world.card(incident)).proof.verdict.proof).toBe('dead');
  });

  test('asks only the host that knew the key; without a baseline it asks all, and says that it is no proof', async () => {
    const world = await makeWorld();
    const incident = await world.declare();
    await deleteIt(world, incident);
    await world.answer();
    expect(world.asked).toEqual(['www.okx.com', 'eea.okx.com', 'us.okx.com']);
    await world.move(3600);
    await world.answer();
    const { verdict } = (await world.card(incident)).proof;
    expect(verdict.proof).toBe('unknown');
    expect(verdict.says).toMatch(/eea\.okx\.com.*us\.okx\.com.*www\.okx\.com.*never seen alive/);

    const known = await makeWorld();
    await provenDead(known);
    expect(new Set(known.asked)).toEqual(new Set(['www.okx.com']));
  });

  test('still alive after "I deleted it" has it deleted again, loudly and at once', async () => {
    const world = await makeWorld({ tier: 1 });
    await world.baseline();
    const incident = await world.declare();
    await answerLogin(world.database, world.by(bea, await world.now()), { incident, can: true });
    await deleteIt(world, incident);
    expect((await dm(world, incident, bea)).text).toContain('The key was deleted');
    const drawn = await redrawn(world, incident);
    await world.answer();
    const card = await world.card(incident);
    expect(card).toMatchObject({ state: 'open', next: { kind: 'delete', state: 'open' }, reopening: null });
    expect(card.proof.verdict.proof).toBe('alive');
    expect(card.openEnds.join(' ')).toContain('still knows the key');
    expect((await dm(world, incident, bea)).text).toContain('Delete');
    // To the room, to whoever leads, and to whoever said that it was deleted.
    const loud = await outbox(world, `incident:${incident}:reopened%`);
    expect(loud.map((name) => String(name).replace(/^.*reopened:\d+/, '')).sort()).toEqual(
      ['', `:${ana}`, `:${bea}`].sort(),
    );
    const deeds = await audited(world, incident);
    expect(deeds.filter((deed) => /taken back|seen alive/.test(String(deed)))).toEqual([
      'step taken back',
      'key seen alive after its deletion',
    ]);
    // Everybody who was shown that it is over is shown that it is not.
    const now = await redrawn(world, incident);
    for (const name of [`login:${bea}`, `service:${world.service}`]) {
      expect(now.get(name), name).toBeGreaterThan(drawn.get(name) ?? 0);
    }
    // Two minutes, as before the deletion, not twenty.
    const stored = await world.look((scope) => incidentById(scope, incident));
    const step = stored && waitsOf(stored).find(({ about }) => about.kind === 'step');
    expect(step).toMatchObject({ about: { step: 'delete-key' }, minutes: 2, since: card.reopenedAt });
    // It is asked no more by itself; the same answer to a click is no news.
    await world.move(15 * 60);
    expect(await world.answer()).toBe(0);
    await askNow(world.database, world.by(bea, await world.now()), incident);
    expect(await world.answer()).toBe(1);
    expect(await outbox(world, `incident:${incident}:reopened%`)).toHaveLength(loud.length);
    // Deleted where it is, it can still be proven.
    await deleteIt(world, incident);
    world.provider({ 'www.okx.com': said.absent });
    for (let n = 0; n < 4; n += 1) {
      await world.move(21);
      await world.answer();
    }
    expect((await world.card(incident)).proof.verdict.proof).toBe('dead');
  });

  test('a late "alive" and then two spaced absences: deletion and proof are done, and it can be resolved', async () => {
    const world = await makeWorld();
    await world.baseline();
    const incident = await world.declare();
    await deleteIt(world, incident);
    // To the deletion's own question it answers still: whether it is gone after all is asked by a click.
    await world.answer();
    expect((await world.card(incident)).next).toMatchObject({ kind: 'delete', state: 'open' });
    world.provider({ 'www.okx.com': said.absent });
    await world.move(24 * 3600);
    expect(await world.answer()).toBe(0);
    await askNow(world.database, world.by(cem, await world.now()), incident);
    await world.answer();
    expect((await world.card(incident)).proof.verdict).toMatchObject({ proof: 'unknown', absents: 1 });
    await world.move(21);
    expect(await world.answer()).toBe(1);
    const card = await world.card(incident);
    expect(card.proof.verdict).toMatchObject({ proof: 'dead' });
    const stands = (kind: string) => card.steps.find((step) => step.kind === kind);
    expect(stands('delete')).toMatchObject({ state: 'done', who: null });
    expect(stands('prove')).toMatchObject({ state: 'done' });
    expect(card.openEnds.join()).not.toContain('proven');
    expect(card.next?.kind).not.toBe('delete');
    // It keeps being dead when it is drawn anew, and comes back when it answers again.
    await world.move(3600);
    expect((await world.card(incident)).proof.verdict.proof).toBe('dead');
  });

  test('no alarm is raised while a provider may still be forgetting the key', async () => {
    const world = await makeWorld({
      provider: 'google_sa',
      keyId: `bot@corp-1.iam.gserviceaccount.com#${'0a'.repeat(20)}`,
      permissions: [],
    });
    world.provider({ 'www.googleapis.com': said.exists });
    const incident = await world.declare();
    await deleteIt(world, incident);
    await world.answer();
    const card = await world.card(incident);
    expect(card.times.deleted).toBeInstanceOf(Date);
    expect(card.proof.verdict).toMatchObject({ proof: 'alive', mayLag: true });
    expect(card.proof.verdict.says).toContain('up to 15 minutes after a deletion');
    expect(await outbox(world, `incident:${incident}:reopened%`)).toEqual([]);
    await world.move(15 * 60 + 5);
    expect(await world.answer()).toBe(1);
    expect((await world.card(incident)).times.deleted).toBeNull();
    expect(await outbox(world, `incident:${incident}:reopened%`)).not.toEqual([]);
  });

  test('an old baseline and an answer that decides nothing do not reopen what two people ended', async () => {
    const world = await makeWorld();
    await world.baseline();
    const incident = await world.declare();
    const skip = { incident, step: 'delete-key', reason: 'OKX deleted it already' };
    await skipStep(world.database, world.by(bea, await world.now()), skip);
    await workRest(world, incident);
    await askNow(world.database, world.by(bea, await world.now()), incident);
    await requestOverride(world.database, world.by(ana, await world.now()), { incident, reason: 'Row gone' });
    await confirmOverride(world.database, world.by(cem, await world.now()), incident);
    await resolveIncident(world.database, world.by(ana, await world.now()), incident);
    world.provider({ 'www.okx.com': said.busy });
    await world.move(60);
    expect(await world.answer()).toBe(1);
    const card = await world.card(incident);
    expect([card.state, card.override?.confirmedBy]).toEqual(['resolved', cem]);
  });

  test('a busy provider gets another chance, but never more than its budget', async () => {
    const world = await makeWorld();
    await world.baseline();
    const incident = await world.declare();
    await deleteIt(world, incident);
    world.provider({ 'www.okx.com': said.busy });
    for (let n = 0; n < 30; n += 1) {
      await world.answer();
      await world.move(4 * 3600);
    }
    expect(world.asked.length - 1).toBeLessThanOrEqual(6);
    expect((await world.card(incident)).proof.verdict.proof).toBe('unknown');
  });

  test('two replicas ask a question once', async () => {
    const world = await makeWorld();
    await world.baseline();
    const incident = await world.declare();
    await deleteIt(world, incident);
    const settled = await Promise.all([world.answer(), world.answer(), world.answer()]);
    expect(settled.reduce((sum, count) => sum + count)).toBe(1);
    expect(await world.rows(`select 1 from observations where incident = ${incident}`)).toHaveLength(1);
  });

  test('of a key that was gone already is asked for by hand, and later again', async () => {
    const world = await makeWorld();
    await world.baseline();
    const incident = await world.declare();
    const skip = { incident, step: 'delete-key', reason: 'OKX deleted it already' };
    await skipStep(world.database, world.by(bea, await world.now()), skip);
    world.provider({ 'www.okx.com': said.absent });
    await askNow(world.database, world.by(bea, await world.now()), incident);
    await expect(askNow(world.database, world.by(bea, await world.now()), incident)).rejects.toMatchObject({
      code: 'not_yet',
    });
    await world.answer();
    await world.move(21);
    await world.answer();
    const card = await world.card(incident);
    expect(card.proof.verdict.proof).toBe('dead');
    expect(card.proof.nextAt).toBeInstanceOf(Date);
  });

  test('an answer that comes after its lease was lost counts once', async () => {
    const world = await makeWorld();
    await world.baseline();
    const incident = await world.declare();
    await deleteIt(world, incident);
    world.provider({ 'www.okx.com': said.absent });
    world.whileAsking = async () => {
      world.whileAsking = async () => undefined;
      await world.rows(
        `update proof_questions set lease_until = now() - interval '1 minute' where lease_until > now()`,
      );
      expect(await world.answer()).toBe(1);
    };
    expect(await world.answer()).toBe(0);
    expect(await world.rows(`select 1 from observations where incident = ${incident}`)).toHaveLength(1);
  });

  test('is not asked about a deletion that was taken back', async () => {
    const world = await makeWorld();
    const incident = await world.declare();
    await deleteIt(world, incident);
    await undoStep(world.database, world.by(bea), { incident, step: 'delete-key' });
    await world.move(86_400 * 2);
    expect(await world.answer()).toBe(0);
  });

  test('is asked again after 15 minutes and 24 hours, also when resolved; alive again reopens loudly', async () => {
    const world = await makeWorld();
    await world.rows(`insert into nudges (workspace, key, kind, audience, due_on, stage, round, recipient, message, planned_at)
      values ('${home}', ${world.keyRef}, 'rotation', 'custodian', '2026-03-01', 0, 0, '${ana}', 'nudge:old', now())`);
    await world.rows(`insert into outbox (workspace, name, effect, lane, gate, due_at, wanted_at)
      values ('${home}', 'nudge:old', '{}', 2, 'x', now(), now())`);
    const reminded = async () =>
      Number((await world.rows(`select wanted from outbox where name = 'nudge:old'`))[0]?.['wanted']);
    const incident = await provenDead(world);
    await workRest(world, incident);
    const before = await reminded();
    await resolveIncident(world.database, world.by(ana, await world.now()), incident);
    expect(await reminded(), 'the reminder of the key says that it is gone').toBe(before + 1);
    expect((await world.key(world.keyRef)).state).toBe('gone');
    expect(await outbox(world, `incident:${incident}:report:%`)).toHaveLength(1);
    await world.move(15 * 60);
    expect(await world.answer()).toBe(1);
    expect((await world.card(incident)).state).toBe('resolved');

    world.provider({ 'www.okx.com': said.exists });
    await world.move(24 * 3600);
    expect(await world.answer()).toBe(1);
    const card = await world.card(incident);
    expect(card.state).toBe('open');
    expect(card.reopenedAt).toBeInstanceOf(Date);
    expect(card.next?.kind).toBe('delete');
    expect((await world.key(world.keyRef)).state).toBe('compromised');
    expect(await reminded(), 'and that it leaks again').toBe(before + 2);
    expect(await outbox(world, `incident:${incident}:reopened%`)).toContainEqual(
      expect.stringMatching(new RegExp(`^incident:${incident}:reopened:\\d+$`)),
    );
    expect(await audited(world, incident)).toContain('incident reopened');
    // Who hears it loudly is not told twice; the owner of the service is told, and the team, who never heard of it, is not.
    const told = await outbox(world, `incident:${incident}:reopened:%:told:%`);
    expect(told.map((name) => String(name).split(':').at(-1))).toEqual([cem]);
    const drawn = await world.look((scope) => incidentLoud(scope, `${incident}:reopened:${cem}`, '/key'));
    expect(drawn?.text).toMatch(/OKX still knew the key.*trading-bot/s);
  });
});

describe('the end', () => {
  test('is refused while something is missing, and says what', async () => {
    const world = await makeWorld();
    const incident = await world.declare();
    await expect(resolveIncident(world.database, world.by(ana), incident)).rejects.toEqual(
      refused('not_yet', /neither done nor skipped.*not proven/s),
    );
    await workRest(world, incident);
    await expect(resolveIncident(world.database, world.by(ana, await world.now()), incident)).rejects.toEqual(
      refused('not_yet', /not proven/),
    );
  });

  test('without proof takes two different people and a reason', async () => {
    const world = await makeWorld();
    const incident = await world.declare();
    await workRest(world, incident);
    const at = await world.now();
    await expect(
      requestOverride(world.database, world.by(ana, at), { incident, reason: '  ' }),
    ).rejects.toMatchObject({ code: 'bad_input' });
    await requestOverride(world.database, world.by(ana, at), { incident, reason: 'Row gone, seen by two' });
    await expect(confirmOverride(world.database, world.by(ana, at), incident)).rejects.toMatchObject({
      code: 'not_allowed',
      by: ana,
    });
    await confirmOverride(world.database, world.by(cem, at), incident);
    await resolveIncident(world.database, world.by(ana, at), incident);
    expect((await world.key(world.keyRef)).state).toBe('gone');
  });

  test('an override is void once the key is seen alive', async () => {
    const world = await makeWorld();
    await world.baseline();
    const incident = await world.declare();
    await deleteIt(world, incident);
    await requestOverride(world.database, world.by(ana, await world.now()), { incident, reason: 'Row gone' });
    await world.answer();
    expect((await world.card(incident)).override).toBeNull();
  });

  test('as a false alarm puts the key back in use; at tier 1 a second person confirms', async () => {
    const world = await makeWorld({ tier: 1 });
    const incident = await world.declare();
    expect(await falseAlarm(world.database, world.by(ana), { incident, reason: 'A test key' })).toEqual({
      ended: false,
    });
    await expect(confirmFalseAlarm(world.database, world.by(ana), incident)).rejects.toMatchObject({
      by: ana,
    });
    expect(await confirmFalseAlarm(world.database, world.by(bea), incident)).toEqual({ ended: true });
    expect((await world.key(world.keyRef)).state).toBe('active');

    const two = await makeWorld({ tier: 2 });
    const other = await two.declare();
    expect(await falseAlarm(two.database, two.by(ana), { incident: other, reason: 'A test key' })).toEqual({
      ended: true,
    });
  });

  test('as a false alarm not by whoever did not know of abuse: they are told, and nothing changes', async () => {
    const world = await makeWorld({ tier: 2 });
    const { database } = world;
    const incident = await world.declare();
    const seen = await world.now();
    await markAbuse(database, world.by(bea, seen), incident);
    const wish = { incident, reason: 'A test key' };
    const bySomebody = { name: 'StepTaken', by: bea, at: seen };
    await expect(falseAlarm(database, world.by(ana), { ...wish, knewAbuse: false })).rejects.toMatchObject({
      ...bySomebody,
      message: expect.stringMatching(/Abuse .* was reported .* It was not closed, and nobody was asked/),
    });
    await expect(markAbuse(database, world.by(cem), incident)).rejects.toMatchObject(bySomebody);
    expect(await world.card(incident)).toMatchObject({ state: 'open', falseAlarm: null });
    expect(await falseAlarm(database, world.by(ana), { ...wish, knewAbuse: true })).toEqual({ ended: false });
  });

  test('a closed incident takes no more moves', async () => {
    const world = await makeWorld();
    const incident = await world.declare();
    await falseAlarm(world.database, world.by(ana), { incident, reason: 'A test key' });
    await expect(
      claimStep(world.database, world.by(bea), { incident, step: 'delete-key' }),
    ).rejects.toMatchObject({ by: ana });
    await expect(markAbuse(world.database, world.by(bea), incident)).rejects.toMatchObject({ by: ana });
  });
});

test('abuse seen puts the kill first', async () => {
  const world = await makeWorld({ permissions: ['read'], tier: 3 });
  const incident = await world.declare();
  expect((await world.card(incident)).because).toMatch(/^Replace first/);
  await markAbuse(world.database, world.by(cem, await world.now()), incident);
  const card = await world.card(incident);
  expect(card.because).toBe('Kill first: abuse was seen.');
  expect(card.steps.map(({ kind }) => kind).slice(0, 3)).toEqual(['delete', 'contain', 'prove']);
});

test('abuse said by whoever joins counts as abuse said by button: once, aloud, and the kill comes first', async () => {
  const world = await makeWorld({ permissions: ['read'], tier: 3 });
  const incident = await world.declare();
  await world.move(1);
  const now = await world.now();
  const report = { key: world.keyRef, drill: false, seenAbuse: true };
  const joined = [bea, cem].map((person) => declareIncident(world.database, world.by(person, now), report));
  expect((await Promise.all(joined)).map(({ id }) => id)).toEqual([incident, incident]);
  const card = await world.card(incident);
  expect([card.abuseSeen, card.because, card.steps[0]?.kind]).toEqual([
    true,
    'Kill first: abuse was seen.',
    'delete',
  ]);
  const deeds = await audited(world, incident);
  expect(deeds.filter((deed) => deed === 'abuse seen' || deed === 'order changed')).toHaveLength(2);
  expect(await outbox(world, `incident:${incident}:loud:abuse:%`)).toHaveLength(1);
});

test('only the owner acknowledges for a service', async () => {
  const world = await makeWorld();
  const incident = await world.declare();
  const notice = { incident, service: world.service };
  await expect(acknowledge(world.database, world.by(bea), notice)).rejects.toMatchObject({
    code: 'not_allowed',
  });
  await acknowledge(world.database, world.by(cem), notice);
  expect((await world.card(incident)).notices).toMatchObject([{ acknowledgedBy: cem }]);
});

test('when every service is off the key, card and report say when', async () => {
  const world = await makeWorld();
  const [shop] = await world.rows(
    `insert into services (workspace, name, name_key, owner) values ('${home}', 'web-shop', 'web-shop', '${bea}') returning id`,
  );
  await world.rows(`insert into key_services (workspace, key, service)
    values ('${home}', ${world.keyRef}, ${shop?.['id']})`);
  const incident = await world.declare();
  const off = { incident, service: world.service, kind: 'service_switched' } as const;
  await expect(acknowledge(world.database, world.by(bea), off)).rejects.toMatchObject({
    code: 'not_allowed',
  });
  await acknowledge(world.database, world.by(cem, await world.now()), off);
  expect((await redrawn(world, incident)).get(`service:${world.service}`), 'the question says so').toBe(2);
  expect((await world.card(incident)).times.switched, 'one is still on it').toBeNull();
  await world.move(60);
  const other = { ...off, service: Number(shop?.['id']) as typeof off.service };
  await acknowledge(world.database, world.by(bea, await world.now()), other);
  const { notices, times } = await world.card(incident);
  expect(notices).toMatchObject([
    { acknowledgedBy: cem, switchedBy: cem },
    { acknowledgedBy: bea, switchedBy: bea },
  ]);
  expect(times.switched).toEqual(notices[1]?.switchedAt);
  const { markdown } = await world.look((scope) => incidentReport(scope, incident));
  expect(markdown).toMatch(/every service was off the key \| .+ \|/);
  expect(markdown).toMatch(/trading-bot: acknowledged by .+, off the key by/);
  const { rows } = await world.database.pool.query(
    `select deed from audit where deed in ('service acknowledged', 'service off the leaked key') order by seq`,
  );
  const each = ['service acknowledged', 'service off the leaked key'];
  expect(rows.map(({ deed }) => deed)).toEqual([...each, ...each]);
});

test('a drill asks no provider, changes no key, and its proof is ticked by hand', async () => {
  const world = await makeWorld();
  const incident = await world.declare(ana, true);
  await deleteIt(world, incident);
  await world.move(86_400 * 2);
  expect(await world.answer()).toBe(0);
  await completeStep(world.database, world.by(cem, await world.now()), {
    incident,
    step: 'prove-gone',
    evidence: 'would ask OKX',
  });
  await workRest(world, incident);
  await resolveIncident(world.database, world.by(ana, await world.now()), incident);
  expect((await world.key(world.keyRef)).state).toBe('active');
  const { markdown, fileName } = await world.look((scope) => incidentReport(scope, incident));
  expect(fileName).toBe('drill-1-prop-desk.md');
  expect(markdown).toContain('This was practice');
});

test('outside a drill nobody ticks the proof by hand', async () => {
  const world = await makeWorld();
  const incident = await world.declare();
  await expect(
    completeStep(world.database, world.by(ana), { incident, step: 'prove-gone', evidence: 'trust me' }),
  ).rejects.toMatchObject({ code: 'not_allowed' });
});

test('the report tells who did what when, with the evidence, the times and the proof', async () => {
  const world = await makeWorld();
  const incident = await provenDead(world);
  await acknowledge(world.database, world.by(cem, await world.now()), { incident, service: world.service });
  await workRest(world, incident);
  await resolveIncident(world.database, world.by(ana, await world.now()), incident);
  const { markdown, fileName } = await world.look((scope) => incidentReport(scope, incident));
  expect(fileName).toBe('incident-1-prop-desk.md');
  for (const part of [
    '# Incident #1: prop-desk (OKX)',
    'Delete the key at OKX: done by U0BEA',
    '| it was proven dead | 20',
    'www.okx.com (live): absent (code 50119)',
    'trading-bot: acknowledged by U0CEM',
    'U0BEA: step done (Delete the key at OKX)',
    'Keysteward: provider answered (www.okx.com; absent; 50119)',
  ]) {
    expect(markdown).toContain(part);
  }
});

test('what people wrote stays text in the report', async () => {
  const world = await makeWorld();
  const incident = await world.declare();
  const reason = '[click](https://evil.example)\n# Dead <img src=x>';
  await skipStep(world.database, world.by(ana), { incident, step: 'narrow', reason });
  const { markdown } = await world.look((scope) => incidentReport(scope, incident));
  expect(markdown).not.toMatch(/\[click\]\(|^# Dead|<img/m);
});
