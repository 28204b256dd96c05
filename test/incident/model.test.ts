/**
 * Any history of a leak, through the real use cases on a real database: several people on two replicas, deliveries
 * that come twice, clicks at the same moment, restarts, provider's answers in any order, time that jumps.
 * KEYSTEWARD_MODEL_RUNS=500 plays so many other ones than the few of every run.
 */
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { verifyStored } from '../../src/audit/verify.ts';
import {
  type Asked,
  beliefOf,
  type Incident,
  lastMoment,
  StepTaken,
} from '../../src/domain/incident-state.ts';
import { inOrder, isOurOrder } from '../../src/domain/playbook.ts';
import type { IncidentRef } from '../../src/domain/words.ts';
import { lookAt } from '../../src/incident/at-work.ts';
import { releaseStep } from '../../src/incident/claim-step.ts';
import { skipStep } from '../../src/incident/skip-step.ts';
import { findProvider } from '../../src/providers/index.ts';
import { refuseUnaudited } from '../support/audited.ts';
import { type LentDatabase, lendDatabase } from '../support/lent-database.ts';
import { type Happening, happenings, wholeBook } from './histories.ts';
import { type Outcome, Replicas, Running } from './stored-model.ts';
import { ana, makeWorld, type World } from './world.ts';

const runs = Number(process.env['KEYSTEWARD_MODEL_RUNS'] ?? 0);
const examples: [readonly Happening[]][] = [[wholeBook]];
const parameters = { numRuns: runs > 0 ? runs : 3, examples };
const guarded = [
  ...['keys', 'incidents', 'incident_steps', 'incident_logins', 'incident_services'],
  ...['incident_attestations', 'incident_responders', 'incident_follow_ups', 'observations'],
];

/** What people do to each other's part in it; each has to happen at least once. */
const people = [
  ...['handOver', 'lead', 'overrideAlone', 'falseAlarmAlone'],
  ...['turnOrder', 'known', 'knownAbuse'],
];

describe('whatever happens to a leaked key', () => {
  test.each([
    ['okx', ['open', 'resolved', 'false_alarm', 'dead', 'alive', 'returned', 'lost a race', ...people]],
    ['github_pat', ['open', 'resolved', 'false_alarm', 'lost a race', ...people]],
  ])(
    'of %s, the stored incidents keep their promises',
    {
      timeout: 60_000 + runs * 10_000,
    },
    async (provider, wanted) => {
      const reached = new Set<string>();
      const lent = await lendDatabase();
      const running = new Running(lent.url);
      onTestFinished(async () => {
        await running.stop();
        await lent.giveBack();
      });
      await refuseUnaudited(lent.database, guarded);
      await fc.assert(
        fc.asyncProperty(happenings, async (history) => {
          await lent.empty();
          const played = await makeHistory(provider, lent, running, reached);
          for (const happening of history) await played.happen(happening);
          await played.end();
        }),
        { ...parameters, endOnFailure: runs === 0 },
      );
      expect(wanted.filter((each) => !reached.has(each))).toEqual([]);
    },
  );
});

async function makeHistory(provider: string, lent: LentDatabase, running: Running, reached: Set<string>) {
  const world = await makeWorld({ provider, tier: 1 }, lent);
  if (provider === 'okx') await world.baseline();
  const replicas = new Replicas(world, running);
  let id = await world.declare();
  let before = await stateOf(world, id);
  const happen = async (happening: Happening): Promise<void> => {
    const audited = await seqOf(world);
    let refused = false;
    if (happening.what === 'wishes') {
      const outcomes = await replicas.wish(id, before, happening.wishes);
      await checkOutcomes(world, id, before, outcomes, reached);
      refused = outcomes.every(({ refusal }) => refusal !== null);
    } else if (happening.what === 'rest') await leaveRest(world, id, before, happening.by);
    else if (happening.what === 'provider') replicas.provider(happening.says);
    else if (happening.what === 'restart') await replicas.restart(happening.asking);
    else await world.move(happening.seconds);
    const known = await stateOf(world, id);
    checkOrder(before, known);
    // Of somebody who is told no, nothing is left.
    if (refused) expect([known, await seqOf(world)]).toEqual([before, audited]);
    await replicas.answer();
    const all = await allStored(world);
    const now = partIn(all, id);
    checkOrder(known, now);
    checkPlaybook(before, now);
    if (known.state === 'resolved' && now.state === 'open') reached.add('returned');
    for (const each of [now.state, now.proof]) reached.add(each);
    checkStored(all, provider);
    id = Math.max(...all.keys()) as IncidentRef;
    before = partIn(all, id);
  };
  return {
    happen,
    end: async () => {
      const act = world.by(ana, await world.now());
      expect((await verifyStored(world.database, act)).broken).toBeNull();
    },
  };
}

