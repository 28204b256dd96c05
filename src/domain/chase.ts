/**
 * Whom an incident calls next because somebody is silent. Pure: what is stored and the time say it. Day and night
 * alike, since a thief keeps no working hours.
 */
import type { StepKind, StepRole } from './provider.ts';
import { type Severity, severityOf } from './severity.ts';
import { isSettled, isStopgap, passedBy } from './step-worth.ts';
import type { PersonId, ServiceRef, Tier } from './words.ts';

interface Limit {
  /** A question or a notice without an answer, and a step that nobody took. */
  readonly silence: number;
  /** A step that somebody took and has not ended. */
  readonly work: number;
  /** Any step once the key is deleted: still wanted soon, but the worst is over. */
  readonly aftermath: number;
}

/** Minutes until the next call: the worse it is, the sooner. */
export const LIMITS: Readonly<Record<Severity, Limit>> = {
  1: { silence: 2, work: 10, aftermath: 20 },
  2: { silence: 10, work: 20, aftermath: 60 },
  3: { silence: 30, work: 60, aftermath: 240 },
};

/** What somebody is called about. */
export type About =
  | { readonly kind: 'login' }
  | { readonly kind: 'service'; readonly service: ServiceRef }
  | { readonly kind: 'step'; readonly step: string };

/** Something that waits for a person. */
export interface Wait {
  readonly about: About;
  /** Whose silence it is; `null` when it is nobody's yet. */
  readonly whose: PersonId | null;
  readonly since: Date;
  readonly minutes: number;
  /** How often people were called about it, and when last. */
  readonly calls: number;
  readonly calledAt: Date | null;
}

/** As much of an incident as the calls hang on. */
export interface Chased {
  readonly state: 'open' | 'resolved' | 'false_alarm';
  readonly tier: Tier;
  readonly abuseSeen: boolean;
  readonly reportedAt: Date;
  readonly reopenedAt: Date | null;
  readonly calls: number;
  readonly calledAt: Date | null;
  readonly steps: readonly {
    readonly step: string;
    readonly frozen: { readonly kind: StepKind; readonly role?: StepRole | undefined };
    readonly state: 'open' | 'claimed' | 'done' | 'skipped';
    readonly by: PersonId | null;
    readonly at: Date | null;
    readonly chases: number;
    readonly chasedAt: Date | null;
  }[];
  readonly logins: readonly {
    readonly askedAt: Date | null;
    readonly canLogIn: boolean | null;
    readonly answeredAt: Date | null;
  }[];
  readonly notices: readonly {
    readonly service: ServiceRef;
    readonly owner: PersonId;
    readonly toldAt: Date;
    readonly acknowledgedAt: Date | null;
    readonly chases: number;
    readonly chasedAt: Date | null;
  }[];
}

/** All that waits for somebody now; empty once the incident has ended. */
export function waitsOf(incident: Chased): Wait[] {
  if (incident.state !== 'open') return [];
  const limit = LIMITS[severityOf(incident)];
  return [...loginWait(incident, limit), ...serviceWaits(incident, limit), ...stepWaits(incident, limit)];
}

function loginWait(incident: Chased, { silence: minutes }: Limit): Wait[] {
  const { logins, calls, calledAt } = incident;
  if (isInHand(incident) || logins.some(({ canLogIn }) => canLogIn === true)) return [];
  const since = latest(
    incident.reportedAt,
    incident.reopenedAt,
    ...logins.flatMap((each) => [each.askedAt, each.answeredAt]),
  );
  return [{ about: { kind: 'login' }, whose: null, since, minutes, calls, calledAt }];
}

function serviceWaits({ notices, reopenedAt }: Chased, { silence: minutes }: Limit): Wait[] {
  return notices
    .filter(({ acknowledgedAt }) => acknowledgedAt === null)
    .map(({ service, owner, toldAt, chases: calls, chasedAt: calledAt }) => ({
      about: { kind: 'service', service },
      whose: owner,
      since: latest(toldAt, reopenedAt),
      minutes,
      calls,
      calledAt,
    }));
}

/** What the clock of verdicts settles, and what is written in daylight, is nobody's silence. */
const unchased: readonly StepKind[] = ['prove', 'review'];

