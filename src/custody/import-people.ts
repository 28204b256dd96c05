import type { RowContext } from '../domain/import.ts';
import { type PersonId, personId } from '../domain/words.ts';

const HOW = 'Write the Slack member id: in their profile, under the three dots, Copy member ID.';

/** Finds people as files name them: by name, `@name`, mention or Slack id. An id may be of somebody we have not met. */
export function namer(
  known: readonly { readonly id: PersonId; readonly name: string }[],
): RowContext['personOf'] {
  const called = new Map<string, PersonId[]>();
  for (const { id, name } of known) {
    const same = called.get(name.toLowerCase()) ?? [];
    called.set(name.toLowerCase(), [...same, id]);
  }
  return (text) => {
    const id = /^(?:<@)?([UW][A-Z0-9]{2,30})(?:\|[^>]*)?>?$/.exec(text)?.[1];
    if (id !== undefined) return personId(id);
    const [first, ...others] = called.get(text.replace(/^@/, '').trim().toLowerCase()) ?? [];
    if (first !== undefined && others.length === 0) return first;
    if (first !== undefined) return { says: `more than one person has this name. ${HOW}` };
    return { says: `nobody of this name has met Keysteward yet. ${HOW}` };
  };
}
