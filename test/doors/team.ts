/** A team with one of everything that a door can be about, recorded through the use cases themselves. */
import { type Act, makeAct } from '../../src/domain/act.ts';
import { addDays, dayIn } from '../../src/domain/days.ts';
import { type ImportFile, NO_COUNTS } from '../../src/domain/import-file.ts';
import { labelKey } from '../../src/domain/labels.ts';
import { type KeyRef, personId, type RotationRef, workspaceId } from '../../src/domain/words.ts';
import { declareIncident } from '../../src/incident/declare.ts';
import { openTriage } from '../../src/incident/open-triage.ts';
import { offerKey } from '../../src/rotation/hand-over.ts';
import { startRotation } from '../../src/rotation/start-rotation.ts';
import { insertAccount, setConsoleHolders } from '../../src/store/accounts.ts';
import { type Database, databaseNow, inWorkspace } from '../../src/store/database.ts';
import { insertDepartureKeys, openDeparture } from '../../src/store/departures.ts';
import { importRead, insertImport } from '../../src/store/imports.ts';
import { insertKey } from '../../src/store/keys.ts';
import type { NewKey } from '../../src/store/new-key.ts';
import { rememberPerson, rememberWorkspace } from '../../src/store/people.ts';
import { insertService } from '../../src/store/services.ts';
import { BOT, LEADS } from './quiet-slack.ts';

/** Every id that a button or a form can be about; a door takes from it what it reads. */
export interface Things {
  readonly [name: string]: unknown;
  readonly key: number;
  readonly service: number;
  readonly incident: number;
  readonly rotation: number;
  readonly handover: number;
  readonly import: number;
  readonly triage: number;
}

/** What the team's texts say; a test looks for them in answers. */
export interface Texts {
  readonly label: string;
  readonly service: string;
  readonly account: string;
  readonly keptAt: string;
  readonly breakGlass: string;
  readonly runbook: string;
  readonly note: string;
}

export const plainTexts: Texts = {
  label: 'prop-desk',
  service: 'trading-bot',
  account: 'Main account',
  keptAt: 'vault: trading/okx',
  breakGlass: 'Safe in the office, envelope 4',
  runbook: 'https://runbooks.example.com/trading-bot',
  note: 'I am away next week',
};

export interface People {
  readonly admin: string;
  readonly member: string;
  readonly other: string;
  /** `admin` when nobody is named. */
  readonly custodian?: string;
  /** `member` when nobody is named, as for the next two. */
  readonly deputy?: string;
  readonly owner?: string;
  readonly holder?: string;
}

/**
 * Records an active key, one that rotates, one that is offered to `other`, and one that leaked.
 * @returns what buttons and forms can be about: `key` is the active one.
 */
