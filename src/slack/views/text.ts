/**
 * Slack's mrkdwn, safe by construction: whatever is put into a template is text of people and is escaped, unless it
 * was made here as a mention, a date, a constant link or formatted text.
 */

/** Markup that may go to Slack as it is. */
export class Md {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Part = Md | string | number;

/** `md\`Key ${label} is ${bold('due')}\``. */
export function md(strings: TemplateStringsArray, ...parts: readonly Part[]): Md {
  return new Md(strings.map((text, index) => text + markupOf(parts[index] ?? '')).join(''));
}

const markupOf = (part: Part): string => (part instanceof Md ? part.markup : escapeText(String(part)));

const ZERO_WIDTH = '\u200b';

// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must go
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text as Slack shows it literally: no mention, link, emoji or formatting comes of it. Control characters and
 * direction overrides go, since they could make one text look like another.
 */
export function escapeText(text: string): string {
  return (
    text
      .replace(UNSEEN, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // Slack formats between these; a zero-width space stops it. (Bare addresses stay text: see `verbatim` in kit.ts.)
      .replace(/([*_~`]|:(?=[a-z0-9_+-]+:))/gi, `$1${ZERO_WIDTH}`)
  );
}

export const bold = (text: string): Md => new Md(text === '' ? '' : `*${escapeText(text)}*`);
export const italic = (text: string): Md => new Md(text === '' ? '' : `_${escapeText(text)}_`);

/** Monospaced, for ids that must be compared letter by letter; the text may be copied, so nothing is put into it. */
export function code(text: string): Md {
  const plain = text.replace(UNSEEN, '').replaceAll('`', "'").replaceAll('\n', ' ');
  return new Md(`\`${plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}\``);
}

/** A line to be copied into a shell; constants of ours only. */
export function codeBlock(text: string): Md {
  return new Md(`\`\`\`${code(text).markup.slice(1, -1)}\`\`\``);
}

/** Mentions notify: only for ids that Slack gave us. */
export const mention = (person: string): Md =>
  new Md(/^[UW][A-Z0-9]+$/.test(person) ? `<@${person}>` : 'somebody');
/** A user group; its mention notifies everybody in it where the message is not private. */
export const groupMention = (group: string): Md =>
  new Md(/^S[A-Z0-9]+$/.test(group) ? `<!subteam^${group}>` : 'a group');
export const channelLink = (channel: string): Md =>
  new Md(/^[CG][A-Z0-9]+$/.test(channel) ? `<#${channel}>` : 'a channel');

/** A link to a constant of ours; what people type never becomes one. */
export function constantLink(url: string, label: string): Md {
  if (!/^https:\/\/[^\s<>|]+$/.test(url)) throw new Error('only constant https links');
  return new Md(`<${url}|${escapeText(label)}>`);
}

type DateStyle = 'date' | 'time' | 'date and time' | 'ago';
const tokens: Record<DateStyle, string> = {
  date: '{date_short_pretty}',
  time: '{time}',
  'date and time': '{date_short_pretty} {time}',
  ago: '{ago}',
};

/** A moment as each reader sees it in their own time zone. */
export function when(moment: Date, style: DateStyle = 'date and time'): Md {
  const seconds = Math.floor(moment.getTime() / 1000);
  const fallback = `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return new Md(`<!date^${seconds}^${tokens[style]}|${fallback}>`);
}

/** A calendar day: the same day for everybody, wherever they read it. */
export function onDay(day: string): Md {
  const [year, month, date] = day.split('-');
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return new Md(escapeText(`${Number(date)} ${months[Number(month) - 1] ?? month} ${year}`));
}

export function joined(parts: readonly Part[], separator = ', '): Md {
  return new Md(parts.map(markupOf).join(separator));
}

export const lines = (...parts: readonly (Part | null | false)[]): Md =>
  joined(
    parts.filter((part): part is Part => part !== null && part !== false),
    '\n',
  );

/** A name that is put in brackets itself: "GitHub token, fine-grained". */
export const unbracketed = (name: string): string => name.replaceAll(/ \(([^()]*)\)/g, ', $1');

/** Cuts plain text to at most `length` characters, saying so with an ellipsis. Never splits a surrogate pair. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Cuts markup without leaving half an entity or half a `<…>` behind. */
export function clipMarkup(markup: string, length: number): string {
  if (markup.length <= length) return markup;
  let cut = markup.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '');
  const open = cut.lastIndexOf('<');
  if (open > cut.lastIndexOf('>')) cut = cut.slice(0, open);
  return `${cut.replace(/&[a-z]{0,3}$/, '')}…`;
}

/** Markup as a screen reader should hear it: tokens Slack resolves stay, formatting marks go. */
export const spoken = (markup: string): string =>
  markup.replace(/(^|\s)[*_`]|[*_`](?=\s|$|[.,:;!?)])/g, '$1');
