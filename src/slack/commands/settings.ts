import { lookingInto } from '../../store/database.ts';
import { settingsHere } from '../../workspace/change-settings.ts';
import type { Visit } from '../door.ts';
import { openModal, type Reply } from '../reply.ts';
import { settingsModal } from '../views/settings.ts';

export async function settings({ database, act, groups }: Visit): Promise<Reply> {
  const [now, all] = await Promise.all([lookingInto(database, act, settingsHere), groups.all()]);
  return openModal(settingsModal(now, all));
}
