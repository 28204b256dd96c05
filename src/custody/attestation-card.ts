/** What somebody was asked about their keys in a quarter, and what they answered. */
import { hasEnded } from '../domain/key-state.ts';
import type { Day, PersonId } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import { type AttestationReader, type AttestationRow, attestationsOf } from '../store/attestations.ts';
import type { Scope } from '../store/database.ts';

export interface AttestationLine extends AttestationRow {
  readonly providerName: string;
  readonly open: boolean;
}

export interface AttestationCard {
  readonly quarter: Day;
  /** What is open, the worst first; then what is answered. */
  readonly lines: readonly AttestationLine[];
}

export async function attestationCard(
  scope: Scope,
  quarter: Day,
  reader: AttestationReader,
): Promise<AttestationCard> {
  const deputy = 'deputy' in reader ? reader.deputy : null;
  const lines = (await attestationsOf(scope, quarter, reader)).map((row) => ({
    ...row,
    providerName: findProvider(row.provider).name,
    open:
      row.answer === null &&
      row.custodian === row.person &&
      !row.disowned &&
      !hasEnded(row.state) &&
      (deputy === null || row.stepsIn === deputy),
  }));
  return { quarter, lines: [...lines.filter(({ open }) => open), ...lines.filter(({ open }) => !open)] };
}

/** Reads a message's subject; `null` when it is not one of ours. */
export function attestationSubject(subject: string): { quarter: Day; person: PersonId } | null {
  const [, quarter, person] = /^(\d{4}-\d\d-\d\d):([UW][A-Z0-9]+)$/.exec(subject) ?? [];
  return quarter === undefined || person === undefined
    ? null
    : { quarter: quarter as Day, person: person as PersonId };
}
