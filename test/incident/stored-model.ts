/** Histories of a leak through the real use cases: what may happen in one, and how it is made to happen. */
import fc from 'fast-check';
import type { Act } from '../../src/domain/act.ts';
import { makeAct } from '../../src/domain/act.ts';
import type { Incident } from '../../src/domain/incident-state.ts';
import type { Classified } from '../../src/domain/proof.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import type { IncidentRef, PersonId } from '../../src/domain/words.ts';
import { acknowledge } from '../../src/incident/acknowledge.ts';
import { incidentAfterVerdict } from '../../src/incident/after-verdict.ts';
import { confirmAlone } from '../../src/incident/alone.ts';
import { answerLogin } from '../../src/incident/answer-login.ts';
import { askNow } from '../../src/incident/ask-now.ts';
import { attest } from '../../src/incident/attest.ts';
import { claimStep, releaseStep } from '../../src/incident/claim-step.ts';
import { completeStep } from '../../src/incident/complete-step.ts';
import { declareIncident } from '../../src/incident/declare.ts';
import { confirmFalseAlarm, falseAlarm } from '../../src/incident/false-alarm.ts';
import { handOverStep } from '../../src/incident/hand-over-step.ts';
import { markAbuse } from '../../src/incident/mark-abuse.ts';
import { confirmOverride, requestOverride } from '../../src/incident/override.ts';
import { reopenIncident } from '../../src/incident/reopen.ts';
import { resolveIncident } from '../../src/incident/resolve.ts';
import { skipStep } from '../../src/incident/skip-step.ts';
import { joinIncident, takeLead, takeScribe } from '../../src/incident/take-role.ts';
import { undoStep } from '../../src/incident/undo-step.ts';
import { askDueQuestions } from '../../src/proof/ask-due.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import type { LookUps } from '../../src/workspace/identify.ts';
import { ana, bea, cem, home, said, type World } from './world.ts';

/** Everybody here was met before. */
const noSlack: LookUps = {
  lookUp: async () => null,
  groups: { all: async () => null, members: async () => null },
};

/** What somebody wishes to do to an incident. `with` is what they type or choose. */
const deeds = {
  claim: (database, act, incident, step) => claimStep(database, act, { incident, step }),
  release: (database, act, incident, step) => releaseStep(database, act, { incident, step }),
  complete: (database, act, incident, step) => completeStep(database, act, { incident, step, evidence: '' }),
  skip: (database, act, incident, step) => skipStep(database, act, { incident, step, reason: 'not needed' }),
  undo: (database, act, incident, step) => undoStep(database, act, { incident, step }),
  canLogIn: (database, act, incident) => answerLogin(database, act, { incident, can: true }),
  cannotLogIn: (database, act, incident) => answerLogin(database, act, { incident, can: false }),
  abuse: (database, act, incident) => markAbuse(database, act, incident),
  ask: (database, act, incident) => askNow(database, act, incident),
  override: (database, act, incident) => requestOverride(database, act, { incident, reason: 'no time' }),
  overrideToo: (database, act, incident) => confirmOverride(database, act, incident),
  falseAlarm: (database, act, incident) => falseAlarm(database, act, { incident, reason: 'a test key' }),
  falseAlarmToo: (database, act, incident) => confirmFalseAlarm(database, act, incident),
  sawGone: (database, act, incident) =>
    attest(database, act, { incident, rung: 'word', saw: 'gone', looked: 'its page' }),
  sawThere: (database, act, incident) =>
    attest(database, act, { incident, rung: 'word', saw: 'there', looked: 'its page' }),
  resolve: (database, act, incident) => resolveIncident(database, act, incident),
  reopen: (database, act, incident) => reopenIncident(database, act, { incident, reason: 'it answered' }),
  handOver: (database, act, incident, step, { steps }) => {
    const from = steps.find(({ id }) => id === step)?.by ?? null;
    return handOverStep(database, noSlack, act, { incident, step, to: from === bea ? cem : bea, from });
  },
  lead: (database, act, incident, _step, { lead: from }) => takeLead(database, act, { incident, from }),
  record: (database, act, incident, _step, { scribe: from }) => takeScribe(database, act, { incident, from }),
  join: (database, act, incident) => joinIncident(database, act, incident),
  overrideAlone: (database, act, incident) =>
    confirmAlone(database, act, { incident, what: 'override', reason: 'nobody answers' }),
  falseAlarmAlone: (database, act, incident) =>
    confirmAlone(database, act, { incident, what: 'false_alarm', reason: 'nobody answers' }),
} satisfies Record<
  string,
  (
    database: Database,
    act: Act,
    incident: IncidentRef,
    step: string,
    /** As it was when the buttons were drawn. */
    drawn: Incident,
  ) => Promise<unknown>
