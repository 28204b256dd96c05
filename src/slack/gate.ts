/**
 * The gate: every command, button, form, lookup and shortcut passes here and nowhere else. In order: is this our
 * workspace, who is it, may they, does it hold a secret, what does it say, what happens, what do they see.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { showHome } from '../custody/home-card.ts';
import { refuseSecrets, SecretRefused } from '../custody/refuse-secrets.ts';
import { makeAct } from '../domain/act.ts';
import { type KnownCommand, readCommand } from '../domain/command.ts';
import { may, type Need } from '../domain/permissions.ts';
import { Refusal } from '../domain/refusal.ts';
import type { WorkspaceId } from '../domain/words.ts';
import type { Report } from '../incident/unrecorded.ts';
import type { Database } from '../store/database.ts';
import { StoreFault } from '../store/fault.ts';
import { clockAct } from '../workspace/clock-act.ts';
import { identify, type LookUps } from '../workspace/identify.ts';
import type { SlackHealth } from '../workspace/status.ts';
import type { Arrived } from './arrived.ts';
import type { Door, Visit } from './door.ts';
import { type Ack, openWaiting, type Performer, perform } from './perform.ts';
import { nothing, push, type Reply, tell } from './reply.ts';
import * as notices from './views/notices.ts';

export interface Gate {
  /** Resolves when the reply was carried out. Never throws. */
  pass(workspace: WorkspaceId, arrived: Arrived, ack: Ack): Promise<void>;
  /** Visits that are under way; a stop waits for them. */
  underWay(): number;
}

export interface GateNeeds extends LookUps {
  readonly database: Database;
  readonly doors: readonly Door[];
  readonly performer: Performer;
  readonly log: Logger;
  readonly slash: string;
  readonly slack: () => SlackHealth;
  /** Keeps in mind who reported a leak that could not be recorded. */
  readonly unrecorded: (report: Omit<Report, 'at'>) => void;
}

export function makeGate(needs: GateNeeds): Gate {
  const doors = new Map(needs.doors.map((door) => [`${door.kind}:${door.id}`, door]));
  let underWay = 0;
  return {
    underWay: () => underWay,
    pass: async (workspace, arrived, ack) => {
      underWay += 1;
      try {
        await passOne(needs, doors, workspace, arrived, ack);
      } catch (err) {
        needs.log.error({ err, door: arrived.door, kind: arrived.kind }, 'a reply could not be sent');
      } finally {
        underWay -= 1;
      }
    },
  };
}

async function passOne(
  needs: GateNeeds,
  doors: ReadonlyMap<string, Door>,
  workspace: WorkspaceId,
  arrived: Arrived,
  ack: Ack,
): Promise<void> {
  const words = arrived.kind === 'command' ? readCommand(arrived.text) : null;
  const command = words?.kind === 'command' ? words : null;
  const door = doors.get(
    words === null ? `${arrived.kind}:${arrived.door}` : `command:${command?.name ?? 'help'}`,
  );
  const opens = door?.opensModal(arrived, command) ?? false;
  const waiting = opens ? await ackAndOpen(needs.performer, arrived, ack) : null;
  if (opens && waiting === null) return sayTooLate(needs.performer, arrived);
  // The ack of a form that waits on screen is out: there is time.
  const reply = await answer(needs, door, workspace, arrived, words, opens ? 2 : 1);
  await perform(needs.performer, arrived, reply, ack, waiting);
}

/** A modal must open within three seconds and before anything can fail, so it waits for its content on screen. */
async function ackAndOpen(performer: Performer, arrived: Arrived, ack: Ack): Promise<string | null> {
  const opened = await openWaiting(performer, arrived, notices.oneMoment());
  await ack();
  return opened;
}

/** The modal did not open in time; a place that can still be answered says so. */
async function sayTooLate(performer: Performer, arrived: Arrived): Promise<void> {
  if (arrived.responseUrl === null) return;
  const { text, blocks } = notices.refusal(
    new Refusal(
      'too_late',
      'Slack closed the door before the form could open. Nothing was done.',
      'Try once more.',
    ),
  );
  await performer.respond(arrived.responseUrl, {
    response_type: 'ephemeral',
    text,
    blocks,
    replace_original: false,
  });
}

