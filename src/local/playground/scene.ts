/** Everything one drawing of the page needs, gathered once, so that the drawing itself is a pure function. */
import { team, userGroups } from '../slack/cast.ts';
import type { Hands, LocalChannel, LocalMessage, LocalPerson, LocalView } from '../slack/contract.ts';
import type { FakeKey, PlaygroundOptions, PlaygroundShortcut } from './contract.ts';
import type { askedLook, Look } from './look.ts';
import type { Reader } from './reader.ts';

export interface ConsoleScene {
  readonly provider: string;
  readonly name: string;
  readonly idLabel: string;
  readonly idTemplate: string;
  /** Keys can be switched off, and must be before they are deleted. */
  readonly deactivates: boolean;
  readonly regions: readonly string[];
  readonly environments: readonly string[];
  readonly keys: readonly FakeKey[];
}

export type Pane =
  | {
      readonly kind: 'channel';
      readonly channel: LocalChannel;
      readonly messages: readonly LocalMessage[];
      readonly thread?: Thread;
    }
  | { readonly kind: 'home'; readonly view: LocalView | undefined }
  | { readonly kind: 'console'; readonly console: ConsoleScene };

export interface Thread {
  readonly root: LocalMessage | undefined;
  readonly replies: readonly LocalMessage[];
  readonly ts: string;
}

export interface Scene {
  /** Marks of the parts that the page shows already. */
  readonly have: ReadonlySet<string>;
  readonly look: Look;
  readonly viewer: LocalPerson;
  readonly reader: Reader;
  readonly people: readonly LocalPerson[];
  readonly bot: LocalPerson;
  readonly teamId: string;
  readonly channels: readonly LocalChannel[];
  /** The DM with the app; people of other workspaces have none. */
  readonly botDm: string | undefined;
  readonly pane: Pane;
  readonly modal: LocalView | undefined;
  readonly consoles: readonly { readonly provider: string; readonly name: string }[];
  readonly shortcuts: readonly PlaygroundShortcut[];
  readonly command: string;
  readonly workspace: string;
}

/** Falls back to the first active person and that person's first channel when the address asks for something that is not there. */
export async function gatherScene(
  options: PlaygroundOptions,
  asked: ReturnType<typeof askedLook>,
  have: ReadonlySet<string> = new Set(),
): Promise<Scene> {
  const { slack, command, shortcuts = [], workspace = team.name } = options;
  const now = await options.clock.now();
  const viewer = askedPerson(slack.people, asked.as);
  const hands = slack.as(viewer.id);
  const botDm = viewer.kind === 'outsider' ? undefined : hands.botDm();
  const channels = hands.channels();
  const pane = await gatherPane(options, hands, channels, asked);
  const nameOf = new Map(slack.people.map(({ id, realName }) => [id, realName]));
  return {
    have,
    look: lookOf(viewer, pane),
    viewer,
    reader: {
      person: viewer.id,
      now,
      timezone: viewer.timezone,
      personName: (id) => nameOf.get(id),
      groupName: (id) => userGroups.find((group) => group.id === id)?.handle,
      channelName: (id) => channels.find((channel) => channel.id === id)?.name,
    },
    people: slack.people,
    bot: slack.people.find(({ id }) => id === slack.botUserId) ?? absentBot(slack.botUserId, slack.teamId),
    teamId: slack.teamId,
    channels,
    botDm,
    pane,
    modal: hands.modal(),
    consoles: options.providers.map(({ provider, name }) => ({ provider, name })),
    shortcuts,
    command,
    workspace,
  };
}

export function mayAct({ kind }: LocalPerson): boolean {
  return kind !== 'deactivated' && kind !== 'bot';
}

/** As one says it: `# alerts`, `🔒 inc-7`, or the person's name. */
export function nameOf(channel: LocalChannel): string {
  if (channel.kind === 'dm') return channel.name;
  return channel.kind === 'private' ? `🔒 ${channel.name}` : `# ${channel.name}`;
}

/** The person asked for, or the first active one when that person cannot sit at a client. */
export function askedPerson(people: readonly LocalPerson[], asked: string | undefined): LocalPerson {
  const viewer = people.find((person) => person.id === asked && mayAct(person)) ?? people.find(mayAct);
  if (viewer === undefined) {
    throw new Error(
      'The local Slack has no active person, so there is nobody to look at it as. Add one to its people.',
    );
  }
  return viewer;
}

async function gatherPane(
  options: PlaygroundOptions,
  hands: Hands,
  channels: readonly LocalChannel[],
  asked: ReturnType<typeof askedLook>,
): Promise<Pane> {
  const provider = options.providers.find((one) => asked.in === `console:${one.provider}`);
  if (provider !== undefined) {
    const { name, idLabel, idTemplate, regions, environments } = provider;
    return {
      kind: 'console',
      console: {
        provider: provider.provider,
        name,
        idLabel,
        idTemplate,
        deactivates: provider.deactivate !== undefined,
        regions,
        environments,
        keys: await provider.keys(),
      },
    };
  }
  const channel = channels.find(({ id }) => id === asked.in) ?? channels.find(({ archived }) => !archived);
  if ((asked.in === 'home' && hands.me.kind !== 'outsider') || channel === undefined)
    return { kind: 'home', view: hands.home() };
  const messages = hands.messages(channel.id);
  const thread =
    asked.thread === undefined || asked.in !== channel.id
      ? undefined
      : gatherThread(hands, channel.id, asked.thread, messages);
  return { kind: 'channel', channel, messages, ...(thread === undefined ? {} : { thread }) };
}

function gatherThread(hands: Hands, channel: string, ts: string, messages: readonly LocalMessage[]): Thread {
  const root = messages.find((message) => message.ts === ts);
  return { root, ts, replies: hands.thread(channel, ts).filter((message) => message.ts !== ts) };
}

function lookOf(viewer: LocalPerson, pane: Pane): Look {
  if (pane.kind === 'home') return { as: viewer.id, in: 'home' };
  if (pane.kind === 'console') return { as: viewer.id, in: `console:${pane.console.provider}` };
  return {
    as: viewer.id,
    in: pane.channel.id,
    ...(pane.thread === undefined ? {} : { thread: pane.thread.ts }),
  };
}

function absentBot(id: string, teamId: string): LocalPerson {
  return { id, name: 'app', realName: 'App', timezone: 'UTC', kind: 'bot', teamId };
}