>;
export type Deed = keyof typeof deeds | 'declare' | 'acknowledge' | 'offKey';

export interface Wish {
  readonly deed: Deed;
  /** Which step, by its place among those of the incident. */
  readonly place: number;
  readonly by: PersonId;
  readonly role: 'member' | 'lead';
  /** The same delivery comes twice. */
  readonly again: boolean;
  /** By how many seconds this replica's view of the time is old. */
  readonly late: number;
}

export type Happening =
  | { readonly what: 'wishes'; readonly wishes: readonly Wish[] }
  /** All that is left, but for the deletion and the proof, is done by somebody. */
  | { readonly what: 'rest'; readonly by: PersonId }
  | { readonly what: 'provider'; readonly says: Classified }
  | { readonly what: 'time'; readonly seconds: number }
  /** Every replica ends and another one starts. `asking`: while the provider is being asked. */
  | { readonly what: 'restart'; readonly asking: boolean };

const stepDeeds = [
  ...['claim', 'claim', 'release', 'complete', 'complete', 'skip', 'undo', 'handOver'],
] as Deed[];
const otherDeeds = [
  ...['canLogIn', 'cannotLogIn', 'abuse', 'ask', 'ask', 'override', 'overrideToo', 'overrideToo'],
  ...['falseAlarm', 'falseAlarmToo', 'sawGone', 'sawGone', 'sawThere', 'acknowledge', 'offKey', 'declare'],
  ...['resolve', 'resolve', 'resolve', 'reopen'],
  ...['lead', 'record', 'join', 'overrideAlone', 'falseAlarmAlone'],
] as Deed[];

const wish: fc.Arbitrary<Wish> = fc.record({
  deed: fc.oneof(fc.constantFrom(...stepDeeds), fc.constantFrom(...otherDeeds)),
  place: fc.nat({ max: 11 }),
  by: fc.constantFrom(ana, bea, cem),
  role: fc.constantFrom('member', 'lead'),
  again: fc.boolean(),
  late: fc.constantFrom(0, 0, 0, 5, 120),
});
/** Stands for the place of the deletion, wherever the order has put it. */
export const DELETION = -1;
const plain: Omit<Wish, 'deed' | 'by'> = { place: 0, role: 'member', again: false, late: 0 };

const all = (...wishes: Partial<Wish>[]): Happening => ({
  what: 'wishes',
  wishes: wishes.map((each) => ({ deed: 'claim', by: ana, ...plain, ...each })),
});
const says = (answer: Classified): Happening => ({ what: 'provider', says: answer });
const after = (seconds: number): Happening => ({ what: 'time', seconds });
const deletedBy = (...people: PersonId[]) =>
  all(...people.map((by) => ({ deed: 'complete' as const, place: DELETION, by })));
const rest: Happening = { what: 'rest', by: ana };
/** Joins the open incident, or begins one when the last has ended. */
const leak = all({ deed: 'declare', by: cem });
const resolve = all({ deed: 'resolve', by: bea });

/** What ordinarily follows one another, and what chance alone would seldom make. */
const chapters: readonly (readonly Happening[])[] = [
  [leak, says(said.absent), after(60), deletedBy(bea, cem), after(21), rest, resolve],
  [says(said.exists), after(90_000)],
  [leak, deletedBy(ana), all({ deed: 'sawGone' }, { deed: 'sawGone', by: bea }), rest, resolve],
  [
    leak,
    all({ deed: 'override' }),
    all({ deed: 'overrideToo' }, { deed: 'overrideToo', by: cem }),
    rest,
    resolve,
  ],
  [leak, all({ deed: 'falseAlarm' }), all({ deed: 'falseAlarmToo', by: bea })],
  // A provider that cannot be reached after the deletion, and nobody else who answers.
  [
    leak,
    says(said.busy),
    deletedBy(ana),
    all({ deed: 'override' }),
    after(900),
    all({ deed: 'overrideAlone' }),
    rest,
    resolve,
  ],
  [leak, all({ deed: 'falseAlarm' }), after(900), all({ deed: 'falseAlarmAlone' })],
  [
    leak,
    all({ deed: 'handOver', place: 3 }, { deed: 'handOver', place: 3, by: cem }),
    all({ deed: 'lead', by: bea }, { deed: 'lead', by: cem }),
  ],
];
const race = (place: number) => [all(...[ana, bea, cem].map((by) => ({ place, by })))];
const chapter = fc.oneof(fc.constantFrom(...chapters), fc.nat({ max: 9 }).map(race));

/** Every chapter in turn: what is reached must not hang on chance. */
export const wholeBook: readonly Happening[] = [leak, ...race(4), ...chapters.flat()];

