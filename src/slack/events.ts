/** Events from Slack: what of each is kept, and what is done with it. Stored first, worked from there. */
import { z } from 'zod';
import { personChanged } from '../custody/departures.ts';
import { showHome } from '../custody/home-card.ts';
import { personId, type WorkspaceId } from '../domain/words.ts';
import { type Database, databaseNow } from '../store/database.ts';
import { groupChanged } from '../store/groups.ts';
import { claimEvents, eventWorked, type StoredEvent, storeEvent } from '../store/inbox.ts';
import { rememberPerson, workspaceLost } from '../store/people.ts';
import { clockAct } from '../workspace/clock-act.ts';
import { identify, type LookUps } from '../workspace/identify.ts';
import { personFrom, SlackUser } from './people.ts';

interface EventNeeds extends LookUps {
  readonly database: Database;
}

interface EventDoor<Fields> {
  readonly type: string;
  /** Only these fields are stored; an event that lacks them is dropped. */
  readonly fields: z.ZodType<Fields>;
  readonly work: (needs: EventNeeds, workspace: WorkspaceId, fields: Fields) => Promise<void>;
}

const event = <Fields>(door: EventDoor<Fields>): EventDoor<unknown> => door as EventDoor<unknown>;

/** The doors through which Slack itself comes. */
export const eventDoors: readonly EventDoor<unknown>[] = [
  event({
    type: 'app_home_opened',
    fields: z.object({ user: z.string(), tab: z.string() }),
    work: async (needs, workspace, { user, tab }) => {
      if (tab !== 'home') return;
      const who = await identify(needs.database, needs, workspace, personId(user), 2);
      if (who === null || who === 'silent' || who.role === 'outsider' || who.role === 'guest') return;
      await showHome(needs.database, clockAct(workspace, who.now, 'home'), personId(user));
    },
  }),
  event({
    type: 'user_change',
    fields: z.object({ user: SlackUser }),
    work: async ({ database, lookUp }, workspace, { user }) => {
      const now = await databaseNow(database);
      const person = personFrom(user, workspace);
      await rememberPerson(database, workspace, { ...person, checkedAt: now });
      const act = clockAct(workspace, now, 'user_change');
      await personChanged(database, act, person, async () => {
        const said = await lookUp(workspace, person.id);
        return typeof said === 'string' ? null : said;
      });
    },
  }),
  event({
    type: 'subteam_members_changed',
    fields: z.object({ subteam_id: z.string() }),
    work: ({ database }, workspace, { subteam_id }) => groupChanged(database, workspace, subteam_id),
  }),
  event({
    type: 'app_uninstalled',
    fields: z.object({}),
    work: ({ database }, workspace) => workspaceLost(database, workspace),
  }),
  event({
    type: 'tokens_revoked',
    // A person's own token may be revoked without ours being touched.
    fields: z.object({ tokens: z.object({ bot: z.array(z.string()).min(1) }) }),
    work: ({ database }, workspace) => workspaceLost(database, workspace),
  }),
];

const Envelope = z.object({
  type: z.literal('event_callback'),
  team_id: z.string(),
  event_id: z.string(),
  event: z.object({ type: z.string() }).loose(),
});

/** Stores what of an event is needed. Called before Slack gets its ack. @throws StoreFault when it could not be. */
export async function keepEvent(database: Database, workspace: WorkspaceId, body: unknown): Promise<void> {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success || envelope.data.team_id !== workspace) return;
  const door = eventDoors.find(({ type }) => type === envelope.data.event.type);
  const fields = door?.fields.safeParse(envelope.data.event);
  if (!door || !fields?.success) return;
  const stored = await storeEvent(database, {
    workspace,
    eventId: envelope.data.event_id,
    type: door.type,
    fields: fields.data as Record<string, unknown>,
  });
  if (stored) database.promptWork('events');
}

/** Works stored events. @returns how many. */
export async function workEvents(
  needs: EventNeeds & { readonly workspace: WorkspaceId },
  limit: number,
): Promise<number> {
  const events = await claimEvents(needs.database, needs.workspace, limit);
  for (const stored of events) await workOne(needs, stored);
  return events.length;
}

async function workOne(needs: EventNeeds, stored: StoredEvent): Promise<void> {
  const door = eventDoors.find(({ type }) => type === stored.type);
  const fields = door?.fields.safeParse(stored.fields);
  if (door && fields?.success) await door.work(needs, stored.workspace, fields.data);
  await eventWorked(needs.database, stored);
}
