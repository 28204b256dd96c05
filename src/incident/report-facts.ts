/** All that a report of an incident tells, whoever reads it. */
import type { IncidentRef, PersonId } from '../domain/words.ts';
import { type AuditRow, historyOf } from '../store/audit.ts';
import type { Scope } from '../store/database.ts';
import { peopleAmong } from '../store/people.ts';
import { observationsOf } from '../store/proofs.ts';
import { refuseUnknown } from './at-work.ts';
import { type IncidentCard, incidentCard } from './incident-card.ts';

/** More rows than any incident has; the newest are kept. */
const ROWS = 2_000;

export type Name = (person: string) => string;

export interface ReportFacts {
  readonly card: IncidentCard;
  /** Its audit log, oldest first. */
  readonly rows: readonly AuditRow[];
  readonly answers: Awaited<ReturnType<typeof observationsOf>>;
  readonly name: Name;
  /** Without its ending. */
  readonly fileName: string;
}

/**
 * @param write makes a person's name fit for the text it stands in.
 * @throws Refusal `not_found`.
 */
export async function reportFacts(
  scope: Scope,
  id: IncidentRef,
  write: (name: string) => string,
): Promise<ReportFacts> {
  const card = (await incidentCard(scope, id)) ?? refuseUnknown();
  const rows = (await historyOf(scope, `incident:${id}`, ROWS)).toReversed();
  const answers = (await observationsOf(scope, card.key)).filter(
    ({ incident, purpose }) => incident === id || purpose === 'baseline',
  );
  const slug =
    card.label
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'key';
  const fileName = `${card.drill ? 'drill' : 'incident'}-${card.number}-${slug}`;
  return { card, rows, answers, name: await naming(scope, card, rows, write), fileName };
}

async function naming(
  scope: Scope,
  card: IncidentCard,
  rows: readonly AuditRow[],
  write: (name: string) => string,
): Promise<Name> {
  const ids = new Set<string | null>([
    card.lead,
    card.reportedBy,
    ...rows.map(({ actor }) => actor),
    ...(card.ladder?.words ?? []).map(({ person }) => person),
    ...card.notices.flatMap(({ owner, acknowledgedBy }) => [owner, acknowledgedBy]),
    ...card.steps.map(({ who }) => who),
    ...card.followUps.flatMap(({ owner, doneBy }) => [owner, doneBy]),
  ]);
  ids.delete(null);
  const known = await peopleAmong(scope, [...ids] as PersonId[]);
  const names = new Map<string, string>(known.map(({ id, name }) => [id, name]));
  return (person) => (person === 'clock' ? 'Keysteward' : write(names.get(person) ?? person));
}
