import { askForExport, askForTemplate } from '../../custody/export-keys.ts';
import type { KnownCommand } from '../../domain/command.ts';
import type { Visit } from '../door.ts';
import { openModal, type Reply, tell } from '../reply.ts';
import { exportMessage, importModal, templateMessage } from '../views/import.ts';

/** Whether the empty file is asked for instead of the form. */
export const wantsTemplate = ({ args }: KnownCommand): boolean => args[0]?.toLowerCase() === 'template';

export async function importKeys({ database, act, slash }: Visit, command: KnownCommand): Promise<Reply> {
  if (!wantsTemplate(command)) return openModal(importModal(slash));
  await askForTemplate(database, act);
  return tell(templateMessage());
}

export async function exportKeys({ database, act }: Visit): Promise<Reply> {
  await askForExport(database, act);
  return tell(exportMessage());
}
