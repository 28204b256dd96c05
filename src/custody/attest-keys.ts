/** Once a quarter, every custodian says of each key whether it is still theirs and still needed. */
import { type Act, actor } from '../domain/act.ts';
import type { AttestationAnswer } from '../domain/custody-checks.ts';
import { daysBetween } from '../domain/days.ts';
import { hasEnded } from '../domain/key-state.ts';
import { ASK_WITHIN, askedBy, isAskingDay, quarterOf } from '../domain/quarter.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Day, KeyRef, PersonId, WorkspaceId } from '../domain/words.ts';
import { isWorkingTime, zoneAmong } from '../domain/working-time.ts';
import { lockedKey } from '../rotation/answering.ts';
import { refuseCustody } from '../rotation/disown-key.ts';
import { latestDay, todayIn } from '../rotation/today.ts';
import {
  type AnsweredRow,
  type AskedPerson,
  type AttestationRow,
  answerAttestations,
  attestationsReminded,
  attestationsWithIds,
  custodiansToAsk,
  custodiansToRemind,
  insertAttestations,
  staleAttestations,
} from '../store/attestations.ts';
import { type Database, inWorkspace, type Scope, type Tx } from '../store/database.ts';
import { redraw, want } from '../store/outbox.ts';
import { stopIfWrong } from './key-form.ts';

type ActIn = (workspace: WorkspaceId) => Act;

/**
 * What the clock does about it: settles questions that are over, asks each custodian once a quarter, reminds once.
 * @throws the first fault, after all others had their turn.
 */
export async function tendAttestations(database: Database, now: Date, actIn: ActIn): Promise<void> {
  const faults: unknown[] = [];
  const inTurn = async <Item>(items: Iterable<Item>, run: (item: Item) => Promise<unknown>) => {
    for (const item of items) await run(item).catch((fault: unknown) => faults.push(fault));
  };
  const stale = Map.groupBy(await staleAttestations(database), ({ workspace }) => workspace);
  await inTurn(stale, ([workspace, rows]) =>
    inWorkspace(database, actIn(workspace), (tx) =>
      settled(
        tx,
        rows.map(({ id }) => id),
      ),
    ),
  );
  const latest = latestDay(now);
  const quarter = quarterOf(latest);
  const asking = daysBetween(quarter, latest) <= ASK_WITHIN ? await custodiansToAsk(database, quarter) : [];
  await inTurn(
    asking.filter((person) => isTime(person, now) && isAskingDay(todayOf(person, now))),
    (person) => inWorkspace(database, actIn(person.workspace), (tx) => ask(tx, person)),
  );
  await inTurn(
    (await custodiansToRemind(database, askedBy(latest))).filter((person) => isTime(person, now)),
    (person) =>
      inWorkspace(database, actIn(person.workspace), (tx) => remind(tx, person, todayOf(person, now))),
  );
  if (faults.length > 0) throw faults[0];
}

const todayOf = (person: AskedPerson, now: Date): Day =>
  todayIn(now, person.timezone, person.workspaceTimezone);

/** Working time of the person, in the quarter that it is about. */
const isTime = (person: AskedPerson, now: Date): boolean =>
  quarterOf(todayOf(person, now)) === person.quarter &&
  isWorkingTime(now, zoneAmong(person.timezone, person.workspaceTimezone), person);

async function ask(tx: Tx, { quarter, person }: AskedPerson): Promise<void> {
  if ((await insertAttestations(tx, quarter, person)) > 0) await wantMessage(tx, quarter, person, '');
}

async function remind(tx: Tx, { quarter, person }: AskedPerson, today: Day): Promise<void> {
  if ((await attestationsReminded(tx, quarter, person, today)) > 0)
    await wantMessage(tx, quarter, person, AGAIN);
}

const AGAIN = ':again';
const nameOf = (quarter: Day, person: PersonId): string => `attest:${quarter}:${person}`;

