/** The end of a rotation: somebody says that the old key is deleted, and then it is proven or confirmed. */
import { type Act, actor } from '../domain/act.ts';
import { lookedTooEarly } from '../domain/attestation.ts';
import { Refusal } from '../domain/refusal.ts';
import type { PersonId, RotationRef } from '../domain/words.ts';
import { planProof } from '../proof/plan-proof.ts';
import { verdictOf } from '../proof/verdict-of.ts';
import { findProvider } from '../providers/index.ts';
import { type Database, inWorkspace, type Scope, type Tx } from '../store/database.ts';
import type { KeyRow } from '../store/keys.ts';
import { questionsOf } from '../store/proofs.ts';
import { type RotationRow, rotationById, sayDeleted } from '../store/rotations.ts';
import { finishRotation, redrawRotation } from './after-verdict.ts';
import { keyHere } from './answering.ts';
import { mustBeAllowed, noSuchRotation, takeUp } from './at-work.ts';
import { answererAmong, partiesOf, placeOf } from './parties.ts';
import { canBeProven, hasBaseline, mayAttest, secondAmong } from './second-person.ts';
import { wantCardAt } from './start-rotation.ts';

/** The second question is planned a little later than it has to be: the first one is asked late, never early. */
const SLACK_SECONDS = 60;

/**
 * Records that the old key is deleted, and asks the provider for proof, now and once more. Where no answer could
 * prove it, a second person is asked to look.
 * @throws Refusal when the actor does not answer for the key, when it was said before, or while the old key is still
 * needed and nobody decided not to wait.
 */
export async function sayOldKeyDeleted(
  database: Database,
  act: Act,
  input: { rotation: RotationRef },
): Promise<void> {
  await inWorkspace(database, act, async (tx) => {
    const work = await takeUp(tx, input.rotation);
    mustBeAllowed(tx, work, { kind: 'delete' });
    await recordDeletion(tx, work.key, work.rotation);
  });
}

/** The actor says that a locked key is deleted: its provider is asked for proof, or a second person to look. */
export async function recordDeletion(tx: Tx, key: KeyRow, rotation: RotationRow): Promise<void> {
  await sayDeleted(tx, rotation, actor(tx.act));
  await askForProof(tx, key);
  if (!(await canBeProven(tx, key))) await askSecond(tx, key, rotation, actor(tx.act));
  redrawRotation(tx, rotation);
}

async function askForProof(tx: Tx, key: KeyRow): Promise<void> {
  const { probe } = findProvider(key.provider);
  if (probe === null) return;
  const again = new Date(tx.now.getTime() + (probe.spacingSeconds + SLACK_SECONDS) * 1000);
  await planProof(tx, {
    key: key.id,
    incident: null,
    purpose: 'confirm',
    askedBy: actor(tx.act),
    at: [tx.now, again],
  });
}

/**
 * Asks the provider once more.
 * @throws Refusal before the key was said to be deleted, while a question is waiting, or when it was asked enough.
 */
export async function askOldKeyAgain(
  database: Database,
  act: Act,
  input: { rotation: RotationRef },
): Promise<void> {
  await inWorkspace(database, act, async (tx) => {
    const { key, rotation } = await takeUp(tx, input.rotation);
    mustRun(rotation);
    mustBeSaidDeleted(rotation);
    const waiting = (await questionsOf(tx, key.id)).find(({ answeredAt }) => answeredAt === null);
    if (waiting) throw askedSoon(waiting.dueAt, tx.now);
    const { nextAt } = await verdictOf(tx, key, rotation.deletedAt);
    const at = nextAt !== null && nextAt > tx.now ? nextAt : tx.now;
    const plan = { key: key.id, incident: null, purpose: 'confirm', askedBy: actor(act), at: [at] } as const;
    if ((await planProof(tx, plan)).length === 0) throw askedEnough();
    redrawRotation(tx, rotation);
  });
}

function askedSoon(at: Date, now: Date): Refusal {
  const minutes = Math.ceil((at.getTime() - now.getTime()) / 60_000);
  return new Refusal(
    'not_yet',
    minutes > 0
      ? `The provider is asked in ${minutes} min anyway; sooner would not count. Nothing was done.`
      : 'The provider is being asked right now. Nothing more was done.',
    'The card changes by itself when the answer is there.',
  );
}

const askedEnough = (): Refusal =>
  new Refusal(
    'unavailable',
    'The provider was asked as often as we allow ourselves, or gives no answers. Nothing was done.',
    'Look on its page whether the key is gone.',
  );

/**
 * A second member looked at the provider and confirms that the old key is gone.
 * @throws Refusal for who said that it is deleted, while the provider still knows it or lets it work on for a while, or
 * where its answers can prove it.
 */
export async function attestOldKeyGone(
  database: Database,
  act: Act,
  input: { rotation: RotationRef; because: string },
): Promise<void> {
  await inWorkspace(database, act, async (tx) => {
    const { key, rotation } = await takeUp(tx, input.rotation);
    await mustBeAttestable(tx, key, rotation);
    const because = input.because.trim();
    await finishRotation(tx, key, rotation, { by: actor(act), because });
  });
}

/** Asks what the deed will ask, before the form for it opens. @throws Refusal as the deed does. */
export async function checkAttestable(scope: Scope, id: RotationRef): Promise<void> {
  const rotation = await rotationById(scope, id);
  if (rotation === null) throw noSuchRotation();
  await mustBeAttestable(scope, await keyHere(scope, rotation.key), rotation);
}

async function mustBeAttestable(scope: Scope, key: KeyRow, rotation: RotationRow): Promise<void> {
  mustRun(rotation);
  mustBeSaidDeleted(rotation);
  if (rotation.deletedBy === actor(scope.act)) {
    throw new Refusal(
      'not_allowed',
      'You said that it is deleted, so somebody else has to look. Nothing was recorded.',
      'Ask another full member to confirm it on the card.',
    );
  }
  const verdict = await verdictOf(scope, key, rotation.deletedAt);
  if (!mayAttest(verdict, await hasBaseline(scope, key))) {
    throw new Refusal(
      'not_yet',
      `${verdict.says} Nothing was recorded.`,
      'The provider can prove it here: delete the key there, then ask again.',
    );
  }
  const { deletedAt: deleted } = rotation;
  const early = lookedTooEarly(findProvider(key.provider), { deleted, now: scope.now, field: 'because' });
  if (early !== null) throw early;
}

/** The card for somebody who can look and has not said so themselves: who answers for the key has it already. */
async function askSecond(tx: Tx, key: KeyRow, rotation: RotationRow, first: PersonId): Promise<void> {
  const parties = await partiesOf(tx, key);
  const second = await secondAmong(tx, parties, key, first);
  if (second !== null && second.id === answererAmong(parties, key)?.id) return;
  const to = placeOf(second, parties);
  if (to !== null) wantCardAt(tx, rotation, 'second', to);
}

function mustRun(rotation: RotationRow): void {
  if (rotation.endedAt === null) return;
  const how = rotation.abortedBy === null ? 'has ended: the old key is gone' : 'was given up';
  throw new Refusal('too_late', `This rotation ${how}.`, 'Nothing more to do.');
}

function mustBeSaidDeleted(rotation: RotationRow): void {
  if (rotation.deletedAt !== null) return;
  throw new Refusal(
    'not_yet',
    'Nobody said yet that the old key is deleted. Nothing was done.',
    'Delete it at the provider, then say so on the card.',
  );
}
