/** Which keys a list shows. Asked of keys joined with their accounts. */
import { and, eq, ilike, or, type SQL, sql } from 'drizzle-orm';
import type { AccountRef, Day, PersonId, Tier } from '../domain/words.ts';
import { accounts, attestations, keyServices, keys, people, services } from './schema.ts';

export interface KeyFilter {
  readonly custodian?: PersonId;
  readonly dueBy?: Day;
  readonly overdueAt?: Day;
  readonly provider?: string;
  readonly service?: string;
  readonly account?: AccountRef;
  /** Keys of this tier that have not ended. */
  readonly tier?: Tier;
  /** Whose custodian left Slack, is no full member or said that it is not theirs. */
  readonly unowned?: boolean;
  /** Tier 1 without a deputy who could step in. */
  readonly noDeputy?: boolean;
  /** Tier 1 that may be used from any address. */
  readonly anyAddress?: boolean;
  /** Whose custodian was asked in the quarter that begins on this day whether it is still theirs, and did not answer. */
  readonly unanswered?: Day;
  readonly text?: string;
}

const lives = sql`${keys.state} in ('active', 'compromised')`;

/** Whether Slack said of somebody that they cannot answer for a key. People we have not met are taken as they are. */
const isUnfit = (person: typeof keys.custodian | typeof keys.deputy): SQL =>
  sql`exists (select from ${people} p where p.workspace = ${keys.workspace} and p.id = ${person}
    and p.standing <> 'member')`;

export function matching(filter: KeyFilter): SQL | undefined {
  const like = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return and(
    filter.custodian === undefined
      ? undefined
      : or(eq(keys.custodian, filter.custodian), eq(keys.deputy, filter.custodian)),
    filter.dueBy === undefined
      ? undefined
      : sql`${keys.dueOn} <= ${filter.dueBy} and ${keys.state} = 'active'`,
    filter.overdueAt === undefined
      ? undefined
      : sql`${keys.dueOn} < ${filter.overdueAt} and ${keys.state} = 'active'`,
    filter.provider === undefined ? undefined : eq(keys.provider, filter.provider),
    filter.service === undefined
      ? undefined
      : sql`exists (select from ${keyServices} ks join ${services} s on s.workspace = ks.workspace and s.id = ks.service
          where ks.workspace = ${keys.workspace} and ks.key = ${keys.id} and s.name_key like ${like(filter.service)})`,
    filter.account === undefined ? undefined : eq(keys.account, filter.account),
    filter.tier === undefined ? undefined : and(lives, eq(keys.tier, filter.tier)),
    filter.unowned
      ? sql`${lives} and (${keys.disownedAt} is not null or ${isUnfit(keys.custodian)})`
      : undefined,
    filter.noDeputy
      ? sql`${lives} and ${keys.tier} = 1 and (${keys.deputy} is null or ${isUnfit(keys.deputy)})`
      : undefined,
    filter.anyAddress ? sql`${lives} and ${keys.tier} = 1 and ${keys.allowlist} = '{}'` : undefined,
    filter.unanswered === undefined
      ? undefined
      : sql`${lives} and exists (select from ${attestations} q where q.workspace = ${keys.workspace} and q.key = ${keys.id}
          and q.quarter = ${filter.unanswered} and q.answer is null)`,
    filter.text === undefined
      ? undefined
      : or(
          ilike(keys.label, like(filter.text)),
          ilike(keys.keyId, like(filter.text)),
          ilike(accounts.name, like(filter.text)),
        ),
  );
}
