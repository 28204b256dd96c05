/**
 * Slack's mrkdwn, drawn the way a Slack client does. Ours, not the library's: slack-blocks-to-jsx turns escaped
 * `&lt;@U1&gt;` into a mention and plain text into markup, which would hide the very faults this page is there to show.
 *
 * Order matters: `<...>` is markup only when written with real angle brackets; entities are decoded last, in the
 * leaves, so decoded text is never looked at again. Everything ends as React text, never as HTML.
 */
import type { ReactNode } from 'react';
import { formatDateToken, fullTime, type Moment } from './dates.ts';
import { h } from './element.ts';
import { withEmoji } from './emoji.ts';

/** Who reads, and the names behind ids. */
export interface Reader extends Moment {
  readonly person: string;
  personName(id: string): string | undefined;
  channelName(id: string): string | undefined;
  groupName(id: string): string | undefined;
}

const fence = /```\n?([\s\S]+?)```/g;
const quoteMark = /^(?:&gt;|>) ?/;

/** Whole text: code fences, quotes, lines. `verbatim` keeps bare addresses as text. */
export function mrkdwn(text: string, reader: Reader, verbatim = false): ReactNode[] {
  const drawn: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(fence)) {
    drawn.push(...lines(text.slice(from, match.index).replace(/\n$/, ''), reader, verbatim));
    drawn.push(h('pre', {}, decode((match[1] ?? '').replace(/\n$/, ''))));
    from = match.index + match[0].length;
    if (text[from] === '\n') from += 1;
  }
  drawn.push(...lines(text.slice(from), reader, verbatim));
  return drawn;
}

/** `plain_text`: no markup at all; only emoji names become characters. */
export function plainText(text: string, emoji = true): string {
  const decoded = decode(text);
  return emoji ? withEmoji(decoded) : decoded;
}

function lines(text: string, reader: Reader, verbatim: boolean): ReactNode[] {
  if (text === '') return [];
  const drawn: ReactNode[] = [];
  for (const run of runs(text.split('\n'))) {
    const inner = inline(run.lines.join('\n'), reader, verbatim);
    drawn.push(run.quoted ? h('blockquote', {}, ...inner) : h('span', { className: 'lines' }, ...inner));
  }
  return drawn;
}

function runs(all: readonly string[]): { quoted: boolean; lines: string[] }[] {
  const found: { quoted: boolean; lines: string[] }[] = [];
  for (const line of all) {
    const quoted = quoteMark.test(line);
    const last = found.at(-1);
    const bare = quoted ? line.replace(quoteMark, '') : line;
    if (last?.quoted === quoted) last.lines.push(bare);
    else found.push({ quoted, lines: [bare] });
  }
  return found;
}

