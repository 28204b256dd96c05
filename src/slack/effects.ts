/** How each effect is carried out at Slack, so that doing it again does no harm. */
import type { WebClient } from '@slack/web-api';
import { Effect, lanes, type Place } from '../domain/effects.ts';
import { Refusal } from '../domain/refusal.ts';
import type { IncidentRef } from '../domain/words.ts';
import { keyPageOf, stepsOf } from '../incident/decorations.ts';
import { type Room, roomFor, triageRoomFor } from '../incident/room.ts';
import { postingTime } from '../rotation/posting-time.ts';
import type { Scope } from '../store/database.ts';
import { isWanted, whereLanded } from '../store/landed.ts';
import type { Claimed, Landed } from '../store/outbox-claims.ts';
import { decorate } from './decorate.ts';
import { slackCode, slackTrouble } from './errors.ts';
import { homeView } from './home.ts';
import { drawings, files, type MadeFile } from './messages.ts';
import { enterThread, hasNoRoom, nameInThread, noRoomBecause, refusalOfRoom } from './no-room.ts';
import { markOf, postedBefore, type Spot, seenSoon } from './posted-before.ts';
import { openRoom } from './rooms.ts';
import type { Message } from './views/kit.ts';

/** Not now: nobody is reminded outside of their working time. */
export class NotYet extends Error {
  readonly until: Date;

  constructor(until: Date) {
    super('put off until working time');
    this.until = until;
  }
}

export interface EffectTools {
  readonly client: WebClient;
  readonly scope: Scope;
  readonly slash: string;
  /** Conversations with people that are known, by person. */
  readonly dms: Map<string, string>;
  /** Keeps a fact that a retry must know. */
  readonly remember: (progress: string) => Promise<void>;
}

type Perform<Kind extends Effect['do']> = (
  tools: EffectTools,
  row: Claimed,
  effect: Extract<Effect, { do: Kind }>,
) => Promise<Landed>;

const performers: { readonly [Kind in Effect['do']]: Perform<Kind> } = {
  message: async (tools, row, effect) => {
    if (row.channel === null && !(await isTimeFor(tools.scope, effect, row))) return {};
    const drawn = await drawings[effect.kind](tools.scope, effect.subject, tools.slash);
    if (drawn === null) return {};
    if (row.channel !== null && row.ts !== null) {
      const at = { channel: row.channel, ts: row.ts };
      // Somebody deleted it: it is posted anew.
      if (await updated(tools.client, at, drawn)) return {};
    }
    const found =
      row.attempts > 1 ? await postedBefore(tools.client, await spotOf(tools, effect.to), row) : null;
    // What stands there was drawn from the state of that moment.
    if (found !== null) await tools.client.chat.update({ ...found, ...bodyOf(drawn) });
    const posted = found ?? (await postOnce(tools, effect.to, row, drawn));
    return { ...posted, gate: `card:${row.name}` };
  },

  room: async (tools, row, effect) => enterRoom(tools, row, await roomFor(tools.scope, effect.incident)),

  'triage-room': async (tools, row, effect) =>
    enterRoom(tools, row, await triageRoomFor(tools.scope, effect.triage)),

  invite: async (tools, row, effect) => {
    const room = await whereLanded(tools.scope, effect.room);
    const spot = await spotOf(tools, { room: effect.room });
    const { channel } = spot;
    // A channel of others is no place to pull people into: whoever is in it follows the thread by being named there.
    if (hasNoRoom(room?.progress)) return nameInThread(tools, row, effect, spot);
    for (const person of effect.people) await inviteOne(tools.client, channel, person);
    return { channel };
  },

  pin: async (tools, _row, effect) => {
    const at = await whereLanded(tools.scope, effect.message);
    if (!at?.ts) throw new Refusal('not_yet', 'The message is not there.', 'It is posted first.');
    await decorate(() => tools.client.pins.add({ channel: at.channel, timestamp: at.ts ?? '' }));
    return {};
  },

  bookmark: async (tools, row, { room, incident }) => {
    const page = await keyPageOf(tools.scope, incident as IncidentRef);
    const at = await whereLanded(tools.scope, room);
    // Slack takes the same one twice: after an unclear outcome rather none than two.
    if (page === null || at === null || hasNoRoom(at.progress) || row.attempts > 1) return {};
    await decorate(() => tools.client.bookmarks.add({ channel_id: at.channel, type: 'link', ...page }));
    return {};
  },

  canvas: async (tools, _row, { room, incident }) => {
    const markdown = await stepsOf(tools.scope, incident as IncidentRef);
    const at = await whereLanded(tools.scope, room);
    if (markdown === null || at === null || hasNoRoom(at.progress)) return {};
    await decorate(() =>
      tools.client.conversations.canvases.create({
        channel_id: at.channel,
        document_content: { type: 'markdown', markdown },
      }),
    );
    return {};
  },

  file: async (tools, row, effect) => {
    if (row.progress === null && !(await isTimeFor(tools.scope, effect, row))) return {};
    const made = await files[effect.kind](tools.scope, effect.subject);
    const { channel, thread } = await spotOf(tools, effect.to);
    const file = row.progress ?? (await upload(tools, made));
    if (row.attempts > 1 && (await isShared(tools.client, file))) return { channel };
    await tools.client.files.completeUploadExternal({
      files: [{ id: file, title: made.fileName }],
      channel_id: channel,
      ...(thread === undefined ? {} : { thread_ts: thread }),
      ...(made.says === undefined ? {} : { initial_comment: made.says }),
    });
    return { channel };
  },

  home: async (tools, _row, effect) => {
    await tools.client.views.publish({
      user_id: effect.person,
      view: await homeView(tools.scope, effect.person, tools.slash),
    });
    return {};
  },
};

