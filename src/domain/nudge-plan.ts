/**
 * Who is told what about one key now, what is over, and when to look at the key again. Everything that the planner
 * does follows from here: it only loads the facts and writes down the outcome.
 */
import { dayIn, daysBetween } from './days.ts';
import { escalates, type NudgeAudience, type NudgeKind, nudgeAudiences } from './nudge.ts';
import {
  type Party,
  type PlannedKey,
  type PlanningTeam,
  type Sent,
  sentAbout,
  type Topic,
  topicsOf,
} from './nudge-topics.ts';
import { isLater, type LastNudge, type Stage } from './rotation.ts';
import type { Day, PersonId } from './words.ts';
import { isWorkingTime, nextWorkStart, type WorkingTime } from './working-time.ts';

/** A nudge to be sent now. */
export interface PlannedNudge {
  readonly kind: NudgeKind;
  readonly audience: NudgeAudience;
  readonly dueOn: Day;
  readonly stage: Stage;
  readonly round: number;
  /** `null`: the team channel. */
  readonly to: PersonId | null;
  /** The day that it is for who is told. */
  readonly day: Day;
}

/** Nudges whose matter is over although nobody answered them. */
export interface OverMatter {
  readonly kind: NudgeKind;
  readonly dueOn: Day;
  readonly round: number;
}

/** Nudges that were over and hold again: a day was moved and moved back. Whoever was told is not told twice. */
export interface ReopenedMatter extends OverMatter {
  readonly audience: NudgeAudience;
  readonly to: PersonId | null;
}

export interface NudgePlan {
  readonly send: readonly PlannedNudge[];
  readonly over: readonly OverMatter[];
  readonly reopen: readonly ReopenedMatter[];
  /** Until then nothing changes by time alone; `null`: never. */
  readonly lookAt: Date | null;
}

/** What changes with a new version of the program is noticed within these days. */
const LOOK_WITHIN_DAYS = 30;
const HOUR = 3_600_000;

/** Decides about one key at one moment. Pure. */
export function planOf(stored: PlannedKey, team: PlanningTeam, now: Date): NudgePlan {
  const topics = topicsOf(stored, team, dayIn(now, team.zone));
  const reopen = holdAgain(stored, topics);
  const key = { ...stored, sent: stored.sent.map((sent) => reopened(sent, reopen)) };
  return {
    reopen,
    send: topics.flatMap((topic) => {
      const first = firstOf(key, topic, team, now);
      const stage = first?.stage ?? lastOf(key, topic, 'custodian', team.zone)?.stage ?? null;
      const others = stage === null ? [] : escalationsOf(key, topic, stage, team, now);
      return first === null ? others : [first, ...others];
    }),
    // While an incident runs, what was asked waits: a false alarm brings it back.
    over: key.state === 'compromised' ? [] : overMatters(key, topics),
    lookAt: lookAt(key, topics, team, now),
  };
}

/** To who is asked first: the stage that was reached, once, in their working time. */
function firstOf(key: PlannedKey, topic: Topic, team: PlanningTeam, now: Date): PlannedNudge | null {
  const zone = zoneOf(topic.to, team);
  const last = lastOf(key, topic, 'custodian', zone);
  const stage = topic.stage(dayIn(now, zone), last);
  if (stage === null || !isLater(stage, last)) return null;
  return tell(topic, 'custodian', stage, topic.to, team, now);
}

/**
 * To the others, because the first nudge that nobody answered was ignored long enough: once while there is time, and
 * from the day itself on with each nudge, for as long as nobody answers.
 * @param stage the last that who is asked first has heard of.
 */
function escalationsOf(
  key: PlannedKey,
  topic: Topic,
  stage: Stage,
  team: PlanningTeam,
  now: Date,
): PlannedNudge[] {
  const open = escalates(topic.kind) ? firstOpen(key, topic) : null;
  if (open === null) return [];
  const others: readonly (readonly [NudgeAudience, Party | null, number])[] = [
    ['deputy', key.deputy, team.escalation.toDeputy],
    ['lead', key.lead, team.escalation.toChannel],
    ['channel', null, team.escalation.toChannel],
  ];
  return others.flatMap(([audience, party, days]) => {
    const zone = zoneOf(party, team);
    const ignored = daysBetween(dayIn(open.since, zone), dayIn(now, zone));
    if (ignored < days || !isNew(key, topic, audience, party)) return [];
    const heard = lastOf(key, topic, audience, zone);
    if (!isLater(stage, heard)) return [];
    if (stage > 0 && heard !== null && heard.at >= open.since) return [];
    return tell(topic, audience, stage, party, team, now) ?? [];
  });
}

/** Nobody hears of the same thing twice because they are two things at once. */
function isNew(key: PlannedKey, topic: Topic, audience: NudgeAudience, party: Party | null): boolean {
  if (audience === 'channel') return topic.to !== null;
  if (party === null || !party.fit || party.id === topic.to?.id) return false;
  return audience === 'deputy' || party.id !== key.deputy?.id;
}

