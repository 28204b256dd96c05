import { and, eq, inArray, sql } from 'drizzle-orm';
import type { KeyRef, PersonId, ServiceRef } from '../domain/words.ts';
import type { Tx } from './database.ts';
import type { NewKey } from './new-key.ts';
import { keyServices } from './schema.ts';

/** A key to be recorded or changed, found again by provider and public id. */
export interface SavedKey {
  readonly key: NewKey;
  readonly isNew: boolean;
  /** `null`: they stay as they are. */
  readonly services: readonly ServiceRef[] | null;
  /** For the audit log: what is new. */
  readonly detail: Record<string, unknown>;
}

/**
 * Records and changes many keys at once, with an audit row for each. The known ones are locked by the caller. All rows
 * travel as one value, since a statement with a parameter for each cell costs more to build than to run.
 * @returns the keys in the order of the rows.
 */
export async function saveImportedKeys(
  tx: Tx,
  rows: readonly SavedKey[],
  from: { readonly import: number; readonly by: PersonId },
): Promise<KeyRef[]> {
  if (rows.length === 0) return [];
  const saved = await tx.sql.execute<{ id: string; provider: string; keyId: string }>(sql`
    insert into keys as k (workspace, provider, key_id, label, label_key, account, environment, permissions, allowlist,
      tier, custodian, deputy, kept_at, created_on, expires_on, rotation_days, due_on, recorded_by, recorded_at)
    select ${tx.workspace}, provider, "keyId", label, "labelKey", account, environment, permissions, allowlist,
      tier, custodian, deputy, "keptAt", "createdOn", "expiresOn", "rotationDays", "dueOn",
      ${from.by}, ${tx.now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows.map(({ key }) => key))}::jsonb) as r (
      provider text, "keyId" text, label text, "labelKey" text, account bigint, environment text, permissions text[],
      allowlist text[], tier smallint, custodian text, deputy text, "keptAt" text, "createdOn" date,
      "expiresOn" date, "rotationDays" integer, "dueOn" date)
    on conflict (workspace, provider, key_id) do update set
      label = excluded.label, label_key = excluded.label_key, account = excluded.account,
      environment = excluded.environment, permissions = excluded.permissions, allowlist = excluded.allowlist,
      tier = excluded.tier, custodian = excluded.custodian, deputy = excluded.deputy, kept_at = excluded.kept_at,
      created_on = excluded.created_on, expires_on = excluded.expires_on, rotation_days = excluded.rotation_days,
      due_on = excluded.due_on,
      snoozed_until = case when k.due_on = excluded.due_on then k.snoozed_until end,
      disowned_by = case when k.custodian = excluded.custodian then k.disowned_by end,
      disowned_because = case when k.custodian = excluded.custodian then k.disowned_because end,
      disowned_at = case when k.custodian = excluded.custodian then k.disowned_at end
    returning k.id, k.provider, k.key_id as "keyId"`);
  const ids = new Map(saved.rows.map((row) => [nameOf(row), Number(row.id) as KeyRef]));
  await linkServices(tx, rows, ids);
  for (const { key, isNew, detail } of rows) {
    const deed = isNew ? 'key added' : 'key changed';
    tx.record(deed, `key:${ids.get(nameOf(key))}`, { ...detail, import: from.import, by: from.by });
  }
  return rows.flatMap(({ key }) => ids.get(nameOf(key)) ?? []);
}

const nameOf = ({ provider, keyId }: { provider: string; keyId: string }): string => `${provider} ${keyId}`;

async function linkServices(
  tx: Tx,
  rows: readonly SavedKey[],
  ids: ReadonlyMap<string, KeyRef>,
): Promise<void> {
  const linked = rows.flatMap(({ key, services }) => {
    const id = ids.get(nameOf(key));
    return services === null || id === undefined ? [] : [{ key: id, services }];
  });
  if (linked.length === 0) return;
  const links = linked.flatMap(({ key, services }) =>
    services.map((service) => ({ workspace: tx.workspace, key, service })),
  );
  await tx.sql.delete(keyServices).where(
    and(
      eq(keyServices.workspace, tx.workspace),
      inArray(
        keyServices.key,
        linked.map(({ key }) => key),
      ),
    ),
  );
  if (links.length > 0) await tx.sql.insert(keyServices).values(links);
}
