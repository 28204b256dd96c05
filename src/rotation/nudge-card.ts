import { daysBetween } from '../domain/days.ts';
import { snoozeChoices } from '../domain/nudge.ts';
import type { Day, KeyRef, PersonId } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import type { Scope } from '../store/database.ts';
import { type HandoverRow, handoversOf } from '../store/handovers.ts';
import { type KeyWithAccount, keyById } from '../store/keys.ts';
import { type NudgeRow, nudgesIn } from '../store/nudges.ts';
import { latestRotation } from '../store/rotations.ts';
import { type SnoozeRow, snoozesOf, usedUp } from '../store/snoozes.ts';
import { policiesHere } from '../workspace/policies.ts';
import { todayFor } from './answering.ts';

/** Waits for an answer; `offeredTo` was asked to take it over, `declined` said no. */
interface OpenNudge {
  readonly kind: 'open';
  readonly canSnooze: boolean;
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
  | { readonly kind: 'compromised' }
  | { readonly kind: 'gone' };

export interface NudgeLine {
  readonly key: KeyRef;
  readonly label: string;
  readonly provider: string;
  readonly account: string;
  readonly dueOn: Day;
  /** Negative when overdue. */
  readonly daysLeft: number;
  readonly state: NudgeState;
}

export interface NudgeCard {
  readonly lines: readonly NudgeLine[];
}

/** One message with all the keys that its person was nudged about that day; `null` when there is none. */
export async function nudgeCard(scope: Scope, message: string): Promise<NudgeCard | null> {
  const rows = await nudgesIn(scope, message);
  const [first] = rows;
  if (first === undefined) return null;
  const today = await todayFor(scope, first.recipient);
  // A key whose due day was changed is nudged about twice in a day: the later row is what holds.
  const latest = [...new Map(rows.map((row) => [row.key, row])).values()];
  const ids = latest.map(({ key }) => key);
  const [snoozes, handovers] = [await snoozesOf(scope, ids), await handoversOf(scope, ids)];
  const lines: NudgeLine[] = [];
  for (const row of latest) {
    const key = await keyById(scope, row.key);
    if (key === null) continue;
    lines.push({
      key: key.id,
      label: key.label,
      provider: findProvider(key.provider).name,
      account: key.accountName,
      dueOn: key.dueOn,
      daysLeft: daysBetween(today, key.dueOn),
      state: await stateOf(scope, row, key, snoozes, handovers),
    });
  }
  return { lines };
}

async function stateOf(
  scope: Scope,
  row: NudgeRow,
  key: KeyWithAccount,
  snoozes: readonly SnoozeRow[],
  handovers: readonly HandoverRow[],
): Promise<NudgeState> {
  if (key.state !== 'active') return { kind: key.state === 'compromised' ? 'compromised' : 'gone' };
  if (row.answer === 'rotation_started') return rotating(scope, row, key);
  const snooze = snoozes.find(
    ({ key: of, dueOn, round }) => of === key.id && dueOn === row.dueOn && round === row.round + 1,
  );
  if (row.answer === 'snoozed' && snooze) return { kind: 'snoozed', ...snooze };
  if (row.answer === 'handed_over')
    return { kind: 'handed_over', to: answeredBy(row, key), at: row.answeredAt };
  // Custody was moved in another way since.
  if (key.custodian !== row.recipient && key.deputy !== row.recipient) {
    return { kind: 'handed_over', to: key.custodian, at: null };
  }
  const earlier = snoozes.filter((each) => each.key === key.id);
  const { snooze: bounds } = await policiesHere(scope);
  const canSnooze = snoozeChoices(bounds[key.tier], usedUp(earlier, key.dueOn)).length > 0;
  const offer = handovers.find((handover) => handover.key === key.id && handover.askedAt >= row.plannedAt);
  return { kind: 'open', canSnooze, ...answerTo(offer, row.recipient) };
}

async function rotating(scope: Scope, row: NudgeRow, key: KeyWithAccount): Promise<NudgeState> {
  const rotation = await latestRotation(scope, key.id);
  return {
    kind: 'rotating',
    by: answeredBy(row, key),
    at: row.answeredAt ?? row.plannedAt,
    deletedBy: rotation?.deletedBy ?? null,
  };
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

const answeredBy = (row: NudgeRow, key: KeyWithAccount): PersonId =>
  row.answeredBy ?? row.recipient ?? key.custodian;
