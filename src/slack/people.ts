import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { z } from 'zod';
import { personId, type WorkspaceId } from '../domain/words.ts';
import type { Person } from '../store/people.ts';
import type { LookUpPerson } from '../workspace/identify.ts';

/** A user as Slack describes one, cut to what decides about their rights and their working day. */
export const SlackUser = z.object({
  id: z.string(),
  team_id: z.string().optional(),
  name: z.string().default(''),
  real_name: z.string().optional(),
  tz: z.string().nullish(),
  deleted: z.boolean().default(false),
  is_bot: z.boolean().default(false),
  is_admin: z.boolean().default(false),
  is_owner: z.boolean().default(false),
  is_restricted: z.boolean().default(false),
  is_ultra_restricted: z.boolean().default(false),
  is_stranger: z.boolean().default(false),
});
export type SlackUser = z.infer<typeof SlackUser>;

/** Anybody who is not surely a full member of this workspace is less than one. */
export function personFrom(user: SlackUser, workspace: WorkspaceId): Omit<Person, 'checkedAt'> {
  return {
    id: personId(user.id),
    name: user.real_name || user.name || user.id,
    timezone: user.tz ?? 'UTC',
    standing: standingOf(user, workspace),
    isAdmin: user.is_admin || user.is_owner,
  };
}

function standingOf(user: SlackUser, workspace: WorkspaceId): Person['standing'] {
  if (user.deleted) return 'deactivated';
  if (user.is_bot || user.id === 'USLACKBOT') return 'bot';
  if (user.is_stranger || (user.team_id !== undefined && user.team_id !== workspace)) return 'outsider';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}

/** Looks people up at Slack. */
export function makeLookUp(client: WebClient, log: Logger): LookUpPerson {
  return async (workspace, person) => {
    try {
      const answer = await client.users.info({ user: person });
      return personFrom(SlackUser.parse(answer.user), workspace);
    } catch (err) {
      log.warn({ err, person }, 'a person could not be looked up');
      return null;
    }
  };
}
