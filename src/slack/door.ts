/** What a door is: who may come through, how what they bring is read, and what happens then. */
import { z } from 'zod';
import { NEW_SERVICE } from '../custody/services.ts';
import type { Act } from '../domain/act.ts';
import type { CommandName, KnownCommand } from '../domain/command.ts';
import type { Need } from '../domain/permissions.ts';
import type { Provider } from '../domain/provider.ts';
import type { Database } from '../store/database.ts';
import type { LookUps } from '../workspace/identify.ts';
import type { SlackHealth } from '../workspace/status.ts';
import type { Arrived, DoorKind } from './arrived.ts';
import type { ButtonKind } from './buttons.ts';
import type { Choice, Field } from './fields.ts';
import type { FormKind } from './form.ts';
import { options, type Reply } from './reply.ts';

/** An authorised person's visit: what a handler works with. It never sees an ack, a client or a transaction. */
export interface Visit extends LookUps {
  readonly database: Database;
  readonly act: Act;
  /** Name of the slash command in this installation, such as `/key`. */
  readonly slash: string;
  /** Pressed where only they see it: a private message or a modal, which the answer may take the place of. */
  readonly inOwnCopy: boolean;
  readonly slack: SlackHealth;
}

/** Text that somebody typed, to be searched for secrets before anything else looks at it. */
export interface Typed {
  readonly field: string | null;
  readonly text: string;
  readonly expects?: 'publicId' | 'passphrase-free-text';
  readonly provider?: Provider | undefined;
}

/** What a door asks besides a role. It depends on what is brought, so the deed asks it; the table says it. */
export const besides = {
  'answers for the key': 'custodian or deputy of the key, a lead or an admin',
  'is its custodian': 'custodian of the key',
  'tends the account': 'who can log in there, custodian or deputy of one of its keys, a lead or an admin',
  'owns the service': 'owner of the service, a lead or an admin',
  'switches the service':
    'owner of the service or its group, custodian or deputy of the key, a lead or an admin',
  'tends the new key':
    'who recorded the new key, custodian or deputy of it or of the old one, a lead or an admin',
  'was asked': 'the person who was asked',
  'is somebody else': 'another person than who asked for it or did it',
  'asked for it': 'who asked for it',
  'asked for it, or leads': 'who asked for it, who leads the incident, a lead or an admin',
  'brought the report': 'who reported it, who took it up, a lead or an admin',
  'commands the incident': 'who leads the incident, a lead or an admin',
  'did it': 'who settled the step, a lead or an admin',
  'brought the file': 'who brought the file',
} as const;
export type Besides = keyof typeof besides;

/** @param words what was said that may name a provider */
type WithoutDatabase = (words: readonly string[]) => Reply;

export interface Door {
  readonly kind: DoorKind;
  /** Unique among its kind; for commands the command's name. */
  readonly id: string;
  readonly who: Need;
  /** Asked by the deed; see `besides`. */
  readonly besides?: Besides | undefined;
  /** True when the answer is a modal: it opens at once, because its trigger lives three seconds. */
  opensModal(arrived: Arrived, command: KnownCommand | null): boolean;
  /** Everything typed that comes through here. */
  typed(arrived: Arrived): readonly Typed[];
  /** Reads what was brought and does the deed. @throws Refusal */
  enter(visit: Visit, arrived: Arrived, command: KnownCommand | null): Promise<Reply>;
  /** Where a leak is reported: what can still be said when the database cannot be reached. */
  readonly withoutDatabase?: ((arrived: Arrived, command: KnownCommand | null) => Reply) | undefined;
}

function offline(
  says: WithoutDatabase | undefined,
  wordsOf: (arrived: Arrived, command: KnownCommand | null) => readonly string[] = () => [],
): Door['withoutDatabase'] {
  return says === undefined ? undefined : (arrived, command) => says(wordsOf(arrived, command));
}

/** What was chosen or typed in a form. */
const textsOf = (values: object): string[] =>
  Object.values(values).filter((value): value is string => typeof value === 'string');

type Run<Input> = (visit: Visit, input: Input) => Promise<Reply>;