export async function makeTeam(
  database: Database,
  workspace: string,
  people: People,
  texts = plainTexts,
): Promise<Things> {
  const now = await databaseNow(database);
  const home = workspaceId(workspace);
  await rememberWorkspace(database, {
    ...{ id: home, name: workspace, botUser: personId(BOT) },
    ...{ workFrom: 0, workTo: 24, workDays: [1, 2, 3, 4, 5, 6, 7] },
  });
  await database.pool.query('update workspaces set lead_group = $1 where id = $2', [LEADS, workspace]);
  for (const id of Object.values(people).map(personId)) {
    await rememberPerson(database, home, {
      id,
      name: id,
      timezone: 'UTC',
      standing: 'member',
      isAdmin: id === people.admin,
      checkedAt: now,
    });
  }
  const act = makeAct({
    workspace: home,
    person: personId(people.admin),
    role: 'admin',
    now,
    door: 'test',
    delivery: null,
    channel: null,
  });
  const service = await inWorkspace(database, act, (tx) =>
    insertService(tx, {
      name: texts.service,
      nameKey: labelKey(texts.service),
      owner: personId(people.owner ?? people.member),
      channel: null,
      runbook: texts.runbook,
    }),
  );
  if (service === null) throw new Error('the service is there already');
  const keys = await insertKeys(database, act, people, texts, [service.id]);
  const { id: incident } = await declareIncident(database, act, { key: keys.leaked, drill: false });
  const { rotation } = await startRotation(database, act, { key: keys.rotating });
  await offerKey(database, act, { key: keys.offered, to: people.other, note: texts.note });
  const { rows } = await database.pool.query<{ id: string }>('select max(id) as id from handovers');
  const imported = await inWorkspace(database, act, async (tx) => {
    const content: ImportFile = {
      file: 'F0KEYS',
      role: 'admin',
      rows: [],
      counts: NO_COUNTS,
      problems: [],
      refused: null,
      given: {},
      stepsIn: {},
    };
    const id = await insertImport(tx, { by: personId(people.admin), fileName: 'keys.csv', content });
    await importRead(tx, id, 'preview', content);
    return id;
  });
  const departure = await inWorkspace(database, act, async (tx) => {
    const left = await openDeparture(tx, personId('U0LEFT'), 'event');
    await insertDepartureKeys(tx, left, [{ key: keys.active, heldAs: 'once_custodian' }]);
    return left.id;
  });
  const attestation = await askOther(database, home, keys.offered, people.other);
  const triage = await openTriage(database, act, { provider: null, says: texts.note });
  return {
    departure,
    attestation,
    ids: [attestation],
    quarter: '2026-01-01',
    key: keys.active,
    triage: triage.id,
    service: service.id,
    account: keys.account,
    incident,
    rotation: rotation as RotationRef,
    handover: Number(rows[0]?.id),
    import: imported,
    // What buttons and forms carry besides ids.
    step: 'delete-key',
    over: null,
    filter: '',
    page: 1,
    label: '',
    provider: 'okx',
    drill: false,
    channel: null,
  };
}

/** A question of the quarter to somebody who did not answer it. */
async function askOther({ pool }: Database, workspace: string, key: number, other: string): Promise<number> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into attestations (workspace, quarter, key, person, asked_at)
      values ($1, '2026-01-01', $2, $3, steward_now()) returning id`,
    [workspace, key, other],
  );
  return Number(rows[0]?.id);
}

async function insertKeys(
  database: Database,
  act: Act,
  people: People,
  texts: Texts,
  services: Parameters<typeof insertKey>[2],
): Promise<Record<'active' | 'rotating' | 'offered' | 'leaked', KeyRef> & { account: number }> {
  const today = dayIn(act.now, 'UTC');
  return inWorkspace(database, act, async (tx) => {
    const account = await insertAccount(tx, {
      provider: 'okx',
      region: 'global',
      name: texts.account,
      nameKey: labelKey(texts.account),
      breakGlass: texts.breakGlass,
    });
    await setConsoleHolders(tx, account.id, [people.holder ?? people.member, people.other].map(personId));
    const add = async (suffix: string, digit: number): Promise<KeyRef> => {
      const label = `${texts.label}${suffix}`;
      const key: NewKey = {
        provider: 'okx',
        label,
        labelKey: labelKey(label),
        keyId: `37c541a1-0000-4000-8000-10fe7a03841${digit}`,
        account: account.id,
        environment: 'live',
        permissions: ['read', 'trade'],
        allowlist: [],
        tier: 2,
        custodian: personId(people.custodian ?? people.admin),
        deputy: personId(people.deputy ?? people.member),
        keptAt: texts.keptAt,
        createdOn: today,
        expiresOn: null,
        rotationDays: 180,
        dueOn: addDays(today, 180),
      };
      const made = await insertKey(tx, key, services);
      if (made === null) throw new Error(`${label} is there already`);
      return made.id;
    };
    return {
      active: await add('', 1),
      rotating: await add('-rotating', 2),
      offered: await add('-offered', 3),
      leaked: await add('-leaked', 4),
      account: account.id,
    };
  });
}
