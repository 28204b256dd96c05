/**
 * Slack's text in a form that the block library draws as Slack would. Left alone it turns escaped `&lt;@U1&gt;` into a
 * mention, plain text into markup and `2*3*4` into bold, which would hide the very faults this page is there to show.
 *
 * What Slack takes as markup stays; every other character that could mean something to the library gets a stand-in
 * from Unicode's private area, which `restored` turns back in the drawn page.
 */
import type { TextObject } from '@slack/types';
import { withEmoji } from './emoji.ts';

const AREA = 0xe000;
const standIns = /[\uE000-\uE07F]/g;
const telling = /[*_~`<>&[\]|\\@:$]|(?<=www)\./g;
/** At the start of a line these make lists, headings and rules. */
const tellingFirst = /^(\s*)([-+=#]|\d+\.)/gm;

/** Characters as nobody's markup. */
function inert(text: string): string {
  const hide = (part: string): string =>
    [...part]
      .map((character) =>
        /[a-z0-9\s]/i.test(character) ? character : String.fromCharCode(AREA + character.charCodeAt(0)),
      )
      .join('');
  return text
    .replace(telling, hide)
    .replace(tellingFirst, (_, space: string, mark: string) => space + hide(mark));
}

/** Puts the characters back into drawn HTML, escaped; spaces between marks are spaces again. */
export function restored(html: string): string {
  const escaped: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
  return html.replaceAll('\u00a0', ' ').replace(standIns, (standIn) => {
    const character = String.fromCharCode(standIn.charCodeAt(0) - AREA);
    return escaped[character] ?? character;
  });
}

/** A text object whose drawing by the library is what Slack shows. */
export function faithful(text: TextObject): TextObject {
  const own = text.text.replace(standIns, '');
  if (text.type === 'plain_text') {
    return { type: 'plain_text', text: inert(plainText(own, text.emoji !== false)) };
  }
  return { type: 'mrkdwn', text: mrkdwn(own, text.verbatim === true) };
}

/** `plain_text` as words: no markup at all; only emoji names become characters. */
export function plainText(text: string, emoji = true): string {
  const decoded = decode(text);
  return emoji ? withEmoji(decoded) : decoded;
}

/** Cells and other places without a type of their own. */
export const literal = (text: string): string => inert(text.replace(standIns, ''));

const code = /(```[\s\S]+?```|`[^`\n]+`)/;

/** `verbatim` keeps bare addresses as text. */
function mrkdwn(text: string, verbatim: boolean): string {
  return text
    .split(code)
    .map((part, at) => (at % 2 === 1 ? fenced(part) : inline(part, '', verbatim)))
    .join('');
}

function fenced(part: string): string {
  const mark = part.startsWith('```') ? '```' : '`';
  const inner = part.slice(mark.length, -mark.length).replace(/^\n|\n$/g, '');
  const shown = inert(decode(inner));
  return mark === '`' ? `\`${shown}\`` : `\`\`\`\n${shown}\`\`\``;
}

const reference = /^<([@#!][^<>\n]+|(?:https?:\/\/|mailto:)[^<>\n]+)>/i;
const quote = /^(?:&gt;|>) ?/;
const address = /^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)'"*_~]/;

interface Found {
  readonly kept: string;
  readonly length: number;
}

/** What is markup to Slack is kept; all between is inert. `before` is the character in front. */
function inline(text: string, before: string, verbatim: boolean): string {
  let drawn = '';
  let plain = '';
  const settle = (): void => {
    drawn += inert(withEmoji(decode(plain)));
    plain = '';
  };
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const previous = text[at - 1] ?? before;
    const found =
      quoteAt(rest, previous) ??
      referenceAt(rest) ??
      styledAt(rest, previous, verbatim) ??
      (verbatim ? undefined : addressAt(rest, previous));
    if (found === undefined) {
      plain += text[at];
      at += 1;
    } else {
      settle();
      drawn += found.kept;
      at += found.length;
    }
  }
  settle();
  return drawn;
}

function quoteAt(rest: string, previous: string): Found | undefined {
  const match = previous === '' || previous === '\n' ? quote.exec(rest) : null;
  return match === null ? undefined : { kept: '&gt; ', length: match[0].length };
}

/** A person, channel, group, broadcast, date or link. Any other scheme is text. */
function referenceAt(rest: string): Found | undefined {
  const match = reference.exec(rest);
  if (match === null) return undefined;
  const [target = '', ...labels] = (match[1] ?? '').split('|');
  if (/^!date\^(?!\d+\^)/.test(target))
    return { kept: inert(decode(labels.join('|'))), length: match[0].length };
  const label = labels.length === 0 ? '' : `|${inert(withEmoji(decode(labels.join('|'))))}`;
  return { kept: `<${target}${label}>`, length: match[0].length };
}

/** `*bold*`, `_italic_`, `~struck~`: hugging their text, not inside a word. */
function styledAt(rest: string, previous: string, verbatim: boolean): Found | undefined {
  const mark = rest.slice(0, 1);
  if (!'*_~'.includes(mark) || mark === '' || /\w/.test(previous)) return undefined;
  const pattern = new RegExp(`^\\${mark}(?![\\s${mark}])([^\\n]*?[^\\s\\n])\\${mark}(?!\\w)`);
  const inner = pattern.exec(rest)?.[1];
  if (inner === undefined) return undefined;
  return { kept: `${mark}${inline(inner, ' ', verbatim)}${mark}`, length: inner.length + 2 };
}

function addressAt(rest: string, previous: string): Found | undefined {
  if (/\w/.test(previous)) return undefined;
  const match = address.exec(rest);
  return match === null ? undefined : { kept: `<${match[0]}>`, length: match[0].length };
}

function decode(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', amp: '&' })[name] ?? '');
}
