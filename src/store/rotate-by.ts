/** Days by which keys must be replaced, many at once. */
import { and, asc, eq, sql } from 'drizzle-orm';
import { type RotateBy, type StoredRotateBy, storedRotateBy } from '../domain/rotation.ts';
import type { Day, KeyRef, Tier } from '../domain/words.ts';
import type { Tx } from './database.ts';
import type { KeyRow } from './keys.ts';
import { keys } from './schema.ts';

export type DatedKey = StoredRotateBy &
  Pick<KeyRow, 'id' | 'tier' | 'createdOn' | 'rotationDays' | 'expiresOn' | 'dueOn'>;

/** The active keys of a tier, locked until the transaction ends. */
export function lockKeysOfTier(tx: Tx, tier: Tier): Promise<DatedKey[]> {
  return tx.sql
    .select({
      id: keys.id,
      tier: keys.tier,
      createdOn: keys.createdOn,
      rotationDays: keys.rotationDays,
      expiresOn: keys.expiresOn,
      dueOn: keys.dueOn,
      rotateBy: keys.rotateBy,
      rotateByCause: keys.rotateByCause,
      rotateByBecause: keys.rotateByBecause,
    })
    .from(keys)
    .where(and(eq(keys.workspace, tx.workspace), eq(keys.tier, tier), eq(keys.state, 'active')))
    .orderBy(asc(keys.id))
    .for('update');
}

export interface NewDay {
  readonly key: DatedKey;
  readonly set: RotateBy | null;
  readonly dueOn: Day;
}

/** Sets days of locked keys, with their due days; a snooze of the old due day is over. All rows travel as one value. */
export async function setDays(tx: Tx, days: readonly NewDay[]): Promise<void> {
  if (days.length === 0) return;
  const rows = days.map(({ key, set, dueOn }) => ({ id: key.id, ...storedRotateBy(set), dueOn }));
  await tx.sql.execute(sql`
    update keys k set rotate_by = r."rotateBy", rotate_by_cause = r."rotateByCause",
      rotate_by_because = r."rotateByBecause", due_on = r."dueOn",
      snoozed_until = case when k.due_on = r."dueOn" then k.snoozed_until end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
      id bigint, "rotateBy" date, "rotateByCause" text, "rotateByBecause" text, "dueOn" date)
    where k.workspace = ${tx.workspace} and k.id = r.id`);
  for (const { key, set, dueOn } of days) {
    const { rotateBy, rotateByCause, rotateByBecause, dueOn: due } = key;
    tx.record(set === null ? 'day taken away' : 'day set', subjectOf(key.id), {
      ...storedRotateBy(set),
      dueOn,
      before: { rotateBy, rotateByCause, rotateByBecause, dueOn: due },
    });
  }
}

const subjectOf = (key: KeyRef): string => `key:${key}`;