const special = /^<([^<>\n]+)>/;
const code = /^`([^`\n]+)`/;
const styles = { '*': 'strong', _: 'em', '~': 's' } as const;
const address = /^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)'"*_~]/;

function inline(text: string, reader: Reader, verbatim: boolean): ReactNode[] {
  const drawn: ReactNode[] = [];
  let plain = '';
  const put = (node: ReactNode) => {
    if (plain !== '') drawn.push(withEmoji(decode(plain)));
    plain = '';
    drawn.push(node);
  };
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const before = text[at - 1] ?? ' ';
    const found =
      specialAt(rest, reader) ??
      codeAt(rest, reader) ??
      styledAt(rest, before, reader, verbatim) ??
      (verbatim ? undefined : addressAt(rest, before));
    if (found === undefined) {
      plain += text[at];
      at += 1;
    } else {
      put(found.node);
      at += found.length;
    }
  }
  if (plain !== '') drawn.push(withEmoji(decode(plain)));
  return drawn;
}

interface Found {
  readonly node: ReactNode;
  readonly length: number;
}

function specialAt(rest: string, reader: Reader): Found | undefined {
  const match = special.exec(rest);
  if (match === null) return undefined;
  const [target = '', ...labels] = (match[1] ?? '').split('|');
  const label = labels.join('|');
  return { node: reference(target, label, reader), length: match[0].length };
}

/** What stands between real angle brackets: person, channel, group, broadcast, date or link. */
export function reference(target: string, label: string, reader: Reader): ReactNode {
  const rest = target.slice(1);
  if (target.startsWith('@'))
    return mention(`@${reader.personName(rest) ?? (decode(label) || rest)}`, rest === reader.person, rest);
  if (target.startsWith('#'))
    return mention(`#${reader.channelName(rest) ?? (decode(label) || 'private-channel')}`, false, rest);
  if (target.startsWith('!date^')) return date(target, label, reader);
  if (target.startsWith('!subteam^')) return groupMention(target.slice('!subteam^'.length), label, reader);
  if (target.startsWith('!')) return mention(`@${decode(label) || rest}`, true);
  // Not an address: somebody forgot to escape. Shown as written, so that it is noticed.
  if (!/^[a-z][a-z0-9+.-]*:/i.test(target)) return decode(`<${target}${label === '' ? '' : `|${label}`}>`);
  return link(target, label === '' ? undefined : withEmoji(decode(label)));
}

function groupMention(id: string, label: string, reader: Reader): ReactNode {
  return mention(`@${reader.groupName(id) ?? (decode(label).replace(/^@/, '') || id)}`, false, id);
}

function mention(text: string, loud: boolean, id?: string): ReactNode {
  return h('span', { className: loud ? 'mention loud' : 'mention', 'data-mention': id }, text);
}

/** An address a Slack client would open; any other scheme stays text. */
export function link(target: string, label?: ReactNode): ReactNode {
  const href = decode(target);
  if (!/^(https?:\/\/|mailto:)/i.test(href)) return label ?? href;
  return h(
    'a',
    { href, target: '_blank', rel: 'noopener noreferrer', className: 'link' },
    label ?? href.replace(/^mailto:/i, ''),
  );
}

function date(target: string, fallback: string, reader: Reader): ReactNode {
  const [, stamp = '', format = '', href] = target.split('^');
  const seconds = Number(stamp);
  if (!Number.isFinite(seconds) || stamp === '') return decode(fallback);
  const at = new Date(seconds * 1000);
  const shown = h(
    'time',
    { dateTime: at.toISOString(), title: fullTime(at, reader.timezone) },
    formatDateToken(seconds, decode(format), reader),
  );
  return href === undefined || href === '' ? shown : link(href, shown);
}

function codeAt(rest: string, reader: Reader): Found | undefined {
  const match = code.exec(rest);
  if (match === null) return undefined;
  const inner = (match[1] ?? '')
    .split(/(<[^<>\n]+>)/)
    .map((part) => specialAt(part, reader)?.node ?? decode(part));
  return { node: h('code', {}, ...inner), length: match[0].length };
}

/** `*bold*`, `_italic_`, `~struck~`: hugging their text, not inside a word. */
function styledAt(rest: string, before: string, reader: Reader, verbatim: boolean): Found | undefined {
  const mark = rest.slice(0, 1);
  if (!(mark === '*' || mark === '_' || mark === '~') || /\w/.test(before)) return undefined;
  const pattern = new RegExp(`^\\${mark}(?![\\s${mark}])([^\\n]*?[^\\s\\n])\\${mark}(?!\\w)`);
  const inner = pattern.exec(rest)?.[1];
  if (inner === undefined) return undefined;
  return { node: h(styles[mark], {}, ...inline(inner, reader, verbatim)), length: inner.length + 2 };
}

function addressAt(rest: string, before: string): Found | undefined {
  if (/\w/.test(before)) return undefined;
  const match = address.exec(rest);
  return match === null ? undefined : { node: link(match[0]), length: match[0].length };
}

function decode(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', amp: '&' })[name] ?? '');
}
