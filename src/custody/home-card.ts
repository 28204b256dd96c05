import type { Act } from '../domain/act.ts';
import { addDays, dayIn } from '../domain/days.ts';
import { may } from '../domain/permissions.ts';
import type { PersonId } from '../domain/words.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import {
  type OwnService,
  servicesWithKeys,
  type TeamHealth,
  teamHealth,
  type Waiting,
  waitingFor,
} from '../store/home.ts';
import { openIncidents } from '../store/incidents.ts';
import { want } from '../store/outbox.ts';
import { openTriages } from '../store/triages.ts';
import { rememberedRole } from '../workspace/identify.ts';
import { type SetupStep, setupLeft } from '../workspace/setup.ts';
import { DUE_WITHIN, type KeyList, listKeys } from './find-keys.ts';

/** What somebody sees on their Home: useful to a person with no role too. */
export interface HomeCard {
  readonly waiting: readonly Waiting[];
  readonly mine: KeyList;
  readonly services: readonly OwnService[];
  readonly incidents: readonly { id: number; number: number; label: string; drill: boolean }[];
  /** Leaks of keys that are not known yet. */
  readonly unknown: readonly { id: number; number: number; says: string | null }[];
  /** How many incidents are open in all, those of unknown keys among them. */
  readonly open: number;
  readonly health: TeamHealth;
  /** What is left to set up, for an admin. */
  readonly setup: readonly SetupStep[];
}

const SHOWN = 10;

/** A handful of queries, however many keys the team has. */
export async function homeCard(scope: Scope, person: PersonId): Promise<HomeCard> {
  const today = dayIn(scope.now, 'UTC');
  const [waiting, mine, services, incidents, health, setup, unknown] = await Promise.all([
    waitingFor(scope, person, SHOWN),
    listKeys(scope, person, 'mine', 1),
    servicesWithKeys(scope, person, SHOWN),
    openIncidents(scope, SHOWN),
    teamHealth(scope, today, addDays(today, DUE_WITHIN)),
    setupFor(scope, person),
    openTriages(scope, SHOWN),
  ]);
  const open = incidents.total + unknown.total;
  return { waiting, mine, services, incidents: incidents.rows, unknown: unknown.rows, open, health, setup };
}

const setupFor = async (scope: Scope, person: PersonId): Promise<SetupStep[]> =>
  may(await rememberedRole(scope, person), 'admin') ? setupLeft(scope) : [];

/** Somebody looks at their Home: it is drawn anew. */
export async function showHome(database: Database, act: Act, person: PersonId): Promise<void> {
  await inWorkspace(database, act, (tx) =>
    want(tx, { name: `home:${person}`, effect: { do: 'home', person }, lane: 'answer' }),
  );
}
