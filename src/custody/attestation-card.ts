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

/** A quarter and whose questions in it a message shows. */
export interface AttestationSubject {
  readonly quarter: Day;
  readonly reader: AttestationReader;
}

export type AttestationKind = 'attestation' | 'attestation-deputy' | 'attestation-open';

/**
 * Reads a message's subject: `<quarter>:<person>`; of who steps in with the day on which they were asked, of a lead
 * `<quarter>:<day>`. Without the day (of older messages) it is about all days.
 * @returns `null` when it is not one of ours.
 */
export function attestationSubject(kind: AttestationKind, subject: string): AttestationSubject | null {
  const [, quarter, person, on] =
    /^(\d{4}-\d\d-\d\d)(?::([UW][A-Z0-9]+))?(?::(\d{4}-\d\d-\d\d))?$/.exec(subject) ?? [];
  if (quarter === undefined) return null;
  const day = (on ?? null) as Day | null;
  if (kind === 'attestation-open') return { quarter: quarter as Day, reader: { lead: true, on: day } };
  if (person === undefined) return null;
  const who = person as PersonId;
  const reader = kind === 'attestation' ? { custodian: who } : { deputy: who, on: day };
  return { quarter: quarter as Day, reader };
}
