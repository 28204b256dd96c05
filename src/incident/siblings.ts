/** Other keys that may be in the same hands: offered once a leak is open, each with one click to its own incident. */
import type { Act } from '../domain/act.ts';
import { type Sibling, siblingsOf } from '../domain/siblings.ts';
import type { IncidentRef, KeyRef } from '../domain/words.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import { incidentById } from '../store/incidents.ts';
import { type KeyNearby, keysNear, leakedIn } from '../store/siblings.ts';
import { refuseUnknown } from './at-work.ts';
import { type Declared, declareIn } from './declare.ts';
import { redrawIncident } from './effects.ts';

export interface Suspects {
  readonly incident: { readonly id: IncidentRef; readonly number: number };
  readonly label: string;
  readonly keys: readonly Sibling<KeyNearby>[];
}

/** @throws Refusal `not_found`. */
export async function suspectsOf(scope: Scope, id: IncidentRef): Promise<Suspects> {
  const [incident, leaked] = await Promise.all([incidentById(scope, id), leakedIn(scope, id)]);
  if (incident === null || leaked === null) return refuseUnknown();
  return { incident, label: leaked.label, keys: siblingsOf(leaked, await keysNear(scope, leaked)) };
}

/** One of the suspects counts as leaked too: it gets an incident of its own, or its open one is joined. */
export function declareSibling(
  database: Database,
  act: Act,
  { incident: id, key }: { incident: IncidentRef; key: KeyRef },
): Promise<Declared> {
  return inWorkspace(database, act, async (tx) => {
    const incident = (await incidentById(tx, id)) ?? refuseUnknown();
    const declared = await declareIn(tx, {
      key,
      drill: false,
      siblingOf: id,
      channel: incident.originChannel,
    });
    if (!declared.joined) tx.record('sibling reported', `incident:${id}`, { key, incident: declared.number });
    redrawIncident(tx, incident, { all: false });
    return declared;
  });
}
