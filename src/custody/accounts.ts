/** Accounts: where keys live at a provider, and who can log in there and delete one. */

import { type AccountTrouble, accountTrouble } from '../domain/account-trouble.ts';
import { type Act, actor } from '../domain/act.ts';
import { labelFault, labelKey, tidyLabel } from '../domain/labels.ts';
import { isKeyParty, may } from '../domain/permissions.ts';
import { issuerOf, type Provider } from '../domain/provider.ts';
import { Refusal } from '../domain/refusal.ts';
import { type AccountRef, type PersonId, personId } from '../domain/words.ts';
import { findProvider, providerOf } from '../providers/index.ts';
import { type AccountLine, accountsOverview } from '../store/account-overview.ts';
import {
  type AccountRow,
  accountById,
  accountNamed,
  accountsNamed,
  holdersOf,
  insertAccount,
  lockAccount,
  renameAccount,
  setBreakGlass,
  setConsoleHolders,
} from '../store/accounts.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import { findKeys, type KeyWithAccount } from '../store/keys.ts';
import { checkPeople } from './account-of-key.ts';
import { type Sentences, stopIfWrong } from './key-form.ts';
import { goneAmong } from './people-gone.ts';

export interface AccountForm {
  readonly name: string;
  readonly holders: readonly string[];
  readonly breakGlass: string | null;
}

/** Records an account before its first key. @throws Refusal when it is there, or nobody can log in to it. */
export function addAccount(
  database: Database,
  act: Act,
  provider: Provider,
  form: AccountForm & { region: string },
): Promise<AccountRef> {
  return inWorkspace(database, act, async (tx) => {
    const wrong = checkedAccount(form);
    if (provider.regions.length > 0 && !provider.regions.some(({ id }) => id === form.region))
      wrong['region'] = 'Choose one of the list.';
    await checkPeople(tx, { holders: form.holders }, wrong);
    const { name, nameKey } = named(form);
    const { region, breakGlass } = form;
    if ((await accountNamed(tx, provider.id, region, nameKey)) !== null) wrong['name'] = taken(name);
    stopIfWrong(wrong);
    const account = await insertAccount(tx, { provider: provider.id, region, name, nameKey, breakGlass });
    await setConsoleHolders(tx, account.id, distinct(form.holders));
    return account.id;
  });
}

/** Changes name, holders and pointer of an account. @throws Refusal when the actor may not, or a field does not fit. */
export function editAccount(database: Database, act: Act, id: AccountRef, form: AccountForm): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const account = (await lockAccount(tx, id)) ?? refuseMissing();
    const holders = await holdersOf(tx, id);
    await mustTend(tx, account, holders);
    const wrong = checkedAccount(form);
    await checkPeople(
      tx,
      { holders: form.holders.filter((each) => !holders.includes(personId(each))) },
      wrong,
    );
    const name = named(form);
    if (name.name !== account.name && !(await renameAccount(tx, account, name)))
      wrong['name'] = taken(name.name);
    stopIfWrong(wrong);
    const now = distinct(form.holders);
    if (now.join() !== holders.join()) await setConsoleHolders(tx, id, now);
    if (form.breakGlass !== account.breakGlass) await setBreakGlass(tx, id, form.breakGlass);
  });
}

const named = (form: AccountForm) => ({ name: tidyLabel(form.name), nameKey: labelKey(form.name) });
const distinct = (ids: readonly string[]): PersonId[] => [...new Set(ids)].map(personId);
const taken = (name: string): string => `There is an account called ${name} already. Choose another name.`;

function checkedAccount(form: AccountForm): Sentences {
  const wrong: Sentences = {};
  const fault = labelFault(form.name);
  if (fault !== null) wrong['name'] = fault;
  if (form.holders.length === 0)
    wrong['holders'] = 'Name at least one person who can log in there and delete a key.';
  return wrong;
}

/** Who can log in there, who answers for one of its keys, and leads. */
async function mayTend(scope: Scope, account: AccountRow, holders: readonly PersonId[]): Promise<boolean> {
  const person = { id: actor(scope.act), role: scope.act.role };
  if (may(person.role, 'lead') || holders.includes(person.id)) return true;
  const { rows } = await findKeys(
    scope,
    { account: account.id, custodian: person.id },
    { size: 50, number: 1 },
  );
  return rows.some((key) => isKeyParty(person, key));
}

async function mustTend(scope: Scope, account: AccountRow, holders: readonly PersonId[]): Promise<void> {
  if (await mayTend(scope, account, holders)) return;
  throw new Refusal(
    'not_allowed',
    `Only who can log in to ${account.name}, who answers for one of its keys, a lead or an admin can change it. Nothing was changed.`,
    'Ask one of them.',
  );
}

