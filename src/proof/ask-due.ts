import type { Act } from '../domain/act.ts';
import { knownPlaces, type Verdict } from '../domain/proof.ts';
import type { Provider } from '../domain/provider.ts';
import type { IncidentRef, WorkspaceId } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import { type Database, databaseNow, inWorkspace, lookingInto, type Tx } from '../store/database.ts';
import { provenSince } from '../store/incident-as-seen.ts';
import { incidentById } from '../store/incidents.ts';
import { type KeyWithAccount, keyById, lockKey } from '../store/keys.ts';
import {
  type Answer,
  type ClaimedQuestion,
  claimQuestions,
  closeQuestion,
  insertObservations,
  observationsOf,
} from '../store/proofs.ts';
import type { AskProvider } from './ask-provider.ts';
import { askAgain, spaceOut } from './plan-proof.ts';
import { verdictOf } from './verdict-of.ts';

/** Longer than asking every host of a provider can take. */
const LEASE_SECONDS = 60;
/** A question that broke off so often is not asked again: its provider must not see us in a loop. */
const ATTEMPTS = 3;

/**
 * Called in the transaction that keeps a provider's answer, with what may be said about the key now, and whether this
 * answer itself says that the key exists.
 */
export type AfterVerdict = (
  tx: Tx,
  key: KeyWithAccount,
  incident: IncidentRef | null,
  verdict: Verdict,
  exists: boolean,
) => Promise<void>;

/**
 * Asks providers the questions that are due: claimed under a lease, asked outside any transaction, settled in one.
 * @returns how many were settled here.
 */
export async function askDueQuestions(
  database: Database,
  asker: AskProvider,
  actIn: (workspace: WorkspaceId) => Act,
  afterVerdict: readonly AfterVerdict[],
  limit: number,
): Promise<number> {
  const claimed = await claimQuestions(database, { limit, leaseSeconds: LEASE_SECONDS });
  const settled = await Promise.allSettled(
    claimed.map((question) => askOne(database, asker, actIn(question.workspace), afterVerdict, question)),
  );
  const failed = settled.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  return settled.filter((each) => each.status === 'fulfilled' && each.value).length;
}

async function askOne(
  database: Database,
  asker: AskProvider,
  act: Act,
  afterVerdict: readonly AfterVerdict[],
  question: ClaimedQuestion,
): Promise<boolean> {
  const at = await databaseNow(database);
  const { key, seen } = await lookingInto(database, act, async (scope) => ({
    key: await keyById(scope, question.key),
    seen: await observationsOf(scope, question.key),
  }));
  if (key === null) throw new Error('a question about a key that is not there');
  const provider = findProvider(key.provider);
  const answers =
    question.attempts > ATTEMPTS
      ? [brokenOff(provider, key)]
      : await askPlaces(asker, provider, key, placesToAsk(provider, key, knownPlaces(seen)), at);
  return inWorkspace(database, act, (tx) => settle(tx, key, question, at, answers, afterVerdict));
}

interface PlaceToAsk {
  readonly region: string;
  readonly environment: string;
}

/** Where the key was known before; if nowhere yet, its own region's host, and where keys move, every other one after it. */
function placesToAsk(
  provider: Provider,
  key: KeyWithAccount,
  known: readonly { host: string; environment: string }[],
): PlaceToAsk[] {
  if (known.length > 0) {
    return known.flatMap(({ host, environment }) => {
      const region = provider.regions.find(({ apiHost }) => apiHost === host);
      return region ? [{ region: region.id, environment }] : [];
    });
  }
  const own = provider.regions.filter(({ id }) => id === key.region);
  const others = provider.regions.filter(({ id }) => id !== key.region);
  const ownFirst = own.length > 0 && provider.probe?.searchesRegions !== true ? own : [...own, ...others];
  const hosts = new Map(ownFirst.toReversed().map(({ apiHost, id }) => [apiHost, id]));
  return ownFirst
    .filter(({ apiHost, id }) => hosts.get(apiHost) === id)
    .map(({ id }) => ({ region: id, environment: key.environment }));
}

/** One host after the other, up to the first that knows the key: a key lives in one place. */
async function askPlaces(
  asker: AskProvider,
  provider: Provider,
  key: KeyWithAccount,
  places: readonly PlaceToAsk[],
  now: Date,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const place of places) {
    const answer = await asker(provider, { ...place, keyId: key.keyId, now });
    answers.push({ ...answer, environment: place.environment });
    if (answer.result === 'exists') break;
  }
  return answers;
}

function brokenOff(provider: Provider, key: KeyWithAccount): Answer {
  const host = provider.regions.find(({ id }) => id === key.region)?.apiHost ?? provider.id;
  const reason = 'asking broke off several times';
  return { host, environment: key.environment, result: 'inconclusive', code: null, reason };
}

/** Keeps the answers and lets what depends on them follow; false when another replica has settled the question. */
async function settle(
  tx: Tx,
  key: KeyWithAccount,
  question: ClaimedQuestion,
  at: Date,
  answers: readonly Answer[],
  afterVerdict: readonly AfterVerdict[],
): Promise<boolean> {
  await lockKey(tx, key.id);
  // Counted from the later of the two clocks: what is spaced by it is never too close.
  if (!(await closeQuestion(tx, question.id, at > tx.now ? at : tx.now))) return false;
  await insertObservations(tx, question, at, answers);
  await spaceOut(tx, key);
  const incident = question.incident === null ? null : await incidentById(tx, question.incident);
  const since = incident === null ? null : provenSince(incident);
  const verdict = await verdictOf(tx, key, since);
  if (question.purpose === 'confirm') await askAgain(tx, question, key, verdict, since);
  const exists = answers.some(({ result }) => result === 'exists');
  for (const follow of afterVerdict) await follow(tx, key, question.incident, verdict, exists);
  return true;
}
