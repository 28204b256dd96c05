/** Writes of an incident's steps. */
import { and, eq, placeholder, sql } from 'drizzle-orm';
import type { IncidentStep } from '../domain/incident-state.ts';
import type { IncidentRef } from '../domain/words.ts';
import type { Tx } from './database.ts';
import type { StoredIncident } from './incidents.ts';
import { incidentSteps } from './schema.ts';
import { statement } from './statement.ts';

/** Keeps what became of a step. */
export function saveStep(tx: Tx, stored: StoredIncident, was: IncidentStep, step: IncidentStep): void {
  if (was.state === step.state && was.by === step.by && was.note === step.note) return;
  const { workspace } = tx;
  const { state, by, at, claimedAt, note } = step;
  tx.write(
    updateStep(tx.sql).execute({
      workspace,
      incident: stored.id,
      step: step.id,
      state,
      by,
      at,
      claimedAt,
      note,
    }),
  );
  const title = stored.steps.find((row) => row.step === step.id)?.frozen.title ?? step.id;
  const to = step.state === 'claimed' && step.by !== tx.act.person ? { to: step.by } : {};
  const deed = 'to' in to ? 'step handed over' : stepDeed(was, step);
  tx.record(deed, `incident:${stored.id}`, {
    step: step.id,
    kind: step.kind,
    title,
    note: step.note,
    ...to,
  });
}

const updateStep = statement((db: Tx['sql']) =>
  db
    .update(incidentSteps)
    .set({
      state: sql`${placeholder('state')}`,
      by: sql`${placeholder('by')}`,
      at: sql`${placeholder('at')}`,
      claimedAt: sql`${placeholder('claimedAt')}`,
      note: sql`${placeholder('note')}`,
      // Whoever has it now is waited for anew.
      chases: 0,
      chasedAt: null,
    })
    .where(
      and(
        eq(incidentSteps.workspace, placeholder('workspace')),
        eq(incidentSteps.incident, placeholder('incident')),
        eq(incidentSteps.step, placeholder('step')),
      ),
    )
    .prepare('save_step'),
);

function stepDeed(was: IncidentStep, step: IncidentStep): string {
  if (step.state !== 'open') return `step ${step.state}`;
  return was.state === 'claimed' ? 'step released' : 'step taken back';
}

/** Keeps the order of all steps. */
export function savePositions(tx: Tx, incident: IncidentRef, steps: readonly IncidentStep[]): void {
  for (const [position, { id }] of steps.entries()) {
    tx.write(
      tx.sql
        .update(incidentSteps)
        .set({ position })
        .where(
          and(
            eq(incidentSteps.workspace, tx.workspace),
            eq(incidentSteps.incident, incident),
            eq(incidentSteps.step, id),
          ),
        ),
    );
  }
}
