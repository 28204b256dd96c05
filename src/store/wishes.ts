/** What became of a wish that took two people: it is gone from the incident, and stands in the audit log. */
import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { EndOfWish, Lapse, TwoPersons, WishEnd } from '../domain/incident-wishes.ts';
import { type IncidentRef, personId } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { audit } from './schema.ts';

const names: Readonly<Record<TwoPersons, string>> = { override: 'override', false_alarm: 'false alarm' };

const reasons: Readonly<Record<EndOfWish, string | null>> = {
  withdrawn: null,
  abuse: 'abuse was seen after it was asked for',
  alive: 'the key was seen alive after it was asked for',
  reopened: 'the incident was opened again',
};

/** Records that a wish is gone: withdrawn by whoever acts, or lapsed by what was learnt. */
export function recordLapse(tx: Tx, incident: IncidentRef, { what, wish, because: cause }: Lapse): void {
  const because = reasons[cause];
  tx.record(`${names[what]} ${because === null ? 'withdrawn' : 'lapsed'}`, `incident:${incident}`, {
    cause,
    ...(because === null ? {} : { because }),
    askedBy: wish.requestedBy,
    askedAt: wish.requestedAt.getTime(),
  });
}

/** @param askedAt which wish, in milliseconds; `null` for the last one that ended. */
export async function endOfWish(
  scope: Scope,
  incident: IncidentRef,
  what: TwoPersons,
  askedAt: number | null,
): Promise<WishEnd | null> {
  const [row] = await scope.sql
    .select({ actor: audit.actor, at: audit.at, detail: audit.detail })
    .from(audit)
    .where(
      and(
        eq(audit.workspace, scope.workspace),
        eq(audit.subject, `incident:${incident}`),
        inArray(audit.deed, [`${names[what]} withdrawn`, `${names[what]} lapsed`]),
        askedAt === null ? undefined : sql`${audit.detail} ->> 'askedAt' = ${String(askedAt)}`,
      ),
    )
    .orderBy(desc(audit.seq))
    .limit(1);
  if (row === undefined) return null;
  const { cause, askedBy } = row.detail as { cause: EndOfWish; askedBy: string };
  const by = row.actor === 'clock' ? null : personId(row.actor);
  return { because: cause, askedBy: personId(askedBy), by, at: row.at };
}
