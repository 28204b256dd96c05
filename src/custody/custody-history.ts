import { z } from 'zod';
import type { KeyRef, PersonId } from '../domain/words.ts';
import { answersAbout, type PastAnswer } from '../store/attestations.ts';
import { historySaying } from '../store/audit.ts';
import type { Scope } from '../store/database.ts';
import { keyOf } from './find-keys.ts';
import { goneAmong } from './people-gone.ts';

/** Who held a key from a moment on, and who brought that about. */
export interface Holding {
  readonly custodian: PersonId;
  readonly since: Date;
  /** Slack user id, or `clock`. */
  readonly by: string;
}

export interface CustodyHistory {
  readonly label: string;
  /** The newest first. */
  readonly holdings: readonly Holding[];
  /** What was answered each quarter, the newest first. */
  readonly answers: readonly PastAnswer[];
  readonly gone: readonly PersonId[];
}

const SHOWN = 30;
const QUARTERS = 8;
const Said = z.object({ custodian: z.string().transform((id) => id as PersonId) });

/** Who ever answered for a key, read from the audit log. @throws Refusal when the key is not there. */
export async function custodyHistory(scope: Scope, id: KeyRef): Promise<CustodyHistory> {
  const { label } = await keyOf(scope, id);
  const rows = await historySaying(scope, `key:${id}`, 'custodian', SHOWN);
  const holdings = rows.map(({ detail, at, actor }) => ({
    custodian: Said.parse(detail).custodian,
    since: at,
    by: actor,
  }));
  const answers = await answersAbout(scope, id, QUARTERS);
  return {
    label,
    holdings,
    answers,
    gone: await goneAmong(scope, [
      ...holdings.map(({ custodian }) => custodian),
      ...answers.map(({ person }) => person),
    ]),
  };
}
