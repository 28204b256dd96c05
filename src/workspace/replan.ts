/** What a changed rotation period means for the keys that are there. */
import type { Policies } from '../domain/policies.ts';
import { afterPolicyChange, dueOn, storedRotateBy } from '../domain/rotation.ts';
import type { Day, Tier } from '../domain/words.ts';
import { todayIn } from '../rotation/today.ts';
import type { Tx } from '../store/database.ts';
import { type DatedKey, lockKeysOfTier, type NewDay, setDays } from '../store/rotate-by.ts';

/** Keys of one tier that got another due day. */
export interface Replanned {
  readonly tier: Tier;
  readonly keys: number;
  /** The first day on which one of them is due now. */
  readonly firstDue: Day;
  readonly sooner: boolean;
}

interface Rules {
  readonly policies: Policies;
  readonly timezone: string;
}

/** A tier's shorter period holds for its keys that have a longer one, with time to act; see `afterPolicyChange`. */
export async function replan(tx: Tx, before: Rules, after: Rules): Promise<Replanned[]> {
  const today = todayIn(tx.now, after.timezone);
  const replanned: Replanned[] = [];
  for (const tier of [1, 2, 3] as const) {
    const period = { before: before.policies.rotationDays[tier], now: after.policies.rotationDays[tier] };
    if (period.before === period.now) continue;
    const moved = (await lockKeysOfTier(tx, tier)).flatMap((key) => newDayOf(key, period, today));
    await setDays(tx, moved);
    const [firstDue] = moved.map((day) => day.dueOn).sort();
    if (firstDue !== undefined)
      replanned.push({ tier, keys: moved.length, firstDue, sooner: period.now < period.before });
  }
  return replanned;
}

function newDayOf(
  key: DatedKey,
  period: { readonly before: number; readonly now: number },
  today: Day,
): NewDay[] {
  const set = afterPolicyChange(key, period, today);
  const stored = storedRotateBy(set);
  const same = stored.rotateBy === key.rotateBy && stored.rotateByBecause === key.rotateByBecause;
  if (same) return [];
  const due = dueOn({
    created: key.createdOn,
    rotatedOn: null,
    rotationDays: key.rotationDays,
    expiresOn: key.expiresOn,
    rotateBy: stored.rotateBy,
  });
  return [{ key, set, dueOn: due }];
}
