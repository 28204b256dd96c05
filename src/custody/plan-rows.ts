/** Many rows of a file against what is recorded: each becomes a decision. */
import type { ImportRow, Problem } from '../domain/import.ts';
import {
  type Bringer,
  type Decision,
  type Defaults,
  decideRow,
  type KnownAccount,
} from '../domain/import-plan.ts';
import { labelKey } from '../domain/labels.ts';
import type { PersonId } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import type { Scope } from '../store/database.ts';
import {
  accountsCalled,
  keysLabelled,
  keysWithIds,
  type StoredAccount,
  type StoredKey,
} from '../store/keys-as-written.ts';

export interface Planned {
  readonly row: ImportRow;
  readonly decision: Decision;
  readonly old: StoredKey | null;
}

export interface Planner {
  /** The next rows of the file, in its order. */
  plan(scope: Scope, rows: readonly ImportRow[]): Promise<Planned[]>;
}

interface Facts {
  readonly keys: ReadonlyMap<string, StoredKey>;
  readonly labels: ReadonlyMap<string, { readonly label: string; readonly name: string }>;
  readonly accounts: ReadonlyMap<string, StoredAccount>;
}

/** @param isMember says of a person whether Slack knows them as an active full member. */
export function makePlanner(
  by: Bringer,
  defaults: Defaults,
  isMember: (person: PersonId) => boolean,
): Planner {
  const inFile = { keys: new Map<string, number>(), labels: new Map<string, number>() };
  const accounts = new Map<string, KnownAccount>();

  const decide = (row: ImportRow, facts: Facts): Decision => {
    const name = keyName(row);
    const earlier = earlierRow(row, inFile);
    if (earlier !== null) return { do: 'problem', says: [earlier] };
    const key = facts.keys.get(name) ?? null;
    const taken = facts.labels.get(labelKey(row.label ?? key?.label ?? ''));
    const decision = decideRow(
      findProvider(row.provider),
      row,
      {
        key,
        labelTakenBy: taken === undefined || taken.name === name ? null : taken.label,
        accountNamed: (region, account) => {
          const called = accountName({ provider: row.provider, region, nameKey: labelKey(account) });
          return accounts.get(called) ?? facts.accounts.get(called) ?? null;
        },
        unfit: (person) => !isMember(person),
      },
      by,
      defaults,
    );
    if (decision.do !== 'create' && decision.do !== 'update') return decision;
    const { region, account, holders, breakGlass } = decision.key;
    const called = accountName({ provider: row.provider, region, nameKey: labelKey(account) });
    const other = accounts.get(called);
    if (other !== undefined && !sameAccount(other, { holders, breakGlass })) {
      return {
        do: 'problem',
        says: ['Another row says other console holders, or another break-glass, of this account.'],
      };
    }
    accounts.set(called, { holders, breakGlass });
    return decision;
  };

  return {
    plan: async (scope, rows) => {
      const facts = await factsAbout(scope, rows);
      return rows.map((row) => ({
        row,
        decision: decide(row, facts),
        old: facts.keys.get(keyName(row)) ?? null,
      }));
    },
  };
}

/** The sentences of rows that cannot be used. */
export const problemsOf = (planned: readonly Planned[]): Problem[] =>
  planned.flatMap(({ row: { row }, decision }) =>
    decision.do === 'problem' ? decision.says.map((says) => ({ row, says })) : [],
  );

/** A key or label may stand in a file once; remembers where it stands. */
function earlierRow(
  row: ImportRow,
  seen: { keys: Map<string, number>; labels: Map<string, number> },
): string | null {
  const label = row.label === undefined ? null : labelKey(row.label);
  const key = seen.keys.get(keyName(row));
  const named = label === null ? undefined : seen.labels.get(label);
  if (key !== undefined) return `Key id: the same key stands in row ${key} already.`;
  if (named !== undefined) return `Label: row ${named} has the same label.`;
  seen.keys.set(keyName(row), row.row);
  if (label !== null) seen.labels.set(label, row.row);
  return null;
}

async function factsAbout(scope: Scope, rows: readonly ImportRow[]): Promise<Facts> {
  const keys = await keysWithIds(scope, rows);
  const labels = await keysLabelled(
    scope,
    rows.flatMap(({ label }) => (label === undefined ? [] : [labelKey(label)])),
  );
  const names = [...rows.map(({ account }) => account), ...keys.map(({ account }) => account)];
  const accounts = await accountsCalled(scope, [
    ...new Set(names.flatMap((name) => (name === undefined ? [] : [labelKey(name)]))),
  ]);
  return {
    keys: new Map(keys.map((key) => [keyName(key), key])),
    labels: new Map(labels.map((key) => [key.labelKey, { label: key.label, name: keyName(key) }])),
    accounts: new Map(accounts.map((account) => [accountName(account), account])),
  };
}

const keyName = ({ provider, keyId }: { provider: string; keyId: string }): string => `${provider} ${keyId}`;

/** One text for an account; its parts cannot hold a line break. */
export const accountName = (account: { provider: string; region: string; nameKey: string }): string =>
  [account.provider, account.region, account.nameKey].join('\n');

const sameAccount = (one: KnownAccount, other: KnownAccount): boolean =>
  one.breakGlass === other.breakGlass && one.holders.join() === other.holders.join();
