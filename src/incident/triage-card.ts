import { type FrozenStep, playbookOfAny, urgentKinds } from '../domain/playbook.ts';
import { Refusal } from '../domain/refusal.ts';
import type { IncidentRef, TriageRef } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import type { Scope } from '../store/database.ts';
import { incidentById } from '../store/incidents.ts';
import { keyById } from '../store/keys.ts';
import { openTriages, type TriageRow, triageById } from '../store/triages.ts';

/** All that the live card of a leak shows whose key is not known. */
export interface TriageCard extends TriageRow {
  /** Whose key it is, as far as it is known, and how one of theirs is stopped. */
  readonly issuer: {
    readonly id: string;
    readonly name: string;
    /** The official pages where keys are listed. */
    readonly pages: readonly { readonly label: string; readonly url: string }[];
    readonly steps: readonly FrozenStep[];
  } | null;
  /** What became of it, once its key was found. */
  readonly became: { readonly id: IncidentRef; readonly number: number; readonly label: string } | null;
}

export async function triageCard(scope: Scope, id: TriageRef): Promise<TriageCard | null> {
  const triage = await triageById(scope, id);
  if (triage === null) return null;
  return { ...triage, issuer: issuerOf(triage.provider), became: await becameOf(scope, triage.incident) };
}

/** @throws Refusal `not_found`. */
export async function triageOf(scope: Scope, id: TriageRef): Promise<TriageCard> {
  const card = await triageCard(scope, id);
  if (card !== null) return card;
  throw new Refusal('not_found', 'There is no such report here.', 'List the open ones with incidents.');
}

/** Those that are open, for a list. */
export async function unknownLeaks(scope: Scope, limit: number): Promise<Omit<TriageCard, 'became'>[]> {
  const { rows } = await openTriages(scope, limit);
  return rows.map((row) => ({ ...row, issuer: issuerOf(row.provider) }));
}

function issuerOf(id: string | null): TriageCard['issuer'] {
  if (id === null) return null;
  const provider = findProvider(id);
  return {
    id: provider.id,
    name: provider.name,
    pages: provider.regions.map(({ keysPage, label }) => ({ url: keysPage, label })),
    steps: playbookOfAny(provider).steps.filter(({ kind }) => urgentKinds.includes(kind)),
  };
}

async function becameOf(scope: Scope, id: IncidentRef | null): Promise<TriageCard['became']> {
  const incident = id === null ? null : await incidentById(scope, id);
  const key = incident === null ? null : await keyById(scope, incident.key);
  return incident === null || key === null
    ? null
    : { id: incident.id, number: incident.number, label: key.label };
}
