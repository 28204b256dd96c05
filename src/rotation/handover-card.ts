import { hasEnded } from '../domain/key-state.ts';
import type { Day, HandoverRef, KeyRef, PersonId, Tier } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import type { Scope } from '../store/database.ts';
import { type HandoverRow, handoverById } from '../store/handovers.ts';
import { keyById } from '../store/keys.ts';

/** An offer as both sides see it. */
export interface HandoverCard {
  readonly id: HandoverRef;
  readonly key: KeyRef;
  readonly label: string;
  readonly provider: string;
  readonly account: string;
  readonly tier: Tier;
  readonly dueOn: Day;
  readonly gone: boolean;
  readonly from: PersonId;
  readonly to: PersonId;
  readonly note: string | null;
  readonly answer: HandoverRow['answer'];
  readonly answeredAt: Date | null;
  /** Why it was declined. */
  readonly words: string | null;
}

export async function handoverCard(scope: Scope, id: HandoverRef): Promise<HandoverCard | null> {
  const handover = await handoverById(scope, id);
  const key = handover === null ? null : await keyById(scope, handover.key);
  if (handover === null || key === null) return null;
  const { from, to, note, answer, answeredAt, answerNote } = handover;
  return {
    id,
    key: key.id,
    label: key.label,
    provider: findProvider(key.provider).name,
    account: key.accountName,
    tier: key.tier,
    dueOn: key.dueOn,
    gone: hasEnded(key.state),
    from,
    to,
    note,
    answer,
    answeredAt,
    words: answerNote,
  };
}