const seqOf = async (world: World) => Number((await world.rows('select seq from audit_heads'))[0]?.['seq']);
const look = async (world: World, id: IncidentRef): Promise<Stored> => {
  const at = await world.look((scope) => lookAt(scope, id));
  if (at === null) throw new Error('an incident is gone');
  return at;
};
const stateOf = async (world: World, id: IncidentRef): Promise<Incident> => (await look(world, id)).state;

type Stored = NonNullable<Awaited<ReturnType<typeof lookAt>>>;
/** All incidents of the key, as they stand in the database, in their order. */
type AllStored = ReadonlyMap<IncidentRef, Stored>;

async function allStored(world: World): Promise<AllStored> {
  const ids = (await world.rows('select id from incidents order by id')).map(
    ({ id }) => Number(id) as IncidentRef,
  );
  return new Map(await Promise.all(ids.map(async (id) => [id, await look(world, id)] as const)));
}

function partIn(all: AllStored, id: IncidentRef): Incident {
  const at = all.get(id);
  if (at === undefined) throw new Error('it is gone');
  return at.state;
}

/** Whoever comes second is told who was first, and when; each thing that happened stands in the audit log. */
async function checkOutcomes(
  world: World,
  id: IncidentRef,
  before: Incident,
  outcomes: readonly Outcome[],
  reached: Set<string>,
): Promise<void> {
  for (const { refusal, wish } of outcomes) {
    if (refusal === null) reached.add(wish.deed);
    if (refusal === null) continue;
    expect(refusal.next).toMatch(/\.$/);
    if (refusal instanceof StepTaken && refusal.code === 'already_done') {
      // Of a part in it only who has it now is known, not since when.
      expect(refusal.at !== null || (['lead', 'record'].includes(wish.deed) && refusal.by !== null)).toBe(
        true,
      );
    }
  }
  for (const deed of ['lead', 'record', 'turnOrder', 'known', 'knownAbuse']) {
    const winners = outcomes.filter(({ wish, refusal }) => wish.deed === deed && refusal === null);
    expect(winners.length).toBeLessThanOrEqual(1);
  }
  const claims = outcomes.filter(({ wish, step }) => wish.deed === 'claim' && step !== null);
  for (const [step, tries] of Map.groupBy(claims, (each) => each.step)) {
    if (outcomes.length !== tries.length) continue;
    const won = tries.filter(({ refusal }) => refusal === null);
    const free = before.state === 'open' && before.steps.find((each) => each.id === step)?.state === 'open';
    const isProof = before.steps.find((each) => each.id === step)?.kind === 'prove';
    expect(won).toHaveLength(free && !isProof ? 1 : 0);
    const [row] = await world.rows(
      `select by from incident_steps where incident = ${id} and step = '${step}' and state = 'claimed'`,
    );
    for (const { refusal } of tries) {
      if (won.length === 0 || refusal === null) continue;
      expect([refusal.constructor, (refusal as StepTaken).by]).toEqual([StepTaken, row?.['by']]);
      reached.add('lost a race');
    }
  }
}

async function leaveRest(world: World, id: IncidentRef, { steps }: Incident, by: Outcome['wish']['by']) {
  const deleted = steps.some(({ kind, state }) => kind === 'delete' && state === 'done');
  for (const { id: step, kind, state } of steps) {
    if (!['open', 'claimed'].includes(state) || kind === 'prove' || (kind === 'delete' && !deleted)) continue;
    const act = world.by(by, await world.now());
    if (state === 'claimed') await releaseStep(world.database, act, { incident: id, step }).catch(() => {});
    await skipStep(world.database, act, { incident: id, step, reason: 'not needed' }).catch(() => {});
  }
}

