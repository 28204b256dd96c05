import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { type PersonId, personId, type WorkspaceId, workspaceId } from '../domain/words.ts';
import { slackTrouble } from './errors.ts';
import { missingScopes } from './manifest.ts';

/** What our token is: whose workspace, which bot, and what it was not granted. */
export interface Connection {
  readonly workspace: WorkspaceId;
  readonly workspaceName: string;
  readonly botUser: PersonId;
  readonly missingScopes: readonly string[];
}

/** The start cannot go on; the message says what to do. */
export class SlackRefused extends Error {}

const Identity = z.object({
  team_id: z.string(),
  team: z.string().default(''),
  user_id: z.string(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

/** Asks Slack who we are. @throws SlackRefused with a sentence for the person who starts the program. */
export async function connect(client: WebClient): Promise<Connection> {
  try {
    const said = Identity.parse(await client.auth.test());
    const granted = said.response_metadata?.scopes;
    return {
      workspace: workspaceId(said.team_id),
      workspaceName: said.team,
      botUser: personId(said.user_id),
      missingScopes: granted === undefined ? [] : missingScopes(granted),
    };
  } catch (error) {
    const trouble = slackTrouble(error);
    if (trouble === null) throw error;
    throw new SlackRefused(
      trouble.kind === 'not_allowed'
        ? `Slack refused SLACK_BOT_TOKEN (${trouble.code}). Nothing was started. Copy the bot token again from api.slack.com, OAuth & Permissions.`
        : `Slack could not be reached (${trouble.code}). Nothing was started. Check the network and start again.`,
    );
  }
}
