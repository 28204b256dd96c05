import { labelKey, tidyLabel } from '../domain/labels.ts';
import { may } from '../domain/permissions.ts';
import { type AccountRef, type PersonId, personId } from '../domain/words.ts';
import {
  type AccountRow,
  accountNamed,
  holdersOf,
  insertAccount,
  setBreakGlass,
  setConsoleHolders,
} from '../store/accounts.ts';
import type { Scope, Tx } from '../store/database.ts';
import { peopleAmong } from '../store/people.ts';
import type { FactsForm, Sentences } from './key-form.ts';

/** The account of this name, or a new one with its console holders: asked once, reused for its other keys. */
export async function accountFor(
  tx: Tx,
  provider: string,
  form: Pick<FactsForm, 'account' | 'region' | 'holders' | 'breakGlass'>,
  needed: number,
  wrong: Sentences,
): Promise<AccountRef> {
  const name = tidyLabel(form.account);
  const known = await accountNamed(tx, provider, form.region, labelKey(name));
  const holders = form.holders.length > 0 || known === null ? form.holders : await holdersOf(tx, known.id);
  if (new Set(holders).size < needed) {
    wrong['holders'] =
      needed > 1
        ? 'Name at least two people who can log in there: with one, a leaked key lives until they wake up.'
        : 'Name at least one person who can log in there and delete the key.';
  }
  if (known !== null && !(await mayChangeHolders(tx, known.id)) && (await changes(tx, known, form))) {
    wrong['holders'] =
      'This account is recorded already, with other people or another procedure. Leave both empty: a console holder or a lead can change them.';
  }
  const account =
    known ??
    (await insertAccount(tx, {
      provider,
      region: form.region,
      name,
      nameKey: labelKey(name),
      breakGlass: form.breakGlass,
    }));
  if (form.holders.length > 0)
    await setConsoleHolders(tx, account.id, [...new Set(form.holders)].map(personId));
  if (known !== null && form.breakGlass !== null) await setBreakGlass(tx, account.id, form.breakGlass);
  return account.id;
}

/** Whoever is called when a key of an account leaks is not changed by just anybody who adds a key to it. */
async function mayChangeHolders(tx: Tx, account: AccountRef): Promise<boolean> {
  const { person, role } = tx.act;
  return may(role, 'lead') || (person !== null && (await holdersOf(tx, account)).includes(person));
}

async function changes(
  tx: Tx,
  known: AccountRow,
  form: Pick<FactsForm, 'holders' | 'breakGlass'>,
): Promise<boolean> {
  const holders = (await holdersOf(tx, known.id)).join();
  const others = form.holders.length > 0 && [...new Set(form.holders)].join() !== holders;
  return others || (form.breakGlass !== null && form.breakGlass !== known.breakGlass);
}

const FULL_MEMBER = 'Choose an active full member of this workspace.';

/**
 * Guests, bots and people who left cannot answer for a key or delete it. People we have not met are taken as they are.
 * @param named people by the field in which they stand.
 */
export async function checkPeople(
  scope: Scope,
  named: Readonly<Record<string, readonly string[]>>,
  wrong: Sentences,
): Promise<void> {
  const unfit = new Set<PersonId>(
    (await peopleAmong(scope, Object.values(named).flat().map(personId)))
      .filter(({ standing }) => standing !== 'member')
      .map(({ id }) => id),
  );
  for (const [field, ids] of Object.entries(named)) {
    if (ids.some((id) => unfit.has(personId(id)))) wrong[field] = FULL_MEMBER;
  }
}
