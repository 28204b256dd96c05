/** All that a report of an incident tells, whoever reads it. */
import type { IncidentRef, PersonId } from '../domain/words.ts';
import { type AuditRow, historyOf } from '../store/audit.ts';
import type { Scope } from '../store/database.ts';
import { type Note, notesOf } from '../store/incident-notes.ts';
import { peopleAmong } from '../store/people.ts';
import { observationsOf } from '../store/proofs.ts';
import { triagesOf } from '../store/triages.ts';
import { refuseUnknown } from './at-work.ts';
import { type IncidentCard, incidentCard } from './incident-card.ts';

/** More rows than any incident has; the newest are kept. */
const ROWS = 2_000;

export type Name = (person: string) => string;

export interface ReportFacts {
  readonly card: IncidentCard;
  /** Its audit log, oldest first, with that of the triage it came from. */
  readonly rows: readonly AuditRow[];
  /** Messages that people put into its timeline, in the order in which they were said. */
  readonly notes: readonly Note[];
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
  const subjects = [`incident:${id}`, ...(await triagesOf(scope, id)).map((triage) => `triage:${triage}`)];
  const logs = await Promise.all(subjects.map((subject) => historyOf(scope, subject, ROWS)));
  const rows = logs.flat().toSorted((a, b) => a.seq - b.seq);
  const notes = await notesOf(scope, id);
  const answers = (await observationsOf(scope, card.key)).filter(
    ({ incident, purpose }) => incident === id || purpose === 'baseline',
  );
  const slug =
    card.label
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'key';
  const fileName = `${card.drill ? 'drill' : 'incident'}-${card.number}-${slug}`;
  const authors = notes.flatMap(({ author, addedBy }) => [author, addedBy]);
  return { card, rows, notes, answers, name: await naming(scope, card, rows, authors, write), fileName };
}

async function naming(
  scope: Scope,
  card: IncidentCard,
  rows: readonly AuditRow[],
  authors: readonly (string | null)[],
  write: (name: string) => string,
): Promise<Name> {
  const ids = new Set<string | null>([
    ...authors,
    card.around.known?.by ?? null,
    card.lead,
    card.reportedBy,
    card.scribe,
    ...card.responders,
    card.override?.requestedBy ?? null,
    ...rows.map(({ actor }) => actor),
    ...(card.ladder?.words ?? []).map(({ person }) => person),
    ...card.notices.flatMap(({ owner, acknowledgedBy, switchedBy }) => [owner, acknowledgedBy, switchedBy]),
    ...card.steps.map(({ who }) => who),
    ...card.followUps.flatMap(({ owner, doneBy }) => [owner, doneBy]),
  ]);
  ids.delete(null);
  const known = await peopleAmong(scope, [...ids] as PersonId[]);
  const names = new Map<string, string>(known.map(({ id, name }) => [id, name]));
  return (person) => (person === 'clock' ? 'Keysteward' : write(names.get(person) ?? person));
}

/** One moment of the timeline: something that was done, or something that somebody said. */
export type Moment =
  | { readonly kind: 'deed'; readonly at: Date; readonly row: AuditRow }
  | { readonly kind: 'message'; readonly at: Date; readonly note: Note };

/** Deeds and messages in the order of time; of what happened at one moment, the deeds in the order of the log. */
export function timelineOf({ rows, notes }: Pick<ReportFacts, 'rows' | 'notes'>): Moment[] {
  return [
    ...rows.map((row): Moment => ({ kind: 'deed', at: row.at, row })),
    ...notes.map((note): Moment => ({ kind: 'message', at: note.saidAt, note })),
  ].toSorted((a, b) => a.at.getTime() - b.at.getTime());
}
