import { recordKey } from '../custody/add-key.ts';
import type { KeyForm } from '../custody/key-form.ts';
import { type Act, actor } from '../domain/act.ts';
import type { Provider } from '../domain/provider.ts';
import type { KeyRef, TriageRef } from '../domain/words.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { lockKey } from '../store/keys.ts';
import { changeTriage, type TriageRow } from '../store/triages.ts';
import { type Declared, declareIn } from './declare.ts';
import { redrawTriage } from './triage-effects.ts';
import { takeUpTriage } from './work-triage.ts';

/**
 * The key was found: its incident opens with the triage's number, clock, room and people. When it has an open one, the
 * triage's people join that.
 */
export function matchTriage(
  database: Database,
  act: Act,
  { triage, key }: { triage: TriageRef; key: KeyRef },
): Promise<Declared> {
  return inWorkspace(database, act, async (tx) => {
    await lockKey(tx, key);
    return match(tx, await takeUpTriage(tx, triage), key);
  });
}

/** The key was not recorded: it is now, and its incident opens with it. @throws Refusal `bad_input` as for any key. */
export function recordLeakedKey(
  database: Database,
  act: Act,
  provider: Provider,
  form: KeyForm,
  triage: TriageRef,
): Promise<Declared> {
  return inWorkspace(database, act, async (tx) => {
    const open = await takeUpTriage(tx, triage);
    const { id } = await recordKey(tx, provider, form);
    return match(tx, open, id);
  });
}

async function match(tx: Tx, triage: TriageRow, key: KeyRef): Promise<Declared> {
  const declared = await declareIn(tx, {
    key,
    drill: false,
    seenAbuse: triage.abuseSeen,
    channel: triage.originChannel,
    triage,
  });
  const ended = { state: 'matched' as const, incident: declared.id, endedBy: actor(tx.act), endedAt: tx.now };
  await changeTriage(tx, triage.id, ended, 'triage matched', { incident: declared.number, key });
  redrawTriage(tx, triage.id);
  return declared;
}
