/** Bringing a file of keys, and saying yes or no to what would come of it. */
import { type Act, actor } from '../domain/act.ts';
import { type ImportFile, NO_COUNTS } from '../domain/import-file.ts';
import { Refusal } from '../domain/refusal.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { insertImport, lockImport, moveImport, type StoredImport } from '../store/imports.ts';
import { want } from '../store/outbox.ts';
import { refuseSecrets } from './refuse-secrets.ts';

/** The live message of an import, in the outbox. */
export const importMessage = (id: number): string => `import:${id}`;

/**
 * Takes note of a file; it is read afterwards, and its bringer gets the preview as a direct message.
 * @throws Refusal when the file's name looks like a secret.
 */
export function bringFile(
  database: Database,
  act: Act,
  file: { readonly id: string; readonly name: string },
): Promise<number> {
  refuseSecrets({ field: 'file', text: file.name });
  const by = actor(act);
  return inWorkspace(database, act, async (tx) => {
    const id = await insertImport(tx, {
      by,
      fileName: file.name.slice(0, 200),
      content: empty(file.id, act),
    });
    want(tx, {
      name: importMessage(id),
      effect: { do: 'message', kind: 'import', subject: String(id), to: { person: by } },
      lane: 'answer',
    });
    return id;
  });
}

function empty(file: string, { role }: Act): ImportFile {
  if (role === 'guest' || role === 'outsider') throw new Error('the gate let somebody in');
  return { file, role, rows: [], counts: NO_COUNTS, problems: [], refused: null, given: {}, stepsIn: {} };
}

/** "Write it": the rows of the preview are written from now on. */
export function confirmImport(database: Database, act: Act, id: number): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const found = await inPreview(tx, act, id);
    if (act.role !== found.summary.role) {
      throw new Refusal(
        'not_allowed',
        'Your role changed since this file was checked. Nothing was written.',
        'Bring the file again.',
      );
    }
    await moveImport(tx, id, 'running', 'import confirmed');
    tx.redraw(importMessage(id));
  });
}

/** "Leave it": nothing of the file is kept. */
export function dropImport(database: Database, act: Act, id: number): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    await inPreview(tx, act, id);
    await moveImport(tx, id, 'dropped', 'import dropped');
    tx.redraw(importMessage(id));
  });
}

/** @throws Refusal unless it is there, waits for a word, and the word is its bringer's. */
async function inPreview(tx: Tx, act: Act, id: number): Promise<StoredImport> {
  const found = await lockImport(tx, id);
  if (found === null || found.by !== actor(act)) {
    throw new Refusal(
      'not_found',
      'That file is not here, or not yours. Nothing was done.',
      'Bring your own.',
    );
  }
  if (found.state !== 'preview') throw new Refusal('already_done', WORDS[found.state], 'Nothing more to do.');
  return found;
}

const WORDS: Readonly<Record<StoredImport['state'], string>> = {
  reading: 'The file is still being read.',
  preview: 'The file waits for your word.',
  running: 'It is being written already.',
  done: 'It was written already.',
  dropped: 'It was dropped already.',
  refused: 'This file was refused; nothing of it can be written.',
};