const wantMessage = (tx: Tx, quarter: Day, person: PersonId, suffix: string): Promise<void> =>
  want(tx, {
    name: `${nameOf(quarter, person)}${suffix}`,
    effect: { do: 'message', kind: 'attestation', subject: `${quarter}:${person}`, to: { person } },
    lane: 'nudge',
  });

async function settled(tx: Tx, ids: readonly number[]): Promise<void> {
  await redrawFor(tx, await answerAttestations(tx, ids, null, 'settled', null));
}

/** Both messages in which it may stand. */
async function redrawFor(tx: Tx, rows: readonly AnsweredRow[]): Promise<void> {
  for (const name of new Set(rows.map(({ quarter, person }) => nameOf(quarter, person)))) {
    await redraw(tx, name);
    await redraw(tx, `${name}${AGAIN}`);
  }
}

/**
 * The actor says of keys that they are still theirs and needed: of exactly these, and of those among them alone that are
 * still open.
 * @returns how many were answered.
 * @throws Refusal when the actor was not asked, or nothing is open.
 */
export function attestAll(database: Database, act: Act, ids: readonly number[]): Promise<number> {
  return inWorkspace(database, act, async (tx) => {
    const open = mustBeOpen(tx, await attestationsWithIds(tx, ids));
    const rows = await answerAttestations(
      tx,
      open.map(({ id }) => id),
      actor(act),
      'still_mine',
      null,
    );
    if (rows.length === 0) throw answered();
    await redrawFor(tx, rows);
    return rows.length;
  });
}

/** The question about one key that the actor can answer. @throws Refusal as `attestOne` does. */
export async function openQuestion(scope: Scope, id: number): Promise<AttestationRow> {
  const [row] = mustBeOpen(scope, await attestationsWithIds(scope, [id]));
  if (row === undefined) throw answered();
  return row;
}

/**
 * The actor says of one key that it is still theirs, not theirs (nobody answers for it from then on) or not needed.
 * @throws Refusal when the actor was not asked or it is not open, and with a sentence beside `because`.
 */
export function attestOne(
  database: Database,
  act: Act,
  input: { id: number; answer: Exclude<AttestationAnswer, 'settled'>; because: string | null },
): Promise<KeyRef> {
  const because = input.because?.trim() || null;
  return inWorkspace(database, act, async (tx) => {
    const { key: id } = await openQuestion(tx, input.id);
    if (input.answer === 'not_mine' && because === null)
      stopIfWrong({ because: 'Say why, or whom to ask: a lead reads it.' });
    const key = await lockedKey(tx, id);
    const rows = await answerAttestations(tx, [input.id], actor(act), input.answer, because);
    if (rows.length === 0) throw answered();
    if (input.answer === 'not_mine' && key.disownedAt === null) await refuseCustody(tx, key, because ?? '');
    await redrawFor(tx, rows);
    return id;
  });
}

/** Those of them that wait for the actor. @throws Refusal when they are not there or somebody else was asked. */
function mustBeOpen(scope: Scope, rows: readonly AttestationRow[]): AttestationRow[] {
  if (rows.length === 0)
    throw new Refusal(
      'not_found',
      'That question is not recorded here. Nothing was done.',
      'List your keys with list mine.',
    );
  const mine = rows.filter(({ person }) => person === actor(scope.act));
  if (mine.length === 0)
    throw new Refusal(
      'not_allowed',
      'Only the person who was asked can answer this. Nothing was changed.',
      'The who command says who answers for a key.',
    );
  const open = mine.filter(
    ({ answer, custodian, person, state }) => answer === null && custodian === person && !hasEnded(state),
  );
  if (open.length === 0) throw answered();
  return open;
}

const answered = (): Refusal =>
  new Refusal(
    'already_done',
    'This was answered already, or the key is not yours any more. Nothing was changed.',
    'The card of the key says how it stands.',
  );
