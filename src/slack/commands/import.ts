import { askForExport, askForTemplate } from '../../custody/export-keys.ts';
import type { KnownCommand } from '../../domain/command.ts';
import type { Visit } from '../door.ts';
import { openModal, type Reply, tell } from '../reply.ts';
import { exportMessage, importModal, templateMessage } from '../views/import.ts';
import { exportIncident } from './incident.ts';

/** Whether the empty file is asked for instead of the form. */
export const wantsTemplate = ({ args }: KnownCommand): boolean => args[0]?.toLowerCase() === 'template';

export async function importKeys({ database, act, slash }: Visit, command: KnownCommand): Promise<Reply> {
  if (!wantsTemplate(command)) return openModal(importModal(slash));
  await askForTemplate(database, act);
  return tell(templateMessage());
}

/** All keys, or the report of one incident. */
export async function exportAsked(visit: Visit, command: KnownCommand): Promise<Reply> {
  if (command.args[0]?.toLowerCase() === 'incident') return exportIncident(visit, command);
  await askForExport(visit.database, visit.act);
  return tell(exportMessage());
}
