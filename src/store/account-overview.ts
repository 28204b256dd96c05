import { sql } from 'drizzle-orm';
import type { AccountRef, PersonId } from '../domain/words.ts';
import type { Scope } from './database.ts';

/** One account in a list: how many keys live in it, and who can log in. */
export interface AccountLine {
  readonly id: AccountRef;
  readonly provider: string;
  readonly region: string;
  readonly name: string;
  /** Keys that have not ended. */
  readonly keys: number;
  /** Whether everything can be lost with one of them. */
  readonly tierOne: boolean;
  /** In the order in which they are asked. */
  readonly holders: readonly PersonId[];
  /** How many of them are full members as far as we know. */
  readonly able: number;
}

/** One page of the accounts whose name or provider holds a text; those in trouble first. And how many there are. */
export async function accountsOverview(
  scope: Scope,
  text: string,
  page: { size: number; number: number },
): Promise<{ rows: AccountLine[]; total: number }> {
  const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await scope.sql.execute<Record<string, unknown>>(sql`
    select a.id, a.provider, a.region, a.name, k.keys, k.tier_one, h.holders, h.able, count(*) over () as total
    from accounts a
    cross join lateral (
      select count(*) as keys, coalesce(bool_or(tier = 1), false) as tier_one from keys
      where workspace = a.workspace and account = a.id and state in ('active', 'compromised')) k
    cross join lateral (
      select coalesce(array_agg(c.person order by c.position), '{}') as holders,
        count(c.person) filter (where p.standing is null or p.standing = 'member') as able
      from console_holders c left join people p on p.workspace = c.workspace and p.id = c.person
      where c.workspace = a.workspace and c.account = a.id) h
    where a.workspace = ${scope.workspace} and (a.name ilike ${like} or a.provider ilike ${like})
    order by h.able > 0, not (k.tier_one and h.able < 2), a.name_key, a.id
    limit ${page.size} offset ${page.size * (page.number - 1)}`);
  return { rows: rows.map(lineOf), total: Number(rows[0]?.['total'] ?? 0) };
}

const lineOf = (row: Record<string, unknown>): AccountLine => ({
  id: Number(row['id']) as AccountRef,
  provider: String(row['provider']),
  region: String(row['region']),
  name: String(row['name']),
  keys: Number(row['keys']),
  tierOne: row['tier_one'] === true,
  holders: row['holders'] as PersonId[],
  able: Number(row['able']),
});
