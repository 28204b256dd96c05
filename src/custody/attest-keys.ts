/** Once a quarter, every custodian says of each key whether it is still theirs and still needed. */
import { type Act, actor } from '../domain/act.ts';
import { daysBetween } from '../domain/days.ts';
import { hasEnded } from '../domain/key-state.ts';
import { ASK_WITHIN, askedBy, isAskingDay, quarterOf } from '../domain/quarter.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Day, KeyRef, WorkspaceId } from '../domain/words.ts';
import { lockedKey } from '../rotation/answering.ts';
import { refuseCustody } from '../rotation/disown-key.ts';
import { latestDay } from '../rotation/today.ts';
import {
  type AskedPerson,
  attestationsReminded,
  custodiansToAsk,
  custodiansToRemind,
  insertAttestations,
  lastAsked,
} from '../store/attestation-asking.ts';
import {
  type AttestationRow,
  answerAttestations,
  attestationsWithIds,
  staleAttestations,
} from '../store/attestations.ts';
import { type Database, inWorkspace, type Scope, type Tx } from '../store/database.ts';
import { isTimeFor, todayOf } from './asked-person.ts';
import { redrawQuestions, wantQuestion } from './attestation-messages.ts';
import { askDeputies, tellLeads } from './attestation-silence.ts';
import { stopIfWrong } from './key-form.ts';

type ActIn = (workspace: WorkspaceId) => Act;

/**
 * What the clock does about it: settles questions that are over, asks each custodian once a quarter, reminds once, then
 * asks who steps in as well, and then tells a lead.
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
    asking.filter((person) => isTimeFor(person, now) && isAskingDay(todayOf(person, now))),
    (person) => inWorkspace(database, actIn(person.workspace), (tx) => ask(tx, person, todayOf(person, now))),
  );
  await inTurn(
    (await custodiansToRemind(database, askedBy(latest))).filter((person) => isTimeFor(person, now)),
    (person) =>
      inWorkspace(database, actIn(person.workspace), (tx) => remind(tx, person, todayOf(person, now))),
  );
  await inTurn([() => askDeputies(database, now, actIn), () => tellLeads(database, now, actIn)], (run) =>
    run(),
  );
  if (faults.length > 0) throw faults[0];
}

/** Keys that became theirs since they were asked make one more message, on another day. */
async function ask(tx: Tx, asked: AskedPerson, today: Day): Promise<void> {
  const { quarter, person } = asked;
  const before = await lastAsked(tx, quarter, person);
  if (before !== null && todayOf(asked, before) === today) return;
  if ((await insertAttestations(tx, quarter, person)) > 0)
    wantQuestion(tx, quarter, person, before === null ? 'first' : today);
}

async function remind(tx: Tx, { quarter, person }: AskedPerson, today: Day): Promise<void> {
  if ((await attestationsReminded(tx, quarter, person, today)) > 0)
    wantQuestion(tx, quarter, person, 'again');
}

async function settled(tx: Tx, ids: readonly number[]): Promise<void> {
  redrawQuestions(tx, await answerAttestations(tx, ids, null, 'settled', null));
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
    redrawQuestions(tx, rows);
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
 * The actor says of one key that it is still needed and theirs or whom they step in for; or, as its custodian, that it is
 * not theirs, and nobody answers for it from then on. That it is not needed is said by retiring it.
 * @throws Refusal when the actor was not asked or it is not open, and with a sentence beside `because`.
 */
export function attestOne(
  database: Database,
  act: Act,
  input: { id: number; answer: 'still_mine' | 'not_mine'; because: string | null },
): Promise<KeyRef> {
  const because = input.because?.trim() || null;
  return inWorkspace(database, act, async (tx) => {
    const { key: id, person } = await openQuestion(tx, input.id);
    if (input.answer === 'not_mine' && person !== actor(act)) throw notTheirsToGive();
    if (input.answer === 'not_mine' && because === null)
      stopIfWrong({ because: 'Say why, or whom to ask: a lead reads it.' });
    const key = await lockedKey(tx, id);
    const rows = await answerAttestations(tx, [input.id], actor(act), input.answer, because);
    if (rows.length === 0) throw answered();
    if (input.answer === 'not_mine' && key.disownedAt === null) await refuseCustody(tx, key, because ?? '');
    redrawQuestions(tx, rows);
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
  const me = actor(scope.act);
  const mine = rows.filter(
    ({ person, deputy, stepsIn }) => person === me || (deputy === me && stepsIn === me),
  );
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

const notTheirsToGive = (): Refusal =>
  new Refusal(
    'not_allowed',
    'Only its custodian can say that it is not theirs. Nothing was changed.',
    'Say whether it is still needed, or hand it over from its card.',
  );

const answered = (): Refusal =>
  new Refusal(
    'already_done',
    'This was answered already, or the key is not yours any more. Nothing was changed.',
    'The card of the key says how it stands.',
  );
