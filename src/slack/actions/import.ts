import { importProblems } from '../../custody/import-card.ts';
import { bringFile, confirmImport, dropImport } from '../../custody/import-keys.ts';
import { actor } from '../../domain/act.ts';
import { lookingInto } from '../../store/database.ts';
import type { Visit } from '../door.ts';
import type { importKeys } from '../forms/import.ts';
import { become, nothing, type Reply, replace } from '../reply.ts';
import { broughtMessage, problemsMessage } from '../views/import.ts';
import { messageModal } from '../views/notices.ts';

export async function submitFile(
  { database, act }: Visit,
  { answers }: ReturnType<typeof importKeys.read>,
): Promise<Reply> {
  await bringFile(database, act, answers.file);
  return become(messageModal(broughtMessage(answers.file.name)));
}

/** The live message shows what becomes of it. */
export async function confirm({ database, act }: Visit, chosen: { import: number }): Promise<Reply> {
  await confirmImport(database, act, chosen.import);
  return nothing;
}

export async function drop({ database, act }: Visit, chosen: { import: number }): Promise<Reply> {
  await dropImport(database, act, chosen.import);
  return nothing;
}

export async function showProblems(
  { database, act }: Visit,
  chosen: { import: number; page: number },
): Promise<Reply> {
  const list = await lookingInto(database, act, (scope) =>
    importProblems(scope, chosen.import, actor(act), chosen.page),
  );
  return replace(problemsMessage(list));
}
