/** What stands around an incident: what is known of the leak, and which others it hangs together with. */
import { siblingsOf } from '../domain/siblings.ts';
import type { IncidentRef, PersonId } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import { incidentById, type StoredIncident } from '../store/incidents.ts';
import { keysNear } from '../store/siblings.ts';

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

export async function aroundOf(scope: Scope, stored: StoredIncident): Promise<Around> {
  const { knownWhere: where, knownHow: how, knownBy: by, knownAt: at, siblingOf } = stored;
  const first = siblingOf === null ? null : await incidentById(scope, siblingOf);
  return {
    known: by === null || at === null ? null : { where, how, by, at },
    siblingOf: first === null ? null : { id: first.id, number: first.number },
    atRisk: stored.state === 'open' && !stored.drill ? await countAtRisk(scope, stored) : 0,
  };
}

async function countAtRisk(scope: Scope, { key }: StoredIncident): Promise<number> {
  const [leaked, ...others] = await keysNear(scope, key);
  if (leaked === undefined) return 0;
  return siblingsOf(leaked, others).filter(({ key: other }) => other.incident === null).length;
}
