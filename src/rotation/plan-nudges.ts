import type { Act } from '../domain/act.ts';
import { type NudgePlan, type PlannedNudge, planOf } from '../domain/nudge-plan.ts';
import type { KeyRef, WorkspaceId } from '../domain/words.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { keysToLookAt, leadHere, lockToLookAt, lookAgain, lookedAtKeys } from '../store/nudge-looks.ts';
import { insertNudges, type NewNudge, settleNudges } from '../store/nudges.ts';
import { redraw, want } from '../store/outbox.ts';
import { thisWorkspace } from '../store/people.ts';
import { partyOf, plannedKey, planningTeam } from './nudge-facts.ts';

/** Keys that one tick looks at, at most: after a long downtime the rest waits for the next one. */
const KEYS_A_TICK = 20_000;
/** Keys of one transaction. */
const KEYS_A_GO = 500;
/** Workspaces that are worked at the same time. */
const HANDS = 4;

/**
 * Looks at the keys whose time has come and plans what is due, in every workspace: one message for each person and
 * day, each stage once. Any number of replicas may plan at the same time.
 * @param actIn the clock's act in a workspace, at `now`.
 * @returns how many nudges were planned.
 * @throws the first fault, after everybody else's nudges were planned.
 */
export async function planNudges(
  database: Database,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<number> {
  const waiting = await keysToLookAt(database, now, KEYS_A_TICK);
  const goes = [...Map.groupBy(waiting, ({ workspace }) => workspace)].flatMap(([workspace, rows]) =>
    inGoes(rows.map(({ key }) => key)).map((keys) => ({ workspace, keys })),
  );
  const faults: unknown[] = [];
  let planned = 0;
  const work = async (): Promise<void> => {
    for (let go = goes.pop(); go !== undefined; go = goes.pop()) {
      try {
        const made = await planIn(database, actIn(go.workspace), go.keys);
        planned += made;
      } catch (fault) {
        faults.push(fault);
      }
    }
  };
  await Promise.all(Array.from({ length: HANDS }, work));
  if (faults.length > 0) throw faults[0];
  return planned;
}

const inGoes = (keys: readonly KeyRef[]): KeyRef[][] =>
  Array.from({ length: Math.ceil(keys.length / KEYS_A_GO) }, (_, go) =>
    keys.slice(go * KEYS_A_GO, (go + 1) * KEYS_A_GO),
  );

/** Some keys of one workspace. Decides on locked rows, since somebody may answer or plan at the same time. */
function planIn(database: Database, act: Act, ids: readonly KeyRef[]): Promise<number> {
  return inWorkspace(database, act, async (tx) => {
    const locked = await lockToLookAt(tx, ids);
    if (locked.length === 0) return 0;
    const workspace = await thisWorkspace(tx);
    const [keys, lead] = await Promise.all([lookedAtKeys(tx, locked), leadHere(tx)]);
    const team = planningTeam(workspace);
    const first = lead && partyOf(lead, team);
    const plans = keys.map((key) => ({
      key: key.id,
      plan: planOf(plannedKey(key, team, first), team, tx.now),
    }));
    const made = await send(tx, plans, workspace.teamChannel);
    for (const message of await settleNudges(
      tx,
      each(plans, ({ over }) => over),
    ))
      await redraw(tx, message);
    await lookAgain(
      tx,
      plans.map(({ key, plan }) => ({ key, at: plan.lookAt })),
    );
    return made;
  });
}

interface KeyPlan {
  readonly key: KeyRef;
  readonly plan: NudgePlan;
}

const each = <Item extends object>(
  plans: readonly KeyPlan[],
  of: (plan: NudgePlan) => readonly Item[],
): (Item & { key: KeyRef })[] => plans.flatMap(({ key, plan }) => of(plan).map((item) => ({ ...item, key })));

async function send(tx: Tx, plans: readonly KeyPlan[], teamChannel: string | null): Promise<number> {
  const made = await insertNudges(
    tx,
    each(plans, (plan) => plan.send).map(({ to, day, ...nudge }) => ({
      ...nudge,
      recipient: to,
      message: messageFor({ to, day }),
    })),
  );
  const messages = new Map(made.map((nudge) => [nudge.message, nudge]));
  await Promise.all([...messages.values()].map((nudge) => wantNudge(tx, nudge, teamChannel)));
  return made.length;
}

/** All that somebody is told on one day is one message. */
const messageFor = ({ to, day }: Pick<PlannedNudge, 'to' | 'day'>): string =>
  `nudge:${to ?? 'channel'}:${day}`;

/** Wanted again on the same day, the same message is drawn again with all its keys. */
async function wantNudge(
  tx: Tx,
  { message, recipient }: NewNudge,
  teamChannel: string | null,
): Promise<void> {
  const to = recipient === null ? teamChannel && { channel: teamChannel } : { person: recipient };
  if (to === null || to === '') return;
  await want(tx, {
    name: message,
    effect: { do: 'message', kind: 'nudge', subject: message, to },
    lane: 'nudge',
  });
}
