/** Whoever answers for a key, or steps in for it, since somebody else said so, hears of it from us. */
import type { KeyRef, PersonId } from '../domain/words.ts';
import type { Tx } from '../store/database.ts';
import { want } from '../store/outbox.ts';

/** Unless they did it themselves. */
export function tellCustodian(tx: Tx, key: KeyRef, custodian: PersonId): void {
  if (tx.act.person === custodian) return;
  want(tx, {
    name: `key:${key}:custody:${custodian}`,
    effect: { do: 'message', kind: 'custody-notice', subject: String(key), to: { person: custodian } },
    lane: 'answer',
  });
}

/** The same of its deputy; `null`: nobody steps in. */
export function tellDeputy(tx: Tx, key: KeyRef, deputy: PersonId | null): void {
  if (deputy === null || tx.act.person === deputy) return;
  want(tx, {
    name: `key:${key}:deputy:${deputy}`,
    effect: { do: 'message', kind: 'deputy-notice', subject: String(key), to: { person: deputy } },
    lane: 'answer',
  });
}
