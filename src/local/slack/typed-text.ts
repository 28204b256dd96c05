/** What a client makes of what people type: escaped characters, mentions, links; and the rich text around it. */
import { userGroups } from './cast.ts';
import type { Blocks, Json } from './rows.ts';
import type { World } from './world.ts';

export const escapeTyped = (typed: string): string =>
  typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** `@name`, `#channel` and addresses become tokens. Unknown names stay as typed. */
export function withTokens(typed: string, world: World): string {
  const parts = escapeTyped(typed).split(/(https?:\/\/[^\s|]+)/);
  return parts.map((part, index) => (index % 2 === 1 ? `<${part}>` : withMentions(part, world))).join('');
}

function withMentions(words: string, world: World): string {
  return words
    .replaceAll(/(?<!\w)@([\w.-]*\w)/g, (whole, name: string) => mention(name, world) ?? whole)
    .replaceAll(/(?<![\w&])#([a-z0-9_-]+)/g, (whole, name: string) => channelLink(name, world) ?? whole);
}

function mention(name: string, world: World): string | undefined {
  const person = [...world.people.values()].find((row) => row.name === name);
  if (person !== undefined) return `<@${person.id}>`;
  const group = userGroups.find((row) => row.handle === name);
  return group === undefined ? undefined : `<!subteam^${group.id}|@${group.handle}>`;
}

function channelLink(name: string, world: World): string | undefined {
  const channel = [...world.channels.values()].find((row) => row.name === name && row.kind !== 'dm');
  if (channel === undefined) return undefined;
  return channel.kind === 'public' ? `<#${channel.id}|${channel.name}>` : `<#${channel.id}|>`;
}

/** The `rich_text` block Slack's client puts around what a person wrote. */
export function plainTextBlocks(text: string, ts: string): Blocks {
  const elements = text.split(/(<[^>]+>)/).flatMap((part) => (part === '' ? [] : [leaf(part)]));
  return [
    { type: 'rich_text', block_id: `t${ts.slice(-6)}`, elements: [{ type: 'rich_text_section', elements }] },
  ];
}

function leaf(part: string): Json {
  const [, sign, target = ''] = /^<([@#!]?)([^|>]+)/.exec(part) ?? [];
  if (sign === '@') return { type: 'user', user_id: target };
  if (sign === '#') return { type: 'channel', channel_id: target };
  if (sign === '!' && target.startsWith('subteam^'))
    return { type: 'usergroup', usergroup_id: target.slice(8) };
  if (sign === '' && /^https?:/.test(target)) return { type: 'link', url: target };
  return {
    type: 'text',
    text: part.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  };
}
