/** A leaked key in a team of its own: console holders, services, and a provider that answers what a test says. */
import type { Classified } from '../../src/domain/proof.ts';
import type { IncidentRef, KeyRef, PersonId, ServiceRef } from '../../src/domain/words.ts';
import { incidentAfterVerdict } from '../../src/incident/after-verdict.ts';
import { declareIncident } from '../../src/incident/declare.ts';
import { type IncidentCard, incidentCard } from '../../src/incident/incident-card.ts';
import { askDueQuestions } from '../../src/proof/ask-due.ts';
import type { AskProvider } from '../../src/proof/ask-provider.ts';
import { planProof } from '../../src/proof/plan-proof.ts';
import { setBreakGlass, setConsoleHolders } from '../../src/store/accounts.ts';
import { databaseNow, inWorkspace } from '../../src/store/database.ts';
import { lockKey } from '../../src/store/keys.ts';
import type { NewKey } from '../../src/store/new-key.ts';
import { insertService } from '../../src/store/services.ts';
import { ana, bea, cem, home, makeWorld as makeTeam, type World as Team } from '../rotation/world.ts';
import type { LentDatabase } from '../support/lent-database.ts';

export { ana, bea, cem, home };

const exists: Classified = { result: 'exists', code: '50105', reason: 'key known, passphrase refused' };
const absent: Classified = { result: 'absent', code: '50119', reason: 'OKX does not know this key here' };
const busy: Classified = { result: 'inconclusive', code: '50013', reason: 'OKX is busy' };
export const said = { exists, absent, busy };

export interface World extends Team {
  readonly keyRef: KeyRef;
  readonly service: ServiceRef;
  /** The database's time now: deletions and answers are ordered by it. */
  now(): Promise<Date>;
  /** Declares the leak (or a drill) as reported by somebody. */
  declare(by?: PersonId, drill?: boolean): Promise<IncidentRef>;
  card(id: IncidentRef): Promise<IncidentCard>;
  /** What the provider says from now on, by host; a host that is not named knows nothing. */
  provider(hosts: Readonly<Record<string, Classified>>): void;
  /** Which hosts were asked so far. */
  readonly asked: string[];
  /** Moves the database's clock forward. */
  move(seconds: number): Promise<void>;
  /** Called while the provider is being asked, before it answers. */
  whileAsking: () => Promise<void>;
  /** Asks all questions that are due now. */
  answer(): Promise<number>;
  /** Sees the key alive once, before anything leaked. */
  baseline(host?: string): Promise<void>;
}

export async function makeWorld(facts: Partial<NewKey> = {}, lent?: LentDatabase): Promise<World> {
  const team = await makeTeam(lent);
  const keyRef = await team.addKey({
    label: 'prop-desk',
    dueIn: 50,
    permissions: ['read', 'trade'],
    ...facts,
  });
  const service = await inWorkspace(team.database, team.by(ana), async (tx) => {
    const key = await lockKey(tx, keyRef);
    if (key === null) throw new Error('no key');
    await setConsoleHolders(tx, key.account, [bea, cem]);
    await setBreakGlass(tx, key.account, 'Safe in the office, envelope 4');
    const made = await insertService(tx, {
      name: 'trading-bot',
      nameKey: 'trading-bot',
      owner: cem,
      channel: null,
      runbook: null,
    });
    if (made === null) throw new Error('no service');
    return made.id;
  });
  await team.rows(
    `insert into key_services (workspace, key, service) values ('${home}', ${keyRef}, ${service})`,
  );
  let answers: Readonly<Record<string, Classified>> = {};
  const asked: string[] = [];
  const asker: AskProvider = async (provider, { region }) => {
    const host = provider.regions.find(({ id }) => id === region)?.apiHost ?? '';
    asked.push(host);
    await world.whileAsking();
    return { host, ...(answers[host] ?? absent) };
  };
  const now = () => databaseNow(team.database);
  const world: World = {
    ...team,
    keyRef,
    service,
    asked,
    whileAsking: async () => undefined,
    now,
    declare: async (by = ana, drill = false) =>
      (await declareIncident(team.database, team.by(by, await now()), { key: keyRef, drill })).id,
    card: async (id) => {
      const card = await team.look((scope) => incidentCard(scope, id));
      if (card === null) throw new Error('no card');
      return card;
    },
    provider: (hosts) => {
      answers = hosts;
    },
    move: async (seconds) => {
      await team.rows(
        `insert into local_clock ("only", offset_seconds) values (true, ${seconds})
         on conflict ("only") do update set offset_seconds = local_clock.offset_seconds + ${seconds}`,
      );
    },
    answer: async () => {
      const moment = await now();
      return askDueQuestions(team.database, asker, team.clock(moment), [incidentAfterVerdict], 10);
    },
    baseline: async (host = 'www.okx.com') => {
      world.provider({ [host]: exists });
      const moment = await now();
      await inWorkspace(team.database, team.by(ana, moment), (tx) =>
        planProof(tx, { key: keyRef, incident: null, purpose: 'baseline', askedBy: ana, at: [moment] }),
      );
      await world.answer();
      await world.move(60);
    },
  };
  return world;
}
