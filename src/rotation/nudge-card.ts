import { dayIn, daysBetween } from '../domain/days.ts';
import { type NudgeAudience, nudgeKinds } from '../domain/nudge.ts';
import { destructionOf } from '../domain/self-destruct.ts';
import type { Day, HandoverRef, KeyRef, NudgeRef, PersonId } from '../domain/words.ts';
import { zoneAmong } from '../domain/working-time.ts';
import { findProvider } from '../providers/index.ts';
import type { Scope } from '../store/database.ts';
import { handoversOf } from '../store/handovers.ts';
import { type KeyWithAccount, keyById } from '../store/keys.ts';
import { longestUnanswered, type NudgeRow, nudgesAddedWith, nudgesIn } from '../store/nudges.ts';
import { thisWorkspace } from '../store/people.ts';
import { snoozesOf } from '../store/snoozes.ts';
import { todayFor } from './answering.ts';
import { type NudgeState, stateOf, type Told, waitingOffer } from './nudge-state.ts';

export type { NudgeState } from './nudge-state.ts';

/** What a nudge is about, with what its words need. */
export type NudgeAbout =
  | { readonly kind: 'rotation' | 'expiry' | 'no_deputy' }
  /** The provider's rule; `idle` when it is about not being used. */
  | { readonly kind: 'self_destruct'; readonly rule: string; readonly idle: boolean }
  /** `because`: its custodian refused it; `null` when they left. */
  | { readonly kind: 'ownerless'; readonly because: string | null }
  | {
      readonly kind: 'handover_pending';
      readonly offer: {
        readonly id: HandoverRef;
        readonly from: PersonId;
        readonly to: PersonId;
        readonly at: Date;
      } | null;
    };

export interface NudgeLine {
  readonly key: KeyRef;
  readonly label: string;
  readonly provider: string;
  readonly account: string;
  readonly about: NudgeAbout;
  readonly audience: NudgeAudience;
  /** Told here because somebody else kept silent: who was asked (`null`: the team channel) since when. */
  readonly silent: { readonly asked: PersonId | null; readonly since: Date } | null;
  readonly custodian: PersonId;
  /** The day that it is about: when the key is due, ends, or has been nobody's since. */
  readonly dueOn: Day;
  /** Negative when it has passed. */
  readonly daysLeft: number;
  readonly state: NudgeState;
}

export interface NudgeCard {
  /** `null` in the team channel. */
  readonly reader: PersonId | null;
  /** The user group of leads, called where the team channel is told. */
  readonly leads: string | null;
  readonly lines: readonly NudgeLine[];
}

/** One message with all that its person was told that day; `null` when there is none. */
export async function nudgeCard(scope: Scope, message: string): Promise<NudgeCard | null> {
  return cardOf(scope, await nudgesIn(scope, message));
}

/** What was added to a message together with this nudge; `null` when nothing was. */
export async function addedCard(scope: Scope, nudge: NudgeRef): Promise<NudgeCard | null> {
  return cardOf(scope, await nudgesAddedWith(scope, nudge));
}

async function cardOf(scope: Scope, rows: readonly NudgeRow[]): Promise<NudgeCard | null> {
  const [first] = rows;
  if (first === undefined) return null;
  const today = await todayFor(scope, first.recipient);
  // A key whose day was changed is nudged about twice in a day: what is not over holds, else what was said last.
  const inOrder = rows.toSorted((a, b) => overLast(a) - overLast(b) || a.id - b.id);
  const held = new Map(inOrder.map((row) => [`${row.key} ${row.kind}`, row]));
  const latest = byKey(rows.filter((row) => held.get(`${row.key} ${row.kind}`) === row));
  const ids = latest.map(({ key }) => key);
  const told = { snoozes: await snoozesOf(scope, ids), handovers: await handoversOf(scope, ids) };
  const lines: NudgeLine[] = [];
  for (const row of latest) {
    const key = await keyById(scope, row.key);
    if (key !== null) lines.push(await lineOf(scope, row, key, told, today));
  }
  const { leadGroup } = await thisWorkspace(scope);
  return { reader: first.recipient, leads: leadGroup, lines };
}

const overLast = ({ answer }: NudgeRow): number => (answer === 'settled' ? 0 : 1);

/** What there is to say of one key stands together, its own day first. */
const byKey = (rows: readonly NudgeRow[]): NudgeRow[] =>
  [...Map.groupBy(rows, ({ key }) => key).values()].flatMap((about) =>
    about.toSorted((a, b) => nudgeKinds.indexOf(a.kind) - nudgeKinds.indexOf(b.kind)),
  );

async function lineOf(
  scope: Scope,
  row: NudgeRow,
  key: KeyWithAccount,
  told: Told,
  today: Day,
): Promise<NudgeLine> {
  const isFirst = row.audience === 'custodian';
  return {
    key: key.id,
    label: key.label,
    provider: findProvider(key.provider).name,
    account: key.accountName,
    about: await aboutOf(scope, row, key, told),
    audience: row.audience,
    silent: isFirst ? null : await silence(scope, row, key),
    custodian: key.custodian,
    dueOn: row.dueOn,
    daysLeft: daysBetween(today, row.dueOn),
    state: await stateOf(scope, row, key, told),
  };
}

async function silence(scope: Scope, row: NudgeRow, key: KeyWithAccount): Promise<NudgeLine['silent']> {
  const open = await longestUnanswered(scope, row);
  return open === null
    ? { asked: key.custodian, since: row.plannedAt }
    : { asked: open.asked, since: open.at };
}

async function aboutOf(scope: Scope, row: NudgeRow, key: KeyWithAccount, told: Told): Promise<NudgeAbout> {
  switch (row.kind) {
    case 'self_destruct': {
      const { timezone } = await thisWorkspace(scope);
      const recordedOn = dayIn(key.recordedAt, zoneAmong(timezone));
      const end = destructionOf({ ...key, provider: findProvider(key.provider), recordedOn });
      return { kind: row.kind, rule: end?.rule.says ?? '', idle: end?.rule.counts === 'since_last_use' };
    }
    case 'ownerless':
      return { kind: row.kind, because: key.disownedBecause };
    case 'handover_pending':
      return { kind: row.kind, offer: waitingOffer(told, key) };
    default:
      return { kind: row.kind };
  }
}
