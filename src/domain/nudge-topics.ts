/** What there is to say about a key now, to whom, and how far that has come. Pure; whether it is said is nudge-plan.ts. */
import { addDays, dayIn, daysBetween, workingDaysBetween } from './days.ts';
import {
  cycleKinds,
  EXPIRY_STAGES,
  type NudgeAudience,
  type NudgeKind,
  OFFER_STAGES,
  REPEAT_DAYS,
  stageBefore,
} from './nudge.ts';
import type { Policies } from './policies.ts';
import { type LastNudge, nextStage, STAGES, type Stage } from './rotation.ts';
import type { Day, PersonId, Tier } from './words.ts';
import type { WorkingTime } from './working-time.ts';

/** Somebody who may be told. */
export interface Party {
  readonly id: PersonId;
  /** An IANA zone that this system knows. */
  readonly zone: string;
  /** False for who left Slack or is no full member: nobody to ask. */
  readonly fit: boolean;
}

/** What was sent about a key in one round for one day to one audience. */
export interface Sent {
  readonly kind: NudgeKind;
  readonly dueOn: Day;
  readonly round: number;
  readonly audience: NudgeAudience;
  readonly lastStage: Stage;
  readonly lastAt: Date;
  /** Since when there is one of them that nobody answered. */
  readonly open: { readonly since: Date } | null;
  /** Who was told of what was over then; `null`: the team channel. Since when, as above. */
  readonly settled: readonly { readonly to: PersonId | null; readonly since: Date }[];
}

/** All that decides about the nudges of one key. */
export interface PlannedKey {
  readonly state: 'active' | 'compromised' | 'retired' | 'gone';
  readonly tier: Tier;
  readonly recordedOn: Day;
  readonly dueOn: Day;
  readonly expiresOn: Day | null;
  readonly snoozedUntil: Day | null;
  /** Counts the snoozes. */
  readonly round: number;
  readonly custodian: Party;
  readonly deputy: Party | null;
  readonly lead: Party | null;
  /** Its custodian said that it is not theirs. */
  readonly disowned: boolean;
  readonly rotating: boolean;
  /** An offer of custody that waits; `round` tells it from other offers of the key. */
  readonly offer: {
    readonly round: number;
    readonly askedOn: Day;
    readonly from: Party;
    readonly to: Party;
  } | null;
  /** The day on which the provider ends it by its own rule, as far as we know. */
  readonly dies: { readonly on: Day; readonly stages: readonly number[] } | null;
  readonly sent: readonly Sent[];
}

export interface PlanningTeam extends WorkingTime {
  readonly zone: string;
  /** Whether there is a team channel to fall back on. */
  readonly hasChannel: boolean;
  readonly escalation: Policies['escalation'];
  readonly overdueTier1: Policies['overdueTier1'];
}

/** One thing to be said about a key. */
export interface Topic {
  readonly kind: NudgeKind;
  /** Kinds whose nudges count as nudges about this. */
  readonly sharedBy: readonly NudgeKind[];
  readonly dueOn: Day;
  readonly round: number;
  /** `null`: the team channel, since there is nobody else. */
  readonly to: Party | null;
  /** The days and hours that count for it. */
  readonly hours: (today: Day) => WorkingTime;
  /** The stage reached on the recipient's day, after what they heard last; `null` while there is nothing to say. */
  readonly stage: (today: Day, last: LastNudge | null) => Stage | null;
  /** The first day on which there may be something to say. */
  readonly from: Day;
  /** Nothing comes after this stage. */
  readonly lastOfAll: Stage | null;
}

/** Who leads in the matter of a key: the first lead who is not its custodian or deputy. They are asked as what they are. */
export const leadFor = <Lead extends Pick<Party, 'id'>>(
  leads: readonly Lead[],
  { custodian, deputy }: { readonly custodian: PersonId; readonly deputy: PersonId | null },
): Lead | null => leads.find(({ id }) => id !== custodian && id !== deputy) ?? null;

/** Who is asked about a key: its custodian, else its deputy, else the lead; `null` when there is none of them. */
export function answererOf(
  key: Pick<PlannedKey, 'custodian' | 'deputy' | 'lead' | 'disowned'>,
): Party | null {
  if (isOwned(key)) return key.custodian;
  return [key.deputy, key.lead].find((party) => party?.fit) ?? null;
}

const isOwned = ({ custodian, disowned }: Pick<PlannedKey, 'custodian' | 'disowned'>): boolean =>
  custodian.fit && !disowned;

/** @param today of the team; days of people are given where it matters. */
export function topicsOf(key: PlannedKey, team: PlanningTeam, today: Day): Topic[] {
  if (key.state !== 'active') return [];
  const topics = [
    ...(key.rotating ? [] : [cycle(key, team)]),
    ...ownEnd(key, team),
    ...destruction(key, team),
    ...(isOwned(key) ? [] : [weekly(key, team, 'ownerless', answererOf(key), today)]),
    ...(lacksDeputy(key) ? [noDeputy(key, team, today)] : []),
    ...(key.offer === null ? [] : pendingOffer(key.offer, key, team)),
  ];
  return topics;
}

type Common = Pick<Topic, 'hours' | 'lastOfAll' | 'round' | 'to'>;