/** What is new in an incident happened after all that was known before. */
function checkOrder(before: Incident, now: Incident): void {
  const momentsIn = (incident: Incident) => JSON.stringify(incident).match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? [];
  const old = new Set(momentsIn(before));
  for (const moment of momentsIn(now)) {
    if (!old.has(moment)) expect(Date.parse(moment)).toBeGreaterThanOrEqual(lastMoment(before).getTime());
  }
}

/** However the order is turned, no step is lost, and each stands where the order has it; abuse once seen stays seen. */
function checkPlaybook(before: Incident, now: Incident): void {
  const ids = ({ steps }: Pick<Incident, 'steps'>) => steps.map(({ id }) => id);
  expect(ids(now).toSorted()).toEqual(ids(before).toSorted());
  expect(ids(now)).toEqual(ids({ steps: inOrder(now.steps, now.order) }));
  expect(now.abuseSeen || !before.abuseSeen, 'abuse is forgotten').toBe(true);
  if (now.abuseSeen && isOurOrder(now.orderBecause)) expect(now.order).toBe('kill_first');
}

/** Two people; or the one who asked, with a reason, ten minutes after the others were called. */
function isAgreed({ requestedBy, requestedAt, confirmedBy, confirmedAt, aloneBecause }: Asked): boolean {
  if (confirmedBy === null || confirmedAt === null) return false;
  if (aloneBecause === null) return confirmedBy !== requestedBy;
  return confirmedBy === requestedBy && confirmedAt.getTime() - requestedAt.getTime() >= 600_000;
}

/** What must hold of all incidents of the key. */
function checkStored(stored: AllStored, provider: string): void {
  const all = [...stored.values()];
  expect(all.filter((at) => at.state.state === 'open').length).toBeLessThanOrEqual(1);
  const spacing = (findProvider(provider).probe?.spacingSeconds ?? 0) * 1000;
  for (const at of all) {
    const { state } = at;
    // A key that was seen after the end came back: that is for another incident. Death may be proven after an override.
    const back = at.seen.find(
      (each) => each.result === 'exists' && state.endedAt !== null && each.at > state.endedAt,
    );
    const seen = at.seen.filter((each) => back === undefined || each.at < back.at);
    const proven = state.steps.some(({ kind, state: now }) => kind === 'prove' && now === 'done');
    const moments = [...new Set(at.seen.map((each) => +each.at))].toSorted((a, b) => a - b);
    for (const [n, moment] of moments.entries()) {
      const before = moments[n - 1] ?? Number.NEGATIVE_INFINITY;
      expect(moment - before, 'asked too soon').toBeGreaterThanOrEqual(spacing);
    }
    if (proven && state.state !== 'false_alarm') {
      const alive = Math.max(...seen.filter(({ result }) => result === 'exists').map(({ at }) => +at));
      const gone = seen.filter((each) => each.result === 'absent' && +each.at > alive).map(({ at }) => +at);
      expect(Number.isFinite(alive), 'dead without a baseline').toBe(true);
      expect(Math.max(...gone) - Math.min(...gone), 'dead by one answer').toBeGreaterThanOrEqual(spacing);
    }
    if (state.state !== 'resolved') continue;
    const { override } = state;
    const overridden = override !== null && isAgreed(override);
    const signed = state.proof === 'cannot_check' && new Set(beliefOf(state).by).size >= 2;
    expect(proven || overridden || signed, `resolved though ${state.proof}`).toBe(true);
  }
  const lastSeen = all.at(-1)?.seen.findLast(({ result }) => result === 'exists');
  const ends = all.map((at) => ({ state: at.state.state, at: at.state.endedAt }));
  const isOver = ends.every(({ state }) => state === 'resolved');
  if (lastSeen === undefined || !isOver) return;
  expect(
    ends.some(({ at }) => at !== null && at >= lastSeen.at),
    'seen alive, and none reopened',
  ).toBe(true);
}