/** Steps that somebody took, and the next one when nobody took it. */
function stepWaits(incident: Chased, limit: Limit): Wait[] {
  const deleted = isDeleted(incident);
  const weighed = ({ frozen, state }: Chased['steps'][number]) => ({ ...frozen, state });
  const all = incident.steps.map(weighed);
  const left = incident.steps.filter(
    (step) =>
      ['open', 'claimed'].includes(step.state) &&
      !unchased.includes(step.frozen.kind) &&
      passedBy(weighed(step), all) === null,
  );
  const next = left[0];
  const moved = latest(
    incident.reportedAt,
    incident.reopenedAt,
    ...incident.steps.map(({ state, at }) => (state === 'open' ? null : at)),
  );
  // Until somebody says that they can log in, it is the login that is asked for, not the step.
  const asked = loginWait(incident, limit).length > 0;
  // Whoever has the deletion in hand is not called about what stops the key before it as well.
  const deleters = left.filter(({ frozen, state }) => frozen.kind === 'delete' && state === 'claimed');
  const alsoDeletes = ({ frozen, by }: Chased['steps'][number]) =>
    isStopgap(frozen) && deleters.some((deletion) => deletion.by === by);
  return left
    .filter(
      (step) =>
        (step.state === 'claimed' && !alsoDeletes(step) && !isHeldUp(step, incident.steps)) ||
        (step === next && !asked && step.state === 'open'),
    )
    .map(({ step, state, by: whose, at, chases: calls, chasedAt: calledAt }) => ({
      about: { kind: 'step', step },
      whose,
      since: state === 'claimed' && at !== null ? latest(at, turnOf(step, incident.steps)) : moved,
      minutes: deleted ? limit.aftermath : state === 'claimed' ? limit.work : limit.silence,
      calls,
      calledAt,
    }));
}

type Steps = Chased['steps'];

/** What gives services another key, where that comes before this step. */
const replacingBefore = (id: string, steps: Steps): Steps =>
  steps
    .filter((_, place) => place < steps.findIndex(({ step }) => step === id))
    .filter(({ frozen }) => frozen.kind === 'replace' || frozen.kind === 'tell');

/** Whoever has the deletion waits rightly while services have no other key: nobody hurries them to it. */
const isHeldUp = ({ step, frozen }: Steps[number], steps: Steps): boolean =>
  (isStopgap(frozen) || frozen.kind === 'delete') &&
  replacingBefore(step, steps).some(({ state }) => !isSettled({ state }));

/** When the last of it was done. */
const turnOf = (id: string, steps: Steps): Date => latest(...replacingBefore(id, steps).map(({ at }) => at));

const isDeleted = ({ steps }: Chased): boolean =>
  steps.some(({ frozen, state }) => frozen.kind === 'delete' && state === 'done');

/** Somebody took the deletion, has done it, or left it out: who can log in is no question any more. */
const isInHand = ({ steps }: Chased): boolean =>
  steps.some(({ frozen, state }) => frozen.kind === 'delete' && state !== 'open');

const latest = (...moments: readonly (Date | null)[]): Date =>
  new Date(Math.max(0, ...moments.map((each) => each?.getTime() ?? 0)));

/** Whether the limit is over since it began to wait and since somebody was last called. */
export const isDue = (
  { since, calledAt, minutes }: Pick<Wait, 'since' | 'calledAt' | 'minutes'>,
  now: Date,
): boolean => now.getTime() - latest(since, calledAt).getTime() >= minutes * 60_000;

/** Who can be called, from near to far. */
export interface Company {
  readonly deputy: PersonId | null;
  readonly lead: PersonId;
  /** Members of the group of leads, as far as they are known. */
  readonly leads: readonly PersonId[];
  readonly channel: string | null;
}

export type Level = 'whose' | 'deputy' | 'lead' | 'leads' | 'channel';

/** One rung: everybody on it is called at once. */
export interface Rung {
  readonly level: Level;
  readonly people: readonly PersonId[];
  readonly channel: string | null;
}

/**
 * The rungs for one wait, nearest first, without those that would call nobody new. A drill is practised by those who
 * are in it: no further leads and no channel are called.
 */
export function ladderFor({ about, whose }: Wait, company: Company, drill: boolean): Rung[] {
  const holder = whose === null ? [] : [whose];
  const deputy = company.deputy === null || about.kind === 'login' ? [] : [company.deputy];
  const wanted: readonly (readonly [Level, readonly PersonId[]])[] = [
    // The owner of a service had a message of their own: the deputy is called beside them.
    ...(about.kind === 'service' ? [] : [['whose', holder] as const]),
    ['deputy', about.kind === 'service' ? [...deputy, ...holder] : deputy],
    ['lead', [company.lead]],
    ...(drill ? [] : [['leads', company.leads] as const]),
  ];
  const called = new Set<PersonId>();
  const rungs = wanted.flatMap(([level, people]): Rung[] => {
    const fresh = [...new Set(people)].filter((person) => !called.has(person));
    for (const person of fresh) called.add(person);
    return fresh.length === 0 ? [] : [{ level, people: fresh, channel: null }];
  });
  const { channel } = company;
  return drill || channel === null ? rungs : [...rungs, { level: 'channel', people: [], channel }];
}

/** Who is called next: one rung further each time, and from the first again after the last. `null` when nobody is. */
export function nextRung(
  wait: Pick<Wait, 'since' | 'calledAt' | 'minutes' | 'calls'>,
  ladder: readonly Rung[],
  now: Date,
): Rung | null {
  return isDue(wait, now) ? (ladder[wait.calls % Math.max(1, ladder.length)] ?? null) : null;
}