const single: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: fc.array(wish, { minLength: 1, maxLength: 1 }).map((wishes) => all(...wishes)) },
  { weight: 4, arbitrary: fc.array(wish, { minLength: 2, maxLength: 4 }).map((wishes) => all(...wishes)) },
  { weight: 2, arbitrary: fc.constantFrom(...[said.exists, said.absent, said.absent, said.busy].map(says)) },
  { weight: 4, arbitrary: fc.constantFrom(...[1, 21, 21, 60, 900, 90_000].map(after)) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('restart' as const), asking: fc.boolean() }) },
);

export const happenings: fc.Arbitrary<readonly Happening[]> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: single.map((each): readonly Happening[] => [each]) },
      { weight: 1, arbitrary: chapter },
    ),
    { minLength: 12, maxLength: 24, size: 'max' },
  )
  .map((parts) => parts.flat());

export interface Outcome {
  readonly wish: Wish;
  readonly step: string | null;
  /** What refused it; `null` when it was done. */
  readonly refusal: Refusal | null;
}

/** Two replicas on one database, and the provider between them and the key. */
export class Replicas {
  readonly #world: World;
  readonly #url: string;
  #running: [Database, Database];
  #says: Classified = said.exists;
  #delivery = 0;

  constructor(world: World) {
    this.#world = world;
    this.#url = String(world.database.pool.options.connectionString);
    this.#running = this.#start();
  }

  #start(): [Database, Database] {
    const open = () => openDatabase(this.#url, { connections: 3 });
    return [open(), open()];
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.map((each) => each.close()));
  }

  provider(says: Classified): void {
    this.#says = says;
  }

  async restart(asking: boolean): Promise<void> {
    if (asking) {
      const killed = this.#answer(this.#running[0], () => Promise.reject(new Error('killed')));
      await killed.catch(() => {});
    }
    await this.stop();
    this.#running = this.#start();
    await this.#world.rows(`update proof_questions set lease_until = null where answered_at is null`);
  }

  /** Both replicas ask what is due at once. @returns how many questions were settled. */
  async answer(): Promise<number> {
    const settled = await Promise.all(
      this.#running.map((database) => this.#answer(database, () => Promise.resolve(this.#says))),
    );
    return settled.reduce((sum, each) => sum + each, 0);
  }

  async #answer(database: Database, reply: () => Promise<Classified>): Promise<number> {
    const acts = this.#world.clock(await this.#world.now());
    const ask = async () => ({ host: 'www.okx.com', ...(await reply()) });
    return askDueQuestions(database, ask, acts, [incidentAfterVerdict], 10);
  }

  /** All at once, each on one of the replicas; deliveries that come again come to the other one as well. */
  async wish(incident: IncidentRef, drawn: Incident, wishes: readonly Wish[]): Promise<Outcome[]> {
    const now = await this.#world.now();
    const { steps } = drawn;
    const outcomes = wishes.map(async (wish, place) => {
      const step = wish.place === DELETION ? steps.find(({ kind }) => kind === 'delete') : steps[wish.place];
      this.#delivery += 1;
      const act = makeAct({
        workspace: home,
        person: wish.by,
        role: wish.role,
        now: new Date(now.getTime() - wish.late * 1000),
        door: 'model',
        delivery: `delivery ${this.#delivery}`,
        channel: null,
      });
      const on = (replica: number) => this.#do(replica, act, incident, step?.id ?? 'nope', wish, drawn);
      const times = wish.again ? [place, place + 1] : [place];
      const settled = await Promise.allSettled(times.map((replica) => on(replica % 2)));
      const done = settled.filter(({ status }) => status === 'fulfilled').length;
      if (done > 1) throw new Error(`${wish.deed} was done ${done} times for one delivery`);
      return { wish, step: step?.id ?? null, refusal: done === 1 ? null : refusalIn(settled) };
    });
    return Promise.all(outcomes);
  }

  #do(
    replica: number,
    act: Act,
    incident: IncidentRef,
    step: string,
    { deed }: Wish,
    drawn: Incident,
  ): Promise<unknown> {
    const [first, second] = this.#running;
    const database = replica === 0 ? first : second;
    const { keyRef, service } = this.#world;
    if (deed === 'declare') return declareIncident(database, act, { key: keyRef, drill: false });
    if (deed === 'acknowledge') return acknowledge(database, act, { incident, service });
    if (deed === 'offKey') return acknowledge(database, act, { incident, service, kind: 'service_switched' });
    return deeds[deed](database, act, incident, step, drawn);
  }
}

/** What a person is told. @throws what is no refusal: a deadlock, a broken rule of the database. */
function refusalIn(settled: readonly PromiseSettledResult<unknown>[]): Refusal {
  const reasons = settled.map((each) => (each.status === 'rejected' ? each.reason : null));
  for (const reason of reasons) if (!(reason instanceof Refusal)) throw reason;
  return reasons.find((each) => each.code !== 'already_done') ?? reasons[0];
}
