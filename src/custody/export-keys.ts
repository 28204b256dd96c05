/** Keys as a file: what an import takes back without changing anything. */
import { type Act, actor } from '../domain/act.ts';
import { dayIn } from '../domain/days.ts';
import { COLUMNS, type ColumnId } from '../domain/import-columns.ts';
import type { KeyRef } from '../domain/words.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import { keysAfter, type StoredKey } from '../store/keys-as-written.ts';
import { want } from '../store/outbox.ts';
import { csvOf } from './csv.ts';

/** Wants the file of all keys as a direct message to whoever asks. */
export const askForExport = (database: Database, act: Act): Promise<void> =>
  askForFile(database, act, 'keys', 'keys exported');

/** Wants an empty file with all columns as a direct message to whoever asks. */
export const askForTemplate = (database: Database, act: Act): Promise<void> =>
  askForFile(database, act, 'keys-template', 'import template asked for');

function askForFile(
  database: Database,
  act: Act,
  kind: 'keys' | 'keys-template',
  deed: string,
): Promise<void> {
  const person = actor(act);
  return inWorkspace(database, act, async (tx) => {
    tx.record(deed, `person:${person}`);
    want(tx, {
      name: `${kind}:${person}:${act.delivery ?? tx.now.toISOString()}`,
      effect: { do: 'file', kind, subject: '', to: { person } },
      lane: 'answer',
    });
  });
}

const header: readonly string[] = COLUMNS.map((column) => column.header);

export function keysTemplate(): { content: string; fileName: string; says: string } {
  return {
    content: csvOf([header]),
    fileName: 'keysteward-template.csv',
    says: 'One key a row. Needed in every row: Provider and Key id (the public one, never a secret). Lists are separated by semicolons, days look like 2026-11-23, people are Slack member ids or names. An empty cell leaves a known key as it is, a dash takes away. State, Tier and Due are for reading only.',
  };
}

const PAGE = 1_000;

/** All keys, the oldest first, as they are at this moment. */
export async function exportKeys(scope: Scope): Promise<{ content: string; fileName: string }> {
  const lines: string[][] = [];
  let page = await keysAfter(scope, 0 as KeyRef, PAGE);
  while (page.length > 0) {
    lines.push(...page.map(lineOf));
    const last = page.at(-1);
    page = last && page.length === PAGE ? await keysAfter(scope, last.id, PAGE) : [];
  }
  return { content: csvOf([header, ...lines]), fileName: `keys-${dayIn(scope.now, 'UTC')}.csv` };
}

/** A key's cells, in the order of the columns. */
export function lineOf(key: Omit<StoredKey, 'id'>): string[] {
  return COLUMNS.map(({ id }) => cells[id](key));
}

const LISTED = '; ';

const cells: Readonly<Record<ColumnId, (key: Omit<StoredKey, 'id'>) => string>> = {
  provider: ({ provider }) => provider,
  label: ({ label }) => label,
  keyId: ({ keyId }) => keyId,
  account: ({ account }) => account,
  region: ({ region }) => region,
  environment: ({ environment }) => environment,
  permissions: ({ permissions }) => permissions.join(LISTED),
  allowlist: ({ allowlist }) => allowlist.join(LISTED),
  services: ({ services }) => services.join(LISTED),
  custodian: ({ custodian }) => custodian,
  deputy: ({ deputy }) => deputy ?? '',
  holders: ({ holders }) => holders.join(LISTED),
  breakGlass: ({ breakGlass }) => breakGlass ?? '',
  keptAt: ({ keptAt }) => keptAt,
  created: ({ createdOn }) => createdOn,
  expires: ({ expiresOn }) => expiresOn ?? '',
  rotation: ({ rotationDays }) => String(rotationDays),
  state: ({ state }) => state,
  tier: ({ tier }) => String(tier),
  due: ({ dueOn }) => dueOn,
};