/** False when nobody needs it any more. @throws NotYet before its reader's working time, if it is one of those that wait. */
async function isTimeFor(
  scope: Scope,
  effect: Extract<Effect, { do: 'message' | 'file' }>,
  row: Claimed,
): Promise<boolean> {
  const from = await postingTime(scope, effect, row);
  if (from === null) return false;
  if (from > scope.now) throw new NotYet(from);
  return true;
}

async function enterRoom(tools: EffectTools, row: Claimed, room: Room): Promise<Landed> {
  if (room.goesOnIn !== null) return goOnIn(tools, room.goesOnIn);
  try {
    return { channel: await openRoom(tools.client, room.name, row.attempts > 1) };
  } catch (error) {
    const code = refusalOfRoom(error);
    if (code === null) throw error;
    await tools.remember(noRoomBecause(code));
    return enterThread(tools, row, room, code, () => openDm(tools, room.reporter));
  }
}

/** A room that is there already, with whatever kept it from being one of our own. */
async function goOnIn(tools: EffectTools, name: string): Promise<Landed> {
  const room = await whereLanded(tools.scope, name);
  if (room === null) throw await noRoom(tools.scope, name);
  if (room.progress !== null && hasNoRoom(room.progress)) await tools.remember(room.progress);
  return { channel: room.channel, ts: room.ts };
}

/** Carries out one claimed effect. @throws what Slack's client throws; see slack/errors.ts. */
export function performEffect(tools: EffectTools, row: Claimed): Promise<Landed> {
  const effect = Effect.parse(row.effect);
  const perform = performers[effect.do] as Perform<Effect['do']>;
  return perform(tools, row, effect);
}

const bodyOf = (drawn: Message) => ({
  text: drawn.text,
  blocks: drawn.blocks,
  parse: 'none' as const,
  link_names: false,
});

/** False when the message is not there any more. */
async function updated(
  client: WebClient,
  at: { channel: string; ts: string },
  drawn: Message,
): Promise<boolean> {
  try {
    await client.chat.update({ ...at, ...bodyOf(drawn) });
    return true;
  } catch (error) {
    if (slackCode(error) === 'message_not_found') return false;
    throw error;
  }
}

