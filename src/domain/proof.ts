/**
 * From a provider's replies to what may be said about a key's death. One "absent" proves nothing: a typo, another
 * region or another environment gives the same. So death takes a key that was known at the same place before, and
 * two spaced absences after. Whatever is not a listed answer is inconclusive.
 */
import type { AnswerClass, DocumentedAnswer, Probe, ProbeReply } from './provider.ts';
import type { Proof } from './words.ts';

/** One question and its outcome. Holds our own words only, never anything of the reply but a listed code. */
export interface Observation {
  readonly at: Date;
  readonly host: string;
  readonly environment: string;
  readonly result: 'exists' | 'absent' | 'inconclusive';
  readonly code: string | null;
  readonly reason: string;
  readonly purpose: 'baseline' | 'confirm';
}

/** The code of a question that never left: nobody may or can ask from here. Not of any provider. */
export const NOT_ASKED = 'not_asked';

export type Classified = Pick<Observation, 'result' | 'code' | 'reason'>;

export interface Verdict {
  readonly proof: Proof;
  /** One or two sentences, without times. */
  readonly says: string;
  /** Spaced absences that count so far. */
  readonly absents: number;
  readonly needed: 2;
  /** It is alive, but was only just deleted: this provider may take so long to forget a key. */
  readonly mayLag: boolean;
  /** When the next question would count; `null` when none is needed, or it may be asked at once. */
  readonly nextAt: Date | null;
}

const NEEDED = 2;
const because: Readonly<Record<Exclude<AnswerClass, 'exists' | 'absent'>, string>> = {
  weak_absent: 'unknown or malformed there, which proves nothing',
  clock: 'it did not accept our clock',
  retry: 'it asked us to come back later',
  geo: 'it does not serve our address',
  inconclusive: 'an answer that decides nothing',
};

/** What one reply means. Never throws; a reply without a listed code is inconclusive, whatever its status. */
export function classify(probe: Probe, reply: ProbeReply, ask: { readonly keyId: string }): Classified {
  if (/\bhtml\b/i.test(reply.contentType)) return inconclusive(null, 'a web page came instead of an answer');
  if (reply.status >= 500) return inconclusive(null, `the provider was in trouble (HTTP ${reply.status})`);
  if (reply.status >= 300 && reply.status < 400)
    return inconclusive(null, 'it sent us elsewhere; we did not follow');
  const code = probe.code(reply, ask);
  if (code === null) return inconclusive(null, 'an answer without a code');
  const answer = probe.answers.find((each) => each.code === code);
  if (!answer) return inconclusive(null, 'a code that is not documented');
  return settled(answer, reply.status);
}

function settled({ code, means, says }: DocumentedAnswer, status: number): Classified {
  if (means !== 'exists' && means !== 'absent') return inconclusive(code, `${says}: ${because[means]}`);
  if (status === 429) return inconclusive(code, because.retry);
  return { result: means, code, reason: says };
}

function inconclusive(code: string | null, reason: string): Classified {
  return { result: 'inconclusive', code, reason };
}

/** A host and environment, and what was seen there. */
interface Place {
  readonly name: string;
  readonly known: boolean;
  readonly aliveNow: boolean;
  readonly absents: number;
}

/**
 * What the observations allow us to say, whatever order they come in. `since` is when the key was said to be
 * deleted: absences before it do not count. `probe` is `null` when the provider answers nothing without the secret.
 */
export function verdict(
  observations: readonly Observation[],
  { probe, since }: { readonly probe: Probe | null; readonly since: Date | null },
): Verdict {
  if (probe === null) {
    const says = 'This provider says nothing without the secret. Two different people have to sign.';
    return { proof: 'cannot_check', says, absents: 0, needed: NEEDED, mayLag: false, nextAt: null };
  }
  const places = placesIn(observations, probe.spacingSeconds * 1000, since);
  const { proof, says } = conclusion(places, observations);
  const caveat = proof === 'dead' && probe.caveat !== undefined ? ` ${probe.caveat}` : '';
  const mayLag = proof === 'alive' && lags(probe, observations, since);
  return {
    proof,
    says: `${says}${caveat}${mayLag ? lagWords(probe) : ''}`,
    mayLag,
    absents: Math.max(0, ...places.filter(({ known }) => known).map(({ absents }) => absents)),
    needed: NEEDED,
    nextAt: proof === 'dead' ? null : nextQuestion(observations, probe.spacingSeconds * 1000),
  };
}