/** In their working time; where there is nobody and no channel, it waits. */
function tell(
  topic: Topic,
  audience: NudgeAudience,
  stage: Stage,
  party: Party | null,
  team: PlanningTeam,
  now: Date,
): PlannedNudge | null {
  if (party === null && !team.hasChannel) return null;
  const zone = zoneOf(party, team);
  const day = dayIn(now, zone);
  if (!isWorkingTime(now, zone, topic.hours(day))) return null;
  const { kind, dueOn, round } = topic;
  return { kind, audience, dueOn, stage, round, to: party?.id ?? null, day };
}

const zoneOf = (party: Party | null, team: PlanningTeam): string => party?.zone ?? team.zone;

/** What they heard last about it, on the day that it was in this zone. */
function lastOf(
  key: PlannedKey,
  topic: Topic,
  audience: NudgeAudience,
  zone: string,
): (LastNudge & { readonly at: Date }) | null {
  const sent = sentAbout(key, topic, audience);
  if (sent.length === 0) return null;
  const at = new Date(Math.max(...sent.map(({ lastAt }) => lastAt.getTime())));
  return { stage: Math.min(...sent.map(({ lastStage }) => lastStage)), on: dayIn(at, zone), at };
}

function firstOpen(key: PlannedKey, topic: Topic): { since: Date } | null {
  const open = sentAbout(key, topic, 'custodian').flatMap((sent) => sent.open ?? []);
  return open.toSorted((a, b) => a.since.getTime() - b.since.getTime())[0] ?? null;
}

/** What was over about a matter that is there again, as far as whoever was told is the one to be told now. */
function holdAgain(key: PlannedKey, topics: readonly Topic[]): ReopenedMatter[] {
  return topics.flatMap((topic) => {
    const told: Readonly<Record<NudgeAudience, PersonId | null | undefined>> = {
      custodian: topic.to?.id ?? null,
      deputy: key.deputy?.id,
      lead: key.lead?.id,
      channel: null,
    };
    return nudgeAudiences.flatMap((audience) =>
      sentAbout(key, topic, audience).flatMap(({ kind, dueOn, round, settled }) =>
        settled
          .filter(({ to }) => to === told[audience])
          .map(({ to }) => ({ kind, dueOn, round, audience, to })),
      ),
    );
  });
}

function reopened(sent: Sent, reopen: readonly ReopenedMatter[]): Sent {
  const again = sent.settled.filter(({ to }) =>
    reopen.some(
      (matter) =>
        matter.kind === sent.kind &&
        matter.dueOn === sent.dueOn &&
        matter.round === sent.round &&
        matter.audience === sent.audience &&
        matter.to === to,
    ),
  );
  if (again.length === 0) return sent;
  const [first = again[0]] = [...again, ...(sent.open === null ? [] : [sent.open])].toSorted(
    (a, b) => a.since.getTime() - b.since.getTime(),
  );
  return { ...sent, open: first === undefined ? null : { since: first.since } };
}

function overMatters(key: PlannedKey, topics: readonly Topic[]): OverMatter[] {
  const open = key.sent.filter((sent) => sent.open !== null);
  const over = open.filter(
    ({ kind, dueOn, round }) =>
      !topics.some(
        (topic) => topic.sharedBy.includes(kind) && topic.dueOn === dueOn && topic.round === round,
      ),
  );
  return over.map(({ kind, dueOn, round }) => ({ kind, dueOn, round }));
}

/**
 * While a matter is open, whenever somebody who may be told begins to work; else when the next one may begin anywhere
 * on earth.
 */
function lookAt(key: PlannedKey, topics: readonly Topic[], team: PlanningTeam, now: Date): Date | null {
  if (topics.length === 0) return null;
  const left = topics.filter((topic) => !isSaid(key, topic));
  const latest = dayIn(now, 'Pacific/Kiritimati');
  if (left.some(({ from }) => from <= latest)) return nextStart(key, team, now);
  const begins = left.map(({ from }) => Date.parse(from) - 14 * HOUR);
  const bound = now.getTime() + LOOK_WITHIN_DAYS * 24 * HOUR;
  return new Date(Math.min(bound, ...begins));
}

/** Said for the last time, and answered. */
const isSaid = (key: PlannedKey, topic: Topic): boolean =>
  topic.lastOfAll !== null &&
  sentAbout(key, topic, 'custodian').some(({ lastStage }) => lastStage === topic.lastOfAll) &&
  (!escalates(topic.kind) || firstOpen(key, topic) === null);

function nextStart(key: PlannedKey, team: PlanningTeam, now: Date): Date {
  const parties = [key.custodian, key.deputy, key.lead, key.offer?.from, key.offer?.to];
  const zones = new Set([team.zone, ...parties.flatMap((party) => party?.zone ?? [])]);
  const days: WorkingTime =
    key.tier === 1 && team.overdueTier1 === 'every_day' ? { ...team, workDays: [], holidays: [] } : team;
  const starts = [...zones].map((zone) => nextWorkStart(now, zone, days).getTime());
  return new Date(Math.min(...starts));
}