/** For people who wait, a post of unclear outcome that can be seen there is as good as answered. */
async function postOnce(tools: EffectTools, to: Place, row: Claimed, drawn: Message): Promise<Landed> {
  try {
    return await post(tools, to, row, drawn);
  } catch (error) {
    if (row.lane >= lanes.nudge || slackTrouble(error)?.kind !== 'unclear') throw error;
    const found = await seenSoon(async () => postedBefore(tools.client, await spotOf(tools, to), row));
    if (found === null) throw error;
    return found;
  }
}

async function post(tools: EffectTools, to: Place, row: Claimed, drawn: Message): Promise<Landed> {
  // A post to a person opens the conversation itself; opening it before would cost one more call, of fewer a minute.
  const spot: Spot =
    'person' in to ? { channel: tools.dms.get(to.person) ?? to.person } : await spotOf(tools, to);
  const posted = await tools.client.chat.postMessage({
    channel: spot.channel,
    ...(spot.thread === undefined ? {} : { thread_ts: spot.thread }),
    ...bodyOf(drawn),
    unfurl_links: false,
    unfurl_media: false,
    metadata: markOf(row),
  });
  if ('person' in to && posted.channel !== undefined) tools.dms.set(to.person, posted.channel);
  return { channel: posted.channel ?? spot.channel, ts: posted.ts ?? null };
}

/** Where it is posted: a conversation, and the thread there when a leak has no channel of its own. */
async function spotOf(tools: EffectTools, place: Place): Promise<Spot> {
  if ('channel' in place) return { channel: place.channel };
  if ('person' in place) return { channel: await openDm(tools, place.person) };
  const room = await whereLanded(tools.scope, place.room);
  if (room === null) throw await noRoom(tools.scope, place.room);
  const thread = hasNoRoom(room.progress) ? room.ts : null;
  return { channel: room.channel, ...(thread === null ? {} : { thread }) };
}

/** A room that nobody wants, or that could not be made, is not waited for. */
async function noRoom(scope: Scope, name: string): Promise<Refusal> {
  return (await isWanted(scope, name))
    ? new Refusal('not_yet', 'The room is not there.', 'It is opened first.')
    : new Refusal('not_found', 'There is no room for this.', 'Nothing is left to do.');
}

async function openDm({ client, dms }: EffectTools, person: string): Promise<string> {
  const known = dms.get(person);
  if (known !== undefined) return known;
  const { channel } = await client.conversations.open({ users: person });
  if (channel?.id !== undefined) dms.set(person, channel.id);
  return channel?.id ?? person;
}

/** One person who cannot be invited (left, guest, too many channels) must not keep out the others. */
async function inviteOne(client: WebClient, channel: string, person: string): Promise<void> {
  try {
    await client.conversations.invite({ channel, users: person });
  } catch (error) {
    const theChannels = ['channel_not_found', 'is_archived'].includes(slackCode(error) ?? '');
    if (theChannels || slackTrouble(error)?.kind !== 'impossible') throw error;
  }
}

async function upload(tools: EffectTools, made: MadeFile): Promise<string> {
  const bytes = Buffer.from(made.content);
  const slot = await tools.client.files.getUploadURLExternal({
    filename: made.fileName,
    length: bytes.length,
    ...(made.alt === undefined ? {} : { alt_txt: made.alt }),
  });
  if (!slot.upload_url || !slot.file_id) throw new Error('Slack gave no place to upload to');
  const sent = await fetch(slot.upload_url, {
    signal: AbortSignal.timeout(10_000),
    method: 'POST',
    body: bytes,
    redirect: 'error',
  });
  if (!sent.ok) throw new Error(`an upload ended with ${sent.status}`);
  await tools.remember(slot.file_id);
  return slot.file_id;
}

async function isShared(client: WebClient, file: string): Promise<boolean> {
  try {
    const { file: found } = await client.files.info({ file });
    return [found?.channels, found?.groups, found?.ims].some((places) => (places?.length ?? 0) > 0);
  } catch (error) {
    // An upload that was never completed is no file yet.
    if (slackCode(error) === 'file_not_found') return false;
    throw error;
  }
}
