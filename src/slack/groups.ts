import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { z } from 'zod';
import { personId } from '../domain/words.ts';
import type { LookUpGroups } from '../workspace/roles.ts';
import { slackTrouble } from './errors.ts';

const Listed = z.object({
  usergroups: z
    .array(z.object({ id: z.string(), name: z.string().default(''), handle: z.string().default('') }))
    .default([]),
});
const Members = z.object({ users: z.array(z.string()) });

/** Looks user groups up at Slack. They need the optional scope `usergroups:read` and a paid plan. */
export function makeLookUpGroups(client: WebClient, log: Logger): LookUpGroups {
  const ask = async <Said>(what: string, question: () => Promise<Said>): Promise<Said | null> => {
    try {
      return await question();
    } catch (err) {
      log.warn({ code: slackTrouble(err)?.code, about: what }, 'user groups could not be looked up');
      return null;
    }
  };
  return {
    all: () => ask('all', async () => Listed.parse(await client.usergroups.list()).usergroups),
    members: (group) =>
      ask(group, async () =>
        Members.parse(await client.usergroups.users.list({ usergroup: group })).users.map(personId),
      ),
  };
}
