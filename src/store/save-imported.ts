import { and, eq, inArray, sql } from 'drizzle-orm';
import type { KeyRef, PersonId, ServiceRef } from '../domain/words.ts';
import type { Tx } from './database.ts';
import type { NewKey } from './keys.ts';
import { keyServices, keys } from './schema.ts';

/** A key to be recorded or changed, found again by provider and public id. */
export interface SavedKey {
  readonly key: NewKey;
  readonly isNew: boolean;
  /** `null`: they stay as they are. */
  readonly services: readonly ServiceRef[] | null;
  /** For the audit log: what is new. */
  readonly detail: Record<string, unknown>;
}

const takeOver = (column: string) => sql.raw(`excluded.${column}`);

/** Records and changes many keys at once, with an audit row for each. The known ones are locked by the caller. */
export async function saveImportedKeys(
  tx: Tx,
  rows: readonly SavedKey[],
  from: { readonly import: number; readonly by: PersonId },
): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map(({ key }) => ({
    ...key,
    workspace: tx.workspace,
    recordedBy: from.by,
    recordedAt: tx.now,
  }));
  const saved = await tx.sql
    .insert(keys)
    .values(values)
    .onConflictDoUpdate({
      target: [keys.workspace, keys.provider, keys.keyId],
      set: {
        label: takeOver('label'),
        labelKey: takeOver('label_key'),
        account: takeOver('account'),
        environment: takeOver('environment'),
        permissions: takeOver('permissions'),
        allowlist: takeOver('allowlist'),
        tier: takeOver('tier'),
        custodian: takeOver('custodian'),
        deputy: takeOver('deputy'),
        keptAt: takeOver('kept_at'),
        createdOn: takeOver('created_on'),
        expiresOn: takeOver('expires_on'),
        rotationDays: takeOver('rotation_days'),
        dueOn: takeOver('due_on'),
      },
    })
    .returning({ id: keys.id, provider: keys.provider, keyId: keys.keyId });
  const ids = new Map(saved.map(({ id, provider, keyId }) => [nameOf({ provider, keyId }), id]));
  await linkServices(tx, rows, ids);
  for (const { key, isNew, detail } of rows) {
    const deed = isNew ? 'key added' : 'key changed';
    tx.record(deed, `key:${ids.get(nameOf(key))}`, { ...detail, import: from.import, by: from.by });
  }
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
