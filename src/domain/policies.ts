/** What a team may change of the product's own rules. What it has not changed is as the product has it. */
import { z } from 'zod';
import { rotationDays } from './exposure.ts';
import { snoozeBound } from './rotation.ts';
import type { Tier } from './words.ts';

export const MOST_ROTATION_DAYS = 730;
export const MOST_SNOOZE_DAYS = 30;
export const MOST_SNOOZES = 10;
export const MOST_ESCALATION_DAYS = 30;

const byTier = <Shape extends z.ZodType>(shape: Shape) => z.object({ 1: shape, 2: shape, 3: shape });
const eachTier = <Value>(of: (tier: Tier) => Value): Record<Tier, Value> => ({
  1: of(1),
  2: of(2),
  3: of(3),
});

const Snooze = z.object({
  totalDays: z.number().int().min(0).max(MOST_SNOOZE_DAYS),
  /** `null` when only the days count. */
  times: z.number().int().min(0).max(MOST_SNOOZES).nullable(),
});

/** As stored in `workspaces.policies`. */
export const Policies = z.object({
  /** Days between rotations, by tier. */
  rotationDays: byTier(z.number().int().min(1).max(MOST_ROTATION_DAYS)).default(eachTier(rotationDays)),
  /** How far one due day may be put off in all, by tier. */
  snooze: byTier(Snooze).default(eachTier(snoozeBound)),
  /** Days after which an unanswered nudge is told to others too. */
  escalation: z
    .object({
      toDeputy: z.number().int().min(1).max(MOST_ESCALATION_DAYS),
      toChannel: z.number().int().min(1).max(MOST_ESCALATION_DAYS),
    })
    .default({ toDeputy: 3, toChannel: 7 }),
  /** When an overdue key of tier 1 is reminded of: also on weekends and holidays, or not. Never at night. */
  overdueTier1: z.enum(['working_days', 'every_day']).default('working_days'),
});
export type Policies = z.infer<typeof Policies>;

export const defaultPolicies: Policies = Policies.parse({});
