import type { Act } from '../domain/act.ts';
import { dayIn } from '../domain/days.ts';
import type { KeyAsWritten } from '../domain/import-plan.ts';
import { labelKey } from '../domain/labels.ts';
import type { AccountRef, ServiceRef } from '../domain/words.ts';
import { insertAccount, setBreakGlass, setConsoleHolders } from '../store/accounts.ts';
import type { Tx } from '../store/database.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { type Chunk, everybody, keysGiven, moveImport, nextRows, rowsWorked } from '../store/imports.ts';
import {
  accountsCalled,
  lockKeysWithIds,
  type StoredAccount,
  servicesCalled,
} from '../store/keys-as-written.ts';
import { type SavedKey, saveImportedKeys } from '../store/save-imported.ts';
import { insertService } from '../store/services.ts';
import { policiesHere } from '../workspace/policies.ts';
import { type Given, isEmpty, passOn, tellGiven, together } from './import-custody.ts';
import { importMessage } from './import-keys.ts';
import { accountName, makePlanner, type Planned, problemsOf } from './plan-rows.ts';

/** Rows written in one transaction. */
const CHUNK = 500;

/**
 * Writes the next rows of a confirmed import; whatever changed since the preview is decided again.
 * @returns how many rows were worked: 0 when another replica is at it.
 */
export function writeNextRows(database: Database, act: Act, id: number): Promise<number> {
  return inWorkspace(database, act, async (tx) => {
    const chunk = await nextRows(tx, id, CHUNK);
    if (chunk === null) return 0;
    const { by, summary } = chunk.import;
    await lockKeysWithIds(tx, chunk.rows);
    const members = new Set(
      (await everybody(tx)).filter(({ standing }) => standing === 'member').map((person) => person.id),
    );
    const { rotationDays } = await policiesHere(tx);
    const defaults = { today: dayIn(tx.now, 'UTC'), rotationDays };
    const planner = makePlanner({ id: by, role: summary.role }, defaults, (person) => members.has(person));
    const planned = await planner.plan(tx, chunk.rows);
    const changes = changesAmong(planned);
    const ids = await saveImportedKeys(tx, await savedKeys(tx, changes), { import: id, by });
    const given = await passOn(tx, changes, ids, by);
    await rowsWorked(tx, id, chunk.rows.length, problemsOf(planned));
    await tellWhenDone(tx, chunk, given);
    tx.redraw(importMessage(id));
    tx.promptWork('imports');
    return Math.max(1, chunk.rows.length);
  });
}

/** Ends the import when these were the last rows, and tells whoever got keys by it: each of them once. */
async function tellWhenDone(tx: Tx, { import: { id, summary }, rows }: Chunk, given: Given): Promise<void> {
  const all = together(summary, given);
  if (!isEmpty(given)) await keysGiven(tx, id, all);
  if (rows.length === CHUNK) return;
  await moveImport(tx, id, 'done', 'import done');
  tellGiven(tx, id, all);
}

export type Change = Extract<Planned['decision'], { do: 'create' | 'update' }> & {
  readonly old: Planned['old'];
};

const changesAmong = (planned: readonly Planned[]): Change[] =>
  planned.flatMap(({ decision, old }) =>
    decision.do === 'create' || decision.do === 'update' ? [{ ...decision, old }] : [],
  );

async function savedKeys(tx: Tx, changes: readonly Change[]): Promise<SavedKey[]> {
  const accounts = await accountsFor(tx, changes);
  const services = await servicesFor(tx, changes);
  return changes.map((change) => saved(change, accounts, services));
}

function saved(
  { do: deed, key, tier, dueOn, fields }: Change,
  accounts: ReadonlyMap<string, AccountRef>,
  services: ReadonlyMap<string, ServiceRef>,
): SavedKey {
  const { account, region, services: names, holders: _, breakGlass: _pointer, ...own } = key;
  const ref = accounts.get(accountName({ provider: key.provider, region, nameKey: labelKey(account) }));
  if (ref === undefined) throw new Error('an account of an import is not there');
  const said = deed === 'create' ? (['provider', 'keyId', ...fields] as const) : fields;
  return {
    key: {
      ...own,
      permissions: [...key.permissions],
      allowlist: [...key.allowlist],
      labelKey: labelKey(key.label),
      account: ref,
      tier,
      dueOn,
    },
    isNew: deed === 'create',
    services: fields.includes('services')
      ? names.map((name) => services.get(labelKey(name))).filter((id) => id !== undefined)
      : null,
    detail: { ...Object.fromEntries(said.map((field) => [field, key[field]])), tier, dueOn },
  };
}

/** The accounts of these keys, made where they are new, with the console holders that the rows say. */
async function accountsFor(tx: Tx, changes: readonly Change[]): Promise<Map<string, AccountRef>> {
  const wanted = new Map(changes.map(({ key }) => [nameOfAccount(key), key]));
  const known = new Map(
    (
      await accountsCalled(
        tx,
        [...wanted.values()].map(({ account }) => labelKey(account)),
      )
    ).map((account) => [accountName(account), account]),
  );
  const ids = new Map<string, AccountRef>();
  for (const [name, key] of wanted) ids.set(name, await accountFor(tx, key, known.get(name) ?? null));
  return ids;
}

const nameOfAccount = ({ provider, region, account }: KeyAsWritten): string =>
  accountName({ provider, region, nameKey: labelKey(account) });

async function accountFor(tx: Tx, key: KeyAsWritten, known: StoredAccount | null): Promise<AccountRef> {
  const { provider, region, account: name, holders, breakGlass } = key;
  const { id } =
    known ?? (await insertAccount(tx, { provider, region, name, nameKey: labelKey(name), breakGlass }));
  if (holders.join() !== known?.holders.join()) await setConsoleHolders(tx, id, holders);
  if (known !== null && breakGlass !== null && breakGlass !== known.breakGlass) {
    await setBreakGlass(tx, id, breakGlass);
  }
  return id;
}

/** The services of these keys by name; a new one belongs to the custodian of the first key that names it. */
async function servicesFor(tx: Tx, changes: readonly Change[]): Promise<Map<string, ServiceRef>> {
  const wanted = new Map(
    changes
      .toReversed()
      .flatMap(({ key }) => key.services.map((name) => [labelKey(name), { name, owner: key.custodian }])),
  );
  const find = async () =>
    new Map((await servicesCalled(tx, [...wanted.keys()])).map(({ id, nameKey }) => [nameKey, id]));
  const known = await find();
  const missing = [...wanted].filter(([nameKey]) => !known.has(nameKey));
  for (const [nameKey, { name, owner }] of missing) {
    await insertService(tx, { name, nameKey, owner, channel: null, runbook: null });
  }
  return missing.length === 0 ? known : find();
}
