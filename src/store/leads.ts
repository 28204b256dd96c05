/** Who leads here, as far as Slack said. */
import { sql } from 'drizzle-orm';
import type { PersonId } from '../domain/words.ts';
import type { Scope } from './database.ts';

/** More would be no lead but a crowd. */
const MOST = 20;

/** The members of the leads' group who are active full members; people that we have not met are taken as they are. */
export async function leadsHere(scope: Scope): Promise<PersonId[]> {
  const { rows } = await scope.sql.execute<{ person: string }>(sql`
    select g.person from group_members g
    join workspaces w on w.id = g.workspace and w.lead_group = g.group_id
    left join people p on p.workspace = g.workspace and p.id = g.person
    where g.workspace = ${scope.workspace} and g.person <> '' and (p.id is null or p.standing = 'member')
    order by g.person limit ${MOST}`);
  return rows.map(({ person }) => person as PersonId);
}

/** Admins of the Slack workspace whom we have met. */
export async function adminsMet(scope: Scope): Promise<PersonId[]> {
  const { rows } = await scope.sql.execute<{ id: string }>(sql`
    select id from people
    where workspace = ${scope.workspace} and is_admin and standing = 'member' order by id limit ${MOST}`);
  return rows.map(({ id }) => id as PersonId);
}
