/** Who is silent in an incident: which ones to look at now, and that somebody was called. */
import { and, eq, ne, sql } from 'drizzle-orm';
import { type About, LIMITS } from '../domain/chase.ts';
import type { IncidentRef, PersonId, WorkspaceId } from '../domain/words.ts';
import { workspaceId } from '../domain/words.ts';
import { type Database, guarded, type Scope, type Tx } from './database.ts';
import { NOBODY } from './groups.ts';
import { groupMembers, incidentServices, incidentSteps, incidents } from './schema.ts';

/** A limit as an interval, by the severity that exposure and abuse give. */
const limit = (of: 'silence' | 'work' | 'aftermath') => sql`make_interval(mins =>
  case greatest(1, i.tier - i.abuse_seen::int)
    when 1 then ${LIMITS[1][of]}::int when 2 then ${LIMITS[2][of]}::int else ${LIMITS[3][of]}::int end)`;

/**
 * Open incidents, in any workspace that we are in, where somebody may be called now. Which call it is, and whether, domain/chase.ts
 * says; here only those are left out in which surely nothing is due.
 */
export async function incidentsToChase(
  database: Database,
  now: Date,
): Promise<{ workspace: WorkspaceId; incident: IncidentRef }[]> {
  const moment = sql`${now.toISOString()}::timestamptz`;
  const { rows } = await guarded(() =>
    database.sql.execute<Record<string, unknown>>(sql`
      select i.workspace, i.id
      from incidents i
      join workspaces w on w.id = i.workspace and w.lost_at is null
      cross join lateral (
        select bool_or(s.frozen->>'kind' = 'delete' and s.state = 'done') as deleted,
          coalesce(bool_or(s.frozen->>'kind' = 'delete' and s.state <> 'open'), false) as in_hand, max(s.at) as moved
        from incident_steps s where s.workspace = i.workspace and s.incident = i.id) d
      cross join lateral (
        select coalesce(bool_or(l.can_log_in), false) as can, greatest(max(l.asked_at), max(l.answered_at)) as last
        from incident_logins l where l.workspace = i.workspace and l.incident = i.id) l
      where i.state = 'open' and (
        (not d.in_hand and not l.can
          and greatest(i.reported_at, i.reopened_at, l.last, i.called_at) <= ${moment} - ${limit('silence')})
        or exists (
          select from incident_services n
          where n.workspace = i.workspace and n.incident = i.id and n.acknowledged_at is null
            and greatest(n.told_at, i.reopened_at, n.chased_at) <= ${moment} - ${limit('silence')})
        or exists (
          select from incident_steps s
          where s.workspace = i.workspace and s.incident = i.id and s.state in ('open', 'claimed')
            and s.frozen->>'kind' not in ('prove', 'review')
            and greatest(s.chased_at, case s.state when 'claimed' then s.at
              else greatest(i.reported_at, i.reopened_at, d.moved) end) <= ${moment} -
              case when d.deleted then ${limit('aftermath')}
                when s.state = 'claimed' then ${limit('work')} else ${limit('silence')} end
            and (s.state = 'claimed' or ((l.can or d.in_hand) and not exists (
              select from incident_steps before
              where before.workspace = s.workspace and before.incident = s.incident and before.position < s.position
                and before.state in ('open', 'claimed') and before.frozen->>'kind' not in ('prove', 'review')
                and not (d.deleted and before.frozen->>'kind' in ('contain', 'disable'))))))
      )
      order by i.tier, i.workspace, i.id`),
  );
  return rows.map((row) => ({
    workspace: workspaceId(String(row['workspace'])),
    incident: Number(row['id']) as IncidentRef,
  }));
}

/** That people were called once more. */
export async function saveCall(
  tx: Tx,
  incident: IncidentRef,
  about: About,
  called: { level: string; people: readonly PersonId[]; times: number; title: string },
): Promise<void> {
  const { times, level, people, title } = called;
  const chased = { chases: times, chasedAt: tx.now };
  const of = (parts: typeof incidentServices | typeof incidentSteps) =>
    and(eq(parts.workspace, tx.workspace), eq(parts.incident, incident));
  if (about.kind === 'service') {
    const here = and(of(incidentServices), eq(incidentServices.service, about.service));
    await tx.sql.update(incidentServices).set(chased).where(here);
  } else if (about.kind === 'step') {
    const here = and(of(incidentSteps), eq(incidentSteps.step, about.step));
    await tx.sql.update(incidentSteps).set(chased).where(here);
  } else {
    const here = and(eq(incidents.workspace, tx.workspace), eq(incidents.id, incident));
    await tx.sql.update(incidents).set({ calls: times, calledAt: tx.now }).where(here);
  }
  tx.record('called because of silence', `incident:${incident}`, { ...about, level, people, times, title });
}

/** Members of a user group, as Slack last said; at most ten, since each of them is woken. */
export async function membersOf(scope: Scope, group: string | null): Promise<PersonId[]> {
  if (group === null) return [];
  const rows = await scope.sql
    .select({ person: groupMembers.person })
    .from(groupMembers)
    .where(
      and(
        eq(groupMembers.workspace, scope.workspace),
        eq(groupMembers.group, group),
        ne(groupMembers.person, NOBODY),
      ),
    )
    .orderBy(groupMembers.person)
    .limit(10);
  return rows.map(({ person }) => person);
}
