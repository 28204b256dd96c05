import type { PersonId } from '../../domain/words.ts';
import { groupMention, joined, type Md, md, mention } from './text.ts';

/** A person, marked when there is no use in calling them: they left Slack or are no full member any more. */
export const named = (id: PersonId, gone: readonly PersonId[]): Md =>
  gone.includes(id) ? md`${mention(id)} (gone)` : mention(id);

/** Whom to call about a service: its owner, and the group that owns it too. */
export const ownersOf = (
  service: { readonly owner: PersonId; readonly ownerGroup: string | null },
  gone: readonly PersonId[],
): Md =>
  service.ownerGroup === null
    ? named(service.owner, gone)
    : md`${named(service.owner, gone)} or ${groupMention(service.ownerGroup)}`;

/** The first of these people. */
export function namedAll(ids: readonly PersonId[], gone: readonly PersonId[], most = 10): Md {
  if (ids.length === 0) return md`nobody`;
  const shown = joined(ids.slice(0, most).map((id) => named(id, gone)));
  return ids.length > most ? md`${shown} and ${ids.length - most} more` : shown;
}
