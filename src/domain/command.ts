/** What people type after the slash command, read into a command and its arguments. */
import { slipsBetween } from './nearest.ts';
import { type PersonId, personId } from './words.ts';

interface CommandRow {
  readonly name: string;
  /** Arguments as shown in help. */
  readonly usage: string;
  /** One line, by what one wants to do. */
  readonly says: string;
  /** Typed after the slash command. */
  readonly example: string;
}

/** Every command that exists, in the order of the help. */
export const COMMANDS = [
  {
    name: 'leaked',
    usage: '<label>',
    says: 'Report a leaked key: the shortest way',
    example: 'leaked prop-desk',
  },
  { name: 'add', usage: '[provider] [label]', says: 'Register a key', example: 'add okx prop-desk' },
  {
    name: 'list',
    usage:
      '[mine | due | overdue | unowned | unanswered | nodeputy | anyaddress | provider:x | service:x | text]',
    says: 'See keys',
    example: 'list mine',
  },
  { name: 'show', usage: '<label>', says: 'See one key with its buttons', example: 'show prop-desk' },
  {
    name: 'who',
    usage: '<service, label or key id>',
    says: 'Find which key belongs to which service, and who to call',
    example: 'who trading-bot',
  },
  { name: 'rotate', usage: '<label>', says: 'Replace a key step by step', example: 'rotate prop-desk' },
  { name: 'edit', usage: '<label>', says: 'Change what is recorded of a key', example: 'edit prop-desk' },
  {
    name: 'transfer',
    usage: '<label> [@who] [note]',
    says: 'Hand a key over: they have to accept',
    example: 'transfer prop-desk',
  },
  {
    name: 'deputy',
    usage: '<label> [@who]',
    says: 'Name who steps in for its custodian',
    example: 'deputy prop-desk',
  },
  {
    name: 'retire',
    usage: '<label>',
    says: 'Put a key away that nobody needs any more',
    example: 'retire prop-desk',
  },
  { name: 'incidents', usage: '', says: 'See open incidents', example: 'incidents' },
  { name: 'incident', usage: '<number>', says: 'See one incident', example: 'incident 12' },
  {
    name: 'drill',
    usage: '<label>',
    says: 'Practise a leak, marked as practice',
    example: 'drill prop-desk',
  },
  {
    name: 'account add',
    usage: '[provider] [name]',
    says: 'Register an account and who can log in',
    example: 'account add okx Main account',
  },
  {
    name: 'account list',
    usage: '[text]',
    says: 'See accounts, those nobody can log in to first',
    example: 'account list',
  },
  {
    name: 'account show',
    usage: '<name>',
    says: 'See one account and its keys',
    example: 'account show Main account',
  },
  {
    name: 'account edit',
    usage: '<name>',
    says: 'Change who can log in there',
    example: 'account edit Main account',
  },
  { name: 'service add', usage: '[name]', says: 'Register a service', example: 'service add trading-bot' },
  { name: 'service list', usage: '', says: 'See services and their owners', example: 'service list' },
  { name: 'service show', usage: '<name>', says: 'See one service', example: 'service show trading-bot' },
  { name: 'service edit', usage: '<name>', says: 'Change a service', example: 'service edit trading-bot' },
  {
    name: 'calendar',
    usage: '[services]',
    says: 'See what is to be rotated in the next 12 weeks',
    example: 'calendar',
  },
  {
    name: 'settings',
    usage: '',
    says: 'Channel, roles, working time, policies (admins)',
    example: 'settings',
  },
  {
    name: 'audit',
    usage: '[label]',
    says: 'Read who did what, of a key or of all',
    example: 'audit prop-desk',
  },
  { name: 'verify', usage: '[posted head]', says: 'Check that the audit log is whole', example: 'verify' },
  { name: 'import', usage: '[template]', says: 'Bring many keys in a CSV file', example: 'import' },
  {
    name: 'export',
    usage: '[incident <number>]',
    says: 'Get all keys as a CSV file, or the report of an incident',
    example: 'export incident 7',
  },
  { name: 'status', usage: '', says: 'Check that everything runs', example: 'status' },
  { name: 'help', usage: '', says: 'See this help', example: 'help' },
] as const satisfies readonly CommandRow[];

export type CommandName = (typeof COMMANDS)[number]['name'];

/** A command that exists, with what was typed after it. */
export type KnownCommand = Extract<Command, { kind: 'command' }>;

export type Command =
  | {
      readonly kind: 'command';
      readonly name: CommandName;
      readonly args: readonly string[];
      /** All that follows the command, as typed but for quotes around the whole. */
      readonly rest: string;
    }
  | {
      readonly kind: 'unknown';
      /** The words that should have been a command. People paste secrets here: check before repeating it. */
      readonly typed: string;
      readonly nearest: CommandName | null;
    };

