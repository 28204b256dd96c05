import { historyPage } from '../../audit/history.ts';
import { verifyStored } from '../../audit/verify.ts';
import { keyMeant } from '../../custody/find-keys.ts';
import { headFrom } from '../../domain/audit-chain.ts';
import type { KnownCommand } from '../../domain/command.ts';
import { Refusal } from '../../domain/refusal.ts';
import { lookingInto } from '../../store/database.ts';
import { thisWorkspace } from '../../store/people.ts';
import type { Visit } from '../door.ts';
import { openModal, type Reply, tell } from '../reply.ts';
import { chainMessage, historyMessage } from '../views/audit.ts';
import { messageModal } from '../views/notices.ts';

/** `audit prop-desk`: a key's history; without a label, everything's. */
export async function audit({ database, act }: Visit, { rest }: KnownCommand): Promise<Reply> {
  const history = await lookingInto(database, act, async (scope) =>
    historyPage(scope, rest === '' ? null : (await keyMeant(scope, rest)).id),
  );
  return tell(historyMessage(history));
}

/** `verify`, or `verify sha256:…` to look for a posted head. */
export async function verify(visit: Visit, { rest }: KnownCommand): Promise<Reply> {
  const head = headFrom(rest);
  if (rest !== '' && head === null) {
    throw new Refusal(
      'bad_input',
      'That is not a posted head. Nothing was checked.',
      `It looks like this: ${visit.slash} verify sha256:9f86…, with 64 letters and digits.`,
    );
  }
  return checkedAgainst(visit, head);
}

/** Checks the chain and shows what was found; many entries take longer than Slack waits, so it is a modal. */
export async function checkedAgainst({ database, act }: Visit, head: string | null): Promise<Reply> {
  const report = await verifyStored(database, act, head);
  const { teamChannel, headPostedOn } = await lookingInto(database, act, thisWorkspace);
  const shown = chainMessage(report, { channel: teamChannel, lastOn: headPostedOn });
  return openModal(messageModal(shown));
}
