import { sql } from 'drizzle-orm';
import { REMIND_EVERY } from '../domain/rotation-state.ts';
import type { Day, RotationRef, WorkspaceId } from '../domain/words.ts';
import { type Database, guarded } from './database.ts';

export interface StalledRotation {
  readonly workspace: WorkspaceId;
  readonly rotation: RotationRef;
}

/**
 * Running rotations of any workspace in which somebody may have to be reminded today, an owner is not asked yet, or the
 * key has ended without them. Whose working day it is decides later; what is left out here is surely not due.
 * @param lastDay the latest day that it is anywhere now.
 */
export async function stalledRotations(
  database: Database,
  now: Date,
  lastDay: Day,
): Promise<StalledRotation[]> {
  const quiet = sql`${lastDay}::date - ${REMIND_EVERY}::int`;
  // A day anywhere begins at most 14 hours before it does in UTC.
  const longAgo = sql`${now.toISOString()}::timestamptz - make_interval(days => ${REMIND_EVERY - 1})`;
  const { rows } = await guarded(() =>
    database.sql.execute<Record<string, unknown>>(sql`
      select r.workspace, r.id from rotations r
      join keys k on k.workspace = r.workspace and k.id = r.key
      join workspaces w on w.id = r.workspace and w.lost_at is null
      where r.ended_at is null and (
        k.state in ('gone', 'retired')
        or k.state = 'active' and (
          greatest(r.started_at, r.new_key_at, r.stored_at, r.working_at, r.override_at, r.deleted_at) <= ${longAgo}
            and (r.reminded_on is null or r.reminded_on <= ${quiet})
          or r.stored_at is not null and r.deleted_at is null and (
            exists (select from rotation_services s
              where s.workspace = r.workspace and s.rotation = r.id and s.switched_at is null
                and (s.not_before is null and s.asked_at <= ${longAgo} or s.not_before <= ${lastDay}::date)
                and (s.reminded_on is null or s.reminded_on <= ${quiet} or s.reminded_on < s.not_before))
            or exists (select from key_services u where u.workspace = r.workspace and u.key = r.key
              and not exists (select from rotation_services s
                where s.workspace = r.workspace and s.rotation = r.id and s.service = u.service)))))
      order by r.workspace, r.id`),
  );
  return rows.map((row) => ({
    workspace: String(row['workspace']) as WorkspaceId,
    rotation: Number(row['id']) as RotationRef,
  }));
}