/** Other words for a command. A first word that needs a second one gets the most harmless. */
const aliases: Readonly<Record<string, CommandName>> = {
  compromised: 'leaked',
  service: 'service list',
  account: 'account list',
};

/** Reads the text of a command, whatever its case, spacing and quotes. Nothing typed asks for help. */
export function readCommand(text: string): Command {
  const typed = plainQuotes(text).trim();
  if (typed === '') return { kind: 'command', name: 'help', args: [], rest: '' };
  const [first = '', second = ''] = typed.split(/\s+/, 2).map((word) => word.toLowerCase());
  const two = COMMANDS.find(({ name }) => name === `${first} ${second}`);
  if (two) return command(two.name, dropWords(typed, 2));
  const rest = dropWords(typed, 1);
  const one = COMMANDS.find(({ name }) => name === first)?.name ?? meantBy(first, rest);
  if (one) return command(one, rest);
  const words = takesTwo(first) ? `${first} ${second}`.trim() : first;
  return { kind: 'unknown', typed: words, nearest: nearestTo(words) };
}

function meantBy(word: string, rest: string): CommandName | undefined {
  return takesTwo(word) && rest !== '' ? undefined : aliases[word];
}

/** The person of a mention (`<@U024BE7LH|ana>`), else `null`: a name without a mention is not a person yet. */
export function personIn(arg: string): PersonId | null {
  const id = /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/.exec(arg.trim())?.[1];
  return id === undefined ? null : personId(id);
}

/**
 * A command about a key and somebody: what stands before the first mention names the key, what follows is a note.
 * Without a mention all of it names the key.
 */
export function aimedAt(rest: string): { label: string; person: PersonId | null; note: string | null } {
  const parts = /^([\s\S]*?)\s*(<@[^>]*>)\s*([\s\S]*)$/.exec(rest);
  const person = personIn(parts?.[2] ?? '');
  if (parts === null || person === null) return { label: unquoted(rest.trim()), person: null, note: null };
  return { label: unquoted((parts[1] ?? '').trim()), person, note: parts[3]?.trim() || null };
}

/** The channel id of a channel link (`<#C024BE7LR|desk>`), else `null`. */
export function channelIn(arg: string): string | null {
  return /^<#([CG][A-Z0-9]+)(?:\|[^>]*)?>$/.exec(arg.trim())?.[1] ?? null;
}

/** The id of a user group mention (`<!subteam^S024BE7LT|@oncall>`), else `null`. */
export function groupIn(arg: string): string | null {
  return /^<!subteam\^(S[A-Z0-9]+)(?:\|[^>]*)?>$/.exec(arg.trim())?.[1] ?? null;
}

function command(name: CommandName, rest: string): Command {
  return { kind: 'command', name, args: argumentsIn(rest), rest: unescaped(unquoted(rest)) };
}

/** Words, quoted phrases and Slack's mentions and links, each as one argument. */
function argumentsIn(text: string): string[] {
  const found = text.match(/<[^>]*>|"[^"]*"|'[^']*'(?=\s|$)|[^\s"]+/g) ?? [];
  return found.map((each) => unescaped(unquoted(each))).filter((each) => each !== '');
}

function dropWords(text: string, count: number): string {
  return text.replace(new RegExp(`^(?:\\S+\\s*){${count}}`), '').trim();
}

function plainQuotes(text: string): string {
  return text
    .replaceAll(/[“”„«»]/g, '"')
    .replaceAll(/[‘’‚]/g, "'")
    .replaceAll(' ', ' ');
}

function unquoted(text: string): string {
  return /^"[^"]*"$|^'[^']*'$/.test(text) ? text.slice(1, -1).trim() : text;
}

/**
 * Slack sends these three characters escaped, which is how what people type is told from its own mentions; what would
 * look like a mention after that loses its bracket.
 */
function unescaped(text: string): string {
  const withoutMentions = text.replaceAll(/&lt;(?=[@#!])/g, '');
  return withoutMentions.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function takesTwo(word: string): boolean {
  return COMMANDS.some(({ name }) => name.startsWith(`${word} `));
}

/** The command that starts so, or is at most two slips away (one for a short word). */
function nearestTo(words: string): CommandName | null {
  const typed = words.slice(0, 40);
  const names: readonly (readonly [string, CommandName])[] = [
    ...COMMANDS.map(({ name }) => [name, name] as const),
    ...Object.entries(aliases),
  ];
  const starting = names.find(
    ([name]) => typed.length > 1 && (name.startsWith(typed) || typed.startsWith(name)),
  );
  if (starting) return starting[1];
  const tolerated = Math.min(2, Math.floor(typed.length / 2));
  const near = names
    .map(([name, means]) => ({ means, slips: slipsBetween(name, typed) }))
    .filter(({ slips }) => slips <= tolerated)
    .sort((a, b) => a.slips - b.slips);
  return near[0]?.means ?? null;
}
