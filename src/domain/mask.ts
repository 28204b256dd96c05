/**
 * Takes the secrets out of a text that is kept because people will read it: a message in an incident's timeline. What
 * counts as a secret is what `looksSecret` refuses, so nothing passes here that would be refused elsewhere.
 */
import type { Provider } from './provider.ts';
import { looksSecret, secretPatterns } from './secret-shapes.ts';
import { looksWordy } from './tokens.ts';

/** Stands where a secret stood. */
export const MASK = '[secret masked]';

export interface Masked {
  readonly text: string;
  /** Whether anything was taken out. */
  readonly masked: boolean;
}

/**
 * The same text with each secret in it masked and all else as it was. Where it cannot be said which part is the
 * secret, the whole line goes, and at last the whole text: rather too much than a secret kept.
 */
export function maskSecrets(text: string, providers: readonly Provider[]): Masked {
  const isSecret = (part: string): boolean => looksSecret(part, { providers }) !== null;
  if (!isSecret(text)) return { text, masked: false };
  const { blocks, named, shapes } = secretPatterns(providers);
  const steps: readonly ((rest: string) => string)[] = [
    (rest) => rest.replace(blocks, MASK),
    ...named.map((pattern) => (rest: string) => maskNamed(rest, pattern, isSecret)),
    // Words before shapes: a shape may fit a part of a secret only.
    (rest) => linesOf(rest, (line) => maskWords(line, isSecret)),
    ...shapes.map((pattern) => (rest: string) => rest.replace(pattern, MASK)),
    (rest) => linesOf(rest, (line) => (isSecret(line) ? MASK : line)),
  ];
  const lines = steps.reduce((rest, step) => (isSecret(rest) ? step(rest) : rest), text);
  return { text: isSecret(lines) ? MASK : lines, masked: true };
}

/** What a secret is called stays, and what follows it. */
const maskNamed = (text: string, pattern: RegExp, isSecret: (part: string) => boolean): string =>
  text.replace(pattern, (match: string, before: string, value: string) =>
    isSecret(match) ? `${before}${MASK}${match.slice(before.length + value.length)}` : match,
  );

const linesOf = (text: string, change: (line: string) => string): string =>
  text.split('\n').map(change).join('\n');

/** Where `wordsIn` of tokens.ts cuts, with the cuts kept. */
const CUTS = /([\s"'`<>()[\]{},;|&?“”‘’«»]+)/;

function maskWords(line: string, isSecret: (part: string) => boolean): string {
  if (!isSecret(line)) return line;
  const parts = line.split(CUTS);
  const suspects = parts.flatMap((part, at) => (at % 2 === 0 && part !== '' && isSecret(part) ? [at] : []));
  const without = (hidden: readonly number[]): string =>
    parts.map((part, at) => (hidden.includes(at) ? MASK : part)).join('');
  // A digest looks random by itself, but the word before it says what it is: it stays.
  const secrets = suspects.filter((at) => isSecret(without(suspects.filter((other) => other !== at))));
  return parts.map((part, at) => (secrets.includes(at) ? maskWord(part, isSecret) : part)).join('');
}

/** Of `name=value`, `name:value` and `value.` only the value goes, where what stands before it is a plain name. */
function maskWord(word: string, isSecret: (part: string) => boolean): string {
  const end = /[.!:]+$/.exec(word)?.[0] ?? '';
  const [before = ''] = /^[\w.-]{1,60}[=:@]+(?!\/\/)/.exec(word) ?? [];
  const masked = `${before}${MASK}${end}`;
  return looksWordy(before) && isSecret(word.slice(before.length)) && !isSecret(masked)
    ? masked
    : `${MASK}${end}`;
}
