/** What people are nudged about, when, and what answers it. How it is planned from this: domain/nudge-plan.ts. */
import { type SnoozeBound, STAGES, type Stage } from './rotation.ts';

/** What a nudge is about. All kinds are planned, sent and answered by the same machinery. */
export const nudgeKinds = [
  'rotation',
  'expiry',
  'self_destruct',
  'ownerless',
  'no_deputy',
  'handover_pending',
] as const;
export type NudgeKind = (typeof nudgeKinds)[number];

/** The one who answers for the key (custodian, else deputy, else lead); later, when ignored, the others too. */
export const nudgeAudiences = ['custodian', 'deputy', 'lead', 'channel'] as const;
export type NudgeAudience = (typeof nudgeAudiences)[number];

/** What became of a nudge; `settled`: what it was about is over without an answer. */
export const nudgeAnswers = [
  'rotation_started',
  'snoozed',
  'handed_over',
  'not_mine',
  'rotated_already',
  'in_use',
  'settled',
] as const;
export type NudgeAnswer = (typeof nudgeAnswers)[number];

/** The day a key is due, said in the words of what makes it due. They share their stages: a change of words is no new nudge. */
export const cycleKinds = ['rotation', 'expiry'] as const satisfies readonly NudgeKind[];

/** Which open nudges about a key an answer ends. */
export const endsBy: Readonly<Record<NudgeAnswer, readonly NudgeKind[]>> = {
  rotation_started: ['rotation', 'expiry', 'self_destruct'],
  rotated_already: ['rotation', 'expiry', 'self_destruct'],
  snoozed: ['rotation', 'expiry'],
  handed_over: nudgeKinds,
  not_mine: ['rotation', 'expiry', 'self_destruct', 'no_deputy'],
  in_use: ['self_destruct'],
  settled: nudgeKinds,
};

/**
 * Whether others are told when it stays unanswered. A waiting offer is not: whoever made it is told, and the key still
 * has its custodian.
 */
export const escalates = (kind: NudgeKind): boolean => kind !== 'handover_pending';

/** Days between two nudges about a key that nobody answers for, or that has nobody to step in. */
export const REPEAT_DAYS = 7;

/** Working days after which the asked person, and then who offered the key, is reminded of an offer. */
export const OFFER_STAGES = { offered: 2, offerer: 4 } as const;

/** Days before an end at which it is said, the earliest first. After the last one nothing more is said. */
export const EXPIRY_STAGES: readonly number[] = STAGES;
/** The same for a provider's own rule. A key that dies within weeks of not being used gets less notice. */
export const destructionStages = (ruleDays: number): readonly number[] =>
  ruleDays <= 30 ? [4, 1, 0] : [14, 7, 1, 0];

/** The latest of these stages reached for a day; the last one also when it has passed. */
export function stageBefore(stages: readonly number[], daysLeft: number): Stage | null {
  return stages.findLast((stage) => daysLeft <= stage) ?? null;
}

/** Days that a snooze may last. */
const SNOOZES = [1, 3, 7] as const;

/** The snoozes that the bound of a key's tier still allows for its due day; none when it was put off enough. */
export function snoozeChoices(
  { totalDays, times }: SnoozeBound,
  used: { readonly times: number; readonly days: number },
): number[] {
  if (times !== null && used.times >= times) return [];
  return SNOOZES.filter((days) => used.days + days <= totalDays);
}
