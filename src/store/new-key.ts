import type { KeyRow } from './keys.ts';

/** What happens to a key later: empty when it is recorded, unless it is known already. */
type LaterFacts =
  | 'rotateBy'
  | 'rotateByCause'
  | 'rotateByBecause'
  | 'inUseOn'
  | 'disownedBy'
  | 'disownedBecause'
  | 'disownedAt'
  | 'replaces';
/** A key as it is recorded. */
export type NewKey = Omit<
  KeyRow,
  'id' | 'state' | 'snoozedUntil' | 'snoozes' | 'retiredBecause' | 'recordedBy' | 'recordedAt' | LaterFacts
> &
  Partial<Pick<KeyRow, LaterFacts>>;
