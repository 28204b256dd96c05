/** What an import does to who answers for keys, as any other change of it does. */
import type { ImportSummary } from '../domain/import-file.ts';
import { type KeyRef, type PersonId, personId } from '../domain/words.ts';
import { redrawNudges } from '../rotation/answering.ts';
import { withdrawOffer } from '../rotation/hand-over.ts';
import { passCardOn } from '../rotation/start-rotation.ts';
import type { Scope, Tx } from '../store/database.ts';
import { importById } from '../store/imports.ts';
import { type KeyWithAccount, keyById } from '../store/keys.ts';
import { answerNudges } from '../store/nudges.ts';
import { wantAll } from '../store/outbox.ts';
import type { Planned } from './plan-rows.ts';

/** Which keys each person answers for, or steps in for, since an import. */
export type Given = Pick<ImportSummary, 'given' | 'stepsIn'>;

interface Written {
  readonly key: { readonly custodian: PersonId; readonly deputy: PersonId | null };
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
  const stepsIn: Record<string, KeyRef[]> = {};
  for (const [index, { key, dueOn, old }] of rows.entries()) {
    const id = ids[index];
    if (id === undefined) continue;
    const { custodian, deputy } = key;
    const moved = old !== null && old.custodian !== custodian;
    if (moved) {
      await withdrawOffer(tx, id);
      await answerNudges(tx, id, 'handed_over', null, custodian);
      await passCardOn(tx, id, custodian);
    }
    if (moved || (old !== null && old.dueOn !== dueOn)) await redrawNudges(tx, id);
    if ((moved || old === null) && custodian !== by) given[custodian] = [...(given[custodian] ?? []), id];
    if (deputy !== null && deputy !== by && deputy !== (old?.deputy ?? null))
      stepsIn[deputy] = [...(stepsIn[deputy] ?? []), id];
  }
  return { given, stepsIn };
}

export const together = (one: Given, other: Given): Given => ({
  given: joined(one.given, other.given),
  stepsIn: joined(one.stepsIn, other.stepsIn),
});

type Keys = Given['given'];

function joined(one: Keys, other: Keys): Keys {
  const people = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(
    people.map((person) => [person, [...(one[person] ?? []), ...(other[person] ?? [])]]),
  );
}

export const isEmpty = ({ given, stepsIn }: Given): boolean =>
  Object.keys(given).length + Object.keys(stepsIn).length === 0;

/** One message a person, however many keys it is about. */
export const tellGiven = (tx: Tx, id: number, { given, stepsIn }: Given): void =>
  wantAll(
    tx,
    [...new Set([...Object.keys(given), ...Object.keys(stepsIn)])].map((person) => ({
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

/** Some keys of somebody. */
export interface ImportedKeys {
  readonly total: number;
  /** The first ones that are still theirs. */
  readonly labels: readonly string[];
}

/** What somebody is told who answers for keys, or steps in for some, since an import; at least one of both. */
export interface ImportCustody {
  readonly by: PersonId;
  readonly answersFor: ImportedKeys | null;
  readonly stepsInFor: ImportedKeys | null;
}

const NAMED = 10;

/** @param subject `<import>:<person>`. @returns `null` when none of the keys is theirs any more. */
export async function importCustody(scope: Scope, subject: string): Promise<ImportCustody | null> {
  const [id, person = ''] = subject.split(':');
  const found = await importById(scope, Number(id));
  if (found === null) return null;
  const { given, stepsIn } = found.summary;
  const answersFor = await stillTheirs(scope, given[person], (key) => key.custodian === person);
  const stepsInFor = await stillTheirs(scope, stepsIn[person], (key) => key.deputy === person);
  return answersFor === null && stepsInFor === null ? null : { by: found.by, answersFor, stepsInFor };
}

async function stillTheirs(
  scope: Scope,
  keys: readonly number[] = [],
  isTheirs: (key: KeyWithAccount) => boolean,
): Promise<ImportedKeys | null> {
  const named = await Promise.all(keys.slice(0, NAMED).map((key) => keyById(scope, key as KeyRef)));
  const labels = named.flatMap((key) => (key !== null && isTheirs(key) ? [key.label] : []));
  return labels.length === 0 ? null : { total: keys.length - (named.length - labels.length), labels };
}
