import { addDays, dayIn } from '../domain/days.ts';
import { labelKey, tidyLabel } from '../domain/labels.ts';
import { nearestOf } from '../domain/nearest.ts';
import { quarterOf } from '../domain/quarter.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Day, KeyRef, PersonId } from '../domain/words.ts';
import { findProvider, providerOf } from '../providers/index.ts';
import type { Scope } from '../store/database.ts';
import type { KeyFilter } from '../store/key-filter.ts';
import { findKeys, type KeyWithAccount, keyById, keysNamed, someLabels } from '../store/keys.ts';

const SUGGESTIONS = 5;

/**
 * The key that somebody means by a label: the one of that name, else the only one that begins so.
 * @throws Refusal `not_found` or `ambiguous`, with labels that may be meant.
 */
export async function keyMeant(scope: Scope, typed: string): Promise<KeyWithAccount> {
  const name = labelKey(typed);
  const found = name === '' ? [] : await keysNamed(scope, name, SUGGESTIONS + 1);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only === undefined) throw await noSuchKey(scope, typed);
  throw new Refusal(
    'ambiguous',
    `More than one key begins with “${tidyLabel(typed)}”. Nothing was done.`,
    `Say which: ${found
      .slice(0, SUGGESTIONS)
      .map(({ label }) => label)
      .join(', ')}`,
  );
}

export interface NearKey {
  readonly id: KeyRef;
  readonly label: string;
}

/** For a leak: the key that is meant, or those that may be, which are none when the words are near to no label. */
export async function keyLeaked(
  scope: Scope,
  typed: string,
): Promise<KeyWithAccount | { readonly near: readonly NearKey[] }> {
  const name = labelKey(typed);
  const found = name === '' ? [] : await keysNamed(scope, name, SUGGESTIONS);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only !== undefined) return { near: found };
  const near = nearestOf(await someLabels(scope, 1000), typed);
  return { near: near === null ? [] : await keysNamed(scope, labelKey(near), 1) };
}

async function noSuchKey(scope: Scope, typed: string): Promise<Refusal> {
  const labels = await someLabels(scope, 1000);
  if (labels.length === 0) {
    return new Refusal(
      'not_found',
      'No key is recorded yet. Nothing was done.',
      'Record the first one with add.',
    );
  }
  const near = nearestOf(labels, typed);
  return new Refusal(
    'not_found',
    `No key begins with “${tidyLabel(typed).slice(0, 60)}”. Nothing was done.`,
    near === null ? 'The list command shows all labels.' : `Did you mean ${near}?`,
  );
}

/** A key by its row id, from a button. @throws Refusal when it is not there. */
export async function keyOf(scope: Scope, id: KeyRef): Promise<KeyWithAccount> {
  const key = await keyById(scope, id);
  if (key === null) {
    throw new Refusal(
      'not_found',
      'That key is not recorded here. Nothing was done.',
      'The list command shows all.',
    );
  }
  return key;
}

/** Days within which a key counts as due. */
export const DUE_WITHIN = 14;

/**
 * Reads the words of a list filter: `mine`, `due`, `overdue`, `unowned` (custodian left, or said that it is not theirs), `unanswered`
 * (asked this quarter whether it is still theirs, not answered), `nodeputy` (tier 1 without
 * one), `anyaddress` (tier 1 without an allowlist), `provider:okx`, `service:bot`, anything else is searched in labels, ids and accounts. Several words narrow the
 * list together.
 */
export function readFilter(words: string, me: PersonId, today: Day): KeyFilter {
  const filter: { -readonly [Field in keyof KeyFilter]: KeyFilter[Field] } = {};
  const free: string[] = [];
  for (const word of words.split(/\s+/).filter(Boolean)) {
    const [name = '', ...rest] = word.split(':');
    const value = rest.join(':');
    if (word.toLowerCase() === 'mine') filter.custodian = me;
    else if (word.toLowerCase() === 'due') filter.dueBy = addDays(today, DUE_WITHIN);
    else if (word.toLowerCase() === 'overdue') filter.overdueAt = today;
    else if (word.toLowerCase() === 'unowned') filter.unowned = true;
    else if (word.toLowerCase() === 'unanswered') filter.unanswered = quarterOf(today);
    else if (word.toLowerCase() === 'nodeputy') filter.noDeputy = true;
    else if (word.toLowerCase() === 'anyaddress') filter.anyAddress = true;
    else if (name.toLowerCase() === 'provider' && value) filter.provider = providerOf(value)?.id ?? value;
    else if (name.toLowerCase() === 'service' && value) filter.service = value.toLowerCase();
    else free.push(word);
  }
  if (free.length > 0) filter.text = free.join(' ');
  return filter;
}

export interface KeyLine {
  readonly id: KeyRef;
  readonly label: string;
  readonly provider: string;
  readonly account: string;
  readonly custodian: PersonId;
  /** Why its custodian says that it is not theirs; `null` when they do not. */
  readonly disowned: string | null;
  readonly tier: 1 | 2 | 3;
  readonly dueOn: Day;
  readonly overdue: boolean;
  readonly state: KeyWithAccount['state'];
}

export interface KeyList {
  readonly filter: string;
  readonly page: number;
  readonly pages: number;
  readonly total: number;
  readonly lines: readonly KeyLine[];
}

const PAGE = 8;

/** One page of the keys that a filter leaves; page numbers past the end show the last page. */
export async function listKeys(scope: Scope, me: PersonId, words: string, page: number): Promise<KeyList> {
  const today = dayIn(scope.now, 'UTC');
  const filter = readFilter(words, me, today);
  const asked = await findKeys(scope, filter, { size: PAGE, number: page });
  const pages = Math.max(1, Math.ceil(asked.total / PAGE));
  const found = page <= pages ? asked : await findKeys(scope, filter, { size: PAGE, number: pages });
  return {
    filter: words,
    page: Math.min(page, pages),
    pages,
    total: found.total,
    lines: found.rows.map((row) => ({
      id: row.id,
      label: row.label,
      provider: findProvider(row.provider).name,
      account: row.accountName,
      custodian: row.custodian,
      disowned: row.disownedAt === null ? null : (row.disownedBecause ?? ''),
      tier: row.tier,
      dueOn: row.dueOn,
      overdue: row.state === 'active' && row.dueOn < today,
      state: row.state,
    })),
  };
}
