import { type PersonId, personId } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import { peopleAmong } from '../store/people.ts';

/** Those among these people who are no full members any more, as far as Slack said: nobody to call. */
export async function goneAmong(scope: Scope, ids: Iterable<string | null>): Promise<PersonId[]> {
  const named = [...new Set(ids)].filter((id) => id !== null).map(personId);
  const known = await peopleAmong(scope, named);
  return known.filter(({ standing }) => standing !== 'member').map(({ id }) => id);
}
