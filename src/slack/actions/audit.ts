import { historyPage } from '../../audit/history.ts';
import type { KeyRef } from '../../domain/words.ts';
import { lookingInto } from '../../store/database.ts';
import type { From } from '../../store/history.ts';
import { checkedAgainst } from '../commands/audit.ts';
import type { Visit } from '../door.ts';
import { type Reply, replace } from '../reply.ts';
import { historyMessage } from '../views/audit.ts';

export async function turnHistory(
  { database, act }: Visit,
  { key, ...from }: { key: number | null } & From,
): Promise<Reply> {
  const about = key === null ? null : (key as KeyRef);
  return replace(
    historyMessage(await lookingInto(database, act, (scope) => historyPage(scope, about, from))),
  );
}

export const verifyHead = (visit: Visit, { head }: { head: string }): Promise<Reply> =>
  checkedAgainst(visit, head);
