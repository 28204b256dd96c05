/** Where a leak is worked that has no channel of its own: in one thread, whose first message says why. */
import type { WebClient } from '@slack/web-api';
import { type Room, roomFor } from '../incident/room.ts';
import type { Scope } from '../store/database.ts';
import { namedInThread } from '../store/landed.ts';
import type { Claimed, Landed } from '../store/outbox-claims.ts';
import { slackCode, slackTrouble } from './errors.ts';
import { markOf, postedBefore, type Spot } from './posted-before.ts';
import type { Message } from './views/kit.ts';
import { calledMessage, noRoomMessage } from './views/no-room.ts';

type Tools = { readonly client: WebClient; readonly slash: string };

/** Kept with the room's row, with Slack's word for why there is none of our own. */
const NO_ROOM = 'no room';

/** @param progress as kept with a room's row. */
export const hasNoRoom = (progress: string | null | undefined): boolean =>
  progress?.startsWith(NO_ROOM) === true;

export const noRoomBecause = (code: string): string => `${NO_ROOM}: ${code}`;

/** Slack's words for "this workspace does not let the app make private channels". */
const FORBIDDEN = [
  'restricted_action',
  'missing_scope',
  'no_permission',
  'user_is_restricted',
  'org_level_restricted',
];

/**
 * Slack's word for why there can be no channel, now or later: it is forbidden, or cannot be made as asked. `null` for
 * whatever may pass, which is tried again.
 */
export function refusalOfRoom(error: unknown): string | null {
  const code = slackCode(error);
  if (code === null) return null;
  return FORBIDDEN.includes(code) || slackTrouble(error)?.kind === 'impossible' ? code : null;
}

/**
 * Begins the thread: in the team channel, else where it was reported, else with its reporter, who then is alone with it.
 * @param row of the room; its mark finds the first message again, so that it is posted once.
 * @param dm opens the conversation with the reporter.
 */
export async function enterThread(
  tools: Tools,
  row: Claimed,
  room: Room,
  code: string,
  dm: () => Promise<string>,
): Promise<Landed> {
  const { slash } = tools;
  const drawn = (alone: boolean) => noRoomMessage({ ...room, code, alone, slash });
  const begun =
    room.teamChannel === null ? null : await beginInTeam(tools, row, room.teamChannel, drawn(false));
  if (begun !== null) return begun;
  const origin = room.originChannel;
  const shared = origin !== null && (await isOurs(tools.client, origin)) ? origin : null;
  return begin(tools, row, shared ?? (await dm()), drawn(shared === null));
}

/**
 * Names people once in the thread, so that Slack has them follow it: each call to the leak names whom no other has named.
 * A conversation with one person alone is left in peace.
 * @returns with `ts` where something was posted: that is how it is known who was named.
 */
export async function nameInThread(
  { client, scope }: Pick<Tools, 'client'> & { readonly scope: Scope },
  row: Claimed,
  { room, people }: { readonly room: string; readonly people: readonly string[] },
  { channel, thread }: Spot,
): Promise<Landed> {
  const of = /^room:incident:(\d+)$/.exec(room)?.[1];
  const incident = of === undefined ? null : await roomFor(scope, Number(of));
  // Whoever was named while its key was sought follows the thread already: it goes on in the same one.
  const named = await namedInThread(
    scope,
    [room, ...(incident?.goesOnIn ? [incident.goesOnIn] : [])],
    row.name,
  );
  const fresh = people.filter((person) => !named.includes(person));
  if (thread === undefined || channel.startsWith('D') || fresh.length === 0) return { channel };
  const found = row.attempts > 1 ? await postedBefore(client, { channel, thread }, row) : null;
  if (found !== null) return found;
  const posted = await client.chat.postMessage({
    channel,
    thread_ts: thread,
    ...calledMessage(fresh, incident?.drill === true),
    parse: 'none',
    link_names: false,
    metadata: markOf(row),
  });
  return { channel, ts: posted.ts ?? null };
}

/** Its channel was chosen by an admin for such messages, so it is ours. `null` when it takes none of us. */
async function beginInTeam(
  tools: Tools,
  row: Claimed,
  channel: string,
  drawn: Message,
): Promise<Landed | null> {
  try {
    return await begin(tools, row, channel, drawn);
  } catch (error) {
    if (slackTrouble(error)?.kind === 'impossible') return null;
    throw error;
  }
}

async function begin(
  { client }: Tools,
  row: Claimed,
  channel: string,
  { text, blocks }: Message,
): Promise<Landed> {
  const found = row.attempts > 1 ? await postedBefore(client, { channel }, row) : null;
  if (found !== null) return found;
  const posted = await client.chat.postMessage({
    channel,
    text,
    blocks,
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    metadata: markOf(row),
  });
  return { channel: posted.channel ?? channel, ts: posted.ts ?? null };
}

/** Whether we may post there, and nobody of another organisation reads it. What we may not look at is not ours. */
async function isOurs(client: WebClient, channel: string): Promise<boolean> {
  try {
    const { channel: found } = await client.conversations.info({ channel });
    return found?.is_member === true && found.is_ext_shared !== true && found.is_archived !== true;
  } catch (error) {
    if (slackTrouble(error)?.kind === 'impossible' || slackCode(error) === 'missing_scope') return false;
    throw error;
  }
}
