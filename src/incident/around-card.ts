/** What stands around an incident: what is known of the leak, and which others it hangs together with. */
import { siblingsOf } from '../domain/siblings.ts';
import type { IncidentRef, PersonId } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import { incidentById, type StoredIncident } from '../store/incidents.ts';
import { type KeyNearby, keysNear } from '../store/siblings.ts';

export interface Around {
  /** `null` while nobody said anything. */
  readonly known: {
    readonly where: string | null;
    readonly how: string | null;
    readonly by: PersonId;
    readonly at: Date;
  } | null;
  /** The incident in which its key was suspected first. */
  readonly siblingOf: { readonly id: IncidentRef; readonly number: number } | null;
  /** How many other keys share something with this one and have no open incident; none once it is over. */
  readonly atRisk: number;
}

/** @param leaked where the secret of its key lies. */
export async function aroundOf(scope: Scope, stored: StoredIncident, leaked: KeyNearby): Promise<Around> {
  const { knownWhere: where, knownHow: how, knownBy: by, knownAt: at, siblingOf } = stored;
  const offers = stored.state === 'open' && !stored.drill;
  const [first, atRisk] = await Promise.all([
    siblingOf === null ? null : incidentById(scope, siblingOf),
    offers ? countAtRisk(scope, leaked) : 0,
  ]);
  return {
    known: by === null || at === null ? null : { where, how, by, at },
    siblingOf: first === null ? null : { id: first.id, number: first.number },
    atRisk,
  };
}

async function countAtRisk(scope: Scope, leaked: KeyNearby): Promise<number> {
  const others = await keysNear(scope, leaked);
  return siblingsOf(leaked, others).filter(({ key }) => key.incident === null).length;
}
