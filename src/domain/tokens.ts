/** Reading text word by word: which words are random, which are plain, and which ids are known to be harmless. */

/** Digests and hashes that say what they are, in lower case as tools print them. */
const digests: readonly RegExp[] = [
  /\b(?:[Ss][Hh][Aa]-?(?:1|256|384|512)|[Mm][Dd]5|[Dd]igest|[Cc]hecksum|[Ff]ingerprint|[Cc]ommit|[Tt]x(?:id| hash)?|[Tt]ransaction)\b["'`]?\s*(?:is|of|[:=@#])?\s*["'`]?(?:0x)?[0-9a-f]{32,128}\b/g,
  /\bSHA256:[A-Za-z0-9+/]{43}(?![A-Za-z0-9+/])=?/g,
];

/** Ids and addresses that people write in notes and that authenticate nobody. */
const innocents: readonly RegExp[] = [
  // UUIDs, git commits and Google's key ids, Ethereum and Bitcoin addresses.
  /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi,
  /(?<![\w+/-])[0-9a-f]{40}(?![\w+/-])/g,
  /\b0x[0-9a-fA-F]{40}\b/g,
  /\bbc1[02-9ac-hj-np-z]{25,87}\b/g,
  // Public key ids with a prefix of their own, and public SSH keys.
  /\b(?:AKIA|ASIA|AIDA|AROA)[A-Z2-7]{16}\b/g,
  /\b(?:SK|AC)[0-9a-f]{32}\b/g,
  /\bbg_[0-9a-f]{32}\b/g,
  /\b(?:apikey|key)_[A-Za-z0-9]{10,40}\b/g,
  /\bpk_(?:live|test)_[A-Za-z0-9]{10,120}\b/g,
  /\b(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp\d+) AAAA[A-Za-z0-9+/]+=*/g,
  // Slack ids.
  /\b[UWCDGTBA][A-Z0-9]{8,11}\b/g,
];

const mailAddress = /[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,6}\w{2,24}/g;

const resourceNames = /\barn:aws[\w-]*:[\w-]+:[\w-]*:\d{0,12}:[\w./:+=@-]+/g;

/** The text without digests that are named as such, and without AWS resource names. */
export function withoutDigests(text: string): string {
  return [...digests, resourceNames].reduce((rest, pattern) => rest.replaceAll(pattern, ' '), text);
}

/** The text without ids that are known to be harmless, and without the path of web addresses (their query stays). */
export function withoutInnocents(text: string): string {
  const bare = text.replaceAll(/\bhttps?:\/\/([^\s?#>|]+)/gi, (_, address: string) => longPartsOf(address));
  const rest = innocents.reduce((left, pattern) => left.replaceAll(pattern, ' '), bare);
  // Looking for one costs as much as all the others together, and few texts have one.
  return rest.includes('@') ? rest.replaceAll(mailAddress, ' ') : rest;
}

/** Page and document ids in a path are random but open nothing by themselves; only what is longer than they stays. */
function longPartsOf(address: string): string {
  return address
    .split('/')
    .filter((part) => part.length > 44)
    .join(' ');
}

/**
 * Every way to cut a text into words: between spaces, at quotes, brackets and list marks, after `=` or `:`,
 * with and without the punctuation of a sentence. A secret is found whatever stands around it.
 */
export function wordsIn(text: string): string[] {
  const words = new Set<string>();
  for (const spaced of text.split(/[\s"'`<>()[\]{},;|&?“”‘’«»]+/)) {
    const word = spaced.replace(/[.!:]+$/, '');
    const parts = /[=:@]/.test(word) ? [...afterMarks(word), ...word.split(/[=:@]+/)] : [];
    for (const each of [spaced, word, ...parts]) if (each !== '') words.add(each);
  }
  return [...words];
}

function afterMarks(word: string): string[] {
  if (word.length > 1000) return [];
  return [...word.matchAll(/[=:@]/g)].map(({ index }) => word.slice(index + 1));
}

const plainPart =
  /^(?:[A-Z]?[a-z]{1,16}\d{0,4}|[A-Z]{1,10}\d{0,4}|\d{1,12}|[a-z]{0,12}(?:[A-Z][a-z]{1,14}){1,6}[A-Z]{0,4}\d{0,4})$/;

/** Whether a word is made of plain words and numbers, as labels, paths and host names are. */
export function looksWordy(word: string): boolean {
  if (/[^A-Za-z0-9./:#@+=_-]/.test(word)) return false;
  const parts = partsOf(word);
  // Chance makes many parts of one or two letters, people do not.
  return parts.join('').length >= parts.length * 2.5 && parts.every((part) => plainPart.test(part));
}

/** Whether a whole field points somewhere: a path, a web address or a mail address. */
export function looksLikePointer(text: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text) || /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(text)) return true;
  return /^[\w.:@#-]*(?:\/[\w.:@#-]+)+$/.test(text) && !looksRandom(text, 8);
}

/** A word this long and not made of words is an id or a secret. */
const LONG = 32;

/**
 * Whether a word mixes letters and digits as only chance does: at least `length` characters stand in parts where
 * lower case, upper case and digits alternate more often than in names, paths and dates, or in one long part.
 */
export function looksRandom(word: string, length = 20): boolean {
  if (looksWordy(word)) return false;
  const parts = partsOf(word);
  const random = parts.filter(
    (part) => part.length >= 8 && !plainPart.test(part) && (part.length >= LONG || alternation(part) >= 0.25),
  );
  return random.join('').length >= length || looksCutUp(parts.join(''));
}

/** Base64 has `/`, `+`, `-` or `_` anywhere: read as one, without them. */
function looksCutUp(joined: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(joined)).length;
  return joined.length >= LONG && kinds === 3 && alternation(joined) >= 0.2;
}

function partsOf(word: string): string[] {
  return word.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
}

/** Changes between kinds of characters for each place between two; a capital before small letters is none. */
function alternation(part: string): number {
  let changes = 0;
  for (let index = 1; index < part.length; index += 1) {
    const [before, after] = [kindOf(part[index - 1]), kindOf(part[index])];
    if (before !== after && !(before === 'upper' && after === 'lower')) changes += 1;
  }
  return changes / (part.length - 1);
}

function kindOf(character = ''): 'digit' | 'upper' | 'lower' {
  if (character >= '0' && character <= '9') return 'digit';
  return character >= 'A' && character <= 'Z' ? 'upper' : 'lower';
}