export function onCommand(
  name: CommandName,
  who: Need,
  run: Run<KnownCommand>,
  more: {
    opensModal?: (command: KnownCommand) => boolean;
    besides?: Besides;
    withoutDatabase?: WithoutDatabase;
  } = {},
): Door {
  return {
    kind: 'command',
    id: name,
    who,
    opensModal: (_arrived, command) => (command === null ? false : (more.opensModal?.(command) ?? false)),
    typed: (arrived) => [{ field: null, text: arrived.text }],
    enter: (visit, _arrived, command) => {
      if (command === null) throw new Error(`${name} was entered without a command`);
      return run(visit, command);
    },
    withoutDatabase: offline(more.withoutDatabase, (_arrived, command) => command?.args ?? []),
    besides: more.besides,
  };
}

export function onButton<Value>(
  kind: Pick<ButtonKind<Value>, 'id' | 'read'>,
  who: Need,
  run: Run<Value>,
  more: { opensModal?: boolean; besides?: Besides; withoutDatabase?: WithoutDatabase } = {},
): Door {
  return {
    kind: 'button',
    id: kind.id,
    who,
    besides: more.besides,
    withoutDatabase: offline(more.withoutDatabase),
    opensModal: () => more.opensModal ?? false,
    typed: () => [],
    enter: (visit, arrived) => run(visit, kind.read(arrived.value)),
  };
}

type Fields = Readonly<Record<string, Field<unknown>>>;

/**
 * @param more.context what the secret search should know of a field: its provider, and whether a public id belongs
 * there.
 */
export function onForm<F extends Fields, Hidden>(
  kind: FormKind<F, Hidden>,
  who: Need,
  run: Run<ReturnType<FormKind<F, Hidden>['read']>>,
  more: {
    context?: (hidden: Hidden, field: keyof F) => Omit<Typed, 'field' | 'text'>;
    besides?: Besides;
    withoutDatabase?: WithoutDatabase;
  } = {},
): Door {
  return {
    kind: 'form',
    id: kind.id,
    who,
    besides: more.besides,
    withoutDatabase: offline(more.withoutDatabase, ({ view }) =>
      view === null ? [] : textsOf(kind.read(view).answers),
    ),
    opensModal: () => false,
    typed: (arrived) => (arrived.view === null ? [] : typedInto(kind, arrived.view, more.context)),
    enter: (visit, arrived) => {
      if (arrived.view === null) throw new Error(`${kind.id} was submitted without a view`);
      return run(visit, kind.read(arrived.view));
    },
  };
}

/** A new name is chosen with a prefix that tells it from an id. */
const withoutPrefix = (value: string): string =>
  value.startsWith(NEW_SERVICE) ? value.slice(NEW_SERVICE.length) : value;

/** Text as typed, or what was typed into a searching menu and chosen there. */
const TypedState = z.union([
  z.object({ value: z.string() }).transform(({ value }) => [value]),
  z
    .object({ selected_options: z.array(z.object({ value: z.string() })) })
    .transform(({ selected_options }) => selected_options.map(({ value }) => withoutPrefix(value))),
]);

function typedInto<F extends Fields, Hidden>(
  kind: FormKind<F, Hidden>,
  view: NonNullable<Arrived['view']>,
  context: ((hidden: Hidden, field: keyof F) => Omit<Typed, 'field' | 'text'>) | undefined,
): Typed[] {
  return Object.keys(kind.fields).flatMap((field) => {
    const state = TypedState.safeParse(Object.values(view.state.values[field] ?? {})[0]);
    if (!state.success) return [];
    return state.data.map((text) => ({ field, text, ...context?.(kind.hidden(view), field) }));
  });
}

export function onLookup(
  id: string,
  who: Need,
  run: (visit: Visit, typed: string, action: string) => Promise<readonly Choice[]>,
): Door {
  return {
    kind: 'lookup',
    id,
    who,
    opensModal: () => false,
    typed: (arrived) => [{ field: null, text: arrived.text }],
    enter: async (visit, arrived) => options(await run(visit, arrived.text, arrived.value ?? '')),
  };
}

export function onShortcut(
  id: string,
  who: Need,
  run: (visit: Visit, message: Arrived['message']) => Promise<Reply>,
  more: { withoutDatabase?: WithoutDatabase } = {},
): Door {
  return {
    kind: 'shortcut',
    id,
    who,
    withoutDatabase: offline(more.withoutDatabase),
    opensModal: () => true,
    typed: () => [],
    enter: (visit, arrived) => run(visit, arrived.message),
  };
}
