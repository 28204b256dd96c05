/** Questions about custody that nobody answers, and who hears of it then. */
import { sql } from 'drizzle-orm';
import type { Day, PersonId, WorkspaceId } from '../domain/words.ts';
import { type AskedPerson, asked, personIn } from './attestation-asking.ts';
import { type Database, guarded, type Tx } from './database.ts';

/** Open, and about a key `k` that is still its custodian's; of the quarter that it was asked in. */
const silent = (remindedBy: Day) => sql`
  from attestations a
  join keys k on k.workspace = a.workspace and k.id = a.key and k.state = 'active'
    and k.custodian = a.person and k.disowned_at is null
  where a.answer is null and a.reminded_on <= ${remindedBy}::date`;

/** Who steps in for keys whose custodian was reminded up to a day, and was not asked about them, in all workspaces. */
export async function deputiesToAsk(database: Database, remindedBy: Day): Promise<AskedPerson[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<Record<string, unknown>>(sql`
      select a.workspace, a.person, a.quarter::text, ${asked}
      from (select distinct a.workspace, k.deputy as person, a.quarter ${silent(remindedBy)}
        and a.deputy_asked_on is null and k.deputy is not null) a
      join workspaces w on w.id = a.workspace and w.lost_at is null
      left join people p on p.workspace = a.workspace and p.id = a.person
      where p.id is null or p.standing = 'member'`),
  );
  return rows.map(personIn);
}

/**
 * Puts the silent questions of a quarter to who steps in for their keys as well, unless they were asked today.
 * @returns how many.
 */
export async function askDeputy(
  tx: Tx,
  { quarter, person, remindedBy }: { quarter: Day; person: PersonId; remindedBy: Day },
  today: Day,
): Promise<number> {
  const { rows } = await tx.sql.execute<{ key: string; person: string }>(sql`
    update attestations set deputy = ${person}, deputy_asked_on = ${today}::date
    where workspace = ${tx.workspace} and id in (
      select a.id ${silent(remindedBy)} and a.workspace = ${tx.workspace} and a.quarter = ${quarter}::date
        and a.deputy_asked_on is null and k.deputy = ${person})
      and deputy_asked_on is null and answer is null
      and not exists (select from attestations t where t.workspace = ${tx.workspace} and t.quarter = ${quarter}::date
        and t.deputy = ${person} and t.deputy_asked_on = ${today}::date)
    returning key, person`);
  for (const row of rows)
    tx.record('deputy asked whether still needed', `key:${row.key}`, {
      person: row.person,
      deputy: person,
      quarter,
    });
  return rows.length;
}

/** Workspaces with questions whose custodian was reminded up to a day and of which no lead knows. */
export async function silencesToTell(
  database: Database,
  remindedBy: Day,
): Promise<{ readonly workspace: WorkspaceId; readonly quarter: Day }[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<{ workspace: string; quarter: string }>(sql`
      select distinct a.workspace, a.quarter::text ${silent(remindedBy)} and a.lead_told_on is null
        and exists (select from workspaces w where w.id = a.workspace and w.lost_at is null)`),
  );
  return rows.map(({ workspace, quarter }) => ({
    workspace: workspace as WorkspaceId,
    quarter: quarter as Day,
  }));
}

/** Marks that a lead was told of the silent questions of a quarter, unless one was today. @returns how many. */
export async function leadTold(
  tx: Tx,
  { quarter, remindedBy }: { quarter: Day; remindedBy: Day },
  today: Day,
): Promise<number> {
  const { rows } = await tx.sql.execute<{ key: string; person: string }>(sql`
    update attestations set lead_told_on = ${today}::date
    where workspace = ${tx.workspace} and id in (
      select a.id ${silent(remindedBy)} and a.workspace = ${tx.workspace} and a.quarter = ${quarter}::date
        and a.lead_told_on is null)
      and lead_told_on is null and answer is null
      and not exists (select from attestations t where t.workspace = ${tx.workspace} and t.quarter = ${quarter}::date
        and t.lead_told_on = ${today}::date)
    returning key, person`);
  for (const { key, person } of rows)
    tx.record('lead told that it is unanswered whether still needed', `key:${key}`, { person, quarter });
  return rows.length;
}

/**
 * Nobody has read what was said on a day to who steps in, or to a lead: it is said anew, to whoever it concerns by then.
 * What was answered meanwhile stays.
 * @param deputy `null`: a lead.
 */
export async function silenceUnread(
  tx: Tx,
  { quarter, deputy, day }: { quarter: Day; deputy: PersonId | null; day: Day },
): Promise<void> {
  const told =
    deputy === null
      ? sql`set lead_told_on = null where lead_told_on = ${day}::date`
      : sql`set deputy = null, deputy_asked_on = null where deputy = ${deputy} and deputy_asked_on = ${day}::date`;
  const { rows } = await tx.sql.execute<{ key: string; person: string }>(sql`
    update attestations ${told} and workspace = ${tx.workspace} and quarter = ${quarter}::date and answer is null
    returning key, person`);
  for (const { key, person } of rows)
    tx.record('left before reading whether still needed', `key:${key}`, { person, quarter, deputy });
}
