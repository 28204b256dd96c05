import type { Act } from '../domain/act.ts';
import { type NudgePlan, type PlannedNudge, planOf } from '../domain/nudge-plan.ts';
import type { KeyRef, WorkspaceId } from '../domain/words.ts';
import { type Database, inWorkspaces, type Tx } from '../store/database.ts';
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
/**
 * Keys that are decided about, and written about in one transaction, together: what that costs is nearly the same for one
 * workspace as for a hundred.
 */
const KEYS_A_GO = 1_000;
/** Goes that are under way at the same time. */
const HANDS = 2;

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
  const noted = (fault: unknown): number => {
    faults.push(fault);
    return 0;
  };
  await withdrawUnread(database, actIn).catch(noted);
  const lots = lotsOf(await keysToLookAt(database, now, KEYS_A_TICK));
  let planned = 0;
  const work = async (): Promise<void> => {
    for (let lot = lots.pop(); lot !== undefined; lot = lots.pop()) {
      for (let from = 0; from < lot.length; from += KEYS_A_GO) {
        const plans = await decide(database, lot.slice(from, from + KEYS_A_GO), now);
        await putOff(database, plans.filter(isQuiet));
        const made = await writeAll(database, actIn, teamsOf(plans.filter(isBusy)), noted);
        planned += made;
      }
    }
  };
  await Promise.all(Array.from({ length: HANDS }, () => work().catch(noted)));
  if (faults.length > 0) throw faults[0];
  return planned;
}

/** What one hand works through, one go after the other: a workspace is in no other hand meanwhile. */
function lotsOf(looks: readonly Look[]): Look[][] {
  const lots: Look[][] = [];
  for (const team of teamsOf(looks)) {
    const last = lots.at(-1);
    if (last === undefined || last.length >= KEYS_A_GO) lots.push([...team]);
    else last.push(...team);
  }
  return lots;
}

const teamsOf = <Item extends Look>(items: readonly Item[]): Item[][] => [
  ...Map.groupBy(items, ({ workspace }) => workspace).values(),
];

interface KeyPlan extends Look {
  readonly plan: NudgePlan;
  readonly at: Date | null;
  readonly teamChannel: string | null;
}

/** Keys of one workspace about which there is something to write. */
type Team = readonly KeyPlan[];

const isQuiet = ({ plan: { send: sent, over, reopen } }: KeyPlan): boolean =>
  sent.length === 0 && over.length === 0 && reopen.length === 0;
const isBusy = (plan: KeyPlan): boolean => !isQuiet(plan);

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

/**
 * Writes for all of these workspaces together; when that fails, for each by itself, so that one holds up no other.
 * @returns how many nudges were planned.
 */
async function writeAll(
  database: Database,
  actIn: (workspace: WorkspaceId) => Act,
  teams: readonly Team[],
  noted: (fault: unknown) => number,
): Promise<number> {
  const write = async (some: readonly Team[]): Promise<number> => {
    const decided = new Map(
      some.flatMap((team) => team.slice(0, 1).map(({ workspace }) => [workspace, team])),
    );
    // In one order everywhere: what is locked for one stays so until all are written.
    const acts = [...decided.keys()].sort().map(actIn);
    const made = await inWorkspaces(database, acts, (tx) => writeTeam(tx, decided.get(tx.workspace) ?? []));
    return made.reduce((sum, here) => sum + here, 0);
  };
  if (teams.length === 0) return 0;
  try {
    return await write(teams);
  } catch (fault) {
    if (teams.length === 1) return noted(fault);
  }
  let planned = 0;
  for (const team of teams) planned += await write([team]).catch(noted);
  return planned;
}

async function writeTeam(tx: Tx, decided: Team): Promise<number> {
  const unchanged = await lockUnchanged(tx, decided);
  const plans = decided.filter(({ key }) => unchanged.has(key));
  const reopened = await reopenNudges(
    tx,
    each(plans, (plan) => plan.reopen),
  );
  const made = await send(tx, plans);
  const settled = await settleNudges(
    tx,
    each(plans, (plan) => plan.over),
  );
  tx.redraw(...reopened, ...settled);
  return made;
}

const each = <Item extends object>(
  plans: readonly KeyPlan[],
  of: (plan: NudgePlan) => readonly Item[],
): (Item & { key: KeyRef })[] => plans.flatMap(({ key, plan }) => of(plan).map((item) => ({ ...item, key })));

/** Writes what is to be said, and when to look at these keys again. @returns how many nudges that were. */
async function send(tx: Tx, plans: Team): Promise<number> {
  const teamChannel = plans[0]?.teamChannel ?? null;
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