const common = (key: PlannedKey, team: PlanningTeam): Common => ({
  to: answererOf(key),
  round: key.round,
  hours: () => team,
  lastOfAll: null,
});

/** The day by which the key must have been replaced, until its old self is gone. */
function cycle(key: PlannedKey, team: PlanningTeam): Topic {
  const { dueOn, snoozedUntil } = key;
  const everyDay = { ...team, workDays: [], holidays: [] };
  const hours = (today: Day): WorkingTime =>
    key.tier === 1 && team.overdueTier1 === 'every_day' && today > dueOn ? everyDay : team;
  return {
    ...common(key, team),
    kind: key.expiresOn !== null && key.expiresOn <= dueOn ? 'expiry' : 'rotation',
    sharedBy: cycleKinds,
    dueOn,
    hours,
    stage: (today, last) =>
      isQuiet(snoozedUntil, today) ? null : nextStage(dueOn, today, last, hours(today)),
    from: addDays(dueOn, -Math.max(...STAGES)),
  };
}

const isQuiet = (until: Day | null, today: Day): boolean => until !== null && today < until;

/**
 * It stops to work on a day that comes after the one on which it should be replaced, or before its replacement is
 * finished: that does not wait for a rotation which stands still.
 */
function ownEnd(key: PlannedKey, team: PlanningTeam): Topic[] {
  const { expiresOn, dueOn, snoozedUntil, rotating } = key;
  if (expiresOn === null || (expiresOn <= dueOn && !rotating)) return [];
  return [
    {
      ...common(key, team),
      ...before('expiry', expiresOn, EXPIRY_STAGES),
      sharedBy: expiresOn === dueOn ? cycleKinds : ['expiry'],
      stage: (today) =>
        isQuiet(snoozedUntil, today) ? null : stageBefore(EXPIRY_STAGES, daysBetween(today, expiresOn)),
    },
  ];
}

/** The provider's own rule; a recorded end of the key says more than a rule. */
function destruction(key: PlannedKey, team: PlanningTeam): Topic[] {
  const { dies, expiresOn } = key;
  if (dies === null || (expiresOn !== null && expiresOn <= dies.on)) return [];
  return [{ ...common(key, team), round: 0, ...before('self_destruct', dies.on, dies.stages) }];
}

const before = (kind: NudgeKind, on: Day, stages: readonly number[]) => ({
  kind,
  sharedBy: [kind],
  dueOn: on,
  stage: (today: Day) => stageBefore(stages, daysBetween(today, on)),
  from: addDays(on, -Math.max(...stages)),
  lastOfAll: Math.min(...stages),
});

/** Said again each week for as long as it is so, counted from the first nudge that nobody answered. */
function weekly(key: PlannedKey, team: PlanningTeam, kind: NudgeKind, to: Party | null, today: Day): Topic {
  const open = key.sent.find((sent) => sent.kind === kind && sent.audience === 'custodian' && sent.open);
  const since = open?.dueOn ?? today;
  return {
    ...common(key, team),
    to,
    round: 0,
    kind,
    sharedBy: [kind],
    dueOn: since,
    // Where it is still the day before, it is the first time.
    stage: (day) => -Math.max(0, Math.floor(daysBetween(since, day) / REPEAT_DAYS)),
    from: since,
  };
}

const lacksDeputy = (key: PlannedKey): boolean =>
  key.tier === 1 && isOwned(key) && !key.rotating && !key.deputy?.fit;

/** Who has just recorded the key was told so then. */
function noDeputy(key: PlannedKey, team: PlanningTeam, today: Day): Topic {
  const topic = weekly(key, team, 'no_deputy', key.custodian, today);
  return { ...topic, stage: (day, last) => (day > key.recordedOn ? topic.stage(day, last) : null) };
}

/** The asked person first; when that did not help as long again, or they are gone, who offered the key. */
function pendingOffer(
  { round, askedOn, from, to }: NonNullable<PlannedKey['offer']>,
  key: PlannedKey,
  team: PlanningTeam,
): Topic[] {
  const reminded = key.sent.find((sent) => sent.kind === 'handover_pending' && sent.round === round);
  const { offered, offerer } = OFFER_STAGES;
  const isFirst = reminded === undefined && to.fit;
  const told = isFirst ? to : from;
  if (!told.fit) return [];
  const waits = (today: Day): boolean =>
    reminded?.open == null
      ? workingDaysBetween(askedOn, today, team) >= offered
      : workingDaysBetween(dayIn(reminded.open.since, team.zone), today, team) >= offerer - offered;
  const topic: Topic = {
    ...common(key, team),
    to: told,
    round,
    kind: 'handover_pending',
    sharedBy: ['handover_pending'],
    dueOn: askedOn,
    stage: (today) => (waits(today) ? -(isFirst ? offered : offerer) : null),
    from: askedOn,
    lastOfAll: -OFFER_STAGES.offerer,
  };
  return [topic];
}

/** What was sent about a topic to one audience, in any of the words for it. */
export const sentAbout = (key: PlannedKey, topic: Topic, audience: NudgeAudience): readonly Sent[] =>
  key.sent.filter(
    (sent) =>
      sent.audience === audience &&
      sent.dueOn === topic.dueOn &&
      sent.round === topic.round &&
      topic.sharedBy.includes(sent.kind),
  );
