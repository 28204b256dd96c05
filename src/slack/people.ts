import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { z } from 'zod';
import { personId, type WorkspaceId } from '../domain/words.ts';
import type { Person } from '../store/people.ts';
import type { ListPage } from '../workspace/compare-people.ts';
import type { LookUpPerson } from '../workspace/identify.ts';
import { slackCode, slackTrouble } from './errors.ts';

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

const Listed = z.object({
  members: z.array(SlackUser.extend({ is_primary_owner: z.boolean().default(false) })),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** People on a page: as many as Slack recommends. It takes up to 1,000, and may then answer too late for us. */
const PAGE = 200;

/** Reads Slack's list of people, a page at a time. Entries are cut to what `SlackUser` keeps. */
export function makeListPage(client: WebClient, log: Logger): ListPage {
  return async (workspace, cursor) => {
    try {
      const asked = await client.users.list({ limit: PAGE, ...(cursor === null ? {} : { cursor }) });
      const said = Listed.parse(asked);
      const next = said.response_metadata?.next_cursor || null;
      const owner = said.members.find((user) => user.is_primary_owner);
      return {
        people: said.members.map((user) => personFrom(user, workspace)),
        owner: owner === undefined ? null : personId(owner.id),
        next,
      };
    } catch (err) {
      const trouble = slackTrouble(err);
      // As expected in a large workspace: some twenty pages a minute.
      if (trouble?.kind === 'slow_down') return 'later';
      log.warn({ code: trouble?.code }, 'the list of people could not be read');
      return trouble?.code === 'invalid_cursor' ? 'anew' : 'failed';
    }
  };
}

/** How Slack says that there is nobody of this id whom we may see. */
const UNKNOWN = ['user_not_found', 'user_not_visible'];

/** Looks people up at Slack. */
export function makeLookUp(client: WebClient, log: Logger): LookUpPerson {
  return async (workspace, person) => {
    try {
      const answer = await client.users.info({ user: person });
      return personFrom(SlackUser.parse(answer.user), workspace);
    } catch (err) {
      log.warn({ err, person }, 'a person could not be looked up');
      return UNKNOWN.includes(slackCode(err) ?? '') ? 'unknown' : 'silent';
    }
  };
}
