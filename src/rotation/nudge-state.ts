/** What became of one nudge: its answer, or what happened to its key since. */
import { cycleKinds, type NudgeKind, snoozeChoices } from '../domain/nudge.ts';
import type { SnoozeBound } from '../domain/rotation.ts';
import type { Day, HandoverRef, PersonId } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import type { HandoverRow } from '../store/handovers.ts';
import type { KeyWithAccount } from '../store/keys.ts';
import { type NudgeRow, toldAgainAt } from '../store/nudges.ts';
import { latestRotation, runningRotation } from '../store/rotations.ts';
import { type SnoozeRow, usedUp } from '../store/snoozes.ts';
import { policiesHere } from '../workspace/policies.ts';
import { isNobodys } from './disown-key.ts';

export interface PutOff {
  readonly times: number;
  readonly days: number;
  readonly bound: SnoozeBound;
}

/** Waits for an answer; `offeredTo` was asked to take it over, `declined` said no. */
export interface OpenNudge {
  readonly kind: 'open';
  readonly canSnooze: boolean;
  /** A rotation runs that has not ended yet. */
  readonly rotating: boolean;
  /** How often and for how many days it was put off, and what its tier allows; `null` when it never was. */
  readonly putOff: PutOff | null;
  readonly offeredTo: PersonId | null;
  readonly declined: { readonly by: PersonId; readonly words: string | null } | null;
}

/** What became of one key of a nudge. */
export type NudgeState =
  | OpenNudge
  | {
      readonly kind: 'rotating';
      readonly by: PersonId;
      readonly at: Date;
      readonly deletedBy: PersonId | null;
    }
  | { readonly kind: 'snoozed'; readonly by: PersonId; readonly until: Day; readonly because: string }
  | { readonly kind: 'handed_over'; readonly to: PersonId; readonly at: Date | null }
  | { readonly kind: 'disowned'; readonly by: PersonId; readonly because: string }
  /** The same person was told again of the same thing, in a newer message. */
  | { readonly kind: 'told_again'; readonly at: Date }
  | { readonly kind: 'in_use'; readonly by: PersonId; readonly at: Date }
  /** What it was about is over, or has another day now. */
  | { readonly kind: 'settled' }
  | { readonly kind: 'compromised' }
  | { readonly kind: 'gone' };

/** What one key's history says; loaded once for a message. */
export interface Told {
  readonly snoozes: readonly SnoozeRow[];
  readonly handovers: readonly HandoverRow[];
}

const isCycle = (kind: NudgeKind): boolean => cycleKinds.some((each) => each === kind);

export async function stateOf(
  scope: Scope,
  row: NudgeRow,
  key: KeyWithAccount,
  told: Told,
): Promise<NudgeState> {
  if (key.state !== 'active') return { kind: key.state === 'compromised' ? 'compromised' : 'gone' };
  return (await answered(scope, row, key, told)) ?? (await unanswered(scope, row, key, told));
}

/** `null` while nobody answered. */
async function answered(
  scope: Scope,
  row: NudgeRow,
  key: KeyWithAccount,
  { snoozes }: Told,
): Promise<NudgeState | null> {
  const by = row.answeredBy ?? row.recipient ?? key.custodian;
  const at = row.answeredAt ?? row.plannedAt;
  switch (row.answer) {
    case 'rotation_started':
    case 'rotated_already': {
      const rotation = await latestRotation(scope, key.id);
      const { startedBy = by, startedAt = at, deletedBy = null } = rotation ?? {};
      return { kind: 'rotating', by: startedBy, at: startedAt, deletedBy };
    }
    case 'snoozed': {
      const snooze = snoozes.find(
        ({ key: of, dueOn, round }) => of === key.id && dueOn === key.dueOn && round === row.round + 1,
      );
      return snooze === undefined ? { kind: 'settled' } : { kind: 'snoozed', ...snooze };
    }
    case 'handed_over':
      return { kind: 'handed_over', to: by, at: row.answeredAt };
    case 'not_mine':
      return { kind: 'disowned', by, because: row.answerNote ?? '' };
    case 'in_use':
      return { kind: 'in_use', by, at };
    case 'settled':
      return { kind: 'settled' };
    case null:
      return null;
  }
}

async function unanswered(
  scope: Scope,
  row: NudgeRow,
  key: KeyWithAccount,
  { snoozes, handovers }: Told,
): Promise<NudgeState> {
  if (isCycle(row.kind) && row.dueOn !== key.dueOn && row.dueOn !== key.expiresOn) return { kind: 'settled' };
  const moved = row.audience === 'custodian' && row.recipient !== null && row.kind !== 'handover_pending';
  if (moved && key.custodian !== row.recipient && key.deputy !== row.recipient) {
    // Custody was moved in another way since; a lead is asked only while nobody answers for it.
    if (!(await isNobodys(scope, key))) return { kind: 'handed_over', to: key.custodian, at: null };
  }
  const again = await toldAgainAt(scope, row);
  if (again !== null) return { kind: 'told_again', at: again };
  const { snooze: bounds } = await policiesHere(scope);
  const used = usedUp(snoozes.filter((each) => each.key === key.id));
  const bound = bounds[key.tier];
  const rotating = (await runningRotation(scope, key.id)) !== null;
  const canSnooze = !rotating && isCycle(row.kind) && snoozeChoices(bound, used).length > 0;
  const putOff = isCycle(row.kind) && used.times > 0 ? { ...used, bound } : null;
  const offer = handovers.find((handover) => handover.key === key.id && handover.askedAt >= row.plannedAt);
  return { kind: 'open', canSnooze, rotating, putOff, ...answerTo(offer, row.recipient) };
}

function answerTo(
  offer: HandoverRow | undefined,
  reader: PersonId | null,
): Pick<OpenNudge, 'offeredTo' | 'declined'> {
  const declined = offer?.answer === 'declined' && offer.to !== reader;
  return {
    offeredTo: offer?.answer === null ? offer.to : null,
    declined: declined ? { by: offer.to, words: offer.answerNote } : null,
  };
}

/** The offer that a nudge about a waiting one is about. */
export const waitingOffer = (
  { handovers }: Told,
  key: KeyWithAccount,
): { id: HandoverRef; from: PersonId; to: PersonId; at: Date } | null => {
  const offer = handovers.find((each) => each.key === key.id && each.answer === null);
  return offer === undefined ? null : { id: offer.id, from: offer.from, to: offer.to, at: offer.askedAt };
};
