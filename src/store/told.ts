/** Who was called to an incident, as the audit log keeps it for good: the messages themselves are swept after a month. */
import { and, eq, inArray } from 'drizzle-orm';
import type { IncidentRef, PersonId } from '../domain/words.ts';
import type { Scope } from './database.ts';
import { audit } from './schema.ts';

const SECOND = 'called a second person';
const ABUSE = 'abuse seen';
const deeds = ['called because of silence', SECOND, ABUSE, 'step handed over'];

/** Everybody who was called to it or given a step of it, and whether the team channel was called too. */
export async function calledTo(
  { sql: db, workspace }: Scope,
  incident: IncidentRef,
): Promise<{ readonly people: PersonId[]; readonly channel: boolean }> {
  const rows = await db
    .selectDistinct({ deed: audit.deed, detail: audit.detail })
    .from(audit)
    .where(
      and(
        eq(audit.workspace, workspace),
        eq(audit.subject, `incident:${incident}`),
        inArray(audit.deed, deeds),
      ),
    );
  return {
    people: rows.flatMap(({ detail: { people = [], to } }) => [
      ...(people as PersonId[]),
      ...(to === undefined ? [] : [to as PersonId]),
    ]),
    channel: rows.some(({ deed, detail }) => [SECOND, ABUSE].includes(deed) || detail['level'] === 'channel'),
  };
}