async function answer(
  needs: GateNeeds,
  door: Door | undefined,
  workspace: WorkspaceId,
  arrived: Arrived,
  words: ReturnType<typeof readCommand> | null,
  asks: 1 | 2,
): Promise<Reply> {
  const command = words?.kind === 'command' ? words : null;
  try {
    if (door === undefined) throw goneDoor();
    const visit = await admit(needs, door, workspace, arrived, asks);
    for (const typed of door.typed(arrived)) refuseSecrets(typed);
    if (words?.kind === 'unknown') return tell(notices.unknownCommand(needs.slash, words));
    const reply = await door.enter(visit, arrived, command);
    // Slack says nothing when a Home stays open, so whoever did something there sees it there.
    if (arrived.pressedIn?.type === 'home')
      await showHome(needs.database, clockAct(workspace, visit.act.now, 'home'), arrived.person);
    return reply;
  } catch (error) {
    return explain(needs, door, workspace, arrived, command, error);
  }
}

const goneDoor = (): Refusal =>
  new Refusal('too_late', 'This is from an older version and did nothing.', 'Run the command again.');

/** @throws Refusal when this person may not come through this door now. */
async function admit(
  needs: GateNeeds,
  door: Door,
  workspace: WorkspaceId,
  arrived: Arrived,
  asks: 1 | 2,
): Promise<Visit> {
  if (arrived.personTeam !== workspace) throw outsider();
  const who = await identify(needs.database, needs, workspace, arrived.person, asks);
  if (who === 'silent') throw slackSilent();
  if (who === null || who.role === 'outsider') throw outsider();
  if (!may(who.role, door.who)) throw notForThem(who.role === 'guest' ? 'guest' : door.who);
  const act = makeAct({
    workspace,
    person: arrived.person,
    role: who.role,
    now: who.now,
    door: `${door.kind} ${door.id}`,
    delivery: arrived.delivery === '' ? null : arrived.delivery,
    channel: arrived.channel,
  });
  return {
    database: needs.database,
    act,
    slash: needs.slash,
    inOwnCopy: arrived.inPrivateMessage || arrived.pressedIn?.type === 'modal',
    slack: needs.slack(),
    lookUp: needs.lookUp,
    groups: needs.groups,
  };
}

const outsider = (): Refusal =>
  new Refusal(
    'not_here',
    'Only active members of the workspace that runs Keysteward can use it. Nothing was done.',
    'If a key leaked, tell somebody there at once.',
  );

const slackSilent = (): Refusal =>
  new Refusal(
    'unavailable',
    'Slack could not be asked who you are. Nothing was done.',
    'Try again in a minute. If a key leaked, tell a colleague who has used Keysteward before.',
  );

const notForThem = (because: Need | 'guest'): Refusal =>
  because === 'guest'
    ? new Refusal(
        'not_allowed',
        'Guests cannot use Keysteward. Nothing was done.',
        'If a key leaked, tell a full member at once: any of them can report it.',
      )
    : new Refusal(
        'not_allowed',
        `This needs ${because === 'admin' ? 'an admin' : 'a lead or an admin'}. Nothing was done.`,
        'Ask one of them to do it.',
      );

/** Expected refusals speak for themselves; anything else gets an id that is also in the log. */
function explain(
  needs: GateNeeds,
  door: Door | undefined,
  workspace: WorkspaceId,
  arrived: Arrived,
  command: KnownCommand | null,
  error: unknown,
): Reply {
  if (error instanceof Refusal) return refused(arrived, error);
  if (error instanceof StoreFault && error.unreachable) {
    needs.log.error({ err: error, door: arrived.door }, 'the database cannot be reached');
    if (door?.withoutDatabase === undefined) return tell(notices.noDatabase());
    needs.unrecorded({ workspace, person: arrived.person });
    return door.withoutDatabase(arrived, command);
  }
  const fault = randomUUID().slice(0, 8);
  needs.log.error({ err: error, fault, kind: arrived.kind, door: arrived.door }, 'a visit failed');
  return tell(notices.fault(fault));
}

function refused(arrived: Arrived, refusal: Refusal): Reply {
  if (arrived.kind === 'lookup') return { do: 'options', choices: [] };
  if (refusal instanceof SecretRefused) {
    const leak = notices.secret(refusal, arrived.view);
    if (arrived.kind !== 'form') return tell(leak);
    // On top of the form, where Slack takes one more; what was typed there stays, and can be corrected.
    if (arrived.view?.root_view_id === arrived.view?.id) return push(notices.messageModal(leak));
  }
  if (arrived.kind === 'form' && Object.keys(refusal.fields).length > 0) {
    return { do: 'errors', fields: refusal.fields };
  }
  // A form whose delivery came again closes, as it did the first time. Whoever was second is told so.
  if (arrived.kind === 'form' && refusal.code === 'repeated') return nothing;
  return tell(notices.refusal(refusal));
}
