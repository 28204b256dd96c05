/** What an import does to who answers for keys, as any other change of it does. */
import type { ImportSummary } from '../domain/import-file.ts';
import { type KeyRef, type PersonId, personId } from '../domain/words.ts';
import { redrawNudges } from '../rotation/answering.ts';
import { withdrawOffer } from '../rotation/hand-over.ts';
import { passCardOn } from '../rotation/start-rotation.ts';
import type { Scope, Tx } from '../store/database.ts';
import { importById } from '../store/imports.ts';
import { keyById } from '../store/keys.ts';
import { answerNudges } from '../store/nudges.ts';
import { wantAll } from '../store/outbox.ts';
import type { Planned } from './plan-rows.ts';

/** Which keys each person answers for since an import. */
export type Given = ImportSummary['given'];

interface Written {
  readonly key: { readonly custodian: PersonId };
  readonly dueOn: string;
  /** The key as it was; `null` when it is new. */
  readonly old: Planned['old'];
}

/**
 * Ends what was asked of the custodians before, and redraws what stands about keys that changed hands or day.
 * @param ids the keys, in the order of `rows`.
 * @returns who has to be told, but for `by`, who knows.
 */
export async function passOn(
  tx: Tx,
  rows: readonly Written[],
  ids: readonly KeyRef[],
  by: PersonId,
): Promise<Given> {
  const given: Record<string, KeyRef[]> = {};
  for (const [index, { key, dueOn, old }] of rows.entries()) {
    const id = ids[index];
    if (id === undefined) continue;
    const { custodian } = key;
    const moved = old !== null && old.custodian !== custodian;
    if (moved) {
      await withdrawOffer(tx, id);
      await answerNudges(tx, id, 'handed_over', null, custodian);
      await passCardOn(tx, id, custodian);
    }
    if (moved || (old !== null && old.dueOn !== dueOn)) await redrawNudges(tx, id);
    if ((moved || old === null) && custodian !== by) given[custodian] = [...(given[custodian] ?? []), id];
  }
  return given;
}

export function together(one: Given, other: Given): Given {
  const people = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(
    people.map((person) => [person, [...(one[person] ?? []), ...(other[person] ?? [])]]),
  );
}

/** One message a person, however many keys it is about. */
export const tellGiven = (tx: Tx, id: number, given: Given): Promise<void> =>
  wantAll(
    tx,
    Object.keys(given).map((person) => ({
      name: `import:${id}:custody:${person}`,
      effect: {
        do: 'message',
        kind: 'import-custody',
        subject: `${id}:${person}`,
        to: { person: personId(person) },
      },
      lane: 'answer',
    })),
  );

/** What somebody is told who answers for keys since an import. */
export interface ImportCustody {
  readonly by: PersonId;
  readonly total: number;
  /** The first ones that are still theirs. */
  readonly labels: readonly string[];
}

const NAMED = 10;

/** @param subject `<import>:<person>`. @returns `null` when none of the keys is theirs any more. */
export async function importCustody(scope: Scope, subject: string): Promise<ImportCustody | null> {
  const [id, person = ''] = subject.split(':');
  const found = await importById(scope, Number(id));
  const keys = found?.summary.given[person] ?? [];
  const named = await Promise.all(keys.slice(0, NAMED).map((key) => keyById(scope, key as KeyRef)));
  const labels = named.flatMap((key) => (key?.custodian === person ? [key.label] : []));
  if (found === null || labels.length === 0) return null;
  return { by: found.by, total: keys.length - (named.length - labels.length), labels };
}
