/** Everything the page can do, as one checked request each, and the doing. */
import { z } from 'zod';
import type { Hands, InputValue, Outcome } from '../slack/contract.ts';
import type { PlaygroundOptions } from './contract.ts';
import { mayAct } from './scene.ts';

const id = z.string().min(1).max(255);
const words = z.string().max(12_000);
const inputValue = z.looseObject({ type: z.string().max(40) });
const values = z.record(id, z.record(id, inputValue));
const place = z.discriminatedUnion('in', [
  z.object({ in: z.literal('message'), channel: id, ts: id }),
  z.object({ in: z.literal('modal') }),
  z.object({ in: z.literal('home') }),
]);

const deedOfPerson = z.discriminatedUnion('do', [
  z.object({ do: z.literal('say'), as: id, channel: id, text: words.min(1), thread: id.optional() }),
  z.object({
    do: z.literal('act'),
    as: id,
    place,
    actionId: id,
    blockId: z.string().max(255),
    value: inputValue.optional(),
    values: values.optional(),
  }),
  z.object({
    do: z.literal('suggest'),
    as: id,
    place,
    actionId: id,
    blockId: z.string().max(255),
    typed: z.string().max(200),
  }),
  z.object({ do: z.literal('submit'), as: id, values }),
  z.object({ do: z.literal('upload'), as: id, name: id, content: z.base64() }),
  z.object({ do: z.literal('close_modal'), as: id }),
  z.object({ do: z.literal('open_home'), as: id }),
  z.object({ do: z.literal('mark_read'), as: id, channel: id }),
  z.object({ do: z.literal('message_shortcut'), as: id, channel: id, ts: id, callbackId: id }),
  z.object({ do: z.literal('global_shortcut'), as: id, callbackId: id }),
]);

const amount = z.number().int().min(1).max(366);
const deedOfPlayground = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('move_clock'),
    by: z.union([
      z.strictObject({ days: amount }),
      z.strictObject({ minutes: amount }),
      z.strictObject({ seconds: amount }),
    ]),
  }),
  z.object({ do: z.literal('leave'), person: id, gone: z.boolean() }),
  z.object({
    do: z.literal('create_key'),
    provider: id,
    keyId: z.string().trim().min(1).max(100),
    region: id,
    environment: id,
  }),
  z.object({ do: z.literal('deactivate_key'), provider: id, keyId: id }),
  z.object({ do: z.literal('delete_key'), provider: id, keyId: id }),
  z.object({ do: z.literal('restore_key'), provider: id, keyId: id }),
]);

export const deed = z.union([deedOfPerson, deedOfPlayground]);
type Values = z.infer<typeof values>;
export type Deed = z.infer<typeof deed>;

/** Done, or the sentence the person sees; type-ahead brings options, an upload the file's id. */
export type DeedAnswer =
  | { ok: true; options?: { text: string; value: string }[]; file?: string }
  | { ok: false; trouble: string };

export async function perform(wanted: Deed, options: PlaygroundOptions): Promise<DeedAnswer> {
  if ('as' in wanted) return performAs(wanted, handsOf(wanted.as, options), options);
  switch (wanted.do) {
    case 'move_clock':
      await options.clock.move(wanted.by);
      return { ok: true };
    case 'leave':
      await options.slack.changePerson(wanted.person, { deleted: wanted.gone });
      return { ok: true };
    default:
      await performAtProvider(wanted, options);
      return { ok: true };
  }
}

/** Throws for a person who has no client: unknown, deactivated, the bot. */
export function handsOf(id: string, { slack }: PlaygroundOptions): Hands {
  const person = slack.people.find((one) => one.id === id);
  if (person === undefined || !mayAct(person))
    throw new Error('This person cannot use the client. Be somebody else.');
  return slack.as(id);
}

async function performAs(
  wanted: z.infer<typeof deedOfPerson>,
  hands: Hands,
  options: PlaygroundOptions,
): Promise<DeedAnswer> {
  switch (wanted.do) {
    case 'say':
      return say(wanted, hands, options);
    case 'act':
      if (wanted.place.in === 'modal' && wanted.values !== undefined) fill(hands, wanted.values);
      return answer(await hands.act(wanted.place, wanted.actionId, change(wanted)));
    case 'suggest':
      return {
        ok: true,
        options: await hands.suggest(wanted.place, wanted.blockId, wanted.actionId, wanted.typed),
      };
    case 'submit':
      fill(hands, wanted.values);
      return submitted(await hands.submit());
    case 'upload':
      return { ok: true, file: hands.upload(wanted.name, Buffer.from(wanted.content, 'base64')).id };
    case 'close_modal':
      return answer(await hands.closeModal());
    case 'open_home':
      return answer(await hands.openHome());
    case 'mark_read':
      hands.markRead(wanted.channel);
      return { ok: true };
    case 'message_shortcut':
      return answer(await hands.messageShortcut(wanted.channel, wanted.ts, wanted.callbackId));
    case 'global_shortcut':
      return answer(await hands.globalShortcut(wanted.callbackId));
  }
}

/** A line that starts with `/` is a command (the app's, or Slack's own such as `/invite`); anything else is a message. */
async function say(
  wanted: Extract<Deed, { do: 'say' }>,
  hands: Hands,
  options: PlaygroundOptions,
): Promise<DeedAnswer> {
  const { channel, thread, text } = wanted;
  if (!text.startsWith('/')) {
    hands.post(channel, text, thread);
    return { ok: true };
  }
  if (thread !== undefined) {
    return {
      ok: false,
      trouble: 'Commands do not work inside threads, as in Slack. Type it in the channel instead.',
    };
  }
  const outcome = await hands.command(channel, text);
  if (outcome.kind === 'failed' && outcome.error === 'unknown_command') {
    return { ok: false, trouble: `There is no such command here. Try ${options.command} help.` };
  }
  return answer(outcome);
}

/** Only values of blocks that are still there: the bot may have changed the modal while it was being filled in. */
function fill(hands: Hands, values: Values): void {
  const present = new Set(hands.modal()?.view.blocks.map((block) => block.block_id));
  hands.fill(Object.fromEntries(Object.entries(values).filter(([blockId]) => present.has(blockId))));
}

function change(wanted: Extract<Deed, { do: 'act' }>): { blockId?: string; value?: InputValue } {
  return {
    ...(wanted.blockId === '' ? {} : { blockId: wanted.blockId }),
    ...(wanted.value === undefined ? {} : { value: wanted.value }),
  };
}

/** A submission that is refused beside its fields needs no further words. */
function submitted(outcome: Outcome): DeedAnswer {
  return outcome.kind === 'failed' && outcome.error === 'invalid_input' ? { ok: true } : answer(outcome);
}

function answer(outcome: Outcome): DeedAnswer {
  if (outcome.kind === 'accepted') return { ok: true };
  return {
    ok: false,
    trouble: `The app did not take this (${outcome.error}). Nothing more was sent; try again.`,
  };
}

async function performAtProvider(
  wanted: Extract<Deed, { provider: string }>,
  { providers }: PlaygroundOptions,
): Promise<void> {
  const provider = providers.find((one) => one.provider === wanted.provider);
  if (provider === undefined) throw new Error(`There is no console for ${wanted.provider} here.`);
  if (wanted.do === 'create_key') await provider.create(wanted.keyId, wanted.region, wanted.environment);
  if (wanted.do === 'deactivate_key') await provider.deactivate?.(wanted.keyId);
  if (wanted.do === 'delete_key') await provider.delete(wanted.keyId);
  if (wanted.do === 'restore_key') await provider.restore(wanted.keyId);
}
