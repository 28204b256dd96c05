/** Whom the reminders of a chaos run are for: people with keys that are due, at work or not, and channels. */
import { personId, workspaceId } from '../src/domain/words.ts';
import { botUserId, team } from '../src/local/slack/cast.ts';
import { type Database, databaseNow, inWorkspace } from '../src/store/database.ts';
import { wantAll } from '../src/store/outbox.ts';
import { rememberWorkspace } from '../src/store/people.ts';
import { clockAct } from '../src/workspace/clock-act.ts';

export interface TeamSize {
  readonly channels: number;
  /** Messages that the channels get together. */
  readonly posts: number;
  /** People at work, each of whom gets one message. */
  readonly people: number;
  readonly keysEach: number;
  /** People for whom it is not working time, with as many keys. */
  readonly asleep: number;
  /** The keys come due within so many seconds. */
  readonly dueWithinSeconds: number;
}

export interface ChaosPerson {
  readonly id: string;
  readonly zone: string;
  readonly atWork: boolean;
  readonly labels: readonly string[];
}

export interface ChaosTeam {
  readonly channels: readonly string[];
  readonly people: readonly ChaosPerson[];
}

export const TEAM_CHANNEL = 'C00TRADING';
/** The team's working hours, each by their own clock; every day, so that a run says the same on a Sunday. */
export const WORK = { from: 9, to: 17 };
/** Nobody begins or ends to work while a run lasts. */
const MARGIN_HOURS = 2;
const ZONES = [
  'Pacific/Auckland',
  'Australia/Adelaide',
  'Asia/Tokyo',
  'Asia/Singapore',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Dubai',
  'Europe/Istanbul',
  'Europe/Prague',
  'Europe/Lisbon',
  'Atlantic/Azores',
  'America/Sao_Paulo',
  'America/New_York',
  'America/Denver',
  'America/Los_Angeles',
  'Pacific/Honolulu',
];
const workspace = workspaceId(team.id);

/** The hour on the wall there, 0 to 23. */
export function hourIn(zone: string, at: Date): number {
  const format = { timeZone: zone, hour: '2-digit', hourCycle: 'h23' } as const;
  return Number(new Intl.DateTimeFormat('en', format).format(at));
}

/** @param now decides who is at work. */
export function chaosTeam(size: TeamSize, now: Date): ChaosTeam {
  const isAtWork = (zone: string): boolean => {
    const hour = hourIn(zone, now);
    return hour >= WORK.from && hour < WORK.to - MARGIN_HOURS;
  };
  const isAway = (zone: string): boolean => {
    const hour = hourIn(zone, now);
    return hour >= WORK.to || hour < WORK.from - MARGIN_HOURS;
  };
  const [day, night] = [ZONES.filter(isAtWork), ZONES.filter(isAway)];
  const people = Array.from({ length: size.people + size.asleep }, (_, n) => {
    const atWork = n < size.people;
    const zones = atWork ? day : night;
    const id = `U0CHAOS${padded(n)}`;
    const labels = Array.from({ length: size.keysEach }, (_, key) => `desk-${padded(n)}-${key}`);
    return { id, zone: zones[n % zones.length] ?? 'UTC', atWork, labels };
  });
  return { channels: Array.from({ length: size.channels }, (_, n) => `C0CHAOS${padded(n)}`), people };
}

const padded = (n: number): string => String(n).padStart(4, '0');

/**
 * Records the people with their keys, all due in a week, which the planner is to notice one person after the other;
 * and wants the posts of the channels all at once, by the same statement as the planner's.
 */
export async function fillTeam(database: Database, size: TeamSize, { people, channels }: ChaosTeam) {
  await rememberWorkspace(database, { id: workspace, name: team.name, botUser: personId(botUserId) });
  const client = await database.pool.connect();
  try {
    const rows = people.map(({ id, zone }, n) => [id, zone, (n * size.dueWithinSeconds) / people.length]);
    const list = JSON.stringify(rows);
    // Triggers sleep meanwhile; what they would do is done below, spread over time.
    await client.query(`set session_replication_role = replica`);
    // With a team channel nobody has to be welcomed, and Slack's list of people was compared today.
    await client.query(
      `update workspaces set team_channel = $1, work_from = $2, work_to = $3, work_days = '{1,2,3,4,5,6,7}',
        reconciled_on = current_date`,
      [TEAM_CHANNEL, WORK.from, WORK.to],
    );
    await client.query(
      `insert into people (workspace, id, name, timezone, standing, is_admin, checked_at)
      select $1, p ->> 0, p ->> 0, p ->> 1, 'member', false, now() from json_array_elements($2) p`,
      [workspace, list],
    );
    await client.query(
      `insert into accounts (workspace, provider, region, name, name_key) values ($1, 'okx', 'global', 'Main', 'main')`,
      [workspace],
    );
    await client.query(
      `insert into keys (workspace, provider, label, label_key, key_id, account, environment, permissions, allowlist,
          tier, custodian, kept_at, created_on, rotation_days, due_on, recorded_by, recorded_at)
        select a.workspace, 'okx', label, label, gen_random_uuid(), a.id, 'live', '{read,trade}', '{203.0.113.7}', 3,
          p ->> 'id', 'vault', current_date - 100, 180, current_date + 7, p ->> 'id', now()
        from accounts a, json_array_elements($1) p, json_array_elements_text(p -> 'labels') label`,
      [JSON.stringify(people)],
    );
    await client.query(
      `insert into nudge_looks (workspace, key, at)
      select k.workspace, k.id, now() + make_interval(secs => (p ->> 2)::float8)
      from keys k join json_array_elements($1) p on k.custodian = p ->> 0`,
      [list],
    );
  } finally {
    client.release(true);
  }
  const act = clockAct(workspace, await databaseNow(database), 'chaos');
  await inWorkspace(database, act, (tx) =>
    wantAll(
      tx,
      Array.from({ length: size.posts }, (_, n) => ({
        name: `chaos:${n}`,
        effect: {
          do: 'message' as const,
          kind: 'audit-head' as const,
          // A message whose subject says all of it.
          subject: `2026-01-01:${n + 1}:${'0'.repeat(64)}`,
          to: { channel: channels[n % channels.length] ?? '' },
        },
        lane: 'nudge' as const,
      })),
    ),
  );
}
