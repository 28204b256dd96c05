import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type PersonId, personId, type WorkspaceId } from '../domain/words.ts';
import type { Person } from '../store/people.ts';
import type { ListPeople } from '../workspace/compare-people.ts';
import type { LookUpPerson } from '../workspace/identify.ts';
import { slackTrouble } from './errors.ts';

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

const PrimaryOwner = z.object({
  members: z.array(z.object({ id: z.string(), is_primary_owner: z.boolean().default(false) })).default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
/** 10,000 people. Beyond that nobody is looked for: the setup is in the status command and on Home too. */
const MOST_PAGES = 50;

/** The one owner that every workspace has, if Slack shows them; `null` when it does not or cannot be asked. */
export async function findPrimaryOwner(client: WebClient, log: Logger): Promise<PersonId | null> {
  let cursor: string | undefined;
  try {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const said = PrimaryOwner.parse(await client.users.list({ limit: 200, ...(cursor ? { cursor } : {}) }));
      const owner = said.members.find((member) => member.is_primary_owner);
      if (owner) return personId(owner.id);
      cursor = said.response_metadata?.next_cursor || undefined;
      if (cursor === undefined) return null;
    }
  } catch (err) {
    log.warn({ code: slackTrouble(err)?.code }, 'the owner of the workspace could not be looked up');
  }
  return null;
}

const Listed = z.object({
  members: z.array(SlackUser).min(1),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/**
 * Everybody whom Slack lists here. `null` when it could not be asked to the end: who is missing then has not left.
 * Entries are cut to what `SlackUser` keeps.
 */
export function makeListPeople(client: WebClient, log: Logger): ListPeople {
  return async (workspace) => {
    const people: Omit<Person, 'checkedAt'>[] = [];
    let cursor: string | undefined;
    try {
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const said = Listed.parse(await client.users.list({ limit: 200, ...(cursor ? { cursor } : {}) }));
        people.push(...said.members.map((user) => personFrom(user, workspace)));
        cursor = said.response_metadata?.next_cursor || undefined;
        if (cursor === undefined) return people;
      }
      log.warn({ people: people.length }, 'too many people to compare with');
    } catch (err) {
      log.warn({ code: slackTrouble(err)?.code }, 'the list of people could not be read');
    }
    return null;
  };
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
