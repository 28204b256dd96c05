/** Which nudge is due for a key, and how often it can still be put off. */
import type { WorkDays } from './days.ts';
import { type SnoozeBound, type Stage, stageFor } from './rotation.ts';
import type { Day } from './words.ts';

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

export interface NudgedKey {
  readonly dueOn: Day;
  readonly snoozedUntil: Day | null;
  /** The latest stage that was sent for this due day in this round; `null` when none was. */
  readonly lastStage: Stage | null;
}

/**
 * The stage to nudge about today, `null` when there is none. Stages that were missed are merged into the latest one,
 * not replayed; a stage that was sent is not sent again, and none before it.
 */
export function stageToSend(key: NudgedKey, today: Day, team: WorkDays): Stage | null {
  if (key.snoozedUntil !== null && today < key.snoozedUntil) return null;
  const stage = stageFor(key.dueOn, today, team);
  return stage !== null && (key.lastStage === null || stage < key.lastStage) ? stage : null;
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
