import type { Act } from '../domain/act.ts';
import { type NudgePlan, type PlannedNudge, planOf } from '../domain/nudge-plan.ts';
import type { KeyRef, WorkspaceId } from '../domain/words.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { postedAmong } from '../store/landed.ts';
import {
  keysToLookAt,
  type Look,
  leadsOf,
  lockUnchanged,
  lookedAtKeys,
  putOff,
  workspacesOf,
} from '../store/nudge-looks.ts';
import { insertNudges, type MadeNudge, reopenNudges, settleNudges, toldBefore } from '../store/nudges.ts';
import { type Intent, wantAll } from '../store/outbox.ts';
import { plannedKey, planningTeam } from './nudge-facts.ts';
import { withdrawUnread } from './withdraw-unread.ts';

/** Keys that one tick looks at, at most: after a long downtime the rest waits for the next one. */
const KEYS_A_TICK = 20_000;
/** Keys that are loaded and decided about together. */
const KEYS_A_GO = 1_000;
/** Workspaces that are written to at the same time. */
const HANDS = 4;

/**
 * Looks at the keys whose time has come and plans what is due, in every workspace: one message for each person and
 * day, each stage once. What was planned for somebody who left before it was posted is taken back first. Any number of
 * replicas may plan at the same time.
 * @param actIn the clock's act in a workspace, at `now`.
 * @returns how many nudges were planned.
 * @throws the first fault, after everybody else's nudges were planned.
 */
export async function planNudges(
  database: Database,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<number> {
  const faults: unknown[] = [];
  let planned = 0;
  await withdrawUnread(database, actIn).catch((fault: unknown) => faults.push(fault));
  const waiting = (await keysToLookAt(database, now, KEYS_A_TICK)).toSorted(byWorkspace);
  for (let from = 0; from < waiting.length; from += KEYS_A_GO) {
    const plans = await decide(database, waiting.slice(from, from + KEYS_A_GO), now);
    const [quiet, busy] = [plans.filter(isQuiet), plans.filter((each) => !isQuiet(each))];
    await putOff(database, quiet);
    const teams = [...Map.groupBy(busy, ({ workspace }) => workspace).values()];
    const work = async (): Promise<void> => {
      for (let team = teams.pop(); team !== undefined; team = teams.pop()) {
        try {
          const made = await write(database, actIn, team);
          planned += made;
        } catch (fault) {
          faults.push(fault);
        }
      }
    };
    await Promise.all(Array.from({ length: HANDS }, work));
  }
  if (faults.length > 0) throw faults[0];
  return planned;
}

/** A workspace's keys together: each transaction waits for the disk and for the audit log of its workspace. */
const byWorkspace = (a: Look, b: Look): number =>
  a.workspace < b.workspace ? -1 : a.workspace > b.workspace ? 1 : a.key - b.key;

interface KeyPlan extends Look {
  readonly plan: NudgePlan;
  readonly at: Date | null;
  readonly teamChannel: string | null;
}

const isQuiet = ({ plan: { send: sent, over, reopen } }: KeyPlan): boolean =>
  sent.length === 0 && over.length === 0 && reopen.length === 0;

/** Decides about keys of any workspace as they are now. What changes until it is written is left for another look. */
async function decide(database: Database, looks: readonly Look[], now: Date): Promise<KeyPlan[]> {
  const [keys, here, leads] = await Promise.all([
    lookedAtKeys(database, looks),
    workspacesOf(database, looks),
    leadsOf(database, looks),
  ]);
  const found = new Map(keys.map((key) => [`${key.workspace} ${key.id}`, key]));
  const teams = new Map(
    here.map((workspace) => [workspace.id, { workspace, rules: planningTeam(workspace) }]),
  );
  return looks.flatMap((look) => {
    const key = found.get(`${look.workspace} ${look.key}`);
    const team = teams.get(look.workspace);
    if (key === undefined || team === undefined) return [];
    const facts = plannedKey(key, team.rules, leads.get(look.workspace) ?? []);
    const plan = planOf(facts, team.rules, now);
    return [{ ...look, plan, at: plan.lookAt, teamChannel: team.workspace.teamChannel }];
  });
}

/** Keys of one workspace about which there is something to write. */
function write(
  database: Database,
  actIn: (workspace: WorkspaceId) => Act,
  decided: readonly KeyPlan[],
): Promise<number> {
  const [first] = decided;
  if (first === undefined) return Promise.resolve(0);
  return inWorkspace(database, actIn(first.workspace), async (tx) => {
    const unchanged = await lockUnchanged(tx, decided);
    const plans = decided.filter(({ key }) => unchanged.has(key));
    const reopened = await reopenNudges(
      tx,
      each(plans, (plan) => plan.reopen),
    );
    const made = await send(tx, plans, first.teamChannel);
    const settled = await settleNudges(
      tx,
      each(plans, (plan) => plan.over),
    );
    const changed = [...new Set([...reopened, ...settled])];
    tx.redraw(...changed);
    return made;
  });
}

const each = <Item extends object>(
  plans: readonly KeyPlan[],
  of: (plan: NudgePlan) => readonly Item[],
): (Item & { key: KeyRef })[] => plans.flatMap(({ key, plan }) => of(plan).map((item) => ({ ...item, key })));

/** Writes what is to be said, and when to look at these keys again. @returns how many nudges that were. */
async function send(tx: Tx, plans: readonly KeyPlan[], teamChannel: string | null): Promise<number> {
  const planned = each(plans, (plan) => plan.send).map(({ to, day, ...nudge }) => ({
    ...nudge,
    recipient: to,
    message: messageFor({ to, day }),
  }));
  // What travels together is worked one after the other. Which were posted is seen before they are wanted again: an
  // update in place tells nobody that there is more.
  const [made, names] = await Promise.all([
    insertNudges(tx, planned),
    postedAmong(tx, [...new Set(planned.map(({ message }) => message))]),
  ]);
  const posted = new Set(names);
  const messages = [...new Map(made.toReversed().map((nudge) => [nudge.message, nudge])).values()];
  const [earlier] = await Promise.all([
    toldBefore(tx, made),
    wantAll(tx, messages.flatMap(intents)),
    putOff(tx, plans),
  ]);
  tx.redraw(...earlier);
  return made.length;

  /** Wanted again on the same day, the same message is drawn again with all its keys, and a short one says so. */
  function intents({ id, message, recipient }: MadeNudge): Intent[] {
    const to =
      recipient !== null ? { person: recipient } : teamChannel !== null ? { channel: teamChannel } : null;
    if (to === null) return [];
    const whole = { do: 'message', kind: 'nudge', subject: message, to } as const;
    const more = { do: 'message', kind: 'nudge-more', subject: String(id), to } as const;
    return [
      { name: message, effect: whole, lane: 'nudge' },
      ...(posted.has(message)
        ? [{ name: `${message}:more:${id}`, effect: more, lane: 'nudge', after: message } as const]
        : []),
    ];
  }
}

/** All that somebody is told on one day is one message. */
const messageFor = ({ to, day }: Pick<PlannedNudge, 'to' | 'day'>): string =>
  `nudge:${to ?? 'channel'}:${day}`;
