/** Private channels for leaks: made once, whatever was lost on the way. */
import type { WebClient } from '@slack/web-api';
import { slackCode } from './errors.ts';

/** Makes the private channel, or finds the one that an earlier attempt made. */
export async function openRoom(client: WebClient, name: string, again: boolean): Promise<string> {
  if (again) {
    const existing = await roomNamed(client, name);
    if (existing !== null) return existing;
  }
  for (let suffix = 1; suffix <= 20; suffix += 1) {
    const candidate = suffix === 1 ? name : `${name}-${suffix}`;
    try {
      const made = await client.conversations.create({ name: candidate, is_private: true });
      if (made.channel?.id) return made.channel.id;
    } catch (error) {
      if (slackCode(error) !== 'name_taken') throw error;
    }
  }
  throw new Error('no free name for the room');
}

async function roomNamed(client: WebClient, name: string): Promise<string | null> {
  let cursor: string | undefined;
  do {
    const page = await client.users.conversations({
      types: 'private_channel',
      exclude_archived: true,
      limit: 200,
      ...(cursor ? { cursor } : {}),
    });
    const found = page.channels?.find(
      (channel) => channel.name?.replace(/-\d+$/, '') === name || channel.name === name,
    );
    if (found?.id) return found.id;
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return null;
}
