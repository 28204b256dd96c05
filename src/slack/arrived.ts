/** Slack's payloads, read at the border into one shape: somebody came to a door with something. */
import { z } from 'zod';
import type { PersonId } from '../domain/words.ts';
import { type Said, withoutSecrets } from '../incident/add-note.ts';
import { kindOfAction } from './buttons.ts';
import { SubmittedView } from './form.ts';
import { readMessageText } from './message-text.ts';

/** The shortcut that keeps the message it is used on. */
export const ADD_TO_TIMELINE = 'add_to_timeline';

export type DoorKind = 'command' | 'button' | 'form' | 'lookup' | 'shortcut';

export interface Arrived {
  readonly kind: DoorKind;
  /** Which door of that kind: callback id, kind of button, name of a lookup. Empty for the command. */
  readonly door: string;
  readonly person: PersonId;
  /** Team of the person, which is another one for people of Slack Connect channels. */
  readonly personTeam: string;
  /** Slack's id of this delivery: the same when it is delivered again. */
  readonly delivery: string;
  readonly channel: string | null;
  readonly responseUrl: string | null;
  readonly trigger: string | null;
  /** What they typed or pressed, still to be read by the door. */
  readonly text: string;
  readonly value: string | undefined;
  readonly view: SubmittedView | null;
  /** True when the pressed element sits in a message that only they see. */
  readonly inPrivateMessage: boolean;
  /** The message that a shortcut is to keep, its secrets masked already; `null` for everything else. */
  readonly message: SaidMessage | null;
  /** The view that the pressed element sits in. */
  readonly pressedIn: { readonly type: 'home' | 'modal'; readonly id: string } | null;
}

/** A message without its secrets. */
export type SaidMessage = Omit<Said, 'channel'>;

const id = z.string().regex(/^[A-Z0-9]{2,40}$/);
const person = id.transform((text) => text as PersonId);

const Command = z
  .object({
    team_id: id,
    user_id: person,
    channel_id: id,
    text: z.string().max(10_000).default(''),
    response_url: z.string(),
    trigger_id: z.string(),
  })
  .transform(
    (it): Arrived => ({
      ...blank,
      kind: 'command',
      person: it.user_id,
      personTeam: it.team_id,
      delivery: it.trigger_id,
      channel: it.channel_id,
      responseUrl: it.response_url,
      trigger: it.trigger_id,
      text: it.text,
    }),
  );

const blank = {
  door: '',
  channel: null,
  responseUrl: null,
  trigger: null,
  text: '',
  value: undefined,
  view: null,
  inPrivateMessage: false,
  message: null,
  pressedIn: null,
};

const Who = {
  user: z.object({ id: person, team_id: id.optional() }),
  team: z.object({ id }).nullish(),
};

const teamOf = (it: {
  user: { team_id?: string | undefined };
  team?: { id: string } | null | undefined;
}): string => it.user.team_id ?? it.team?.id ?? '';

const Action = z
  .object({
    ...Who,
    trigger_id: z.string(),
    response_url: z.string().optional(),
    channel: z.object({ id }).nullish(),
    container: z.object({ is_ephemeral: z.boolean().optional() }).loose().optional(),
    view: z.object({ id, type: z.enum(['home', 'modal']) }).optional(),
    actions: z
      .array(
        z.object({
          action_id: z.string(),
          value: z.string().optional(),
          selected_option: z.object({ value: z.string() }).nullish(),
        }),
      )
      .min(1),
  })
  .transform((it): Arrived => {
    const [action] = it.actions;
    return {
      ...blank,
      kind: 'button',
      door: kindOfAction(action?.action_id ?? ''),
      person: it.user.id,
      personTeam: teamOf(it),
      delivery: it.trigger_id,
      channel: it.channel?.id ?? null,
      responseUrl: it.response_url ?? null,
      trigger: it.trigger_id,
      text: action?.action_id ?? '',
      value: action?.value ?? action?.selected_option?.value,
      inPrivateMessage: it.container?.is_ephemeral ?? false,
      pressedIn: it.view ?? null,
    };
  });

const Submission = z
  .object({
    ...Who,
    trigger_id: z.string().optional(),
    view: SubmittedView.extend({ hash: z.string().optional() }),
  })
  .transform(
    (it): Arrived => ({
      ...blank,
      kind: 'form',
      door: it.view.callback_id,
      person: it.user.id,
      personTeam: teamOf(it),
      // A submission has its own trigger; the view's id and hash stand in should Slack leave it out.
      delivery: it.trigger_id ?? `${it.view.id}:${it.view.hash ?? ''}`,
      trigger: it.trigger_id ?? null,
      view: it.view,
    }),
  );

const Suggestion = z.object({ ...Who, action_id: z.string(), value: z.string().max(500) }).transform(
  (it): Arrived => ({
    ...blank,
    kind: 'lookup',
    door: kindOfAction(it.action_id),
    value: it.action_id,
    person: it.user.id,
    personTeam: teamOf(it),
    delivery: '',
    text: it.value,
  }),
);

const Message = z.object({
  ts: z.string().regex(/^\d{1,12}\.\d{1,9}$/),
  user: person.optional(),
  text: z.string().max(40_000).default(''),
});

/** Here and nowhere later a message is seen as it was written. */
const withoutSecretsOf = ({ ts, user, text }: z.infer<typeof Message>): SaidMessage => ({
  ts,
  author: user ?? null,
  ...withoutSecrets(readMessageText(text) || '(a message without text)'),
});

/**
 * A message shortcut carries the whole message, which may hold the leaked secret. Only the shortcut that keeps it reads
 * it, and masks it before anything else sees it.
 */
const Shortcut = z
  .object({
    ...Who,
    callback_id: z.string(),
    trigger_id: z.string(),
    response_url: z.string().optional(),
    channel: z.object({ id }).nullish(),
    message: z.unknown().optional(),
  })
  .transform(({ message, ...it }, context): Arrived => {
    const kept = it.callback_id === ADD_TO_TIMELINE ? Message.safeParse(message) : null;
    if (kept?.success === false) context.addIssue({ code: 'custom', message: 'an unreadable message' });
    return {
      ...blank,
      kind: 'shortcut',
      door: it.callback_id,
      person: it.user.id,
      personTeam: teamOf(it),
      delivery: it.trigger_id,
      channel: it.channel?.id ?? null,
      responseUrl: it.response_url ?? null,
      trigger: it.trigger_id,
      message: kept?.success ? withoutSecretsOf(kept.data) : null,
    };
  });

export const arrivals = { Command, Action, Submission, Suggestion, Shortcut };
