/**
 * Two responders on two replicas press the same buttons at the same moment. KEYSTEWARD_RACES=1000 has so many of them.
 */
import { expect, onTestFinished, test } from 'vitest';
import type { Act } from '../../src/domain/act.ts';
import { StepTaken } from '../../src/domain/incident-state.ts';
import type { PersonId } from '../../src/domain/words.ts';
import { claimStep, releaseStep, type StepOf } from '../../src/incident/claim-step.ts';
import { completeStep } from '../../src/incident/complete-step.ts';
import { skipStep } from '../../src/incident/skip-step.ts';
import { undoStep } from '../../src/incident/undo-step.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { ana, bea, makeWorld } from './world.ts';

const races = Number(process.env['KEYSTEWARD_RACES'] ?? 200);

type Press = (database: Database, act: Act, step: StepOf) => Promise<unknown>;
const skip: Press = (database, act, step) => skipStep(database, act, { ...step, reason: 'not needed' });
const complete: Press = (database, act, step) => completeStep(database, act, { ...step, evidence: '' });

/** One after the other, each by both at once; the last one leaves the step as it was. */
const rounds: readonly { press: Press; says: string; told: boolean }[] = [
  { press: claimStep, says: 'step claimed', told: true },
  { press: releaseStep, says: 'step released', told: false },
  { press: complete, says: 'step done', told: true },
  { press: undoStep, says: 'step taken back', told: false },
  { press: skip, says: 'step skipped', told: true },
  { press: undoStep, says: 'step taken back', told: false },
];

test(`of two who press at once on two replicas one wins, and the other is told who and when: ${races} races`, {
  timeout: 60_000 + races * 200,
}, async () => {
  const world = await makeWorld({ tier: 1 });
  const url = String(world.database.pool.options.connectionString);
  const replicas = [openDatabase(url, { connections: 4 }), openDatabase(url, { connections: 4 })] as const;
  onTestFinished(async () => {
    await Promise.all(replicas.map((each) => each.close()));
  });
  const incident = await world.declare();
  const steps = (await world.card(incident)).steps.filter(({ kind }) => kind !== 'prove').map(({ id }) => id);
  const outbox = () => world.rows('select name, wanted from outbox order by id');
  const messages = (await outbox()).map(({ name }) => name);
  const cardWanted = async () => Number((await outbox()).find(({ name }) => name === CARD)?.['wanted']);
  const CARD = `incident:${incident}:card`;
  const wantedBefore = await cardWanted();
  const winners: PersonId[] = [];

  const raceFor = async (race: number, step: string): Promise<void> => {
    const round = rounds[Math.floor(race / steps.length) % rounds.length];
    if (round === undefined) throw new Error('no round');
    const now = await world.now();
    const tries = await Promise.allSettled(
      [ana, bea].map((person, place) => {
        const act = world.by(person, now, 'lead');
        return round.press(replicas[place === race % 2 ? 0 : 1], act, { incident, step });
      }),
    );
    const lost = tries.filter((each) => each.status === 'rejected').map(({ reason }) => reason);
    expect(lost, `race ${race} for ${step}`).toHaveLength(1);
    const winner = tries[0]?.status === 'fulfilled' ? ana : bea;
    winners.push(winner);
    if (!round.told) expect(lost[0]).toMatchObject({ name: 'Refusal' });
    else {
      expect(lost[0]).toBeInstanceOf(StepTaken);
      expect(lost[0]).toMatchObject({ code: 'already_done', by: winner, at: expect.any(Date) });
    }
  };
  // Steps race side by side, each with two at its own buttons.
  for (let from = 0; from < races; from += steps.length) {
    const now = steps.slice(0, races - from);
    await Promise.all(now.map((step, place) => raceFor(from + place, step)));
  }

  const kept = await world.rows(
    `select deed, actor, count(*) as times from audit
     where subject = 'incident:${incident}' and deed like 'step %' group by deed, actor`,
  );
  expect(kept.reduce((sum, { times }) => sum + Number(times), 0)).toBe(races);
  for (const person of [ana, bea]) {
    const own = kept
      .filter(({ actor }) => actor === person)
      .reduce((sum, { times }) => sum + Number(times), 0);
    expect(own).toBe(winners.filter((each) => each === person).length);
  }
  // Each win wanted the card once more; no message is there that was not there before, and none twice.
  expect(await cardWanted()).toBe(wantedBefore + races);
  expect((await outbox()).map(({ name }) => name)).toEqual(messages);
});
