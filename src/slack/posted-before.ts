/** Finds a post again whose outcome nobody saw, by the mark that every post of ours carries. */
import { setTimeout as pause } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import type { Claimed } from '../store/outbox-claims.ts';
import { slackCode } from './errors.ts';

const METADATA = 'keysteward_effect';

/** Metadata of a post: ids only, since every member may read it. */
export const markOf = (row: Claimed) => ({ event_type: METADATA, event_payload: { effect: row.id } });

/** Slack shows at once most of what it carried out without telling us. */
const SOON_MS = 1_000;

/** One look in a moment. That it failed says nothing of the post, so it is as if nothing was found. */
export async function seenSoon<Found>(look: () => Promise<Found | null>): Promise<Found | null> {
  await pause(SOON_MS);
  return look().catch(() => null);
}

/** A conversation, or a thread in it by the `ts` of its first message. */
export interface Spot {
  readonly channel: string;
  readonly thread?: string;
}

/** Looks for the message of an attempt whose end nobody saw. A missing history scope means it is posted again. */
export async function postedBefore(
  client: WebClient,
  { channel, thread }: Spot,
  row: Claimed,
): Promise<{ channel: string; ts: string } | null> {
  const since = String(row.wantedAt.getTime() / 1000 - 60);
  let cursor: string | undefined;
  try {
    do {
      const page = {
        channel,
        include_all_metadata: true,
        limit: 200,
        oldest: since,
        ...(cursor ? { cursor } : {}),
      };
      const history =
        thread === undefined
          ? await client.conversations.history(page)
          : await client.conversations.replies({ ...page, ts: thread });
      const found = history.messages?.find(
        ({ metadata }) =>
          metadata?.event_type === METADATA &&
          (metadata.event_payload as { effect?: unknown } | undefined)?.effect === row.id,
      );
      if (found?.ts) return { channel, ts: found.ts };
      cursor = history.response_metadata?.next_cursor || undefined;
    } while (cursor !== undefined);
    return null;
  } catch (error) {
    if (slackCode(error) === 'missing_scope') return null;
    throw error;
  }
}
