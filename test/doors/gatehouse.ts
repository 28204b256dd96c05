/**
 * The gate of production between a database and a quiet Slack, met without HTTP and without the bot around it: a visit
 * costs a tenth of one over the network, and is over when the gate says so. What lies in front of the gate is the same
 * for every door; `house.ts` has it.
 */
import { Writable } from 'node:stream';
import type { Logger } from 'pino';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { workspaceId } from '../../src/domain/words.ts';
import { createLog } from '../../src/log.ts';
import { arrivals } from '../../src/slack/arrived.ts';
import type { Door } from '../../src/slack/door.ts';
import { doors } from '../../src/slack/doors.ts';
import { makeGate } from '../../src/slack/gate.ts';
import { makeLookUpGroups } from '../../src/slack/groups.ts';
import { makeLookUp } from '../../src/slack/people.ts';
import type { Ack } from '../../src/slack/perform.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { lendDatabase } from '../support/lent-database.ts';
import { type Brought, broughtTo, COMMAND, type Visitor } from './knock.ts';
import { printOf } from './print.ts';
import { answersTo, HOME, type QuietSlack, type Sent, startQuietSlack } from './quiet-slack.ts';
import { makeTeam, plainTexts, type Texts, type Things } from './team.ts';
import { apart, people, slackPeople } from './visitors.ts';

export interface Answer {
  /** HTTP status of the ack. */
  readonly status: number;
  /** All that the visitor was shown: the ack and what followed it. */
  readonly said: string;
  /** All that was sent to Slack meanwhile. */
  readonly sent: readonly Sent[];
}

export interface Gatehouse {
  readonly database: Database;
  readonly slack: QuietSlack;
  readonly things: Things;
  readonly log: Logger;
  readonly logged: () => string;
  /** Comes to a door, and is back when the gate has nothing more to say. */
  knock(door: Pick<Door, 'kind' | 'id'>, visitor: Visitor, brought?: Brought): Promise<Answer>;
  print(): Promise<Record<string, string>>;
}

export interface GatehouseOptions {
  readonly texts?: Texts;
  /** Leaves the team out of the database. */
  readonly empty?: boolean;
  /** Keeps what recording the team would send. */
  readonly speaks?: boolean;
  /** Gives every part to somebody else, who is no more than a member. */
  readonly apart?: boolean;
  /** Turns the database's address into the one that the gate uses. */
  readonly reach?: (url: string) => Promise<string>;
  /** Owns the workspace, as Slack says. */
  readonly owner?: keyof typeof slackPeople;
}

/** What is open until it is closed. */
export interface Open<Place> {
  readonly place: Place;
  close(): Promise<void>;
}

/** Opens it with a team in its workspace, for one test. */
export async function openGatehouse(options: GatehouseOptions = {}): Promise<Gatehouse> {
  const { place, close } = await buildGatehouse(options);
  onTestFinished(close);
  return place;
}

/** One place for all tests of a file or a `describe`, which must not mind what the others did there. */
export function shared<Place>(open: () => Promise<Open<Place>>): () => Place {
  let opened: Open<Place> | undefined;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened?.close());
  return () => {
    if (!opened) throw new Error('it is opened before the first test');
    return opened.place;
  };
}

/** @returns it with the database that a bot of it would use. */
export async function buildGatehouse(
  options: GatehouseOptions = {},
): Promise<Open<Gatehouse> & { readonly reached: Database }> {
  const lent = await lendDatabase();
  const direct = lent.database;
  const reached = options.reach ? openDatabase(await options.reach(lent.url)) : direct;
  const { owner } = options;
  const slack = await startQuietSlack(
    owner ? { ...slackPeople, [owner]: { ...slackPeople[owner], is_primary_owner: true } } : slackPeople,
  );
  const { log, logged } = collected();
  const things = options.empty
    ? ({} as Things)
    : await makeTeam(direct, HOME, options.apart ? apart : people, options.texts ?? plainTexts);
  if (!options.speaks) await direct.pool.query('delete from outbox; delete from proof_questions');
  return {
    reached,
    place: {
      database: direct,
      slack,
      things,
      log,
      logged,
      knock: makeKnock(reached, slack, log),
      print: () => printOf(direct),
    },
    close: async () => {
      await slack.close();
      if (reached !== direct) await reached.close();
      await lent.giveBack();
    },
  };
}

const shapes = {
  command: arrivals.Command,
  button: arrivals.Action,
  form: arrivals.Submission,
  lookup: arrivals.Suggestion,
  shortcut: arrivals.Shortcut,
};

function makeKnock(database: Database, slack: QuietSlack, log: Logger): Gatehouse['knock'] {
  const gate = makeGate({
    database,
    doors,
    lookUp: makeLookUp(slack.client, log),
    groups: makeLookUpGroups(slack.client, log),
    performer: { client: slack.client, log, respond: slack.respond },
    log,
    slash: COMMAND,
    slack: () => ({ mode: 'http', missingScopes: [], trouble: null }),
    unrecorded: () => undefined,
  });
  return async (door, visitor, brought = {}) => {
    const before = slack.sent.length;
    const { id, payload } = broughtTo(door, visitor, brought, slack.responseUrl);
    const acks: string[] = [];
    const ack: Ack = async (body) => {
      acks.push(body === undefined ? '' : JSON.stringify(body));
    };
    const arrived = shapes[door.kind].safeParse(payload);
    // What cannot be read does not come as far as the gate.
    if (arrived.success) await gate.pass(workspaceId(HOME), arrived.data, ack);
    else await ack();
    const sent = slack.sent.slice(before);
    const followed = sent.filter((each) => answersTo(id, each)).map(({ args }) => JSON.stringify(args));
    // Bolt takes no second ack, and Slack shows a fault when there is none.
    return { status: acks.length === 1 ? 200 : 500, said: [...acks, ...followed].join('\n'), sent };
  };
}

function collected(): { log: Logger; logged: () => string } {
  const parts: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      parts.push(String(chunk));
      done();
    },
  });
  return { log: createLog('trace', stream), logged: () => parts.join('') };
}

/** Runs it for all, some at a time, for visits that do not change what the next one finds. */
export async function sideBySide<Item>(
  items: readonly Item[],
  run: (item: Item) => Promise<void>,
  width = 8,
): Promise<void> {
  const left = items.values();
  const go = async (): Promise<void> => {
    for (const item of left) await run(item);
  };
  await Promise.all(Array.from({ length: width }, go));
}