/** Whether the last sight of the key is as old as the deletion may take to show. */
function lags({ lagSeconds = 0 }: Probe, observations: readonly Observation[], since: Date | null): boolean {
  const last = Math.max(...timesOf(observations, 'exists'));
  return since !== null && last - since.getTime() < lagSeconds * 1000;
}

const lagWords = ({ lagSeconds = 0 }: Probe): string =>
  ` That can last up to ${Math.ceil(lagSeconds / 60)} minutes after a deletion: wait before you worry.`;

function conclusion(
  places: readonly Place[],
  observations: readonly Observation[],
): { proof: Proof; says: string } {
  const alive = places.filter(({ aliveNow }) => aliveNow);
  if (alive.length > 0) return { proof: 'alive', says: `${names(alive)} still knows the key.` };
  const known = places.filter((place) => place.known);
  if (known.length > 0 && known.every(({ absents }) => absents >= NEEDED)) {
    return { proof: 'dead', says: `${names(known)} knew the key before, and twice did not know it after.` };
  }
  if (known.length > 0) {
    const missing = Math.min(...known.map(({ absents }) => absents));
    return {
      proof: 'unknown',
      says: `${names(known)} knew the key before. Not found ${missing} of ${NEEDED} times since.`,
    };
  }
  const absentAt = places.filter(({ absents }) => absents > 0);
  if (absentAt.length > 0) {
    return {
      proof: 'unknown',
      says: `Not found on ${names(absentAt)}, never seen alive by us. That is not proof.`,
    };
  }
  if (observations.length === 0) return { proof: 'unknown', says: 'Not asked yet.' };
  return { proof: 'unknown', says: 'No answer so far that decides anything.' };
}

function placesIn(observations: readonly Observation[], spacing: number, since: Date | null): Place[] {
  const grouped = Map.groupBy(observations, ({ host, environment }) => `${host} (${environment})`);
  return [...grouped]
    .map(([name, seen]) => placeFrom(name, seen, spacing, since))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function placeFrom(name: string, seen: readonly Observation[], spacing: number, since: Date | null): Place {
  const lastExists = Math.max(...timesOf(seen, 'exists'), Number.NEGATIVE_INFINITY);
  const allAbsent = timesOf(seen, 'absent').filter((at) => at > lastExists);
  const counted = allAbsent.filter((at) => since === null || at >= since.getTime());
  const known = Number.isFinite(lastExists);
  // What was seen before the key was said to be deleted does not make it alive after that.
  const seenSince = since === null || lastExists >= since.getTime();
  const aliveNow = known && seenSince && allAbsent.length === 0;
  return { name, known, aliveNow, absents: countSpaced(counted, spacing) };
}

function timesOf(seen: readonly Observation[], result: Observation['result']): number[] {
  return seen.filter((each) => each.result === result).map(({ at }) => at.getTime());
}

/** How many of these moments lie at least `spacing` after the one counted before. */
function countSpaced(moments: readonly number[], spacing: number): number {
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const at of moments.toSorted((a, b) => a - b)) {
    if (at - last < spacing) continue;
    count += 1;
    last = at;
  }
  return count;
}

function nextQuestion(observations: readonly Observation[], spacing: number): Date | null {
  if (observations.length === 0) return null;
  return new Date(Math.max(...observations.map(({ at }) => at.getTime())) + spacing);
}

function names(places: readonly Place[]): string {
  return places.map(({ name }) => name).join(', ');
}

/** Where the provider once said that the key exists: each of these has to be asked before death can be said. */
export function knownPlaces(
  observations: readonly Observation[],
): { readonly host: string; readonly environment: string }[] {
  const known = observations.filter(({ result }) => result === 'exists');
  const byPlace = Map.groupBy(known, ({ host, environment }) => `${host} ${environment}`);
  return [...byPlace.values()].flatMap(([first]) =>
    first ? [{ host: first.host, environment: first.environment }] : [],
  );
}