function refuseMissing(): never {
  throw new Refusal(
    'not_found',
    'That account is not recorded here. Nothing was done.',
    'The account list command shows all.',
  );
}

export interface AccountCard {
  readonly account: AccountRow;
  readonly providerName: string;
  /** Whose site it is at, in sentences. */
  readonly issuer: string;
  readonly regionName: string;
  readonly holders: readonly PersonId[];
  readonly gone: readonly PersonId[];
  /** The first of its keys, soonest due first. */
  readonly keys: readonly KeyWithAccount[];
  readonly keyCount: number;
  readonly trouble: AccountTrouble | null;
  readonly mayEdit: boolean;
}

const KEYS_SHOWN = 15;

/** @throws Refusal when it is not there. */
export async function accountCard(scope: Scope, id: AccountRef): Promise<AccountCard> {
  const account = (await accountById(scope, id)) ?? refuseMissing();
  const [holders, keys] = await Promise.all([
    holdersOf(scope, id),
    findKeys(scope, { account: id }, { size: KEYS_SHOWN, number: 1 }),
  ]);
  const gone = await goneAmong(scope, [...holders, ...keys.rows.map(({ custodian }) => custodian)]);
  const able = holders.filter((holder) => !gone.includes(holder)).length;
  const tierOne = await findKeys(scope, { account: id, tier: 1 }, { size: 1, number: 1 });
  return {
    account,
    ...placeNames(account),
    holders,
    gone,
    keys: keys.rows,
    keyCount: keys.total,
    trouble: accountTrouble(able, tierOne.total > 0),
    mayEdit: await mayTend(scope, account, holders),
  };
}

/** The account as its form shows it. @throws Refusal when the actor may not change it. */
export async function editableAccount(scope: Scope, id: AccountRef): Promise<AccountCard> {
  const card = await accountCard(scope, id);
  await mustTend(scope, card.account, card.holders);
  return card;
}

function placeNames({ provider: id, region }: Pick<AccountRow, 'provider' | 'region'>) {
  const provider = findProvider(id);
  return {
    providerName: provider.name,
    issuer: issuerOf(provider),
    regionName: provider.regions.find((each) => each.id === region)?.label ?? '',
  };
}

export interface AccountList {
  readonly filter: string;
  readonly page: number;
  readonly pages: number;
  readonly total: number;
  readonly lines: readonly (AccountLine & {
    readonly providerName: string;
    readonly regionName: string;
    readonly trouble: AccountTrouble | null;
    readonly gone: readonly PersonId[];
  })[];
}

const PAGE = 10;

/** One page of the accounts that a text leaves, those in trouble first. */
export async function listAccounts(scope: Scope, filter: string, page: number): Promise<AccountList> {
  const { rows, total } = await accountsOverview(scope, filter.trim(), { size: PAGE, number: page });
  const gone = await goneAmong(
    scope,
    rows.flatMap(({ holders }) => holders),
  );
  return {
    filter: filter.trim(),
    page,
    pages: Math.max(1, Math.ceil(total / PAGE)),
    total,
    lines: rows.map((line) => ({
      ...line,
      ...placeNames(line),
      trouble: accountTrouble(line.able, line.tierOne),
      gone: gone.filter((id) => line.holders.includes(id)),
    })),
  };
}

/**
 * The account that somebody means: by its name, after its provider's if two have the same.
 * @throws Refusal `not_found` or `ambiguous`, with names that may be meant.
 */
export async function accountMeant(scope: Scope, typed: string): Promise<AccountRow> {
  const [first = '', ...rest] = typed.trim().split(/\s+/);
  const provider = rest.length > 0 ? (providerOf(first)?.id ?? null) : null;
  const name = labelKey(provider === null ? typed : rest.join(' '));
  const found = name === '' ? [] : await accountsNamed(scope, provider, name, 6);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only === undefined) {
    throw new Refusal(
      'not_found',
      `No account begins with “${tidyLabel(typed).slice(0, 60)}”. Nothing was done.`,
      'The account list command shows all.',
    );
  }
  const names = found.slice(0, 5).map((each) => `${each.provider} ${each.name} (${each.region})`);
  throw new Refusal(
    'ambiguous',
    `More than one account begins with “${tidyLabel(typed).slice(0, 60)}”. Nothing was done.`,
    `Say which, after its provider: ${names.join(', ')}. Or press Show in the account list.`,
  );
}
