import type { Act } from '../domain/act.ts';
import { may } from '../domain/permissions.ts';
import type { PersonId } from '../domain/words.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import { openIncidents } from '../store/incidents.ts';
import { want } from '../store/outbox.ts';
import { rememberedRole } from '../workspace/identify.ts';
import { type SetupStep, setupLeft } from '../workspace/setup.ts';
import { type KeyList, listKeys } from './find-keys.ts';

/** What somebody sees on their Home: useful to a person with no role too. */
export interface HomeCard {
  readonly mine: KeyList;
  readonly due: KeyList;
  readonly incidents: readonly { id: number; number: number; label: string; drill: boolean }[];
  /** What is left to set up, for an admin. */
  readonly setup: readonly SetupStep[];
}

export async function homeCard(scope: Scope, person: PersonId): Promise<HomeCard> {
  const [mine, due, incidents, setup] = await Promise.all([
    listKeys(scope, person, 'mine', 1),
    listKeys(scope, person, 'due', 1),
    openIncidents(scope, 10),
    setupFor(scope, person),
  ]);
  return { mine, due, incidents: incidents.rows, setup };
}

const setupFor = async (scope: Scope, person: PersonId): Promise<SetupStep[]> =>
  may(await rememberedRole(scope, person), 'admin') ? setupLeft(scope) : [];

/** Somebody opened their Home: it is drawn anew. */
export async function showHome(database: Database, act: Act, person: PersonId): Promise<void> {
  await inWorkspace(database, act, (tx) =>
    want(tx, { name: `home:${person}`, effect: { do: 'home', person }, lane: 'answer' }),
  );
}
